"""One crawl of the portals of all families, then a look at each: all local news is kept, rightly read, nothing else is.

The portals are those of demo/families. All are crawled by one process, once for the whole module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.discovery.platforms import platforms
from demo.families import FAMILIES, Families, serve_families
from demo.profiles import write_family_profiles
from tests.crawler.program import Program
from tests.kept import differences, kept

pytestmark = pytest.mark.xdist_group("families")


@dataclass(frozen=True)
class Crawled:
    """The portals as they were served, what the crawl said, and the rows it left, by site and address."""

    served: Families
    said: str
    rows: dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    program = Program(tmp_path_factory.mktemp("families"))
    with serve_families() as served:
        sites = [path.stem for path in write_family_profiles(served, program.data / "sites")]
        done = program.run("crawl", *sites, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        rows: dict[str, dict[str, dict[str, Any]]] = {site: {} for site in sites}
        for row in kept(program.data):
            assert row["url"] not in rows[row["site"]]
            rows[row["site"]][row["url"]] = row
        yield Crawled(served, done.stdout + done.stderr, rows)


@pytest.mark.parametrize("family", FAMILIES)
def test_all_local_news_is_found_and_nothing_else(crawled: Crawled, family: str) -> None:
    expected = crawled.served.expected(family)
    assert set(crawled.rows[expected[0].site]) == {article.url for article in expected}, crawled.said


@pytest.mark.parametrize("family", FAMILIES)
def test_articles_are_read_as_they_were_written(crawled: Crawled, family: str) -> None:
    expected = crawled.served.expected(family)
    rows = crawled.rows[expected[0].site]
    wrong = {one.url: found for one in expected if one.url in rows and (found := differences(one, rows[one.url]))}
    assert wrong == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_articles_of_other_columns_are_not_even_asked_for(crawled: Crawled, family: str) -> None:
    others = {urlsplit(url).path for url in crawled.served.others(family)}
    asked = [visit.path for visit in crawled.served.visits(family)]
    assert bool(others) != bool(crawled.served.portals[family].told.paper)
    assert others.isdisjoint(asked)


def test_nobody_had_two_requests_in_flight(crawled: Crawled) -> None:
    assert {visit.in_flight for family in FAMILIES for visit in crawled.served.visits(family)} == {1}


def test_every_file_of_data_platforms_has_a_portal(crawled: Crawled) -> None:
    assert {portal.told.platform for portal in crawled.served.portals.values()} - {""} == set(platforms())
