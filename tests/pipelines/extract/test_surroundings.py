"""Breadcrumbs and the lists of other articles: evidence, and empty where the page has none."""

from __future__ import annotations

import pytest

from pipelines.extract.surroundings import read_side_lists
from tests.pipelines.extract.pages import TITLE, article, flat, read

STEPS = ("首页", "新闻", "乡镇动态")
LINKS = '<a href="/">首页</a>{s}<a href="/x/">新闻</a>{s}<a href="/x/z/">乡镇动态</a>'


@pytest.mark.parametrize("sign", [" > ", "&gt;", " &gt;&gt; ", "＞", " » ", "›", " → ", " / ", " - ", " | "])
def test_signs_between_steps(sign: str) -> None:
    source = article("来源：青禾报", before=f"<div>当前位置：{LINKS.format(s=sign)}</div>")
    assert read(source).breadcrumb.value == STEPS


@pytest.mark.parametrize("end", ["", " > ", " > 正文", f" > {TITLE}", " > 浏览文章", " > 内容"])
def test_the_article_itself_is_no_step(end: str) -> None:
    source = article("来源：青禾报", before=f"<div>您的位置：{LINKS.format(s=' > ')}{end}</div>")
    assert read(source).breadcrumb.value == STEPS


@pytest.mark.parametrize(
    "trail",
    [
        f"<div class=nav>{LINKS.format(s=' > ')}</div>",
        f'<div class="breadcrumb">{LINKS.format(s=" > ")}</div>',
        f'<table><tr><td class="weizhi">{LINKS.format(s=" > ")}</td></tr></table>',
        "<p>当前位置：</p><ul><li>首页</li><li>新闻</li><li>乡镇动态</li></ul>",
        '<ul class="breadcrumb"><li><a href="/">首页</a></li><li><a href="/x/">新闻</a></li><li><a href="/x/z/">乡镇动态</a></li></ul>',
        f"<p>你的位置: {LINKS.format(s='/')}</p>",
        f"<p>您现在的位置是：{LINKS.format(s='>')}</p>",
    ],
)
def test_trails_by_word_or_name(trail: str) -> None:
    found = read(article("来源：青禾报", before=trail)).breadcrumb
    assert found.value == STEPS
    assert found.raw


@pytest.mark.parametrize(
    "before", ["", '<div class="nav"><a href="/">首页</a> <a href="/x/">新闻</a></div>', "<p>当前位置：</p>"]
)
def test_no_trail_is_absent(before: str) -> None:
    found = read(article("来源：青禾报", before=before)).breadcrumb
    assert (found.value, found.reason) == (None, "no trail above the title")


def links(*titles: str) -> str:
    return "".join(f'<li><a href="/{i}.html">{title}</a></li>' for i, title in enumerate(titles))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("相关阅读", "related"),
        ("相关链接：", "related"),
        ("热门文章", "hot"),
        ("【点击排行】", "hot"),
        ("最新文章 更多", "latest"),
    ],
)
def test_lists_by_their_heading(heading: str, kind: str) -> None:
    page = flat(f"<div><h3>{heading}</h3><ul>{links('渡口的钟走准了', '天台上的菜园')}</ul></div>")
    found = read_side_lists(page)
    assert found[kind] == ("渡口的钟走准了", "天台上的菜园")
    assert sum(map(len, found.values())) == 2


def test_each_heading_has_its_own_rows() -> None:
    page = flat(
        f"<div><h3>相关阅读</h3><ul>{links('渡口的钟走准了')}</ul></div><div><h3>热门文章</h3></div>"
        f"<div><h3>最新文章</h3><ul>{links('天台上的菜园', '天台上的菜园', '更多')}</ul></div>"
    )
    assert read_side_lists(page) == {"related": ("渡口的钟走准了",), "hot": (), "latest": ("天台上的菜园",)}


def test_headings_and_rows_side_by_side() -> None:
    page = flat(f"<h3>热门文章</h3><ul>{links('渡口的钟走准了')}</ul><h3>最新文章</h3><ul>{links('天台上的菜园')}</ul>")
    found = read_side_lists(page)
    assert (found["hot"], found["latest"]) == (("渡口的钟走准了",), ("天台上的菜园",))


def test_no_more_than_a_screenful() -> None:
    page = flat(f"<h3>最新文章</h3><ul>{links(*(f'另一篇文章的题目{i}' for i in range(100)))}</ul>")
    assert len(read_side_lists(page)["latest"]) == 30


def test_a_page_without_lists_has_none() -> None:
    assert read_side_lists(flat("<p>相关阅读这四个字出现在一句话里。</p><a href='/1'>渡口的钟</a>")) == {
        "related": (),
        "hot": (),
        "latest": (),
    }
