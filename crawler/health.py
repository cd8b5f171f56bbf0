"""How a site stands, from what its crawls left. Pure: signs, profile and the clock's time come in.

The newest crawl is compared with those before it; since when a state holds is found by judging the earlier crawls in
the same way, so that nothing has to be remembered and a better rule mends the past, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from crawler.breakage import broken, fields_lost
from crawler.finding import Finding, State
from crawler.silence import silence
from pipelines.normalise.divisions import SCHEME
from pipelines.store.signs import RunSign, Signs

GOOD: tuple[State, ...] = ("ok", "quiet")
"""The states of a crawl that brought what there was."""
UNCONCERNED: tuple[State, ...] = (*GOOD, "paused", "never run")
"""The states that nobody needs to look at."""
WORST_FIRST: tuple[State, ...] = get_args(State)
_STALE = timedelta(hours=36)
"""A site that was not crawled for so long, and for three of its intervals, stands there like one that is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the decision needs of a profile. paused: why, None where it is not."""

    id: str
    zone: str = "Asia/Shanghai"
    interval: timedelta = timedelta(hours=12)
    scheme: str = SCHEME
    paused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a site stands.

    since: start of the first crawl of the unbroken series that found so. last_good: start of the newest crawl that was
    good, last_good_run its number. bad_runs: crawls after it. was: its state a day ago, where that was another one and
    one of the two needs a look. Times aware, UTC.
    """

    site: str
    state: State
    kind: str | None
    reason: str
    listing: str | None
    since: datetime | None
    last_good: datetime | None
    last_good_run: int | None
    last_run: datetime | None
    bad_runs: int
    was: State | None

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody should look."""
        return self.state not in UNCONCERNED


def health(profile: Profile, signs: Signs, now: datetime) -> Health:
    """Decide how a site stands now."""
    runs = [run for run in signs.runs if run.started <= now and _says_something(run)]
    judged = [judge(runs[: at + 1], signs, profile) for at in range(len(runs))]
    found = _now(profile, runs, judged, now)
    good = [run for run, one in zip(runs, judged, strict=True) if one.state in GOOD]
    then = [one for run, one in zip(runs, judged, strict=True) if run.started <= now - timedelta(days=1)]
    was = then[-1].state if then else None
    return Health(
        site=profile.id,
        state=found.state,
        kind=found.kind,
        reason=found.reason,
        listing=found.listing,
        since=_since(found, runs, judged),
        last_good=good[-1].started if good else None,
        last_good_run=good[-1].run_id if good else None,
        last_run=runs[-1].started if runs else None,
        bad_runs=sum(1 for _ in _trailing_bad(judged)),
        was=was if was and was != found.state and not {was, found.state} <= set(UNCONCERNED) else None,
    )


def judge(runs: Sequence[RunSign], signs: Signs, profile: Profile) -> Finding:
    """How the last of these crawls found the site; the worst of its listings speaks for it."""
    found = [*broken(runs), *fields_lost(runs)]
    if found:
        worst = min(found, key=lambda one: WORST_FIRST.index(one.state))
        listings = {one.listing for one in found if one.listing}
        if worst.listing and len(runs[-1].listings) > 1:
            return worst.told_of(f"{len(listings)} of {len(runs[-1].listings)} listings")
        return worst
    return _rhythm(signs, runs[-1].started.astimezone(ZoneInfo(profile.zone)).date(), china=profile.scheme == SCHEME)


def _rhythm(signs: Signs, today: date, *, china: bool) -> Finding:
    """Whether the site is as silent as it usually is."""
    found = silence([day for day in signs.days if day <= today], today, china=china)
    if found is None:
        return Finding("quiet", "no article with a date is kept yet")
    if found.is_too_long:
        return Finding("late", f"nothing new since {found.newest}: {found.days} days, longer than its rhythm allows")
    if found.days <= 0:
        return Finding("ok", f"newest of {found.newest}")
    return Finding("quiet", f"nothing new since {found.newest}, as is usual for it")


def _now(profile: Profile, runs: Sequence[RunSign], judged: Sequence[Finding], now: datetime) -> Finding:
    if profile.paused is not None:
        return Finding("paused", profile.paused)
    if not runs:
        return Finding("never run", "no crawl of it is recorded")
    if judged[-1].state in GOOD and now - runs[-1].started > max(_STALE, 3 * profile.interval):
        return Finding("stale", f"not crawled since {runs[-1].started:%Y-%m-%d %H:%M} UTC; what is newer is not known")
    return judged[-1]


def _since(found: Finding, runs: Sequence[RunSign], judged: Sequence[Finding]) -> datetime | None:
    same = GOOD if found.state in GOOD else (found.state,)
    since = runs[-1].started if found.state == "stale" else None
    for run, one in zip(reversed(runs), reversed(judged), strict=True):
        if one.state not in same:
            break
        since = run.started
    return since


def _trailing_bad(judged: Sequence[Finding]) -> Iterator[Finding]:
    for one in reversed(judged):
        if one.state in GOOD:
            return
        yield one


def _says_something(run: RunSign) -> bool:
    """Whether a crawl says how the site stands: it came to its end, or was stopped after it had met trouble."""
    return run.finished or any(listing.number("unread") for listing in run.listings)
