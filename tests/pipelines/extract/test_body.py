"""The body: running text behind the title, without the information line, the frame and other articles around it."""

from __future__ import annotations

import pytest

from pipelines.extract.blocks import Block
from pipelines.extract.body import BodyFinder
from pipelines.extract.frame import is_end, is_frame, is_widget, known_container, size
from tests.pipelines.extract.pages import TEXT, TITLE, article, flat, html, read

BODY = "".join(f"<p>{line}</p>" for line in TEXT)
INFORMATION = "发布时间：2026-03-01 来源：青禾报"
TEASER = "另一篇文章讲的是渡口的钟怎样又走准了，钟匠没有收钱，只要了一碗面，还把旧齿轮留给了小学的孩子们看。"


def body(source: str) -> list[str]:
    return list(read(source).paragraphs)


@pytest.mark.parametrize(
    "container",
    [
        'div id="zoom"',
        'div class="TRS_Editor"',
        'div class="v_news_content"',
        "article",
        'td class="x"',
        "div",
        "section",
    ],
)
def test_the_text_whatever_holds_it(container: str) -> None:
    tag = container.split()[0]
    holder = f"<{container}>{BODY}</{tag}>"
    holder = f"<table><tr>{holder}</tr></table>" if tag == "td" else holder
    source = html(f"<h1>{TITLE}</h1><p>{INFORMATION}</p>{holder}", f"<title>{TITLE}</title>")
    assert body(source) == list(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "<br>".join(TEXT),
        "<br/>　　".join(TEXT),
        "".join(f"<div>{line}</div>" for line in TEXT),
        "".join(f"<section><section><p><span>{line}</span></p></section></section>" for line in TEXT),
        "".join(f"<p>　　{line}</p><p>&nbsp;</p>" for line in TEXT),
        "".join(f"<p><font><b>{line[:6]}</b>{line[6:]}</font></p>" for line in TEXT),
        "".join(f"<li>{line}</li>" for line in TEXT),
    ],
)
def test_paragraphs_whatever_parts_them(text: str) -> None:
    assert body(article(INFORMATION, text=text)) == list(TEXT)


@pytest.mark.parametrize(
    "tail",
    [
        "<p>上一篇：<a href='/1.html'>渡口的钟</a></p><p>下一篇：没有了</p>",
        f"<div class='related'><h3>相关阅读</h3><a href='/1.html'>渡口的钟又走准了</a><p>{TEASER}</p></div>",
        f"<h3>相关阅读</h3><p>{TEASER}</p><p>{TEASER}</p><h3>热门文章</h3><p>{TEASER}</p>",
        "<p>【打印】【关闭】</p>",
        "<p>分享到：微信 微博</p>",
        "<p>扫一扫在手机打开当前页</p>",
        "<p>版权所有 © 2026 青禾县人民政府 某ICP备1号</p>",
        "<p>主办单位：青禾县人民政府办公室 网站标识码：9999990001</p>",
        "<p>浏览次数：1024</p>",
        "<div style='display:none'><p>这一段谁也看不见，是给搜索引擎准备的，说的是别的事。</p></div>",
        "<p>责任编辑：王小满</p>",
        f"<p>{TITLE}</p>",
    ],
)
@pytest.mark.parametrize("inside", [True, False], ids=["inside the container", "behind it"])
def test_what_follows_the_text_is_left(tail: str, inside: bool) -> None:
    source = article(INFORMATION, text=BODY + tail) if inside else article(INFORMATION, after=tail)
    assert body(source) == list(TEXT)


@pytest.mark.parametrize(
    "head",
    [
        f"<p>{INFORMATION}</p>",
        "<p>字体：【大 中 小】</p>",
        "<p>当前位置：首页 &gt; 新闻</p>",
        f"<p>{TITLE}</p>",
        "<p>【字体：<a href='#'>大</a> <a href='#'>中</a>】</p>",
    ],
)
def test_what_stands_before_the_text_is_left(head: str) -> None:
    assert body(article("", text=head + BODY)) == list(TEXT)


@pytest.mark.parametrize("gap", ["……", "（一）", "新闻链接", "一、水从哪里来"])
def test_short_lines_inside_the_text_stay(gap: str) -> None:
    text = f"<p>{TEXT[0]}</p><p>{gap}</p><p>{TEXT[1]}</p><p>{TEXT[2]}</p>"
    assert body(article(INFORMATION, text=text)) == [TEXT[0], gap, TEXT[1], TEXT[2]]


def test_teasers_that_outweigh_the_text_are_not_it() -> None:
    teasers = "".join(f"<li><a href='/{i}.html'>另一篇文章的题目{i}</a><p>{TEASER * 2}</p></li>" for i in range(12))
    assert body(article(INFORMATION, after=f"<div><h3>热门文章</h3><ul>{teasers}</ul></div>")) == list(TEXT)


def test_teasers_before_the_title_are_not_the_text() -> None:
    teasers = "".join(f"<div><p>{TEASER * 3}</p></div>" for _ in range(5))
    assert body(article(INFORMATION, before=teasers)) == list(TEXT)


def test_the_second_of_two_copies_is_left() -> None:
    phone = f"<div class='m'><h1>{TITLE}</h1><p>{INFORMATION}</p>{BODY}</div>"
    assert body(article(INFORMATION, after=phone)) == list(TEXT)


def test_links_inside_the_text_are_text() -> None:
    linked = TEXT[1].replace("邻居", '<a href="/n.html">邻居</a>')
    assert body(article(INFORMATION, text=f"<p>{TEXT[0]}</p><p>{linked}</p><p>{TEXT[2]}</p>")) == list(TEXT)


def test_no_text_is_absent_with_the_reason() -> None:
    found = read(html(f"<h1>{TITLE}</h1><p>{INFORMATION}</p>", f"<title>{TITLE}</title>")).body
    assert (found.value, found.reason) == (None, "no running text")


def test_every_candidate_is_a_range_that_is_not_empty() -> None:
    page = flat(f"<h1>{TITLE}</h1><div id=zoom>{BODY}</div>")
    finder = BodyFinder(page, 1, frozenset(), TITLE)
    assert {span.method for span in finder.spans()} == {"densest element", "densest run", "known container"}
    assert all((span.start, span.end) == (1, 4) for span in finder.spans())


@pytest.mark.parametrize(
    ("text", "expected"), [("磨坊转了", 4), ("the mill turned", 3), ("2026年3月1日", 6), ("，。！", 0), ("", 0)]
)
def test_size_counts_characters_and_words(text: str, expected: int) -> None:
    assert size(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("相关阅读", True),
        ("【相关链接】", True),
        ("上一篇：渡口", True),
        ("相关阅读" + "字" * 60, False),
        ("磨坊相关阅读", False),
    ],
)
def test_end_words_begin_a_short_line(text: str, expected: bool) -> None:
    assert is_end(Block(text, 0, 0, "p")) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("【打印】", True), ("分享", True), ("打印机修好了", False), ("×", True)]
)
def test_widgets(text: str, expected: bool) -> None:
    assert is_widget(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("某ICP备1号", True), ("版权所有", True), ("渡口", False), ("版权所有" + "字" * 200, False)]
)
def test_frame(text: str, expected: bool) -> None:
    assert is_frame(text) is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("zoom", True), ("a trs_editor b", True), ("zoomed", False), ("", False)]
)
def test_known_containers(name: str, expected: bool) -> None:
    assert known_container(name) is expected
