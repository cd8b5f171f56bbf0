"""The credited source: labels by the title first, then outlets without one, the end of the text, the head."""

from __future__ import annotations

import pytest

from pipelines.extract.source import named_source
from tests.pipelines.extract.pages import TEXT, TITLE, article, html, read

BODY = "".join(f"<p>{line}</p>" for line in TEXT)


@pytest.mark.parametrize(
    ("information", "expected"),
    [
        ("来源：青禾报", "青禾报"),
        ("2026-03-01 来源：青禾县融媒体中心 作者：张木兰", "青禾县融媒体中心"),
        ("信息来源：县水务局 发布时间：2026-03-01", "县水务局"),
        ("来 源：青禾报", "青禾报"),
        ("稿源：青禾报", "青禾报"),
        ("来源丨青禾发布", "青禾发布"),
        ("日期: 来源:新河坊收集编辑:新河坊", "新河坊"),
        ("来源：<a href='http://www.qinghe.example'>青禾报</a>", "青禾报"),
        ("<span>来源：</span><span>青禾报</span>", "青禾报"),
        ("2026-03-01 08:30 青禾日报", "青禾日报"),
        ("来源：《青禾报》", "青禾报"),
        ("来源：青禾报 张木兰", "青禾报"),
        ("来源：青禾报 字体：大 中 小", "青禾报"),
        ("来源：云上青禾 2026-03-01", "云上青禾"),
        ("来源：本网 记者：张木兰", "本网"),
        ("来源：本报 记者 张木兰", "本报"),
        ("青禾网 |发布: 2026-3-1 13:18|点击: 313|来自: 河湾报", "河湾报"),
    ],
)
def test_the_information_line(information: str, expected: str) -> None:
    found = read(article(information)).source
    assert found.value == expected
    assert found.method
    assert found.where


@pytest.mark.parametrize(
    ("information", "reason"),
    [
        ("日期：2026-03-01 来源：", "the label 来源 is empty"),
        ("来源： 作者：张木兰", "the label 来源 is empty"),
        ("来源：网络", "names nothing"),
        ("来源：未知", "names nothing"),
        ("发布时间：2026-03-01", "no source is named"),
        ("来源：http://www.qinghe.example/a.html", "no source is named"),
        ("来源：来源", "no source is named"),
        (f"来源：{TITLE}", "no source is named"),
        ("2026-03-01 来自: 手机", "names nothing"),
    ],
)
def test_no_source_says_why(information: str, reason: str) -> None:
    found = read(article(information)).source
    assert found.value is None
    assert reason in found.reason


@pytest.mark.parametrize("itself", ["本网", "本站", "本站原创", "本网站", "原创", "本网讯"])
def test_the_site_itself_is_named_where_its_name_is_known(itself: str) -> None:
    known = read(article(f"来源：{itself}"), name="青禾新闻网").source
    assert known.value == "青禾新闻网"
    assert itself in known.raw
    assert itself in known.reason
    assert read(article(f"来源：{itself}")).source.value in {itself, "本站", "本网"}


@pytest.mark.parametrize(
    ("source", "method", "expected"),
    [
        (article("日期：2026-03-01", after="<p>来源：青禾报</p>"), "label behind the body", "青禾报"),
        (
            article("日期：2026-03-01", text=f"<p>青禾报讯（记者 张木兰）{TEXT[0]}</p>{BODY}"),
            "credits in the text",
            "青禾报",
        ),
        (article("日期：2026-03-01", head='<meta name="ContentSource" content="青禾报">'), "meta", "青禾报"),
        (article("日期：2026-03-01", before='<b id="js_name">青禾发布</b>'), "account", "青禾发布"),
        (
            html(f"<h1>{TITLE}</h1><p>青禾日报</p><p>2026-03-01 08:30</p>{BODY}", f"<title>{TITLE}</title>"),
            "line beside the date",
            "青禾日报",
        ),
        (
            html(f"<h1>{TITLE}</h1><p>2026-03-01 08:30 青禾先声</p>{BODY}", f"<title>{TITLE}</title>"),
            "beside the date",
            "青禾先声",
        ),
    ],
)
def test_other_places(source: str, method: str, expected: str) -> None:
    found = read(source).source
    assert (found.value, found.method) == (expected, method)


@pytest.mark.parametrize("meta", ["", "null", "文章来源", "网站名称", "http://www.qinghe.example", "未知"])
def test_a_template_in_the_meta_is_no_source(meta: str) -> None:
    head = f'<meta name="ContentSource" content="{meta}">'
    assert read(article("日期：2026-03-01", head=head)).source.value is None


@pytest.mark.parametrize(
    ("meta", "value", "text", "expected"),
    [
        ("ContentSource", "青禾县人民政府", "", None),
        ("ContentSource", "青禾新闻网", "", None),
        ("ContentSource", "青禾县水务局", "<p>供稿人住在青禾县水务局的院子里，天天看水。</p>", "青禾县水务局"),
        ("og:article:source", "青禾报", "", None),
        ("og:article:source", "青禾报", "<p>青禾报的人来看过磨坊，回去写了一篇长文。</p>", "青禾报"),
    ],
)
def test_a_system_s_default_in_the_head_is_no_source(meta: str, value: str, text: str, expected: str | None) -> None:
    head = f'<meta name="{meta}" content="{value}">'
    assert read(article("日期：2026-03-01", head=head, text=BODY + text)).source.value == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("（青禾县仲裁院张木兰）", None),
        ("青禾报·河湾号记者 张木兰", None),
        ("来源：青禾报", "青禾报"),
    ],
)
def test_whom_somebody_in_the_text_works_for_is_no_source(line: str, expected: str | None) -> None:
    assert read(article("日期：2026-03-01", text=f"{BODY}<p>{line}</p>")).source.value == expected


def test_an_outlet_above_the_title_belongs_to_the_frame() -> None:
    inside = f"<p>青禾新闻</p><p>2026-03-01</p><h1>{TITLE}</h1>{BODY}"
    assert read(html(inside, f"<title>{TITLE}</title>")).source.value is None


def test_the_label_outweighs_the_head_and_the_account() -> None:
    head = '<meta name="ContentSource" content="青禾晚报">'
    found = read(article("来源：青禾报", head=head, before='<b id="js_name">青禾发布</b>')).source
    assert (found.value, found.method) == ("青禾报", "label")
    assert {(c.value, c.verdict) for c in found.candidates} == {
        ("青禾晚报", "not believed"),
        ("青禾发布", "not believed"),
    }


def test_sources_of_other_articles_are_theirs() -> None:
    teasers = "".join(f'<li><a href="/{i}">另一篇文章的题目{i}</a> 来源：别处报{i}</li>' for i in range(20))
    assert read(article("来源：", after=f"<h3>相关阅读</h3><ul>{teasers}</ul>")).source.value != "别处报1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("来源：青禾报", ("青禾报", "")),
        ("青禾报", ("青禾报", "")),
        ("信息来源： 本网", ("青禾新闻网", "本网 is the site")),
        ("来源：", (None, "")),
        ("未知", (None, "")),
        ("", (None, "")),
    ],
)
def test_one_text_by_a_rule(text: str, expected: tuple[str | None, str]) -> None:
    assert named_source(text, "青禾新闻网") == expected
