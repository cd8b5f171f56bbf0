"""Which sites are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.schedule import due
from crawler.sites import Listing, Site

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def site(name: str, hours: float = 12, *, listings: int = 1) -> Site:
    found = tuple(Listing(url=f"http://a.test/{number}") for number in range(listings))
    return Site(id=name, name=name, listings=found, interval=timedelta(hours=hours), path=Path(f"{name}.toml"))


@pytest.mark.parametrize(
    ("hours_ago", "is_due"), [(None, True), (11.9, False), (12, True), (100, True), (-1, True)],
    ids=["never", "before", "just", "long ago", "in the future"],
)  # fmt: skip
def test_a_site_is_due_when_its_interval_has_passed(hours_ago: float | None, is_due: bool) -> None:
    last_good = {} if hours_ago is None else {"a": NOW - timedelta(hours=hours_ago)}
    assert [found.id for found in due([site("a")], last_good, {}, NOW)] == (["a"] if is_due else [])


def test_longest_overdue_first_and_nothing_without_listings() -> None:
    sites = [site("often", 1), site("new"), site("rare", 48), site("paused", listings=0), site("other")]
    last_good = {"often": NOW - timedelta(hours=3), "rare": NOW - timedelta(hours=60)}
    assert [found.id for found in due(sites, last_good, {}, NOW)] == ["new", "other", "rare", "often"]


@pytest.mark.parametrize(
    ("minutes_ago", "interval", "is_due"),
    [(5, 12, False), (59, 12, False), (60, 12, True), (5, 0.05, True), (-5, 12, True)],
    ids=["just now", "not yet", "after an hour", "a short interval", "in the future"],
)
def test_after_a_bad_run_a_site_rests_before_it_is_due_again(minutes_ago: float, interval: float, is_due: bool) -> None:
    tried = {"a": NOW - timedelta(minutes=minutes_ago)}
    assert [found.id for found in due([site("a", interval)], {}, tried, NOW)] == (["a"] if is_due else [])
