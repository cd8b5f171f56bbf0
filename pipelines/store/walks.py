"""How far each listing was walked in a run, and what for: what a later run may rely on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from pipelines.dedupe.identity import storable
from pipelines.store.checks import Check, write_checks
from pipelines.store.schema import explained, stamp, writing

WalkKind = Literal["first", "daily", "sweep", "backfill"]
"""first: all pages of a listing never walked to its end before. daily: until enough known rows were met. sweep: all
pages back to a horizon. backfill: all back to a day that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask with, "only if it changed", and when the page was read itself (aware, UTC)."""

    read: datetime
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """One listing in one run: pages and rows read, and whether the walk came to its end.

    Its end: what the kind of walk names, the last page, or the most pages; not an error, not a stop.
    newest, oldest: days of its rows; newest leaves out pinned rows and days in the future. back_to: the day to which a
    sweep or backfill went. missed: addresses a sweep found new where no daily walk would have come. first_page: set
    where one page was enough.
    """

    listing: str
    kind: WalkKind = "daily"
    pages: int = 0
    rows: int = 0
    ended: bool = False
    newest: str | None = None
    oldest: str | None = None
    back_to: str | None = None
    missed: tuple[str, ...] = ()
    first_page: Validators | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What earlier runs left of a listing. Only walks that came to their end, in runs that did, count.

    ended: the end of the last such run. newest: the newest day its walk saw. swept: when the last one that read all
    pages began. filled: the day back to which backfills are complete. first_page: what its first page came with, if
    the last walk needed no other. Times aware, UTC; all None where there was none.
    """

    ended: datetime | None = None
    newest: str | None = None
    swept: datetime | None = None
    filled: str | None = None
    first_page: Validators | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRun:
    """One listing in one run, as recorded.

    missed: articles a sweep found that the daily walks had missed. kept: those that were first seen on the listing
    since the sweep before, the missed ones not among them; None for any other walk.
    """

    site: str
    listing: str
    kind: WalkKind
    pages: int
    rows: int
    ended: bool
    newest: str | None
    oldest: str | None
    missed: int
    kept: int | None

    @property
    def recall(self) -> float | None:
        """That of this sweep; None for any other walk."""
        return None if self.kept is None else recall(self.missed, self.kept)


def recall(missed: int, kept: int) -> float | None:
    """The share of the articles that the daily walks found by themselves; None where there were none."""
    return kept / (kept + missed) if kept + missed else None


