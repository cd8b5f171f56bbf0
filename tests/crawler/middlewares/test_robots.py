"""robots.txt in all its forms; whole crawls of them stand in test_refusals."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.robotstxt import ProtegoRobotParser

from crawler.contact import ROBOT
from crawler.middlewares.robots import read_rules

RULES = "User-agent: *\nDisallow: /a/1.html\n"
HTML = "<!DOCTYPE html>\n<title>页面不存在</title>\nUser-agent: *\nDisallow: /\n"
"""A web page, however it continues."""

FORMS = [
    ("plain", 200, RULES.encode(), ["/a/1.html"]),
    ("nothing", 200, b"", []),
    ("everything", 200, b"User-agent: *\nDisallow: /\n", ["/a/1.html", "/b"]),
    ("for others", 200, b"User-agent: Baiduspider\nDisallow: /\n", []),
    ("for us", 200, b"User-agent: district-news\nDisallow: /b\n\nUser-agent: *\nDisallow: /a/\n", ["/b"]),
    ("byte order mark", 200, codecs.BOM_UTF8 + RULES.encode(), ["/a/1.html"]),
    ("old line ends", 200, RULES.replace("\n", "\r").encode(), ["/a/1.html"]),
    ("GBK", 200, ("# 不要抓取\n" + RULES).encode("gb18030"), ["/a/1.html"]),
    ("UTF-16", 200, codecs.BOM_UTF16_LE + RULES.encode("utf-16-le"), ["/a/1.html"]),
    ("soft 404", 200, HTML.encode(), []),
    ("soft 404 with a mark", 200, codecs.BOM_UTF8 + b"\r\n " + HTML.encode("gb18030"), []),
    ("huge", 200, RULES.encode() + b"# nothing\n" * 60_000 + b"Disallow: /b\n", ["/a/1.html"]),
    ("not there", 404, RULES.encode(), []),
    ("forbidden", 403, RULES.encode(), []),
    ("log in", 401, RULES.encode(), []),
]


@pytest.mark.parametrize(("status", "body", "forbidden"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS])
def test_what_it_forbids(status: int, body: bytes, forbidden: list[str]) -> None:
    rules = ProtegoRobotParser(read_rules(status, body), None)
    assert [path for path in ("/a/1.html", "/b") if not rules.allowed(f"http://a.test{path}", ROBOT)] == forbidden


@given(st.sampled_from([200, 404]), st.binary(max_size=400))
def test_any_bytes_are_rules_of_some_kind(status: int, body: bytes) -> None:
    for start in (b"", codecs.BOM_UTF8, codecs.BOM_UTF16_BE, b"User-agent: *\n"):
        ProtegoRobotParser(read_rules(status, start + body), None).allowed("http://a.test/a", ROBOT)
