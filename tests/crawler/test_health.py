"""How a site stands: one case for each state, and the way there and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from crawler.breakage import state_of
from crawler.failures import STATES
from crawler.finding import ADVICE, State
from crawler.health import GOOD, UNCONCERNED, Health, Profile, health
from pipelines.store.ledger import Shape
from pipelines.store.signs import ListingSign, RunSign, Signs

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = Profile(id="one")
SHAPE = Shape(rows=20, dated=20, readable=20, by_rule=True, goes_on=True)
GOOD_LIST = ListingSign(
    listing="/news/", rows=20, newest="2026-03-02", oldest="2026-02-20", shape=SHAPE, fates={"known": {"": 18}, "stored": {"": 2}}
)  # fmt: skip
FILLED = {"title": 10, "published": 10, "source": 10, "body": 10}
DAYS = {date(2026, 1, 1) + DAY * at: 3 for at in range(68)}
"""Something every day until 9 March, a week after the crawls begin."""


def crawl(number: int, *listings: ListingSign, articles: int = 10, **filled: int) -> RunSign:
    fields = {name: min(articles, number) for name, number in (FILLED | filled).items()}
    signs = listings or (GOOD_LIST,)
    return RunSign(
        run_id=number, started=MONDAY + DAY * number, finished=True, listings=signs, articles=articles, fields=fields
    )


def unread(reason: str) -> ListingSign:
    return replace(GOOD_LIST, shape=None, ended=False, rows=0, fates={"unread": {reason: 1}})


def shaped(**change: object) -> ListingSign:
    return replace(GOOD_LIST, shape=replace(SHAPE, **change))  # type: ignore[arg-type]


def stands(*runs: RunSign, now: datetime | None = None, site: Profile = SITE, days: object = DAYS) -> Health:
    last = runs[-1].started if runs else MONDAY
    return health(site, Signs(runs=runs, days=days), now or last + timedelta(hours=1))  # type: ignore[arg-type]


BAD: dict[str, tuple[RunSign, State, str | None]] = {
    "ours": (crawl(3, unread("error")), "error", "error"),
    "no answer": (crawl(3, unread("timeout")), "down", "timeout"),
    "robots.txt of an error": (crawl(3, unread("robots unreachable")), "down", "robots unreachable"),
    "the server's fault": (crawl(3, unread("status 502")), "down", "status 502"),
    "not there": (crawl(3, unread("status 404")), "moved", "status 404"),
    "the home page": (crawl(3, unread("home page")), "moved", "home page"),
    "a challenge": (crawl(3, unread("challenge")), "blocked", "challenge"),
    "a firewall": (crawl(3, unread("status 403")), "blocked", "status 403"),
    "robots.txt": (crawl(3, unread("robots")), "robots forbids", "robots"),
    "its selector, nothing else": (crawl(3, unread("no rows")), "empty selector", None),
    "its selector": (crawl(3, shaped(by_rule=False)), "empty selector", None),
    "a script": (crawl(3, unread("script only")), "redesigned", "script only"),
    "a few rows": (crawl(3, shaped(rows=4, dated=4, readable=4)), "redesigned", None),
    "other addresses": (crawl(3, replace(GOOD_LIST, fates={"stored": {"": 20}})), "redesigned", None),
    "no article": (crawl(3, replace(GOOD_LIST, fates={"known": {"": 15}, "skipped": {"no article": 5}}), articles=0), "redesigned", "no article"),
    "charset": (crawl(3, shaped(readable=1)), "garbled", None),
    "dates of rows": (crawl(3, shaped(dated=0)), "field lost", "date of rows"),
    "next page": (crawl(3, shaped(goes_on=False)), "field lost", "next page"),
    "source": (crawl(3, source=0), "field lost", "source"),
    "one listing of two": (crawl(3, GOOD_LIST, replace(unread("dns"), listing="/more/")), "down", "dns"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_seen_by_the_next_crawl_holds_and_is_over(name: str) -> None:
    run, state, kind = BAD[name]
    before = (crawl(0), crawl(1), crawl(2))
    found = stands(*before, run)
    assert (found.state, found.kind) == (state, kind), found
    assert (found.since, found.last_good, found.last_good_run) == (MONDAY + 3 * DAY, MONDAY + 2 * DAY, 2)
    assert (found.bad_runs, found.was, found.needs_a_look) == (1, "ok", True)
    assert found.reason
    if len(run.listings) > 1:
        assert found.reason.startswith("1 of 2 listings: ")

    again = replace(run, run_id=4, started=MONDAY + 4 * DAY)
    still = stands(*before, run, again)
    assert (still.state, still.since, still.bad_runs, still.was) == (state, MONDAY + 3 * DAY, 2, None)

    mended = stands(*before, run, again, crawl(5))
    assert (mended.state, mended.last_good_run, mended.bad_runs, mended.was) == ("ok", 5, 0, state)


@pytest.mark.parametrize(
    "run",
    [
        crawl(3, shaped(rows=12, dated=12, readable=12, goes_on=False)),  # a list of fewer rows has no second page
        crawl(3, replace(GOOD_LIST, shape=None)),  # not modified
        crawl(3, source=9),
        crawl(3, articles=1, source=0),
        crawl(3, unread("out of hours")),
    ],
)
def test_what_is_no_fault(run: RunSign) -> None:
    assert stands(crawl(0), crawl(1), crawl(2), run).state in GOOD


def test_what_never_held_is_not_missed() -> None:
    plain = shaped(dated=0, by_rule=None, goes_on=False, readable=0)
    assert stands(crawl(0, plain), crawl(1, plain), crawl(2, plain)).state == "ok"


def test_a_site_that_falls_silent_is_quiet_first_then_late_and_one_that_is_not_crawled_is_stale() -> None:
    runs = [crawl(number, articles=0) for number in range(20)]
    states = [stands(*runs[: at + 1]).state for at in range(20)]
    late = states.index("late")
    assert states == ["ok"] * 9 + ["quiet"] * (late - 9) + ["late"] * (20 - late)  # the newest is of the seventh day
    assert 11 <= late <= 16
    found = stands(*runs)
    assert found.since == MONDAY + DAY * states.index("late")
    assert stands(*runs[:5], now=runs[4].started + timedelta(hours=35)).state == "ok"
    stale = stands(*runs[:5], now=runs[4].started + timedelta(hours=37))
    assert (stale.state, stale.since, stale.last_good_run) == ("stale", runs[4].started, 4)


def test_a_site_that_is_not_crawled_on_purpose_or_not_yet() -> None:
    assert stands().state == "never run"
    assert stands(crawl(0, unread("dns")), site=replace(SITE, paused="rebuilt until May")).reason == "rebuilt until May"


def test_a_run_that_was_stopped_says_nothing_but_what_it_met() -> None:
    stopped = replace(crawl(3, replace(GOOD_LIST, ended=False, rows=0, shape=None, fates={})), finished=False)
    assert stands(crawl(0), crawl(1), stopped).last_good_run == 1
    assert stands(crawl(0), crawl(1), replace(stopped, listings=(unread("busy"),))).state == "blocked"


def test_every_reason_is_a_sign_of_a_state_or_says_nothing_of_the_site() -> None:
    silent = {"out of hours", "private address", "no contact", "not http", "stopped", "status"}
    assert {reason for reason in STATES if state_of(reason) is None} == silent
    assert set(ADVICE) | set(GOOD) == set(get_args(State)) >= set(UNCONCERNED)
