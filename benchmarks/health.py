"""A made-up year of 50 sites, crawled twice a day: how soon faults are reported, and how often an alarm is false.

The sites keep to rhythms of their own: offices that rest on weekends and holidays, papers of seven days, columns with
one article in ten days (Poisson), weekly batches, offices that close for weeks around Spring Festival, some that put
articles up days after their date. Faults come four times a year and stay for three days. What a crawl would have left
is made here; what it decides is the project's own (crawler.health).
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from benchmarks.figures import Figure
from crawler.finding import State
from crawler.health import GOOD, Profile, judge
from crawler.workdays import day_kind
from pipelines.store.ledger import Shape
from pipelines.store.signs import ListingSign, RunSign, Signs

SEED = 20261127
"""Drawn after the thresholds were fixed (crawler.silence, crawler.breakage); those were set on seeds 1 to 4."""
SITES = 50
_BEFORE = 200
"""Days of articles that the first walk brings."""
_FIRST = date(2025, 3, 1)
_DAY = timedelta(days=1)
_CRAWLS = 60
_SHAPE = Shape(rows=20, dated=20, readable=20, by_rule=True, goes_on=True)
_FAULT_DAYS, _FAULTS_A_YEAR = 3, 4


@dataclass(frozen=True, slots=True)
class _Kind:
    """A rhythm: articles on a day of work, of a weekend, a holiday; one weekday only; days closed around a festival."""

    name: str
    work: float
    weekend: float
    holiday: float
    weekday: int | None = None
    closed: int = 0
    late: float = 0.0


_KINDS = (
    _Kind("weekdays", 3, 0.1, 0.05),
    _Kind("every day", 6, 4, 3),
    _Kind("one in ten days", 0.1, 0.1, 0.1),
    _Kind("one in two days", 0.5, 0.1, 0.02),
    _Kind("on Mondays", 5, 0, 0, weekday=0),
    _Kind("closed at Spring Festival", 2, 0.3, 0, closed=5),
    _Kind("put up late", 1.5, 0.2, 0.1, late=0.3),
)

FAULTS: dict[str, State] = {
    "list selector": "empty selector",
    "date selector": "field lost",
    "paging": "field lost",
    "charset": "garbled",
    "challenge": "blocked",
    "timeout": "down",
    "status 404": "moved",
    "no rows": "empty selector",
    "articles": "redesigned",
}


@dataclass(slots=True)
class Tally:
    """What a year came to. alarms: false ones, by state; missed: faults that the next crawl did not report."""

    faults: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: Counter[str] = field(default_factory=Counter)


def measure(days: int) -> list[Figure]:
    """A year of so many days (--pages 365)."""
    tally = year(SITES, days, SEED)
    years = SITES * days / 365
    waits = [days_until_late(kind, SEED) for kind in _KINDS if kind.work >= 1 and kind.weekday is None]
    seen = tally.faults - len(tally.missed)
    return [
        Figure(what="faults reported by the next crawl", value=float(seen), unit=f"of {tally.faults}"),
        Figure(
            what="false alarms",
            value=10 * tally.alarms.total() / years,
            unit="in ten site-years",
            remark=f"{tally.alarms.total()} in {years:.0f}",
        ),
        Figure(what="a daily site falls silent: said after", value=sum(waits) / len(waits), unit="days"),
    ]


def year(sites: int, days: int, seed: int) -> Tally:
    """So many sites for so many days."""
    tally = Tally()
    for number in range(sites):
        dice = random.Random(f"{seed}/{number}")  # noqa: S311 - a made-up year, the same each time
        _live(_KINDS[number % len(_KINDS)], days, dice, tally)
    return tally


def days_until_late(kind: _Kind, seed: int) -> int:
    """Days from a site's last article to the crawl that calls it late; the site falls silent in September."""
    dice, last = random.Random(f"{seed}/{kind.name}"), date(2025, 9, 1)  # noqa: S311
    posts = [post for post in _posts(kind, 185, dice) if post[1] < last]
    run = _run(1, last, 0, None, 0, dice)

    def signs(after: int) -> Signs:
        return _signs(posts, last + _DAY * after)

    return next(
        after
        for after in range(1, 200)
        if judge([replace(run, started=_time(last + _DAY * after, 0))], signs(after), _PROFILE).state == "late"
    )


_PROFILE = Profile(id="one")


