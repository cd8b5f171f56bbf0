"""How far each listing was walked in a run: what a later run may rely on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from pipelines.store.schema import explained, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """One listing in one run: pages and rows read, and whether the walk came to its end.

    Its end: the last page, a page of old rows only, or max_pages; not an error, not a stop.
    """

    listing: str
    pages: int
    rows: int
    ended: bool


class Walks:
    """The table of listings walked. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, run_id: int, site: str, walked: Iterable[Walked]) -> None:
        """Set how far these listings were walked; call it as often as you like."""
        rows = [(run_id, site, one.listing, one.pages, one.rows, int(one.ended)) for one in walked]
        with writing(self._db):
            self._db.conn.executemany("INSERT OR REPLACE INTO run_listings VALUES (?, ?, ?, ?, ?, ?)", rows)

    def ended(self, site: str, *, before: int | None = None) -> set[str]:
        """Say which listings the site's last crawl (before that run) walked to the end, if it came to its own end.

        Only these may be left at a page of known rows: a crawl that was killed may have kept the first page and
        missed the third. A crawl that is still running has not come to its end either.
        """
        with explained(self._db):
            return {listing for (listing,) in self._db.conn.execute(_ENDED, (site, before))}


_ENDED = """
SELECT listing FROM run_listings JOIN runs ON runs.id = run_id
WHERE site_id = ?1 AND run_listings.ended = 1 AND state = 'finished' AND run_id = (
    SELECT max(run_id) FROM run_listings WHERE site_id = ?1 AND (?2 IS NULL OR run_id < ?2)
)
"""
