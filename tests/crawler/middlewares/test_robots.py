"""robots.txt in all its forms."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.robotstxt import ProtegoRobotParser

from crawler.contact import ROBOT
from crawler.middlewares.robots import read_rules
from tests.crawler.portal import Answer, news, portal
from tests.crawler.program import Program

RULES = "User-agent: *\nDisallow: /a/1.html\n"
PLAIN = {"Content-Type": "text/plain"}
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


def crawl(folder: Path, answers: dict[str, Answer]) -> tuple[int, str, list[str]]:
    """Crawl a portal of three articles that answers so for robots.txt; the paths asked, in order."""
    program = Program(folder)
    with portal(news(3) | answers) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
    return done.returncode, done.stdout, served.paths


def test_one_that_cannot_be_had_forbids_all_for_an_hour(tmp_path: Path) -> None:
    code, out, paths = crawl(tmp_path, {"/robots.txt": Answer(b"", status=500)})
    assert paths == ["/robots.txt"] * 3
    assert (code, "robots unreachable 1" in out) == (1, True)
    ((reason, rest),) = Program(tmp_path).rows(
        "SELECT reason, (julianday(until) - julianday(since)) * 24 FROM host_rests"
    )
    assert (reason, round(rest)) == ("robots unreachable", 1)


def test_one_that_is_forbidden_itself_allows_all(tmp_path: Path) -> None:
    code, _, paths = crawl(tmp_path, {"/robots.txt": Answer(b"no", status=403)})
    assert (code, len(paths)) == (0, 5)


def test_one_that_has_moved_is_followed(tmp_path: Path) -> None:
    moved = Answer(b"", status=301, headers={"Location": "/rules.txt"})
    code, _, paths = crawl(tmp_path, {"/robots.txt": moved, "/rules.txt": Answer(RULES.encode(), headers=PLAIN)})
    assert code == 0
    assert paths == ["/robots.txt", "/rules.txt", "/news/", "/a/0.html", "/a/2.html"]
