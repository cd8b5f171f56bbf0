"""Which sites are due, and when a walk may stop at what is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.schedule import came_to_its_end, due
from crawler.sites import Listing, Site
from pipelines.store.runs import Run, SiteRun, State

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
    assert [found.id for found in due([site("a")], last_good, NOW)] == (["a"] if is_due else [])


def test_longest_overdue_first_and_nothing_without_listings() -> None:
    sites = [site("often", 1), site("new"), site("rare", 48), site("paused", listings=0), site("other")]
    last_good = {"often": NOW - timedelta(hours=3), "rare": NOW - timedelta(hours=60)}
    assert [found.id for found in due(sites, last_good, NOW)] == ["new", "other", "rare", "often"]


def run(state: State, command: str = "crawl a", site: str = "a", **counts: int) -> Run:
    part = SiteRun(site=site, counts={"listings": 1, **counts}, seconds=1.0, reasons={})
    return Run(id=1, command=command, started=NOW, ended=None, state=state, sites=(part,))


@pytest.mark.parametrize(
    ("runs", "last_good", "ended"),
    [
        ([], None, False),
        ([], NOW, True),
        ([run("finished")], NOW, True),
        ([run("running"), run("finished")], NOW, False),
        ([run("killed"), run("finished")], NOW, False),
        ([run("stopped")], NOW, False),
        ([run("finished", unwalked=1)], NOW, False),
        ([run("finished", listings=0)], None, False),
        ([run("running", "replay"), run("finished")], NOW, True),
        ([run("running", site="b"), run("finished")], NOW, True),
    ],
)
def test_only_a_whole_walk_lets_the_next_one_stop_early(
    runs: list[Run], last_good: datetime | None, ended: bool
) -> None:
    assert came_to_its_end("a", runs, last_good) is ended
