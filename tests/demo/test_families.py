"""The family portals are what they say they are: complete, each in the bytes it sends, and open to those who ask right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest

from demo.families import FAMILIES, Families, serve_families
from demo.server import read_log
from tests.demo.visitor import ask

HREF = re.compile(r'href="([^"]+)"')


@pytest.fixture(scope="module")
def served() -> Iterator[Families]:
    with serve_families() as families:
        yield families


def text(served: Families, family: str, url: str) -> str:
    """A page as a person would see its source."""
    reply = ask(url.partition("#")[0])
    assert reply.status == 200, url
    return unescape(reply.body.decode(served.portals[family].facts.encoding))


@pytest.mark.parametrize("family", FAMILIES)
def test_each_address_has_its_article(served: Families, family: str) -> None:
    expected = served.expected(family)
    assert len(expected) >= 16
    for article in expected:
        page = text(served, family, article.url)
        assert article.title in page
        assert all(paragraph in page for paragraph in (article.body or "").split("\n")), article.url
    for url in served.others(family):
        assert ask(url).status == 200


@pytest.mark.parametrize("family", [name for name in FAMILIES if not name.startswith("epaper")])
def test_the_columns_are_named_on_the_home_page_or_where_it_leads(served: Families, family: str) -> None:
    home = served.root(family) + served.portals[family].told.front
    linked = links(served, family, home)
    pages = [url for url in linked if url.endswith(("/wzdt/index.html", "/xwzx/index.html"))]
    assert pages
    linked |= {url for page in pages for url in links(served, family, page)}
    for roof in {url for url in linked if url.endswith("/xwzx/index.html")}:
        linked |= links(served, family, roof)
    assert set(served.listings(family)) <= linked


def links(served: Families, family: str, url: str) -> set[str]:
    """Where a page leads."""
    return {urljoin(url, href) for href in HREF.findall(text(served, family, url))}


def test_no_two_articles_of_a_portal_are_alike(served: Families) -> None:
    for family in FAMILIES:
        articles = served.expected(family)
        assert max(Counter(article.title for article in articles).values()) == 1
        assert max(Counter(article.body for article in articles).values()) == 1


def test_portals_stand_at_addresses_of_their_own(served: Families) -> None:
    hosts = [portal.facts.host for portal in served.portals.values()]
    names = [portal.facts.name for portal in served.portals.values()]
    codes = [portal.told.code for portal in served.portals.values()]
    assert [len(set(each)) for each in (hosts, names, codes)] == [len(FAMILIES)] * 3


def test_a_question_that_lacks_a_value_is_refused(served: Families) -> None:
    url = f"{served.root('hanweb_jpage')}/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=9"
    form = "col=1&appid=1&webid=12&path=/&columnid=7701&unitid=97701"
    assert ask(url, "POST", form).status == 200
    assert ask(url, "POST", form.replace("unitid=97701", "unitid=1")).status == 400
    assert ask(url).status == 404


def test_what_was_asked_is_told(tmp_path: Path) -> None:
    log = tmp_path / "visits.jsonl"
    with serve_families(["ucap", "vsb"], log=log) as served:
        ask(f"{served.home('ucap')}nowhere?x=1")
        ask(served.home("vsb"))
        assert [(visit.path, visit.status) for visit in served.visits("ucap")] == [("/nowhere?x=1", 404)]
        assert [visit.path for visit in served.visits("vsb")] == ["/"]
    assert len(read_log(log)) == 2


def test_a_family_that_is_none() -> None:
    with pytest.raises(KeyError, match="wordstar"), serve_families(["wordstar"]):
        pass
