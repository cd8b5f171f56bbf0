"""The body: running text behind the title, without the information line, the frame and other articles around it."""

from __future__ import annotations

import pytest

from pipelines.extract.body import BodyFinder
from tests.pipelines.extract.pages import TEXT, TITLE, article, flat, html, read

BODY = "".join(f"<p>{line}</p>" for line in TEXT)
INFORMATION = "发布时间：2026-03-01 来源：青禾报"
TEASER = "另一篇文章讲的是渡口的钟怎样又走准了，钟匠没有收钱，只要了一碗面，还把旧齿轮留给了小学的孩子们看。"
ENGLISH = (
    "For thirty years the mill stood still in the bend of the river; this spring the wheel was mended, and it turns.",
    "The miller gave the first sack of flour to the neighbours and said that there will be bread for all tomorrow.",
    "The village wants to grind every weekend, so that children can see how water drives the wheel, and bring corn.",
)


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
    "inset",
    [
        "<figure><img src='/1.jpg'><figcaption>The mill in spring, seen from the bridge.</figcaption></figure>",
        "<div class='photo'><img src='/1.jpg'><p>The mill in spring, seen from the bridge.</p></div>",
        "<aside><p>Read all about the ferry in our long story of last week.</p></aside>",
        "<div class='newsletter-box'><h3>Letters</h3><p>Get the news of the valley every morning.</p></div>",
        "<div class='visually-hidden'>Article content</div>",
        "<p>Advertisement</p>",
        "<p>Read more: <a href='/2.html'>The ferry bell is right again, and nobody paid for it</a></p>",
        "<p><a href='/2.html'>The ferry bell is right again, and nobody paid for it</a></p>",
        "<ul><li><a href='/2.html'>The ferry bell</a></li><li><a href='/3.html'>The old bridge</a></li></ul>",
        "<div><h3><a href='/2.html'>The ferry bell is right again</a></h3><p>The smith took no money.</p>2 March</div>",
        "<p>By signing up you agree that the miller may write to you.</p>",
        "<section class='comments'><p>What a fine mill, I came by on Sunday, and it turned.</p></section>",
    ],
)
def test_insets_are_left_and_the_text_goes_on_behind_them(inset: str) -> None:
    source = english(f"<p>{ENGLISH[0]}</p>{inset}<p>{ENGLISH[1]}</p>{inset}<p>{ENGLISH[2]}</p>")
    assert body(source) == list(ENGLISH)


@pytest.mark.parametrize(
    "line",
    [
        '<p><a href="/upload/1.pdf">How the wheel was mended, with drawings (pdf)</a></p>',
        "<h3>The wheel</h3>",
        "<blockquote>It sings, said the miller.</blockquote>",
        "<table><tr><td><a href='/w.html'>Wheel</a></td></tr><tr><td><a href='/s.html'>Stone</a></td></tr></table>",
    ],
)
def test_what_looks_like_an_inset_and_is_text(line: str) -> None:
    lines = body(english(f"<p>{ENGLISH[0]}</p>{line}<p>{ENGLISH[1]}</p><p>{ENGLISH[2]}</p>"))
    assert len(lines) > len(ENGLISH)
    assert [one for one in lines if one in ENGLISH] == list(ENGLISH)


def test_a_chinese_caption_is_text() -> None:
    picture = "<div class='photo'><img src='/1.jpg'><p>磨坊在春天里，从桥上看过去。甲小满 摄</p></div>"
    lines = body(article(INFORMATION, text=f"<p>{TEXT[0]}</p>{picture}<p>{TEXT[1]}</p><p>{TEXT[2]}</p>"))
    assert any("从桥上看过去" in line for line in lines)


def test_many_links_in_a_paragraph_are_weighed_by_their_share() -> None:
    linked = (
        ENGLISH[0]
        .replace("the wheel", "<a href='/w.html'>the wheel</a>")
        .replace("thirty years", "<a href='/y.html'>thirty years</a>")
    )
    assert body(english(f"<p>{linked}</p><p>{ENGLISH[1]}</p><p>{ENGLISH[2]}</p>")) == list(ENGLISH)


def test_comments_longer_than_the_article_are_not_it() -> None:
    comments = "".join(f"<p>{TEASER * 2}</p>" for _ in range(12))
    assert body(article(INFORMATION, after=f"<div class='comments'>{comments}</div>")) == list(TEXT)


def test_a_name_on_what_holds_title_and_text_says_nothing() -> None:
    inside = f"<h1>{TITLE}</h1><p>{INFORMATION}</p>{BODY}"
    assert body(html(f"<div class='has-sidebar related'>{inside}</div>", f"<title>{TITLE}</title>")) == list(TEXT)


