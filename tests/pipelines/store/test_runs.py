"""Runs, their counts, their failures, and when a site was last well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlite_utils import Database

from pipelines.store.articles import Articles
from pipelines.store.runs import COUNTS, Runs, State
from pipelines.store.sites import Sites
from tests.pipelines.articles import NOON, an_article
from tests.pipelines.store.databases import rows

HOUR = timedelta(hours=1)


@pytest.fixture
def runs(db: Database) -> Runs:
    return Runs(db)


def test_a_run_from_beginning_to_end(runs: Runs) -> None:
    number = runs.begin("crawl --due", ["qinghe", "shiqiao", "qinghe"], NOON)
    runs.count(number, "qinghe", {"listings": 1, "links": 4}, 0.5)
    runs.count(number, "qinghe", {"listings": 2, "links": 20, "new": 7, "teapots": 1}, 12.5)
    runs.fail(number, "qinghe", "https://news.qinghe.example/5.html", "timeout", "after 30 s", NOON)
    runs.fail(number, "qinghe", "https://news.qinghe.example/6.html", "timeout", None, NOON)
    runs.fail(number, "qinghe", "https://news.qinghe.example/7.html", "404", None, NOON)
    runs.finish(number, "finished", NOON + HOUR)
    (run,) = runs.recent(5)
    assert (run.id, run.command, run.started, run.ended, run.state) == (
        number, "crawl --due", NOON, NOON + HOUR, "finished",
    )  # fmt: skip
    qinghe, shiqiao = run.sites
    zeros = dict.fromkeys(COUNTS, 0)
    assert (qinghe.site, qinghe.seconds) == ("qinghe", 12.5)
    assert qinghe.counts == zeros | {"listings": 2, "links": 20, "new": 7, "teapots": 1}
    assert qinghe.reasons == {"timeout": 2, "404": 1}
    assert (shiqiao.site, shiqiao.counts, shiqiao.reasons) == ("shiqiao", zeros, {})


def test_what_a_killed_run_kept_is_counted_when_it_is_closed(db: Database, runs: Runs) -> None:
    articles, text = Articles(db), "水" * 80
    articles.keep(an_article(url="https://news.qinghe.example/0.html", body=text), run_id=None)
    number = runs.begin("crawl", ["qinghe", "shiqiao"], NOON)
    runs.count(number, "shiqiao", {"new": 5, "links": 9}, 2.0)
    for page, body in enumerate((text, "桥" * 80, "山" * 80), start=1):
        articles.keep(an_article(url=f"https://news.qinghe.example/{page}.html", body=body), run_id=number)
    runs.close_killed(number, NOON + HOUR)
    (run,) = runs.recent(1)
    qinghe, shiqiao = run.sites
    assert (run.state, run.ended) == ("interrupted", NOON + HOUR)
    assert (qinghe.counts["new"], qinghe.counts["reposts"]) == (2, 1)
    assert (shiqiao.counts["new"], shiqiao.counts["reposts"], shiqiao.counts["links"]) == (5, 0, 9)


def test_the_newest_runs_come_first(runs: Runs) -> None:
    numbers = [runs.begin("crawl", [], NOON + hour * HOUR) for hour in range(3)]
    assert [run.id for run in runs.recent(2)] == numbers[:0:-1]
    assert [run.state for run in runs.recent(1)] == ["running"]


@pytest.mark.parametrize(
    ("command", "state", "listings", "unwalked", "good"),
    [
        ("crawl", "finished", 1, 0, True),
        ("crawl --all", "finished", 3, 0, True),
        ("crawl", "finished", 0, 0, False),
        ("crawl", "finished", 2, 1, False),
        ("crawl", "failed", 1, 0, False),
        ("crawl", "interrupted", 1, 0, False),
        ("crawl", "running", 1, 0, False),
        ("replay", "finished", 1, 0, False),
    ],
)
def test_what_counts_as_a_good_run(
    runs: Runs, command: str, state: State, listings: int, unwalked: int, good: bool
) -> None:
    number = runs.begin(command, ["qinghe", "shiqiao"], NOON)
    runs.count(number, "qinghe", {"listings": listings, "unwalked": unwalked}, 1.0)
    runs.finish(number, state, NOON + HOUR)
    assert runs.last_good("qinghe") == (NOON if good else None)
    assert runs.last_good("shiqiao") is None
    assert runs.last_tried("qinghe") == (NOON if command.startswith("crawl") else None)


def test_the_last_good_run_is_the_newest(runs: Runs) -> None:
    for hour, state in enumerate(("finished", "finished", "failed")):
        number = runs.begin("crawl", ["qinghe"], NOON + hour * HOUR)
        runs.count(number, "qinghe", {"listings": 1}, 1.0)
        runs.finish(number, state, NOON + hour * HOUR)  # type: ignore[arg-type]
    assert runs.last_good("qinghe") == NOON + HOUR


def test_open_failures_show_each_address_once(runs: Runs, db: Database) -> None:
    url = "https://news.qinghe.example/list/"
    first, second = (runs.begin("crawl", ["qinghe"], NOON + hour * HOUR) for hour in range(2))
    runs.fail(first, "qinghe", url, "timeout", None, NOON)
    runs.fail(second, "qinghe", url, "503", "Retry-After: 60", NOON + HOUR)
    runs.fail(None, "qinghe", f"{url}2", "404", None, NOON)
    query = "SELECT url, reason, detail, run_id, at, since, times FROM failures_open ORDER BY url"
    assert rows(db, query) == [
        (url, "503", "Retry-After: 60", second, "2026-03-04T13:00:00+00:00", "2026-03-04T12:00:00+00:00", 2),
        (f"{url}2", "404", None, None, "2026-03-04T12:00:00+00:00", "2026-03-04T12:00:00+00:00", 1),
    ]
    runs.solve("qinghe", url, NOON)
    assert rows(db, "SELECT url, times FROM failures_open ORDER BY url") == [(url, 1), (f"{url}2", 1)]
    runs.solve("qinghe", url, NOON + 2 * HOUR)
    assert rows(db, "SELECT url FROM failures_open") == [(f"{url}2",)]


def test_coverage(runs: Runs, db: Database) -> None:
    Sites(db).register("shiqiao", "石桥网", "cn-gb2260", "000105")
    articles = Articles(db)
    articles.keep(an_article())
    articles.keep(an_article(url="https://news.qinghe.example/2.html", published=None, source=None, reporters=None))
    number = runs.begin("crawl", ["qinghe"], NOON)
    runs.finish(number, "finished", NOON)
    columns = (
        "site, articles, first, newest, with_date, with_source, with_reporter, with_body, last_run, last_run_state"
    )
    date = "2026-03-04T09:30:00+08:00"
    assert rows(db, f"SELECT {columns} FROM coverage ORDER BY site") == [
        ("qinghe", 2, date, date, 1, 1, 1, 2, number, "finished"),
        ("shiqiao", 0, None, None, 0, 0, 0, 0, None, None),
    ]


def test_sites_are_described_as_their_profiles_say_today(db: Database) -> None:
    sites = Sites(db)
    sites.register("qinghe", "青禾网", "cn-gb2260", "000104", "https://news.qinghe.example/")
    sites.register("qinghe", "青禾新闻网")
    assert rows(db, "SELECT * FROM sites") == [("qinghe", "青禾新闻网", None, None, None, "{}")]
