"""Hosts that refused: how long they are left alone, and when that is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from pipelines.store.rests import Rest, Rests, length

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("times", "first", "longest", "rest"),
    [(0, DAY, 16 * DAY, 0 * DAY), (1, DAY, 16 * DAY, DAY), (2, DAY, 16 * DAY, 2 * DAY), (5, DAY, 16 * DAY, 16 * DAY),
     (9, DAY, 16 * DAY, 16 * DAY), (10**6, HOUR, DAY, DAY), (1, 40 * DAY, 16 * DAY, 16 * DAY)],
)  # fmt: skip
def test_a_rest_doubles_up_to_its_longest(times: int, first: timedelta, longest: timedelta, rest: timedelta) -> None:
    assert length(times, first=first, longest=longest) == rest


def note(rests: Rests, now: datetime, reason: str = "refused", first: timedelta = DAY) -> Rest:
    return rests.note("a.gov.cn", reason, "a firewall", first=first, longest=16 * DAY, now=now)


def test_a_host_that_refuses_after_each_rest_gets_a_longer_one(db: Database) -> None:
    rests, now = Rests(db), NOON
    for times, days in ((1, 1), (2, 2), (3, 4)):
        rest = note(rests, now)
        assert rest == Rest(
            host="a.gov.cn", reason="refused", detail="a firewall", since=NOON, until=now + days * DAY, times=times
        )
        assert Rests(db).all() == {"a.gov.cn": rest}
        now = rest.until


def test_two_processes_that_are_refused_together_count_once(db: Database) -> None:
    note(Rests(db), NOON)
    again = note(Rests(db), NOON + HOUR, "busy", first=HOUR)
    assert (again.times, again.until, again.reason) == (1, NOON + DAY, "busy")


def test_a_host_that_answers_is_forgotten(db: Database) -> None:
    rests = Rests(db)
    note(rests, NOON)
    rests.clear("a.gov.cn")
    rests.clear("b.gov.cn")
    assert rests.all() == {}
    assert note(rests, NOON + 9 * DAY).times == 1