@pytest.mark.parametrize("name", ["no-share", "has-sidebar", "entry-content share", "with_comments"])
def test_a_name_that_speaks_of_other_parts_says_nothing(name: str) -> None:
    long = f"<div class='footer'><p>{TEASER * 6}</p></div>"
    assert body(article(INFORMATION, text=f"<div class='{name}'>{BODY}</div>", after=long)) == list(TEXT)


@pytest.mark.parametrize(
    "behind",
    [
        "<div><p>Anna Mill writes about rivers, mills and the people who keep them turning, every week.</p></div>",
        "<div>Seven minutes to read</div>",
    ],
)
def test_the_body_ends_with_the_element_that_holds_it(behind: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in ENGLISH)
    assert body(english(f"<div>{text}</div>{behind}")) == list(ENGLISH)


def test_a_lead_before_that_element_stays() -> None:
    text = "".join(f"<p>{line}</p>" for line in ENGLISH)
    lead = "The wheel was mended by two smiths from the next valley, who took no money for it."
    lines = body(english(f"<p>{lead}</p><div>Seven minutes</div><div>{text * 1}</div>"))
    assert lines == [lead, *ENGLISH]


@pytest.mark.parametrize(("scrap", "kept"), [("Photo: Valley News", False), ("文：甲小满", True)])
def test_scraps_between_paragraphs_are_left_unless_they_may_name_someone(scrap: str, kept: bool) -> None:
    page = flat(f"<h1>{TITLE}</h1><div><p>{ENGLISH[0]}</p><div>{scrap}</div><p>{ENGLISH[1]}</p></div>")
    span = BodyFinder(page, 1, frozenset(), TITLE).find()
    assert span is not None
    assert (2 in span.blocks) is kept


def test_a_heading_over_links_goes_with_them() -> None:
    links = (
        "<h3>From the valley</h3><ul><li><a href='/2.html'>The bell</a></li><li><a href='/3.html'>Fish</a></li></ul>"
    )
    assert body(english(f"<p>{ENGLISH[0]}</p><p>{ENGLISH[1]}</p>{links}<p>{ENGLISH[2]}</p>")) == list(ENGLISH)


STATED = " ".join(ENGLISH)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (STATED, False),
        (STATED[:60], True),
        (STATED + STATED * 3, True),
        ("Something else altogether. " * 8, True),
        ("", True),
    ],
)
def test_what_the_page_states_as_its_text_clears_it(said: str, kept: bool) -> None:
    odd = "This long line about the baker's cat is on the page, but its own statement of the text leaves it out."
    lines = "".join(f"<p>{line}</p>" for line in (ENGLISH[0], odd, *ENGLISH[1:]))
    span = BodyFinder(flat(f"<h1>The mill</h1><div>{lines}</div>"), 1, frozenset(), "The mill", said=said).find()
    assert span is not None
    assert (2 in span.blocks) is kept
    assert {1, 3, 4} <= set(span.blocks)


def test_a_lead_before_the_statement_stays() -> None:
    lines = "".join(f"<p>{line}</p>" for line in ENGLISH)
    said = " ".join(ENGLISH[1:])
    span = BodyFinder(flat(f"<h1>The mill</h1><div>{lines}</div>"), 1, frozenset(), "The mill", said=said).find()
    assert span is not None
    assert span.blocks == (1, 2, 3)


def test_a_doubtful_title_below_the_text_does_not_cost_it() -> None:
    below = f"<div><h3>大家说了什么话</h3><p>2026-03-02 10:00</p><p>{TEASER}</p></div>"
    found = read(html(f"<div>{BODY * 2}</div>{below}"))
    assert found.paragraphs[0] == TEXT[0]
    assert found.title.value != "大家说了什么话"


def test_of_several_articles_on_a_page_the_first_is_read() -> None:
    def one(title: str, text: str) -> str:
        return f"<div class='post'><h2 class='post-title'>{title}</h2><p>2026-03-01 10:00</p>{text}</div>"

    other = "".join(f"<p>{TEASER * 2}</p>" for _ in range(6))
    source = html(one(TITLE, BODY) + one("渡口的钟", other) + one("石桥", other), f"<title>{TITLE}</title>")
    assert [line for line in body(source) if TEASER in line] == []


def test_a_name_as_title_may_be_said_again_in_the_text() -> None:
    table = "<table><tr><td>旧磨坊</td></tr></table>"
    source = html(f"<h1>旧磨坊</h1><div>{BODY}{BODY[:40]}{table}<p>{TEASER}</p></div>", "<title>旧磨坊_青禾</title>")
    assert TEASER in body(source)


def english(text: str) -> str:
    """A page in English."""
    title = "The old mill on the river turns again"
    head = f"<title>{title} - Valley News</title>"
    return html(f"<h1>{title}</h1><p>Published 1 March 2026</p><div class='text'>{text}</div>", head)
