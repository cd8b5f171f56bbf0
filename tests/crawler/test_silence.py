"""How long a site may be silent, by its own rhythm and the calendar."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.silence import silence
from crawler.workdays import DayKind, day_kind

DAY = timedelta(days=1)
YEAR = [date(2025, 1, 1) + DAY * at for at in range(365)]
OFFICE = {day for day in YEAR if day_kind(day) == "work"}


@pytest.mark.parametrize(
    ("day", "kind", "elsewhere"),
    [
        (date(2026, 3, 4), "work", "work"),
        (date(2026, 3, 7), "weekend", "weekend"),
        (date(2026, 10, 1), "holiday", "work"),
        (date(2026, 10, 10), "work", "weekend"),  # pays for National Day
        (date(2026, 2, 17), "holiday", "work"),
        (date(2026, 2, 11), "holiday", "work"),  # the week before Spring Festival
        (date(2040, 2, 15), "holiday", "work"),  # not published yet, perhaps free
        (date(2040, 6, 13), "work", "work"),
    ],
)
def test_kinds_of_days(day: date, kind: DayKind, elsewhere: DayKind) -> None:
    assert (day_kind(day), day_kind(day, china=False)) == (kind, elsewhere)


def first_late(published: set[date], *, after: date) -> int:
    days = (day for day in range(1, 300) if (found := silence(published, after + DAY * day)) and found.is_too_long)
    return next(days)


def test_an_office_may_rest_over_national_day_but_not_for_a_week_in_december() -> None:
    before = {day for day in OFFICE if day <= date(2025, 9, 30)}
    assert first_late(before, after=date(2025, 9, 30)) > 9
    assert first_late({day for day in OFFICE if day <= date(2025, 12, 5)}, after=date(2025, 12, 5)) <= 7


def test_three_articles_a_month_are_no_rhythm_to_alarm_at() -> None:
    dice = random.Random(3)
    seldom = {day for day in YEAR if dice.random() < 0.1}
    assert first_late(seldom, after=max(seldom)) > 40


def test_a_few_days_are_no_rhythm_and_none_are_no_silence() -> None:
    few = silence(YEAR[:7], date(2026, 1, 1))
    assert few
    assert (few.bound, few.is_too_long, few.newest) == (None, False, YEAR[6])
    assert silence([], date(2026, 1, 1)) is None
    assert silence([date(2026, 5, 1)], date(2026, 1, 1)) is None


@given(
    st.sets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=60), st.dates(date(2024, 1, 1), date(2028, 1, 1))
)
def test_the_longer_a_silence_the_more_it_weighs(published: set[date], today: date) -> None:
    found, later = silence(published, today), silence([day for day in published if day <= today], today + DAY)
    if found and later:
        assert found.newest == later.newest
        assert (found.bound or 0) <= (later.bound or 0)
        assert 0 <= found.weight <= later.weight
