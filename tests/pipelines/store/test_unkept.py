"""Addresses that brought no article: when they are asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from pipelines.items import Link
from pipelines.store.unkept import Unkept, rest

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://news.qinghe.example/a/1.html"
ROW = Link(url=URL, title="一则消息", listing="https://news.qinghe.example/list/", position=3)


@pytest.mark.parametrize(
    ("tries", "judged", "days"),
    [(1, False, 0), (2, False, 1), (3, False, 2), (4, False, 4), (7, False, 32), (8, False, 32), (5000, False, 32),
     (1, True, 1), (2, True, 2), (9, True, 32)],
)  # fmt: skip
def test_rests_grow_to_a_month(tries: int, judged: bool, days: int) -> None:
    assert rest(tries, judged=judged) == days * DAY


def note(unkept: Unkept, now: datetime, *, judged: bool = False, asked: bool = True) -> None:
    unkept.note("qinghe", URL, (ROW,), reason="timeout", judged=judged, asked=asked, now=now)


def test_a_failed_address_is_due_at_once_then_rests(db: Database) -> None:
    unkept = Unkept(db)
    note(unkept, NOON)
    assert unkept.due("qinghe", NOON) == [(ROW,)]
    assert unkept.resting("qinghe", [URL], NOON) == set()
    note(unkept, NOON)
    assert unkept.due("qinghe", NOON + DAY / 2) == []
    assert unkept.resting("qinghe", [URL, f"{URL}?x"], NOON + DAY / 2) == {URL}
    assert unkept.due("qinghe", NOON + DAY) == [(ROW,)]
    assert unkept.due("shiqiao", NOON + DAY) == []


def test_where_nobody_was_asked_no_rest_grows(db: Database) -> None:
    unkept = Unkept(db)
    for _ in range(5):
        note(unkept, NOON, asked=False)
    assert unkept.due("qinghe", NOON) == [(ROW,)]


def test_a_twin_of_the_address_rests_too(db: Database) -> None:
    unkept = Unkept(db)
    note(unkept, NOON, judged=True)
    assert unkept.resting("qinghe", ["http://news.qinghe.example/a/1.html#top"], NOON) == {
        "http://news.qinghe.example/a/1.html#top"
    }