def _live(kind: _Kind, days: int, dice: random.Random, tally: Tally) -> None:
    """One site's year: crawls, each judged with those before it."""
    posts = sorted(_posts(kind, days, dice), key=lambda post: post[0])
    faults = dict(_faults(days, dice))
    runs: list[RunSign] = []
    was_bad = False
    for number in range(2 * days):
        today = _FIRST + _DAY * (number // 2)
        fault = faults.get(number)
        new = _new(posts, number)
        sign = _run(number, today, number % 2, fault, new, dice)
        runs = [*runs[1 - _CRAWLS :], sign]
        found = judge(runs, _signs([post for post in posts if post[0] <= number], today), _PROFILE)
        shows = fault != "articles" or new >= 3
        if fault and shows and faults.get(number - 1) != fault:
            tally.faults += 1
            if found.state != FAULTS[fault]:
                tally.missed.append(f"{kind.name}, {fault}: {found.state}")
        bad = found.state not in GOOD and not fault
        if bad and not was_bad:
            tally.alarms[f"{kind.name}: {found.state}"] += 1
        was_bad = bad


def _posts(kind: _Kind, days: int, dice: random.Random) -> Iterator[tuple[int, date]]:
    """Articles: the number of the first crawl that can see each, and its date."""
    for offset in range(-_BEFORE, days):
        day = _FIRST + _DAY * offset
        for _ in range(_poisson(_rate(kind, day), dice)):
            up = offset + (dice.randint(1, 3) if dice.random() < kind.late else 0)
            yield max(0, 2 * up + dice.randint(0, 1)), day


def _rate(kind: _Kind, day: date) -> float:
    if kind.weekday is not None and day.weekday() != kind.weekday:
        return 0.0
    around = (day + _DAY * step for step in range(-kind.closed, kind.closed + 1))
    if kind.closed and day.month <= 3 and any(day_kind(one) == "holiday" for one in around):
        return 0.0
    return {"work": kind.work, "weekend": kind.weekend, "holiday": kind.holiday}[day_kind(day)]


def _poisson(rate: float, dice: random.Random) -> int:
    bound, chance, number = math.exp(-rate), dice.random(), 0
    while chance > bound:
        chance *= dice.random()
        number += 1
    return number


def _faults(days: int, dice: random.Random) -> Iterator[tuple[int, str]]:
    """Crawls with a fault, and which; between two there is a month at least, so that all are seen alone."""
    if days < 60:
        return
    for part in range(_FAULTS_A_YEAR):
        length = 2 * days // _FAULTS_A_YEAR
        begin = part * length + dice.randint(20, max(21, length - 2 * _FAULT_DAYS - 10))
        fault = dice.choice(list(FAULTS))
        yield from ((number, fault) for number in range(begin, begin + 2 * _FAULT_DAYS))


def _run(number: int, day: date, half: int, fault: str | None, new: int, dice: random.Random) -> RunSign:
    """What a crawl leaves."""
    shape = None if dice.random() < 0.2 and not fault else _SHAPE
    sign = ListingSign(listing="/news/", rows=20, shape=shape, fates={"known": {"": 20}, "stored": {"": new}})
    filled = sum(dice.random() < 0.9 for _ in range(new))
    fields = {"title": new, "published": new, "body": new, "source": filled}
    run = RunSign(run_id=number, started=_time(day, half), finished=True, listings=(sign,), articles=new, fields=fields)
    return replace(run, listings=(_broken(sign, fault, new),), articles=0, fields={}) if fault else run


def _broken(sign: ListingSign, fault: str, new: int) -> ListingSign:
    if fault in {"challenge", "timeout", "status 404", "no rows"}:
        return replace(sign, shape=None, rows=0, ended=False, fates={"unread": {fault: 1}})
    if fault == "articles":
        return replace(sign, fates={"known": {"": 20}, "skipped": {"no article": new}})
    shapes = {
        "list selector": replace(_SHAPE, by_rule=False),
        "date selector": replace(_SHAPE, dated=0),
        "paging": replace(_SHAPE, goes_on=False),
        "charset": replace(_SHAPE, readable=0),
    }
    return replace(sign, shape=shapes[fault])


def _new(posts: list[tuple[int, date]], number: int) -> int:
    return sum(1 for seen, _ in posts if seen == number) if number else len(posts) and 20


def _signs(posts: list[tuple[int, date]], today: date) -> Signs:
    return Signs(days=dict(Counter(day for _, day in posts if today - 400 * _DAY < day <= today)))


def _time(day: date, half: int) -> datetime:
    return datetime(day.year, day.month, day.day, 1 + 9 * half, tzinfo=UTC)
