"""The whole road, on the made-up town: what is kept is what the town holds, however often the crawl was killed."""

from __future__ import annotations

import csv
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from demo.profiles import write_profiles
from demo.server import Visit, read_log
from demo.town import Town
from tests.crawler.program import Program
from tests.kept import ROLES, differences, kept


class Road:
    """The town being served, and the program with a data folder that knows its portals."""

    def __init__(self, town: Town, data: Path, log: Path) -> None:
        self.town = town
        self.log = log
        self.program = Program(data)
        self.sites = [path.stem for path in write_profiles(town, data / "sites")]

    def crawl(self) -> str:
        """One run over all portals; a broken page and a missing one are no trouble of a whole site."""
        done = self.program.run("crawl", *self.sites, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def kept(self) -> list[dict[str, Any]]:
        """The rows of articles_flat."""
        return kept(self.program.data)

    def visits(self) -> list[Visit]:
        """What the portals were asked for so far."""
        return read_log(self.log)


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    log = tmp_path / "access.jsonl"
    with Town.serve(0, log) as town:
        yield Road(town, tmp_path / "data", log)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """A road walked once, for the tests that only look."""
    folder = tmp_path_factory.mktemp("road")
    log = folder / "access.jsonl"
    with Town.serve(0, log) as town:
        once = Road(town, folder / "data", log)
        once.crawl()
        yield once


def assert_all_kept_once(road: Road) -> None:
    """Each of the town's articles is there exactly once a site, and nothing else is."""
    rows = road.kept()
    assert Counter((row["site"], without_query(row["url"])) for row in rows) == Counter(
        (article.site, article.url) for article in road.town.expected()
    )
    by_address = {(row["site"], without_query(row["url"])): row for row in rows}
    wrong = {
        article.url: found
        for article in road.town.expected()
        if (found := differences(article, by_address[article.site, article.url]))
    }
    assert wrong == {}


def without_query(url: str) -> str:
    return url.split("?", maxsplit=1)[0]


def article_visits(road: Road) -> Counter[str]:
    """How often each of the town's articles was sent in full."""
    articles = {urlsplit(article.url)._replace(query="").geturl() for article in road.town.expected()}
    port = road.town.port
    asked = [f"http://{visit.host}:{port}{visit.path}" for visit in road.visits() if visit.status == 200]
    return Counter(url for url in map(without_query, asked) if url in articles)


def test_each_article_is_kept_once_with_the_right_fields(walked: Road) -> None:
    assert_all_kept_once(walked)


def test_no_host_had_two_requests_in_flight(walked: Road) -> None:
    assert max(visit.in_flight for visit in walked.visits()) == 1


def test_what_robots_forbid_was_not_asked_for(walked: Road) -> None:
    forbidden = {urlsplit(page.url).path for page in walked.town.not_articles() if page.what == "forbidden"}
    assert forbidden
    assert forbidden.isdisjoint(visit.path for visit in walked.visits())


def test_an_article_in_two_columns_is_one_row_with_two_sightings(walked: Road) -> None:
    twice = {article.url for article in walked.town.expected() if len(article.listings) > 1}
    assert twice
    query = "SELECT a.url, count(*) FROM sightings_flat s JOIN articles_flat a ON a.id = s.article_id GROUP BY a.id"
    seen = {without_query(url): number for url, number in walked.program.rows(query)}
    assert {url for url in twice if seen[url] > 1} == twice


def test_equal_bodies_share_a_story_and_stay_rows_of_their_own(walked: Road) -> None:
    stories: dict[str, set[Any]] = {}
    for row in walked.kept():
        if row["body"]:
            stories.setdefault(row["body"], set()).add(row["story_id"])
    shared = Counter(row["body"] for row in walked.kept() if row["body"])
    assert max(shared.values()) > 1
    assert all(len(ids) == 1 for ids in stories.values())


def test_every_value_says_where_it_was_read(walked: Road) -> None:
    told = walked.program.rows("SELECT article_id, field, method, reason FROM evidence")
    by_article: dict[int, set[str]] = {}
    for article, field, method, reason in told:
        by_article.setdefault(article, set()).add(field)
        assert method or reason, (article, field)
    fields = {"kind", "title", "published", "source", "body", "breadcrumb", *ROLES}
    assert all(fields <= found for found in by_article.values())
    assert len(by_article) == len(walked.town.expected())


def test_the_empty_date_of_the_mirror_is_absent_with_its_reason(walked: Road) -> None:
    reasons = walked.program.rows(
        "SELECT e.reason FROM evidence e JOIN articles_flat a ON a.id = e.article_id "
        "WHERE a.site = 'town-mirror' AND e.field = 'published' AND a.published IS NULL"
    )
    assert set(reasons) == {("the label 日期 is empty",)}


def test_every_article_can_be_found_in_the_archive(walked: Road) -> None:
    done = walked.program.run("replay", *map(str, sorted(walked.program.data.glob("warc/**/*.warc.gz"))), timeout=120)
    assert done.returncode == 0, done.stderr
    assert f"articles unchanged: {len(walked.town.expected())}" in done.stdout
    assert_all_kept_once(walked)


def test_a_second_run_fetches_no_article_again(road: Road) -> None:
    road.crawl()
    first = article_visits(road)
    second = road.crawl()
    assert article_visits(road) == first
    assert set(first.values()) == {1}
    sums = dict(zip(columns(second), line_of(second, "all"), strict=False))
    assert sums["new"] == "0"
    assert_all_kept_once(road)


def columns(table: str) -> list[str]:
    """The heads of a printed table: two blanks or more lie between them."""
    return table.splitlines()[0].split()


def line_of(table: str, site: str) -> list[str]:
    return next(line.split() for line in table.splitlines() if line.startswith(site))


def kill_and_go_on(road: Road, kills: int, dice: random.Random) -> None:
    """Kill the crawl at random moments, start it again, and hold that nothing kept is fetched or kept twice."""
    for _ in range(kills):
        kept = {without_query(row["url"]) for row in road.kept()} if (road.program.data / "news.db").exists() else set()
        before = article_visits(road)
        process = road.program.start("crawl", *road.sites)
        time.sleep(dice.uniform(0.8, 4.0))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        asked_again = {url for url, number in article_visits(road).items() if number > before[url]} & kept
        assert asked_again == set()
    before = article_visits(road)
    kept = {without_query(row["url"]) for row in road.kept()} if (road.program.data / "news.db").exists() else set()
    road.crawl()
    assert {url for url, number in article_visits(road).items() if number > before[url]} & kept == set()
    assert_all_kept_once(road)
    assert road.program.rows("PRAGMA integrity_check") == [("ok",)]


def test_killed_five_times_it_still_keeps_everything_once(road: Road) -> None:
    kill_and_go_on(road, 5, random.Random(20260214))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_killed_twenty_times(road: Road, seed: int) -> None:
    kill_and_go_on(road, 20, random.Random(seed))


def test_the_data_csv_is_the_view_byte_for_byte(walked: Road, tmp_path: Path) -> None:
    out = tmp_path / "articles.csv"
    assert walked.program.run("export", "--profile", "data", "--out", str(out)).returncode == 0
    text = out.read_bytes().decode("utf-8")
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    again = tmp_path / "again.csv"
    with again.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    assert again.read_bytes().decode("utf-8") == text
    assert len(rows) == 1 + len(walked.town.expected())
