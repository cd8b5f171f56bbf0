"""What a later run may rely on: which walks came to their end, and what a sweep found to have been missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from pipelines.items import Sighting
from pipelines.store.articles import Articles
from pipelines.store.runs import Runs, State
from pipelines.store.schema import MIGRATIONS, open_database
from pipelines.store.walks import ListingRun, Past, Validators, Walked, Walks, recall
from tests.pipelines.articles import LISTING, NOON, a_link, an_article
from tests.pipelines.store.databases import one, rows

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WALKED = Walked(listing=LISTING, pages=1, rows=20, ended=True, newest="2026-03-04", oldest="2026-02-20")


def a_run(db: Database, number: int, walked: Walked, state: State = "finished") -> None:
    """The run of that day, an hour long."""
    runs = Runs(db)
    run_id = runs.begin("crawl", ["qinghe"], NOON + number * DAY)
    if state == "finished":
        Walks(db).conclude(run_id, "qinghe", [walked], NOON + number * DAY + HOUR)
    else:
        Walks(db).record(run_id, "qinghe", [walked])
    if state != "running":
        runs.finish(run_id, state, NOON + number * DAY + HOUR)


def past(db: Database, **only: int) -> Past:
    return Walks(db).past("qinghe", LISTING, **only)


@pytest.mark.parametrize(
    ("walked", "state"),
    [(WALKED, "running"), (WALKED, "interrupted"), (WALKED, "failed"), (replace(WALKED, ended=False), "finished")],
)
def test_only_walks_that_came_to_their_end_in_runs_that_did_count(db: Database, walked: Walked, state: State) -> None:
    assert past(db) == Past()
    a_run(db, 0, walked, state)
    assert past(db) == Past()
    a_run(db, 1, WALKED)
    a_run(db, 2, walked, state)
    assert (past(db).ended, past(db).newest) == (NOON + DAY + HOUR, "2026-03-04")


def test_the_last_good_walk_says_how_far_it_came_and_earlier_ones_who_went_deeper(db: Database) -> None:
    a_run(db, 0, replace(WALKED, kind="first"))
    a_run(db, 1, replace(WALKED, kind="backfill", back_to="2019-01-01"))
    a_run(db, 2, replace(WALKED, kind="backfill", back_to="2020-01-01"))
    a_run(db, 3, replace(WALKED, kind="sweep", back_to="2018-01-01"))
    a_run(db, 4, replace(WALKED, newest="2026-03-08"))
    found = past(db)
    assert (found.ended, found.newest) == (NOON + 4 * DAY + HOUR, "2026-03-08")
    assert (found.swept, found.filled) == (NOON + 3 * DAY, "2019-01-01")
    assert past(db, before=2) == Past(ended=NOON + HOUR, newest="2026-03-04", swept=NOON)
    assert Walks(db).past("qinghe", "https://other.example/") == Past()


@pytest.mark.parametrize(
    ("pages", "page", "kept"),
    [
        (1, Validators(read=NOON, etag='W/"1"'), True),
        (1, Validators(read=NOON, last_modified="Wed, 04 Mar 2026 11:00:00 GMT"), True),
        (2, Validators(read=NOON, etag='W/"1"'), False),
        (1, None, False),
    ],
    ids=["etag", "last modified", "two pages", "nothing"],
)
def test_a_first_page_may_be_asked_on_condition_where_it_was_enough(
    db: Database, pages: int, page: Validators | None, kept: bool
) -> None:
    a_run(db, 0, replace(WALKED, pages=pages, first_page=page))
    assert past(db).first_page == (page if kept else None)


def keep(db: Database, name: str, hours: int) -> str:
    """An article that the listing showed first so many hours after noon; its address."""
    url = f"https://news.qinghe.example/{name}.html"
    Articles(db).keep(an_article(url=url, fetched=NOON + hours * HOUR, links=(a_link(url),), body=name * 80))
    return url


def test_a_sweep_measures_what_the_daily_walks_had_missed(db: Database) -> None:
    keep(db, "before", -2)
    a_run(db, 0, replace(WALKED, kind="first"))
    for number, name in enumerate("abc"):
        keep(db, name, 30 + number)
    missed = (keep(db, "m", 49), "https://news.qinghe.example/no-article.html")
    a_run(db, 2, replace(WALKED, kind="sweep", missed=missed))
    a_run(db, 3, replace(WALKED, missed=missed))
    a_run(db, 4, replace(WALKED, kind="sweep", ended=False, missed=missed))
    a_run(db, 9, replace(WALKED, kind="sweep"))
    found = [(walk.kind, walk.missed, walk.kept, walk.recall) for run in range(1, 6) for walk in Walks(db).of_run(run)]
    assert found == [
        ("first", 0, None, None), ("sweep", 1, 3, 0.75), ("daily", 0, None, None), ("sweep", 0, None, None), ("sweep", 0, 0, None),
    ]  # fmt: skip


def listed(db: Database, name: str, day: str | None, *, seen: int, listing: str = LISTING) -> None:
    """The article's row, seen so many days after noon."""
    link = a_link(f"https://news.qinghe.example/{name}.html", date=day, listing=listing)
    Articles(db).sight(Sighting(site="qinghe", link=link, seen=NOON + seen * DAY))


