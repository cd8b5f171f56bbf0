"""A made-up year of 50 sites: what docs/health.md promises of it."""

from __future__ import annotations

import pytest

from benchmarks.health import SEED, SITES, year


@pytest.mark.soak
def test_every_fault_is_reported_by_the_next_crawl_and_alarms_are_seldom_false() -> None:
    tally = year(SITES, 365, SEED)
    assert tally.faults > 150
    assert tally.missed == []
    assert 10 * tally.alarms.total() <= SITES  # one in ten site-years


def test_two_months_of_seven_sites() -> None:
    tally = year(7, 60, SEED)
    assert (tally.missed, tally.alarms.total()) == ([], 0)
    assert tally.faults >= 20