class Walks:
    """The table of listings walked. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, run_id: int, site: str, walked: Iterable[Walked]) -> None:
        """Set how far these listings were walked; call it as often as you like."""
        with writing(self._db):
            self._db.conn.executemany(_RECORD, [_row(run_id, site, one) for one in walked])

    def conclude(self, run_id: int, site: str, walked: Iterable[Walked], now: datetime) -> None:
        """At the end of a run that came to it: how far the listings were walked, and what its sweeps found.

        What the daily walks had missed is counted; of what a sweep did not meet where it should stand, it is noted
        that it is unlisted (pipelines.store.checks).
        """
        done = tuple(walked)
        self.record(run_id, site, done)
        with writing(self._db):
            for one in done:
                if one.kind == "sweep" and one.ended:
                    self._measure(run_id, site, one)
                    write_checks(self._db, self._unlisted(run_id, site, one, now))

    def past(self, site: str, listing: str, *, before: int | None = None) -> Past:
        """Say what earlier runs (before that one) left of a listing."""
        with explained(self._db):
            last = self._db.conn.execute(_LAST, (site, listing, before)).fetchone()
            swept, filled = self._db.conn.execute(_DEEPER, (site, listing, before)).fetchone()
        if last is None:
            return Past()
        ended, newest, pages, read, etag, last_modified = last
        one_page = pages == 1 and read and (etag or last_modified)
        return Past(
            ended=datetime.fromisoformat(ended),
            newest=newest,
            swept=datetime.fromisoformat(swept) if swept else None,
            filled=filled,
            first_page=Validators(read=datetime.fromisoformat(read), etag=etag, last_modified=last_modified)
            if one_page
            else None,
        )

    def of_run(self, run_id: int) -> list[ListingRun]:
        """Read the listings of a run, in order of site, as the profile had them."""
        with explained(self._db):
            rows = self._db.conn.execute(_OF_RUN, (run_id,)).fetchall()
        return [
            ListingRun(
                site=site,
                listing=listing,
                kind=kind,
                pages=pages,
                rows=shown,
                ended=bool(ended),
                newest=newest,
                oldest=oldest,
                missed=missed,
                kept=kept,
            )
            for site, listing, kind, pages, shown, ended, newest, oldest, missed, kept in rows
        ]

    def _measure(self, run_id: int, site: str, one: Walked) -> None:
        """Write how many of the missed addresses are articles, and how many the daily walks had found meanwhile."""
        missed = sum(self._is_kept(site, url) for url in one.missed)
        since = self._db.conn.execute(_SWEPT_UNTIL, (site, one.listing, run_id)).fetchone()[0] or ""
        seen = self._db.conn.execute(_FIRST_SEEN, (one.listing, since, site)).fetchone()[0]
        values = (missed, max(0, seen - missed), run_id, site, one.listing)
        self._db.conn.execute(_MEASURED, values)

    def _unlisted(self, run_id: int, site: str, one: Walked, now: datetime) -> list[Check]:
        """Checks of the articles whose rows should stand among those that were read, and on no listing do."""
        walked_past = max(one.back_to or "", one.oldest or "9999")
        rows = self._db.conn.execute(_UNLISTED, (run_id, site, one.listing, walked_past)).fetchall()
        return [
            Check(article_id=number, at=now, outcome="unlisted", detail=one.listing, run_id=run_id)
            for (number,) in rows
        ]

    def _is_kept(self, site: str, url: str) -> bool:
        query = "SELECT 1 FROM addresses WHERE site_id = ? AND url = ?"
        return self._db.conn.execute(query, (site, url)).fetchone() is not None


def _row(run_id: int, site: str, one: Walked) -> tuple[object, ...]:
    page = one.first_page
    told = (stamp(page.read), storable(page.etag), storable(page.last_modified)) if page else (None, None, None)
    counts = (one.pages, one.rows, int(one.ended))
    return (run_id, site, one.listing, *counts, one.kind, one.newest, one.oldest, one.back_to, *told)


_RECORD = """
INSERT INTO run_listings
    (run_id, site_id, listing, pages, rows, ended, kind, newest, oldest, back_to, page_read, etag, last_modified)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (site_id, run_id, listing) DO UPDATE SET
    pages = excluded.pages, rows = excluded.rows, ended = excluded.ended, kind = excluded.kind,
    newest = excluded.newest, oldest = excluded.oldest, back_to = excluded.back_to,
    page_read = excluded.page_read, etag = excluded.etag, last_modified = excluded.last_modified
"""
_MEASURED = "UPDATE run_listings SET missed = ?, kept = ? WHERE run_id = ? AND site_id = ? AND listing = ?"
_GOOD = """
run_listings JOIN runs ON runs.id = run_id
WHERE site_id = ?1 AND listing = ?2 AND (?3 IS NULL OR run_id < ?3) AND run_listings.ended = 1 AND state = 'finished'
"""
_LAST = f"""
SELECT runs.ended, newest, pages, page_read, etag, last_modified FROM {_GOOD} ORDER BY run_id DESC LIMIT 1
"""  # noqa: S608 (made of our own words)
_DEEPER = f"""
SELECT
    max(CASE WHEN kind != 'daily' THEN started END),
    min(CASE WHEN kind = 'backfill' THEN back_to END)
FROM {_GOOD}
"""  # noqa: S608
_SWEPT_UNTIL = f"SELECT max(runs.ended) FROM {_GOOD} AND kind != 'daily'"  # noqa: S608
_FIRST_SEEN = """
SELECT count(*) FROM sightings s JOIN articles a ON a.id = s.article_id
WHERE listing = ? AND s.first_seen > ? AND site_id = ?
"""
_UNLISTED = """
SELECT s.article_id FROM sightings s JOIN articles a ON a.id = s.article_id JOIN runs r ON r.id = ?1
WHERE a.site_id = ?2 AND s.listing = ?3 AND s.date > ?4 || '~' AND s.last_seen < r.started
    AND NOT EXISTS (SELECT 1 FROM sightings WHERE article_id = a.id AND last_seen >= r.started)
    AND NOT EXISTS (SELECT 1 FROM checks WHERE article_id = a.id AND outcome = 'unlisted' AND at >= s.last_seen)
"""
_OF_RUN = """
SELECT site_id, listing, kind, pages, rows, ended, newest, oldest, missed, kept
FROM run_listings WHERE run_id = ? ORDER BY site_id, listing
"""
