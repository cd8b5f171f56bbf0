"""How far a listing is walked, and what for. Pure: the clock's time and what earlier runs left come in.

docs/crawl-policy.md explains the rules by example; the numbers are settings, each with its reason (settings.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from scrapy.settings import BaseSettings

from pipelines.store.walks import Past, WalkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of the policy; settings.py says why each is what it is."""

    known_rows: int
    overlap: timedelta
    listing_believed: timedelta
    sweep_every: timedelta
    horizon: timedelta
    backfill_articles: int
    backfill_pages: int

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """The settings, but no less than what makes sense. Raises ValueError for what is no number."""
        return cls(
            known_rows=_number(settings, "WALK_KNOWN_ROWS"),
            overlap=_days(settings, "WALK_OVERLAP_DAYS"),
            listing_believed=_days(settings, "LISTING_BELIEVED_DAYS"),
            sweep_every=_days(settings, "SWEEP_EVERY_DAYS"),
            horizon=_days(settings, "SWEEP_HORIZON_DAYS"),
            backfill_articles=_number(settings, "BACKFILL_ARTICLES"),
            backfill_pages=_number(settings, "BACKFILL_PAGES"),
        )


def _days(settings: BaseSettings, name: str) -> timedelta:
    return timedelta(days=max(0.0, settings.getfloat(name)))


def _number(settings: BaseSettings, name: str) -> int:
    return max(1, settings.getint(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one listing is walked in one run.

    first: it was never walked to its end; all its pages are read. daily: until the overlap with what is known is
    enough. sweep, backfill: until a page shows nothing younger than back_to.
    """

    kind: WalkKind
    known_rows: int
    past_when_before: str | None = None
    """A row is past the overlap when its day is before this one: the newest day seen, less the overlap."""
    old_when_kept_by: datetime | None = None
    """Articles first seen until then are old: the last walk that came to its end, and its run, knew them."""
    back_to: str | None = None
    """A day."""
    most_pages: int
    newest: str | None = None
    """The newest day the last walk saw; it stays where this one sees none."""


def plan(
    past: Past,
    policy: Policy,
    *,
    now: datetime,
    most_pages: int,
    deep: bool = False,
    since: date | None = None,
) -> Plan:
    """What is to be done with a listing now.

    deep: a sweep whether one is due or not. since: fill in what is younger than this day, unless an earlier backfill
    did (with deep: even so).
    """
    filled = since is not None and past.filled is not None and past.filled <= since.isoformat()
    kind: WalkKind
    if since is not None and (deep or not filled):
        kind = "backfill"
    elif past.ended is None:
        kind = "first"
    else:
        kind = "sweep" if deep or sweep_is_due(past.swept, policy, now) else "daily"
    horizon = {"sweep": (now - policy.horizon).date(), "backfill": since}.get(kind)
    return Plan(
        kind=kind,
        known_rows=policy.known_rows,
        past_when_before=_days_before(past.newest, policy.overlap),
        old_when_kept_by=past.ended,
        back_to=horizon.isoformat() if horizon else None,
        most_pages=policy.backfill_pages if kind == "backfill" else most_pages,
        newest=past.newest,
    )


def sweep_is_due(swept: datetime | None, policy: Policy, now: datetime) -> bool:
    """Whether the last walk through all pages began long enough ago; one in the future (a clock set back) is none."""
    return swept is None or swept > now or now - swept >= policy.sweep_every


def may_believe(past: Past, plan: Plan, policy: Policy, now: datetime) -> bool:
    """Whether a listing's first page may be asked for on condition that it changed.

    Only where the last walk ended on that page (otherwise there is more to read than it), by a daily walk, and while
    somebody looked at the page itself lately: a server that always says "not modified" would hide everything.
    """
    if plan.kind != "daily" or past.first_page is None:
        return False
    return timedelta(0) <= now - past.first_page.read < policy.listing_believed


def _days_before(day: str | None, overlap: timedelta) -> str | None:
    return (date.fromisoformat(day) - overlap).isoformat() if day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the policy looks at in a row that is not pinned.

    old: nothing that this run, or one that did not come to its end, brought. day: as printed, or else of the article
    that is kept; None where neither is known. printed: whether the row itself shows that day.
    """

    old: bool
    day: str | None = None
    printed: bool = True


@dataclass(slots=True)
class Overlap:
    """Whether a walk has met enough of what is known: so many old rows, one after the other, and past the watermark.

    Where the old rows show no day, or no watermark is known, their number is enough. Once enough, always enough.
    """

    known_rows: int
    past_when_before: str | None = None
    enough: bool = False
    _run: int = field(default=0)
    _day: str | None = None

    def read(self, rows: Iterable[Row]) -> None:
        """Take in the rows of the next page; it is judged at its end, since its rows came with one request."""
        for row in rows:
            if not row.old:
                self._run, self._day = 0, None
                continue
            self._run += 1
            if row.day and row.printed:
                self._day = row.day
        past = self.past_when_before is None or self._day is None or self._day < self.past_when_before
        self.enough = self.enough or (self._run >= self.known_rows and past)


def is_past(rows: Iterable[Row], back_to: str) -> bool:
    """Whether a page shows days, and none from back_to on."""
    days = [row.day for row in rows if row.day]
    return bool(days) and max(days) < back_to
