"""Whether an article is still there: what checks, fetches and sightings leave in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.store.articles import Articles
from pipelines.store.checks import Check, Checks, Outcome
from pipelines.store.schema import open_database, writing
from tests.pipelines.articles import BODY, NOON, a_sighting, an_article
from tests.pipelines.store.databases import one, rows

URL = "https://news.qinghe.example/2026/03/1.html"
STATES = "SELECT state, since, why, checks FROM states ORDER BY article_id, position"


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def check(hours: float, outcome: Outcome, status: int | None = None, detail: str | None = None) -> Check:
    return Check(article_id=1, at=after(hours), outcome=outcome, status=status, detail=detail)


@pytest.fixture
def kept(db: Database) -> Database:
    Articles(db).keep(an_article())
    return db


def state(db: Database) -> str:
    return str(one(db, "SELECT state FROM articles_flat"))


def test_from_listed_to_removed_and_back(kept: Database) -> None:
    checks = Checks(kept)
    checks.note(check(1, "unlisted"))
    assert state(kept) == "unlisted"
    checks.note(check(2, "gone", 404))
    assert state(kept) == "gone"
    checks.note(check(3, "failed"), check(20, "deleted notice", 200, "该内容已被删除"))
    assert state(kept) == "gone"
    checks.note(check(26, "moved home", 200))
    assert state(kept) == "removed"
    (removal,) = kept["removals_flat"].rows
    told = {name: removal[name] for name in ("state", "why", "checks", "title", "body", "version")}
    assert told == {
        "state": "removed", "why": "moved home, status 200", "checks": 3, "title": "老水渠又通水了", "body": BODY,
        "version": 1,
    }  # fmt: skip
    assert (removal["gone_since"], removal["removed_since"], removal["restored_since"], removal["last_good"]) == (
        "2026-03-04T14:00:00+00:00", "2026-03-05T14:00:00+00:00", None, "2026-03-04T12:00:00+00:00",
    )  # fmt: skip
    checks.note(check(50, "same", 200))
    assert state(kept) == "restored"
    assert [row[0] for row in rows(kept, STATES)] == ["unlisted", "gone", "removed", "restored"]
    assert one(kept, "SELECT last_good FROM removals_flat") == "2026-03-06T14:00:00+00:00"


def test_what_says_nothing_changes_nothing(kept: Database) -> None:
    Checks(kept).note(check(1, "failed"), check(2, "same"), check(3, "not modified"), check(4, "changed"))
    assert state(kept) == "live"
    assert rows(kept, STATES) == []
    assert list(kept["removals_flat"].rows) == []


def test_a_page_that_is_fetched_again_is_restored(kept: Database) -> None:
    Checks(kept).note(check(1, "gone"))
    assert Articles(kept).keep(an_article(fetched=after(2), links=())) == "unchanged"
    assert rows(kept, STATES) == [
        ("gone", "2026-03-04T13:00:00+00:00", "gone", 1),
        ("restored", "2026-03-04T14:00:00+00:00", "fetched", 0),
    ]
    Checks(kept).note(check(3, "gone"))  # what the fetch left no other trace of is not forgotten
    assert [row[0] for row in rows(kept, STATES)] == ["gone", "restored", "gone"]


def test_an_old_page_read_again_restores_nothing(kept: Database) -> None:
    Checks(kept).note(check(1, "gone"))
    assert Articles(kept).keep(an_article(fetched=after(-5))) == "unchanged"
    assert Articles(kept).keep(an_article(fetched=after(2), body=None)) == "unchanged"
    assert state(kept) == "gone"


def test_an_article_that_is_listed_again(kept: Database) -> None:
    Checks(kept).note(check(1, "unlisted"))
    assert Articles(kept).sight(a_sighting(URL, seen=after(2)))
    Checks(kept).note(check(3, "unlisted"))
    assert Articles(kept).sight(a_sighting(URL, seen=after(4)))
    assert [row[:2] for row in rows(kept, STATES)] == [
        ("unlisted", "2026-03-04T13:00:00+00:00"), ("live", "2026-03-04T14:00:00+00:00"),
        ("unlisted", "2026-03-04T15:00:00+00:00"), ("live", "2026-03-04T16:00:00+00:00"),
    ]  # fmt: skip


def test_a_listing_does_not_bring_back_what_is_gone(kept: Database) -> None:
    Checks(kept).note(check(1, "gone"))
    assert Articles(kept).sight(a_sighting(URL, seen=after(2)))
    assert state(kept) == "gone"


def test_the_order_of_checks_makes_no_difference(tmp_path: Path) -> None:
    found = (check(1, "gone"), check(13, "soft 404"), check(26, "gone"), check(40, "same"))
    ends = set()
    for number, order in enumerate(permutations(found)):
        with open_database(tmp_path / f"{number}.db") as db:
            Articles(db).keep(an_article())
            for one_check in order:
                Checks(db).note(one_check)
            ends.add(tuple(rows(db, STATES)))
    ((*_, (last, *_)),) = ends
    assert last == "restored"


def test_a_state_of_others_stays(kept: Database) -> None:
    with writing(kept):
        kept.conn.execute("UPDATE articles SET state = 'taken down'")
    Checks(kept).note(check(1, "gone"))
    assert state(kept) == "taken down"
    assert rows(kept, STATES) == []
