"""What is found when an article is asked for again stands in a table of its own."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from sqlite_utils import Database

from pipelines.store.articles import Articles
from pipelines.store.checks import MISSING, OUTCOMES, THERE, Check, Checks
from tests.pipelines.articles import NOON, an_article
from tests.pipelines.store.databases import everything, one

DAY = timedelta(days=1)


def test_checks_come_back_in_order_of_time_whatever_order_they_were_written_in(db: Database) -> None:
    Articles(db).keep(an_article())
    before = everything(db)
    checks = Checks(db)
    found = [
        Check(article_id=1, at=NOON + number * DAY, outcome=outcome, status=200 + number, detail=f"\ud800{number}")
        for number, outcome in enumerate(OUTCOMES)
    ]
    checks.note(*reversed(found[2:]))
    checks.note(*found[:2])
    kept = checks.of_article(1)
    assert [(check.at, check.outcome, check.status) for check in kept] == [
        (check.at, check.outcome, check.status) for check in found
    ]
    assert [check.detail for check in kept] == [f"\ufffd{number}" for number in range(len(OUTCOMES))]
    assert {table for table, rows in everything(db).items() if rows != before[table]} == {"articles", "states"}


def test_what_is_noted_twice_stands_once(db: Database) -> None:
    Articles(db).keep(an_article())
    checks = Checks(db)
    checks.note(Check(article_id=1, at=NOON, outcome="gone", status=404))
    checks.note(
        Check(article_id=1, at=NOON, outcome="gone", status=410), Check(article_id=1, at=NOON, outcome="failed")
    )
    assert [(check.outcome, check.status) for check in checks.of_article(1)] == [("failed", None), ("gone", 410)]
    assert checks.of_article(2) == []


def test_a_check_of_no_article_is_a_mistake_and_nothing_of_it_stays(db: Database) -> None:
    Articles(db).keep(an_article())
    with pytest.raises(sqlite3.IntegrityError):
        Checks(db).note(Check(article_id=1, at=NOON, outcome="same"), Check(article_id=9, at=NOON, outcome="same"))
    assert one(db, "SELECT count(*) FROM checks") == 0


def test_every_outcome_speaks_for_the_article_against_it_or_not_at_all() -> None:
    assert not THERE & MISSING
    assert set(OUTCOMES) - THERE - MISSING == {"failed", "unlisted"}
