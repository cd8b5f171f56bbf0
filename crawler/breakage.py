"""What is broken on a site, seen from how its last crawl differs from those before. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from crawler.finding import Finding, State
from pipelines.store.ledger import Shape
from pipelines.store.signs import FIELDS, ListingSign, RunSign

_USUALLY = 0.8
"""The share of earlier crawls in which something held that is missed now."""
_FEWEST_ROWS = 3
"""Rows of a page that say something about it as a whole."""
_CHANCE = 1e-4
"""A field that is empty in so many articles by chance alone is lost: once in thirty years of two crawls a day."""
_ARTICLES = 20
"""Articles of earlier crawls from which the share with a field is known."""
_STOOD_ALONE = 0.25
"""A list of less than this share of its usual rows is another list."""

_STATES: tuple[tuple[tuple[str, ...], State], ...] = (
    (("challenge", "refused", "busy", "resting", "status 401", "status 403", "status 429"), "blocked"),
    (("robots unreachable", "dns", "connection", "timeout", "tls", "status 5", "cut short", "too large"), "down"),
    (("unreadable answer",), "down"),
    (("robots",), "robots forbids"),
    (("status 4", "status 3", "home page", "soft 404", "too many redirects"), "moved"),
    (("no rows", "not a page", "script only", "unreadable", "no article"), "redesigned"),
    (("error", "unarchived"), "error"),
)
"""Which state a reason (crawler.failures.STATES) is a sign of, by its beginning; the first that fits. Those that are
left, such as "out of hours", say nothing of the site."""


def state_of(reason: str) -> State | None:
    """The state that a listing is in which could not be read for this reason; None where that says nothing of it."""
    return next((state for beginnings, state in _STATES if reason.startswith(beginnings)), None)


def broken(runs: Sequence[RunSign]) -> Iterator[Finding]:
    """What is broken about the listings of the last crawl."""
    for sign in runs[-1].listings:
        before = [one for run in runs[:-1] for one in run.listings if one.listing == sign.listing]
        found = _unread(sign, before) or _changed(sign, before) or _lost_rows(sign, before)
        if found:
            yield found
    yield from _nothing_kept(runs)


def _unread(sign: ListingSign, before: Sequence[ListingSign]) -> Finding | None:
    """The listing, or a page of it, could not be read."""
    reasons = {reason: state for reason in sign.fates.get("unread", {}) if (state := state_of(reason))}
    if not reasons:
        return None
    reason, state = next(iter(sorted(reasons.items())))
    if reason == "no rows":
        by_rule = any(one.shape and one.shape.by_rule for one in before)
        told = "its selector finds nothing, nor is a list found without it" if by_rule else "shows no list of articles"
        return Finding("empty selector" if by_rule else state, told, sign.listing)
    return Finding(state, f"could not be read: {reason}", sign.listing, kind=reason)


def _changed(sign: ListingSign, before: Sequence[ListingSign]) -> Finding | None:
    """The first page is another one than it used to be."""
    shape, shapes = sign.shape, [one.shape for one in before if one.shape]
    if shape is None:
        return None
    most = max((one.rows for one in shapes), default=0)
    if lost(shape, shapes, lambda one: one.by_rule):
        told = f"its selector finds nothing; {shape.rows} rows were found without it"
        return Finding("empty selector", told, sign.listing)
    if most >= _FEWEST_ROWS / _STOOD_ALONE and shape.rows < _STOOD_ALONE * most:
        return Finding("redesigned", f"{shape.rows} rows where up to {most} were", sign.listing)
    if shape.rows < _FEWEST_ROWS:
        return None
    if lost(shape, shapes, lambda one: 2 * one.readable >= one.rows):
        return Finding("garbled", f"{shape.rows - shape.readable} of {shape.rows} titles cannot be read", sign.listing)
    if lost(shape, shapes, lambda one: 2 * one.dated >= one.rows):
        told = f"{shape.dated} of {shape.rows} rows show a date, before most did"
        return Finding("field lost", told, sign.listing, kind="date of rows")
    usual = max((one.rows for one in shapes if one.goes_on), default=0)
    if shape.rows >= usual and lost(shape, shapes, lambda one: one.goes_on):
        return Finding("field lost", "its first page names no further one any more", sign.listing, kind="next page")
    return None


def lost(shape: Shape, before: Sequence[Shape], holds: Callable[[Shape], bool | None]) -> bool:
    """Whether something that usually held before an unbroken series of misses, of which this is the last, does not."""
    if holds(shape) or holds(shape) is None:
        return False
    told = [bool(held) for one in before if one.rows >= _FEWEST_ROWS and (held := holds(one)) is not None]
    misses = sum(1 for _ in takewhile(lambda held: not held, reversed(told)))
    earlier = told[: len(told) - misses]
    return bool(earlier) and sum(earlier) >= _USUALLY * len(earlier)


def _lost_rows(sign: ListingSign, before: Sequence[ListingSign]) -> Finding | None:
    """No row is known, though the list reaches back to days that were walked: its addresses are others now."""
    newest = max((one.newest for one in before if one.newest and one.ended), default=None)
    reached = newest is not None and sign.oldest is not None and sign.oldest < newest
    met = sign.number("known") or "asked in vain lately" in sign.fates.get("skipped", {})
    if not reached or met or sign.rows < _FEWEST_ROWS + 2 or sign.kind not in {"daily", "sweep"}:
        return None
    told = f"none of its {sign.rows} rows was ever seen, though it goes back beyond {newest}, which was read"
    return Finding("redesigned", told, sign.listing)


def _nothing_kept(runs: Sequence[RunSign]) -> Iterator[Finding]:
    """Articles were asked for, and none could be kept, on a site that gave some before."""
    given: dict[str, int] = {}
    for sign in runs[-1].listings:
        turned_away = sign.fates.get("skipped", {}).get("no article", 0)
        for reason, number in {"no article": turned_away, **sign.fates.get("failed", {})}.items():
            given[reason] = given.get(reason, 0) + number
    kept = sum(sign.number("stored") for sign in runs[-1].listings)
    before = sum(run.articles for run in runs[:-1])
    if kept or sum(given.values()) < _FEWEST_ROWS or before < _FEWEST_ROWS:
        return
    reason = max(given, key=lambda one: given[one])
    state = state_of(reason)
    if state:
        told = f"none of {sum(given.values())} articles that were asked for could be kept: {reason}"
        yield Finding("redesigned" if state == "moved" else state, told, kind=reason)


def fields_lost(runs: Sequence[RunSign]) -> Iterator[Finding]:
    """Fields of articles that used to be filled and are not in the articles of the last crawls."""
    some = [run for run in runs if run.articles]
    for name in FIELDS:
        series = list(takewhile(lambda run: not run.fields.get(name), reversed(some)))  # noqa: B023 - used at once
        now, before = sum(run.articles for run in series), some[: len(some) - len(series)]
        of = sum(run.articles for run in before)
        if now == 0 or of < _ARTICLES:
            continue
        share = sum(run.fields.get(name, 0) for run in before) / (of + 2)
        if math.pow(1 - share, now) < _CHANCE:
            told = f"none of the last {now} articles has it, {100 * share:.0f} % of those before had"
            yield Finding("field lost", f"{name}: {told}", kind=name)
