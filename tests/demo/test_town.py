"""The town is what it says it is: every article served, in the right bytes, and found by walking the listings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from demo.expected import Expected
from demo.portals.portal import Portal
from demo.town import Town
from tests.demo.visitor import ask

KEYS = ("gov", "media", "zone", "mirror", "paper")
HREF = re.compile(r'href="([^"]+)"')
NEXT = {
    "gov": re.compile(r'createPageHTML\((?P<pages>\d+), (?P<page>\d+), "index", "html"\)'),
    "media": re.compile(r"createPageHTML\('page_div', (?P<pages>\d+), (?P<page>\d+), 'list', 'shtml', (?P<rows>\d+)\)"),
    "zone": re.compile(r'<a href="(?P<next>[^"]+)">下页</a>'),
    "mirror": re.compile(r'<a href="(?P<next>[^"]+)">下一页</a>'),
    "paper": re.compile(r'<a href="(?P<next>[^"]+)">下一页</a>'),
}
"""How each family names its next page."""


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town.serve() as served:
        yield served


def of(town: Town, key: str) -> list[Expected]:
    return [each for each in town.expected() if each.site == town.portals[key].facts.site]


def text(town: Town, key: str, url: str) -> str:
    """A page as a person would see its source: decoded rightly, entities undone, white space folded."""
    return " ".join(unescape(ask(url).body.decode(town.portals[key].facts.encoding)).split())


def next_page(key: str, url: str, page: str) -> str | None:
    found = NEXT[key].search(page)
    if found is None:
        return None
    if key == "gov":
        page_from_zero = int(found["page"]) + 1
        return urljoin(url, f"index_{page_from_zero}.html") if page_from_zero < int(found["pages"]) else None
    if key == "media":
        number = int(found["page"]) + 1
        return urljoin(url, f"list_{number}.shtml") if number <= int(found["pages"]) else None
    return urljoin(url, str(found["next"]))


def walk(town: Town, key: str) -> list[list[str]]:
    """The absolute links of every page of every listing of a portal, in order, found by paging."""
    screens = []
    for listing in town.listings(key):
        url: str | None = listing
        while url:
            page = text(town, key, url)
            screens.append([urljoin(url, link) for link in HREF.findall(page)])
            url = next_page(key, url, page)
    return screens


def test_some_sixty_articles_each_once_a_site(town: Town) -> None:
    expected = town.expected()
    assert 60 <= len(expected) <= 80
    assert all(12 <= len(of(town, key)) + 1 <= 16 for key in KEYS)
    assert len({(each.site, each.url) for each in expected}) == len(expected)
    assert len({(each.site, each.title) for each in expected}) == len(expected)
    assert len({each.story for each in expected}) >= 50


def test_records_are_complete(town: Town) -> None:
    for each in town.expected():
        assert each.title
        assert each.listings
        assert (each.body is None) == bool(each.attachments), each.url
        assert (each.published is None) == (each.precision is None), each.url
        if each.published:
            assert "2025-12" <= each.published[:7] <= "2026-11", each.url
            assert len(each.published) == {"day": 10, "minute": 25}[str(each.precision)], each.url
        if each.body:
            assert 3 <= len(each.body.split("\n")) <= 8, each.url


def test_every_kind_of_value_occurs(town: Town) -> None:
    """A role that no page shows would go untested in everything that uses the town."""
    expected = town.expected()
    for role in ("reporters", "correspondents", "photographers", "editors", "reviewers", "collectors"):
        assert sum(bool(getattr(each, role)) for each in expected) >= 3, role
    assert Counter(each.precision for each in of(town, "mirror")) == {None: 10, "day": 3}
    assert any(each.source == town.portals["gov"].facts.name for each in of(town, "gov")), "本网 is the site"
    assert any(each.source == town.portals["media"].facts.name for each in of(town, "media")), "本站 is the site"
    assert any(each.source is None for each in expected)


@pytest.mark.parametrize("key", KEYS)
def test_pages_show_what_is_expected(town: Town, key: str) -> None:
    for each in of(town, key):
        page = text(town, key, each.url)
        assert each.title in page
        for paragraph in (each.body or "").split("\n"):
            assert paragraph in page, each.url
        names = [*each.reporters, *each.correspondents, *each.photographers, *each.editors, *each.reviewers]
        for name in [*names, *each.collectors]:
            assert name in page.replace(" ", ""), f"{name} on {each.url}"
        if each.source and each.source != town.portals[key].facts.name:
            assert each.source in page


@pytest.mark.parametrize("key", KEYS)
def test_pages_are_200_with_the_content_type_of_the_portal(town: Town, key: str) -> None:
    for each in of(town, key):
        reply = ask(each.url)
        assert (reply.status, reply.content_type) == (200, town.portals[key].facts.content_type)


@pytest.mark.parametrize("key", KEYS)
def test_listings_lead_to_every_article(town: Town, key: str) -> None:
    screens = walk(town, key)
    assert len(screens) >= 3
    linked = {link.partition("?")[0] for screen in screens for link in screen}
    assert {each.url for each in of(town, key)} <= linked


def test_listings_name_the_traps(town: Town) -> None:
    linked = {link for key in KEYS for screen in walk(town, key) for link in screen}
    traps = town.not_articles()
    assert {trap.url for trap in traps} <= linked
    assert {trap.what for trap in traps} == {"broken", "missing", "empty", "forbidden", "elsewhere"}
    assert not {trap.url for trap in traps} & {each.url for each in town.expected()}
    assert sum(link.endswith("?from=timeline") for link in linked) == 2


@pytest.mark.parametrize(("what", "status"), [("broken", 500), ("missing", 404), ("empty", 200), ("forbidden", 200)])
def test_traps_answer_as_they_are_called(town: Town, what: str, status: int) -> None:
    for trap in town.not_articles():
        if trap.what == what:
            assert ask(trap.url).status == status


def test_a_twin_is_the_same_page(town: Town) -> None:
    twin = next(each for each in of(town, "gov") if each.story == "ferry-snow")
    assert ask(f"{twin.url}?from=timeline").body == ask(twin.url).body


def test_an_article_stands_in_two_columns(town: Town) -> None:
    assert sum(len(each.listings) == 2 for each in of(town, "gov")) >= 3


def test_the_pinned_row_comes_first_and_is_cut(town: Town) -> None:
    page = ask(town.listings("gov")[0]).body.decode()
    first = page[page.index('<ul class="list">') :].split("</li>")[0]
    assert "置顶" in first
    assert "…</a>" in first


def test_the_attachment_is_a_pdf(town: Town) -> None:
    alone = [each for each in town.expected() if each.attachments]
    assert [each.body for each in alone] == [None]
    reply = ask(alone[0].attachments[0])
    assert (reply.status, reply.content_type) == (200, "application/pdf")
    start = int(reply.body.split()[-2])
    assert reply.body.startswith(b"%PDF-1.4")
    assert reply.body[start:].startswith(b"xref")


def test_robots(town: Town) -> None:
    forbidden = next(trap.url for trap in town.not_articles() if trap.what == "forbidden")
    robots = RobotFileParser()
    robots.parse(ask(f"{town.root('gov')}/robots.txt").body.decode().splitlines())
    assert not robots.can_fetch("anyone", forbidden)
    assert all(robots.can_fetch("anyone", each.url) for each in of(town, "gov"))
    assert b"Crawl-delay: 0.2" in ask(f"{town.root('zone')}/robots.txt").body
    assert ask(f"{town.root('media')}/robots.txt").content_type == "text/html"
    assert ask(f"{town.root('paper')}/robots.txt").status == 404


def decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def test_the_zone_says_gb2312_and_is_gbk(town: Town) -> None:
    bodies = [ask(each.url).body for each in of(town, "zone")]
    assert all(b"charset=gb2312" in body and decodes(body, "gbk") for body in bodies)
    assert not any(decodes(body, "utf-8") for body in bodies)
    assert sum(not decodes(body, "gb2312") for body in bodies) >= 5


def test_the_paper_says_utf8_and_is_gb18030(town: Town) -> None:
    bodies = [ask(each.url).body for each in of(town, "paper")]
    assert all(b"charset=utf-8" in body and decodes(body, "gb18030") for body in bodies)
    assert not any(decodes(body, "utf-8") for body in bodies)
    assert sum(not decodes(body, "gbk") for body in bodies) == 1, "one name needs four bytes"
    assert all(body.index(b"</html>") < body.index(b'<div class="box">') for body in bodies)


def test_the_mirror_is_utf8_under_a_header_that_denies_it(town: Town) -> None:
    for each in of(town, "mirror"):
        reply = ask(each.url)
        assert "iso-8859-1" in reply.content_type
        assert each.title in reply.body.decode()


def test_the_mirrors_teasers_outweigh_its_text(town: Town) -> None:
    for each in of(town, "mirror"):
        page = text(town, "mirror", each.url)
        around = "".join(re.findall(r"<p>([^<]+)</p></li>", page))
        assert len(around) > len(each.body or "")


def test_the_mirror_copies_some_stories_whole_and_edits_others(town: Town) -> None:
    originals = {(each.story, each.body) for key in ("gov", "media") for each in of(town, key)}
    copies = [(each.story, each.body) for each in of(town, "mirror")]
    whole = sum(copy in originals for copy in copies)
    edited = sum(copy not in originals and copy[0] in {story for story, _ in originals} for copy in copies)
    assert whole >= 5
    assert edited >= 5


@pytest.mark.parametrize("key", KEYS)
def test_each_portal_has_an_address_and_a_home_of_its_own(town: Town, key: str) -> None:
    portal: Portal = town.portals[key]
    assert urlsplit(town.root(key)).hostname == portal.facts.host
    assert ask(f"{town.root(key)}/").status == 200


def test_the_same_bytes_every_time() -> None:
    assert Town(port=8642).answers == Town(port=8642).answers
