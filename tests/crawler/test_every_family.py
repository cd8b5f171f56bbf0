"""From nothing but their home addresses: all made-up portals added by one command, crawled by another, then looked at.

The portals are those of demo/families and the town's own. Each is added and crawled once for the whole module, all of
them side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.discovery.platforms import platforms
from crawler.onboarding.batch import Report
from demo.expected import Expected
from demo.families import FAMILIES, Families, serve_families
from demo.server import Visit
from demo.town import FAMILIES as TOWN
from demo.town import Town
from tests.crawler.program import Program
from tests.kept import differences, kept

pytestmark = pytest.mark.xdist_group("families")

QUICK = ("-s", "DOWNLOAD_DELAY=0.02", "-s", "DOWNLOAD_DELAY_JITTER=0")
NEWS = {"gov": "yw", "media": "c100123", "zone": "xwdt", "mirror": "qingyu", "paper": "bdxw"}
"""The column of local news of each of the town's portals; gov's other one is a second choice."""


@dataclass(frozen=True)
class Added:
    """The portals as served, what was said, and what was left.

    report: what addsite said of each portal, by address. rows: of articles, by host and address. crawled, again: the
    visits of the crawl, and of a second one. failed: addresses that were given up.
    """

    families: Families
    town: Town
    said: str
    report: dict[str, dict[str, str]]
    rows: dict[str, dict[str, dict[str, Any]]]
    crawled: dict[str, list[Visit]]
    again: dict[str, list[Visit]]
    failed: list[str]

    def of(self, root: str) -> dict[str, dict[str, Any]]:
        """The rows of the portal at that address."""
        return self.rows.get(urlsplit(root).netloc, {})


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Added]:
    program = Program(tmp_path_factory.mktemp("families"))
    homes = program.data / "homes.csv"
    with serve_families() as families, Town.serve() as town:
        portals = [*map(families.home, FAMILIES), *(f"{town.root(key)}/" for key in TOWN)]
        homes.write_text("\n".join(["url", *portals]), encoding="utf-8")
        looked = program.run("addsite", "--from", str(homes), "--yes", *QUICK, timeout=240)
        marks = [visits(families)]
        sites = [path.stem for path in (program.data / "sites").glob("*.toml")]
        crawled = program.run("crawl", *sites, *QUICK, timeout=240)
        marks.append(visits(families))
        again = program.run("crawl", *sites, *QUICK, timeout=240)
        marks.append(visits(families))
        checked = program.run("checksites", *sites)
        said = "\n".join(one.stdout + one.stderr for one in (looked, crawled, again, checked))
        assert (looked.returncode, checked.returncode) == (0, 0), said
        rows: dict[str, dict[str, dict[str, Any]]] = {}
        for row in kept(program.data):
            rows.setdefault(urlsplit(row["url"]).netloc, {})[row["url"]] = row
        assert sum(map(len, rows.values())) == len(kept(program.data))
        first, second = ({one: end[one][len(start[one]) :] for one in FAMILIES} for start, end in pairwise(marks))
        failed = [url for (url,) in program.rows("SELECT url FROM failures")]
        report = Report(program.data / "exports" / "addsite-homes.csv").rows
        yield Added(families, town, said, report, rows, first, second, failed)


def visits(families: Families) -> dict[str, list[Visit]]:
    """What the portals were asked so far."""
    return {family: families.visits(family) for family in FAMILIES}


@pytest.mark.parametrize("family", FAMILIES)
def test_all_local_news_of_a_family_is_found_and_nothing_else(added: Added, family: str) -> None:
    expected = {article.url for article in added.families.expected(family)}
    assert expected
    assert set(added.of(added.families.root(family))) == expected, added.said


@pytest.mark.parametrize("family", FAMILIES)
def test_its_articles_are_read_as_they_were_written(added: Added, family: str) -> None:
    assert wrong(added.families.expected(family), added.of(added.families.root(family))) == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_crawl_asks_for_no_article_of_another_column_and_for_none_twice(added: Added, family: str) -> None:
    others = {_path(url) for url in added.families.others(family)}
    articles = {_path(article.url) for article in added.families.expected(family)}
    asked = [visit.path for visit in added.crawled[family]]
    assert bool(others) != bool(added.families.portals[family].told.paper)
    assert others.isdisjoint(asked)
    assert sorted(path for path in asked if path in articles) == sorted(articles)


@pytest.mark.parametrize("family", [name for name in FAMILIES if not name.startswith("epaper")])
def test_lists_are_not_asked_for_more_than_they_have_and_a_look_behind_the_end(added: Added, family: str) -> None:
    portal = added.families.portals[family]
    articles = {_path(article.url) for article in added.families.expected(family)}
    lists = [visit.path for visit in added.crawled[family] if visit.path not in {"/robots.txt", *articles}]
    pages = sum(len(portal.screens(column, {})) for column in portal.told.news)
    assert len(lists) <= pages + 2 * len(portal.told.news), lists


@pytest.mark.parametrize("family", FAMILIES)
def test_a_second_crawl_looks_at_the_first_rows_only(added: Added, family: str) -> None:
    told = added.families.portals[family].told
    articles = {_path(article.url) for article in added.families.expected(family)}
    asked = [visit.path for visit in added.again[family] if visit.path != "/robots.txt"]
    assert articles.isdisjoint(asked)
    # A door or an empty page, and a look-up, may come before them; a paper of a few days is looked through whole.
    assert len(asked) <= (10 if told.paper else 3 * len(told.news)), asked


def test_families_are_known(added: Added) -> None:
    told = {family: portal.told.platform for family, portal in added.families.portals.items()}
    known = {family: added.report[added.families.home(family)]["family"] for family in FAMILIES}
    assert known == told | {"trs_was": "trs_wcm"}  # the page is WCM's, the way is WAS's


def test_nothing_of_a_family_was_given_up(added: Added) -> None:
    hosts = {urlsplit(added.families.root(family)).netloc for family in FAMILIES}
    assert [url for url in added.failed if urlsplit(url).netloc in hosts] == []


@pytest.mark.parametrize("key", TOWN)
def test_all_local_news_of_the_town_is_found_and_nothing_else(added: Added, key: str) -> None:
    portal = added.town.portals[key]
    column = added.town.listings(key)[list(portal.facts.columns).index(NEWS[key])]
    expected = {one.url for one in added.town.expected() if one.site == portal.facts.site and column in one.listings}
    assert expected
    assert set(added.of(added.town.root(key))) == expected, added.said


def test_nobody_had_two_requests_in_flight(added: Added) -> None:
    assert {visit.in_flight for family in FAMILIES for visit in added.families.visits(family)} == {1}


def test_every_file_of_data_platforms_has_a_portal(added: Added) -> None:
    assert {portal.told.platform for portal in added.families.portals.values()} - {""} == set(platforms())


def wrong(expected: tuple[Expected, ...], rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The fields that were read otherwise than they were written, by address."""
    return {one.url: found for one in expected if one.url in rows and (found := differences(one, rows[one.url]))}


def _path(url: str) -> str:
    """An address as a server sees it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
