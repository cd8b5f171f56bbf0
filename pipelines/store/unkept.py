"""Addresses that brought no article: why, how often they were asked, and when to ask again.

Without this memory one address has two bad ends: an article that failed once and has moved to the fourth page of its
list is never asked for again, and a row that leads to no article is asked for every night, for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlite_utils import Database

from pipelines.dedupe.identity import storable
from pipelines.items import Link
from pipelines.store.evidence import as_json
from pipelines.store.identity import forms
from pipelines.store.schema import explained, stamp, writing
from pipelines.store.sites import note_site

LONGEST_REST = timedelta(days=32)
"""However often an address brought nothing, it is looked at again after this time."""


def rest(tries: int, *, judged: bool) -> timedelta:
    """How long an address is left alone: 0, 1, 2, 4 … days after the first, second … try, 32 at most.

    judged: a page was had and is no article. That is no accident, so its rest begins with a day.
    """
    steps = tries - 1 + judged
    return min(LONGEST_REST, timedelta(days=2 ** min(steps - 1, 9))) if steps > 0 else timedelta(0)


class Unkept:
    """The table of addresses that brought no article. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self, site: str, url: str, links: Iterable[Link], *, reason: str, judged: bool, asked: bool, now: datetime
    ) -> None:
        """Remember one more try.

        links: the rows that led there; judged: it is no article; asked: false where nobody was asked this time (the
        host was shut before), which makes no rest longer.
        """
        with writing(self._db):
            note_site(self._db, site)
            key = forms(self._db, site, [url])[url]
            before = self._db.conn.execute(_TRIES, (site, key)).fetchone()
            tries = max(1, (before[0] if before else 0) + asked)
            again = stamp(now + rest(tries, judged=judged))
            rows = as_json([asdict(link) for link in links])
            values = (site, key, storable(url) or "", reason, int(judged), tries, stamp(now), again, rows)
            self._db.conn.execute(_NOTE, values)

    def resting(self, site: str, urls: Iterable[str], now: datetime) -> set[str]:
        """Say which of these addresses are to be left alone for now. Returns them as given."""
        with explained(self._db):
            keys = forms(self._db, site, urls)
            found = self._db.conn.execute(_RESTING, (site, stamp(now), json.dumps(list(keys.values()))))
            left = {key for (key,) in found}
        return {url for url, key in keys.items() if key in left}

    def hasten(self, site: str, now: datetime) -> None:
        """Have the addresses of a site asked for again by its next crawl, whatever their rest; no article is none."""
        with writing(self._db):
            query = "UPDATE unkept SET ask_again = ? WHERE site_id = ? AND ask_again > ? AND judged = 0"
            self._db.conn.execute(query, (stamp(now), site, stamp(now)))

    def due(self, site: str, now: datetime) -> list[tuple[Link, ...]]:
        """The rows of each address to ask again now, longest waiting first; addresses given without rows are left."""
        with explained(self._db):
            found = self._db.conn.execute(_DUE, (site, stamp(now))).fetchall()
        return [tuple(Link(**link) for link in json.loads(rows)) for (rows,) in found]


def forget_unkept(db: Database, site: str, urls: Iterable[str]) -> None:
    """Forget addresses, in canonical form: they brought an article. Inside a transaction."""
    db.conn.executemany(
        "DELETE FROM unkept WHERE site_id = ? AND canonical_url = ?", [(site, url) for url in dict.fromkeys(urls)]
    )


_TRIES = "SELECT tries FROM unkept WHERE site_id = ? AND canonical_url = ?"
_NOTE = """
INSERT OR REPLACE INTO unkept (site_id, canonical_url, url, reason, judged, tries, tried, ask_again, links)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_RESTING = """
SELECT canonical_url FROM unkept
WHERE site_id = ? AND ask_again > ? AND canonical_url IN (SELECT value FROM json_each(?))
"""
_DUE = """
SELECT links FROM unkept WHERE site_id = ? AND ask_again <= ? AND links != '[]' ORDER BY ask_again, canonical_url
"""
