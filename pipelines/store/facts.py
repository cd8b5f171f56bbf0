"""Facts about sites that crawls met with and that no profile says: where a host has moved, an expired certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from pipelines.store.schema import explained, stamp, writing
from pipelines.store.sites import note_site

FactKind = Literal["moved", "expired certificate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact about a site.

    moved: about an origin (scheme and host), value the origin that answers. expired certificate: about a host, value
    the day it ended. since: when it was met with first; seen: last. Times aware, UTC.
    """

    site: str
    kind: FactKind
    about: str
    value: str
    since: datetime
    seen: datetime


class Facts:
    """The table of facts. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, site: str, kind: FactKind, about: str, value: str, now: datetime) -> None:
        """Keep a fact; since stays as long as its value does."""
        with writing(self._db):
            note_site(self._db, site)
            self._db.conn.execute(_NOTE, (site, kind, about, value, stamp(now)))

    def clear(self, site: str, kind: FactKind, about: str) -> None:
        """Forget a fact that holds no more."""
        with writing(self._db):
            query = "DELETE FROM site_facts WHERE site_id = ? AND kind = ? AND about = ?"
            self._db.conn.execute(query, (site, kind, about))

    def all(self) -> list[Fact]:
        """Every fact, by site."""
        query = "SELECT site_id, kind, about, value, since, seen FROM site_facts ORDER BY site_id, kind, about"
        with explained(self._db):
            return [
                Fact(
                    site=site,
                    kind=kind,
                    about=about,
                    value=value,
                    since=datetime.fromisoformat(since),
                    seen=datetime.fromisoformat(seen),
                )
                for site, kind, about, value, since, seen in self._db.conn.execute(query)
            ]


_NOTE = """
INSERT INTO site_facts (site_id, kind, about, value, since, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
ON CONFLICT (site_id, kind, about) DO UPDATE SET
    since = CASE WHEN value = excluded.value THEN since ELSE excluded.since END,
    value = excluded.value, seen = excluded.seen
"""
