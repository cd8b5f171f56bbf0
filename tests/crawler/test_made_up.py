"""What speaks for a soft 404, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.made_up import alike, has_marks, is_home, made_up, seen, shows_title

MENU = (
    "<div class=menu>"
    + "".join(
        f"<a href=/{n}>{a}{b}公开</a>"
        for n, (a, b) in enumerate(zip("政务新闻便民互动专题", "信息要点服务交流栏目", strict=True))
    )
    + "</div>"
)
MISSING = "<title>提示</title>" + MENU + "<p>抱歉，没有 {} 这一页。现在是 {}</p><script>var a = 'x'</script>"


@pytest.mark.parametrize(
    ("title", "page", "shown"),
    [
        ("区里召开春季重点工作推进会", "<h1>区里召开春季重点工作推进会议</h1>", True),
        ("区里召开春季重点工作推…", "<h1>区里召开春季重点工作推进会</h1>", True),
        ("【图】区里召开春季重点工作推进会", "<title>区里召开春季重点工作推进会</title>", True),
        ("区里召开春季重点工作推进会", "<h1>抱歉</h1>", False),
        ("图", "<h1>图</h1>", False),
        ("", "<h1>抱歉</h1>", False),
    ],
)
def test_the_title_of_the_row_is_looked_for(title: str, page: str, shown: bool) -> None:
    assert shows_title(page.encode(), [title]) == shown
    assert shows_title(page.encode("gb18030"), [title]) == shown


def test_one_row_of_several_is_enough() -> None:
    assert shows_title("<h1>春季推进会</h1>".encode(), ["别的一篇文章", "春季推进会"])


@pytest.mark.parametrize(
    ("page", "marks"), [("<i>来源：某报</i>", True), ('<meta name="ArticleTitle">', True), ("<p>抱歉</p>", False)]
)
def test_marks_of_an_article(page: str, marks: bool) -> None:
    assert has_marks(page.encode("gb18030")) == marks


@pytest.mark.parametrize(
    ("asked", "answered", "home"),
    [
        ("http://a.test/a/1.html", "http://www.a.test/", True),
        ("http://a.test/a/1.html", "https://a.test/index.html", True),
        ("http://a.test/a/1.html", "https://a.test", True),
        ("http://a.test/a/1.html", "http://a.test/a/2.html", False),
        ("http://a.test/news/", "http://news.a.test/", False),
        ("http://a.test/", "http://a.test/index.html", False),
        ("http://a.test/a/1.html", "http://a.test/?id=1", False),
        ("http://[::1/a", "http://[::1/", False),
    ],
)
def test_the_home_page_in_place_of_an_address(asked: str, answered: str, home: bool) -> None:
    assert is_home(asked, answered) == home


def test_a_made_up_address_is_a_neighbour() -> None:
    assert made_up("http://a.test/art/2026/1.shtml?x=1", "xyz") == "http://a.test/art/2026/xyz.shtml"
    assert made_up("http://a.test/art/", "xyz") == "http://a.test/art/xyz.html"


def test_two_soft_404s_are_alike_and_an_article_is_not() -> None:
    one, other = seen(MISSING.format(1234, "12:00")), seen(MISSING.format(987, "12:01"))
    article = seen(
        "<title>区里开会</title>" + MENU + "<h1>区里开会</h1><p>会议要求，抓细抓实。会后，大家走访商户。</p>"
    )
    assert alike(one, other)
    assert not alike(article, one)
    assert "抱歉" in one
    assert "var" not in one


@given(st.text(max_size=60), st.text(max_size=60), st.binary(max_size=60))
def test_any_text_is_compared(one: str, other: str, body: bytes) -> None:
    assert alike(seen(one), seen(one))
    assert alike(seen(one), seen(other)) == alike(seen(other), seen(one))
    shows_title(body, [one])
    is_home(one, other)


def test_a_page_of_nothing_but_beginnings_is_read_in_one_go() -> None:
    assert seen("<" * 300_000 + "抱歉") == {"抱歉"}
    assert seen("<style" * 50_000) == frozenset()
