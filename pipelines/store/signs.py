"""What the last crawls left of each site, as the decision on its health takes it (crawler.health)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from pipelines.store.ledger import Fate, Shape
from pipelines.store.schema import explained, stamp

FIELDS = ("title", "published", "source", "body")
"""Fields of an article whose being filled is watched."""
_LOOKED_BACK = 60
"""Crawls of a site that are looked at: a month of two a day."""
_RHYTHM = timedelta(days=400)
"""How far back days of publication are looked at: a year, and what lies around its Spring Festival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingSign:
    """One listing in one crawl: how far it was walked, what its first page looked like, what became of its rows.

    shape: None where the first page was not read, or not modified.
    """

    listing: str
    kind: str = "daily"
    ended: bool = True
    rows: int = 0
    newest: str | None = None
    oldest: str | None = None
    shape: Shape | None = None
    fates: Mapping[Fate, Mapping[str, int]] = field(default_factory=dict)

    def number(self, fate: Fate) -> int:
        """How many addresses met this fate."""
        return sum(self.fates.get(fate, {}).values())


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSign:
    """One crawl of a site. fields: of the articles it kept, how many have each field; articles: how many there are."""

    run_id: int
    started: datetime
    finished: bool
    listings: tuple[ListingSign, ...] = ()
    articles: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """All of one site: its crawls, oldest first, those under way left out; and its days of publication."""

    runs: tuple[RunSign, ...] = ()
    days: Mapping[date, int] = field(default_factory=dict)


def signs_of(db: Database, site: str, now: datetime) -> Signs:
    """The signs of a site; none where it was never crawled. now: aware. Raises StoreError."""
    with explained(db):
        runs = db.conn.execute(_RUNS, (site, _LOOKED_BACK)).fetchall()
        if not runs:
            return Signs()
        first = min(run_id for run_id, *_ in runs)
        listings, filled = _listings(db, site, first), _filled(db, site, first)
        oldest = stamp(now - _RHYTHM)[:10]
        days = dict(db.conn.execute(_DAYS, (site, oldest, stamp(now + timedelta(days=1))[:10])).fetchall())
    return Signs(
        runs=tuple(
            RunSign(
                run_id=run_id,
                started=datetime.fromisoformat(started),
                finished=state == "finished",
                listings=tuple(listings.get(run_id, ())),
                articles=filled.get(run_id, (0,))[0],
                fields=dict(zip(FIELDS, filled.get(run_id, (0,))[1:], strict=False)),
            )
            for run_id, started, state in reversed(runs)
        ),
        days={date.fromisoformat(day): number for day, number in days.items() if len(day) == len("2026-03-04")},
    )


def _listings(db: Database, site: str, first: int) -> dict[int, list[ListingSign]]:
    """The listings of each crawl from the first on."""
    fates: dict[tuple[int, str], dict[Fate, Counter[str]]] = {}
    for run_id, listing, fate, reason, rows in db.conn.execute(_FATES, (site, first)):
        fates.setdefault((run_id, listing), {}).setdefault(fate, Counter())[reason] += rows
    found: dict[int, list[ListingSign]] = {}
    for run_id, listing, kind, ended, rows, newest, oldest, *shape in db.conn.execute(_LISTINGS, (site, first)):
        sign = ListingSign(
            listing=listing,
            kind=kind,
            ended=bool(ended),
            rows=rows,
            newest=newest,
            oldest=oldest,
            shape=_shape(*shape) if shape[0] is not None else None,
            fates=fates.get((run_id, listing), {}),
        )
        found.setdefault(run_id, []).append(sign)
    return found


def _shape(rows: int, dated: int, readable: int, by_rule: int | None, goes_on: int, total_rows: int | None) -> Shape:
    rule = None if by_rule is None else bool(by_rule)
    return Shape(rows=rows, dated=dated, readable=readable, by_rule=rule, goes_on=bool(goes_on), total_rows=total_rows)


def _filled(db: Database, site: str, first: int) -> dict[int, tuple[int, ...]]:
    """By crawl: the articles it kept, and how many of them have each of FIELDS."""
    return {run_id: tuple(numbers) for run_id, *numbers in db.conn.execute(_FILLED, (site, first))}


_RUNS = """
SELECT id, started, state FROM runs JOIN run_sites ON run_id = id
WHERE site_id = ? AND state != 'running' AND (command = 'crawl' OR command LIKE 'crawl %')
ORDER BY id DESC LIMIT ?
"""
_LISTINGS = """
SELECT l.run_id, l.listing, kind, ended, l.rows, newest, oldest,
    s.rows, dated, readable, by_rule, goes_on, total_rows
FROM run_listings l
LEFT JOIN listing_shapes s ON s.site_id = l.site_id AND s.listing = l.listing AND s.run_id = l.run_id
WHERE l.site_id = ? AND l.run_id >= ? ORDER BY l.run_id, l.listing
"""
_FATES = "SELECT run_id, listing, fate, reason, rows FROM listing_fates WHERE site_id = ? AND run_id >= ?"
_FILLED = f"""
SELECT run_id, count(*), {", ".join(f"count({name})" for name in FIELDS)} FROM articles
WHERE site_id = ? AND run_id >= ? GROUP BY run_id
"""  # noqa: S608 (made of our own words)
_DAYS = """
SELECT substr(published, 1, 10), count(*) FROM articles WHERE site_id = ? AND published >= ? AND published < ?
GROUP BY 1
"""
