"""Which sites somebody was told of, and has not been told yet that they are mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from pipelines.store.schema import explained, stamp, writing
from pipelines.store.sites import note_site


class Alerts:
    """The table of alerts. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def told(self) -> dict[str, str]:
        """By site, the state that somebody was told of."""
        with explained(self._db):
            return dict(self._db.conn.execute("SELECT site_id, state FROM alerts ORDER BY site_id").fetchall())

    def note(self, raised: Mapping[str, str], mended: Iterable[str], now: datetime) -> None:
        """Keep what was told now: states by site, and the sites that are mended."""
        with writing(self._db):
            for site, state in raised.items():
                note_site(self._db, site)
                self._db.conn.execute("INSERT OR REPLACE INTO alerts VALUES (?, ?, ?)", (site, state, stamp(now)))
            self._db.conn.executemany("DELETE FROM alerts WHERE site_id = ?", [(site,) for site in mended])