def test_what_a_sweep_does_not_meet_where_it_should_stand_is_unlisted_once(db: Database) -> None:
    sweep = replace(WALKED, kind="sweep", back_to="2026-01-03", oldest="2026-02-20")
    for name in ("still", "gone", "undated", "older", "edge", "elsewhere"):
        keep(db, name, 0)
        day = {"undated": None, "older": "2026-02-01", "edge": "2026-02-20"}.get(name, "2026-03-01")
        listed(db, name, day, seen=1)
    listed(db, "still", "2026-03-01", seen=8)
    listed(db, "elsewhere", "2026-03-01", seen=8, listing="https://news.qinghe.example/other/")
    a_run(db, 7, sweep, "interrupted")
    a_run(db, 7, replace(sweep, ended=False))
    a_run(db, 7, WALKED)
    assert rows(db, "SELECT * FROM checks") == []
    for number in (7, 14):
        a_run(db, number, sweep)
    gone = rows(
        db, "SELECT url, at, outcome, detail FROM checks JOIN articles ON id = article_id WHERE at < '2026-03-12'"
    )
    assert gone == [("https://news.qinghe.example/gone.html", "2026-03-11T13:00:00+00:00", "unlisted", LISTING)]
    listed(db, "gone", "2026-03-01", seen=20)
    a_run(db, 28, sweep)
    again = rows(db, "SELECT at FROM checks JOIN articles ON id = article_id WHERE url LIKE '%gone%' ORDER BY at")
    assert again == [("2026-03-11T13:00:00+00:00",), ("2026-04-01T13:00:00+00:00",)]


def test_a_listing_in_a_run_is_told_as_it_was_recorded(db: Database) -> None:
    a_run(db, 0, replace(WALKED, kind="first"))
    assert Walks(db).of_run(1) == [
        ListingRun(
            site="qinghe", listing=LISTING, kind="first", pages=1, rows=20, ended=True, newest="2026-03-04",
            oldest="2026-02-20", missed=0, kept=None,
        )
    ]  # fmt: skip
    assert Walks(db).of_run(2) == []


@pytest.mark.parametrize(("missed", "kept", "share"), [(0, 0, None), (0, 7, 1.0), (3, 7, 0.7), (4, 0, 0.0)])
def test_recall(missed: int, kept: int, share: float | None) -> None:
    assert recall(missed, kept) == share


def test_walks_of_a_database_of_before_are_daily_ones(db: Database, path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    made = MIGRATIONS._migrations
    earlier = made[: [one.name.partition("_")[2] for one in made].index("walks")]
    old = path.with_name("old.db")
    monkeypatch.setattr(MIGRATIONS, "_migrations", earlier)
    before = open_database(old)
    Runs(before).begin("crawl", ["qinghe"], NOON)
    before.execute("INSERT INTO run_listings VALUES (1, 'qinghe', ?, 3, 60, 1)", (LISTING,))
    Runs(before).finish(1, "finished", NOON + HOUR)
    before.close()
    monkeypatch.undo()
    after = open_database(old)
    assert Walks(after).past("qinghe", LISTING) == Past(ended=NOON + HOUR)
    assert rows(after, "SELECT kind, pages, rows, missed FROM run_listings") == [("daily", 3, 60, 0)]
    assert one(after, "SELECT count(*) FROM pragma_index_list('sightings') WHERE name = 'sightings_listing'") == 1
    after.close()
