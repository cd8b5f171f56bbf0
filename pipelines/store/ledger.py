"""The completeness ledger: what each listing claims, what was seen of it, and what became of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from pipelines.store.schema import explained, stamp, writing
from pipelines.store.sites import note_site

Fate = Literal["known", "stored", "failed", "skipped", "unread"]
"""What became of the address of a row. known: it was kept already. stored: it was kept now. failed: it could not be
had or read, and is asked again. skipped: it is not wanted, or not now; the reason says which. unread: no row, but the
listing itself, or a page of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the first page of a listing looked like.

    rows: how many. dated: those that show a date. readable: those with a title in common letters. by_rule: whether
    the profile's selector found them, None where it has none. goes_on: it names a further page. total_rows,
    total_pages: as printed.
    """

    rows: int
    dated: int = 0
    readable: int = 0
    by_rule: bool | None = None
    goes_on: bool = False
    total_rows: int | None = None
    total_pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One listing in one run: its shape and its rows' fates, by fate and reason.

    started: of the run. claimed_rows, claimed_pages: what the list says of itself. pages, rows: what was read. newest:
    the newest day seen. missed, kept: what a sweep found the daily walks had missed, and had not; None without one.
    """

    run_id: int
    started: datetime
    site: str
    listing: str
    kind: str
    pages: int
    rows: int
    ended: bool
    newest: str | None
    missed: int | None
    kept: int | None
    claimed_rows: int | None
    claimed_pages: int | None
    fates: Mapping[Fate, Mapping[str, int]] = field(default_factory=dict)

    def number(self, fate: Fate) -> int:
        """How many addresses met this fate."""
        return sum(self.fates.get(fate, {}).values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An address that could not be had yet. listing: where its row stands, or its own where it is a page of a list.

    listing is None where no row is known. again: when it is asked for again, None: by the next run.
    """

    site: str
    url: str
    listing: str | None
    reason: str
    detail: str | None
    since: datetime
    times: int
    again: datetime | None


class Ledger:
    """The tables of the ledger. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, run_id: int, fates: Mapping[tuple[str, str, Fate, str], int]) -> None:
        """Set the fates of a run, by site, listing, fate and reason; call it as often as you like."""
        with writing(self._db):
            for site in {site for site, *_ in fates}:
                note_site(self._db, site)
            rows = [(run_id, *key, number) for key, number in fates.items()]
            self._db.conn.executemany("INSERT OR REPLACE INTO listing_fates VALUES (?, ?, ?, ?, ?, ?)", rows)

    def shape(self, run_id: int, site: str, listing: str, shape: Shape) -> None:
        """Set what a listing's first page looked like in a run."""
        seen = (shape.rows, shape.dated, shape.readable, shape.by_rule, shape.goes_on)
        values = (run_id, site, listing, *seen, shape.total_rows, shape.total_pages)
        with writing(self._db):
            query = "INSERT OR REPLACE INTO listing_shapes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            self._db.conn.execute(query, values)

    def entries(self, since: datetime) -> list[Entry]:
        """What crawls that began since then came to, in order of site, listing and run. since: aware."""
        with explained(self._db):
            fates: dict[tuple[int, str, str], dict[Fate, Counter[str]]] = {}
            for run_id, site, listing, fate, reason, rows in self._db.conn.execute(_FATES, (stamp(since),)):
                by_fate = fates.setdefault((run_id, site, listing), {})
                by_fate.setdefault(fate, Counter())[reason] += rows
            found = self._db.conn.execute(_ENTRIES, (stamp(since),)).fetchall()
        return [_entry(row, fates.get((row[0], row[2], row[3]), {})) for row in found]

    def held(self) -> dict[tuple[str, str], int]:
        """How many articles are kept of each listing, by site and listing."""
        with explained(self._db):
            return {(site, listing): number for site, listing, number in self._db.conn.execute(_HELD)}

    def open(self, sites: Iterable[str] | None = None) -> list[Open]:
        """The addresses that could not be had yet, longest waiting first; of these sites, None: of all."""
        wanted = None if sites is None else set(sites)
        with explained(self._db):
            found = self._db.conn.execute(_OPEN).fetchall()
        return [
            Open(
                site=site,
                url=url,
                listing=listing,
                reason=reason,
                detail=detail,
                since=datetime.fromisoformat(since),
                times=times,
                again=datetime.fromisoformat(again) if again else None,
            )
            for site, url, listing, reason, detail, since, times, again in found
            if wanted is None or site in wanted
        ]


def _entry(row: tuple[object, ...], fates: Mapping[Fate, Mapping[str, int]]) -> Entry:
    run_id, started, site, listing, kind, pages, rows, ended, newest, missed, kept, total_rows, total_pages = row
    return Entry(
        run_id=run_id,  # type: ignore[arg-type]
        started=datetime.fromisoformat(str(started)),
        site=str(site),
        listing=str(listing),
        kind=str(kind),
        pages=pages,  # type: ignore[arg-type]
        rows=rows,  # type: ignore[arg-type]
        ended=bool(ended),
        newest=newest,  # type: ignore[arg-type]
        missed=None if kept is None else missed,  # type: ignore[arg-type]
        kept=kept,  # type: ignore[arg-type]
        claimed_rows=total_rows,  # type: ignore[arg-type]
        claimed_pages=total_pages,  # type: ignore[arg-type]
        fates=fates,
    )


_CRAWLS = "(command = 'crawl' OR command LIKE 'crawl %')"
_FATES = f"""
SELECT run_id, site_id, listing, fate, reason, rows FROM listing_fates
WHERE run_id IN (SELECT id FROM runs WHERE started >= ? AND {_CRAWLS}) ORDER BY fate, reason
"""  # noqa: S608 (made of our own words)
_ENTRIES = f"""
SELECT l.run_id, started, l.site_id, l.listing, kind, l.pages, l.rows, l.ended, newest, missed, kept,
    s.total_rows, s.total_pages
FROM run_listings l JOIN runs ON runs.id = l.run_id
LEFT JOIN listing_shapes s ON s.run_id = l.run_id AND s.site_id = l.site_id AND s.listing = l.listing
WHERE started >= ? AND {_CRAWLS} ORDER BY l.site_id, l.listing, l.run_id
"""  # noqa: S608
_HELD = """
SELECT site_id, listing, count(*) FROM sightings g JOIN articles a ON a.id = g.article_id GROUP BY site_id, listing
"""
_OPEN = """
SELECT f.site, f.url,
    coalesce(
        json_extract(u.links, '$[0].listing'),
        (SELECT listing FROM run_listings l WHERE l.site_id = f.site AND l.listing = f.url LIMIT 1)
    ),
    f.reason, f.detail, f.since, f.times, u.ask_again
FROM failures_open f LEFT JOIN unkept u ON u.site_id = f.site AND u.url = f.url
ORDER BY f.since, f.url
"""
