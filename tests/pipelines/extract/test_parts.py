"""Articles of several pages: the addresses of their further parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.parts import MOST_PARTS, further_parts

TRS = "http://www.qinghe.example/xw/202603/t20260304_12345.html"
MEDIA = "https://news.qinghe.example/2026/content_77.shtml"


def links(*names: str) -> str:
    return "<p>第一页的正文。</p>" + "".join(f'<a href="{name}">{at}</a>' for at, name in enumerate(names, start=1))


@pytest.mark.parametrize(
    ("markup", "url", "parts"),
    [
        (links("t20260304_12345.html", "t20260304_12345_1.html", "t20260304_12345_2.html"), TRS, ["_1", "_2"]),
        ('<script>createPageHTML(3, 0, "t20260304_12345", "html");</script>', TRS, ["_1", "_2"]),
        ("<script>createPageHTML(1, 0, 't20260304_12345', 'html')</script>", TRS, []),
        (links("./content_77_2.shtml", "/2026/content_77_3.shtml"), MEDIA, ["_2", "_3"]),
        (links("content_77-2.shtml"), MEDIA, ["-2"]),
        (links("content_77_2.shtml", "content_77_6.shtml"), MEDIA, ["_2", "_3", "_4", "_5", "_6"]),
        (links("content_77_2.jpg", "content_78_2.shtml", "xcontent_77_2.shtml", "content_77_2026.shtml"), MEDIA, []),
        (links("content_77.shtml"), MEDIA, []),
        (links("index_1.html", "index_2.html"), "http://a.example/xw/index.html", []),
        (links("list_8_2.html"), "http://a.example/xw/list_8.html", []),
        (links("about_2.html"), "http://a.example/about.html", []),
        (links("content_77_2.shtml"), MEDIA + "?page=1", []),
        ("", "", []),
    ],
)
def test_the_parts_of_an_article(markup: str, url: str, parts: list[str]) -> None:
    base, _, ending = url.rpartition(".")
    assert list(further_parts(markup, url)) == [f"{base}{part}.{ending}" for part in parts]


def test_no_article_has_more_than_the_most_parts() -> None:
    assert len(further_parts(links("content_77_99.shtml"), MEDIA)) == MOST_PARTS - 1


@given(st.text(), st.text())
def test_whatever_it_is_given_it_answers(text: str, url: str) -> None:
    try:
        parts = further_parts(text, f"http://a.example/{url}")
    except ValueError:  # urlsplit refuses a few hosts; this host is sound
        raise AssertionError(url) from None
    assert len(parts) < MOST_PARTS
