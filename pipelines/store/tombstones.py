"""What is left of an article that was taken down: which addresses are not asked again, when and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import NamedTuple

from sqlite_utils import Database

from pipelines.store.evidence import as_json
from pipelines.store.schema import explained


def forgotten_among(db: Database, forms: Mapping[str, str]) -> set[str]:
    """Which of these addresses were forgotten, as given or in their canonical forms. Raises StoreError."""
    wanted = json.dumps([*forms, *forms.values()])
    query = "SELECT url FROM forgotten_addresses WHERE url IN (SELECT value FROM json_each(?))"
    with explained(db):
        found = {url for (url,) in db.conn.execute(query, (wanted,))}
    return {url for url, form in forms.items() if url in found or form in found}


class TakenDown(NamedTuple):
    """What a citation of an article that was taken down still leads to; no article and site where none was kept.

    at: when (a stamp, UTC).
    """

    article_id: int | None
    site: str | None
    url: str
    why: str
    at: str

    def told(self) -> str:
        """The same in words, without the address."""
        if self.article_id is None:
            return f"forbidden {self.at[:10]}, because: {self.why} (no article was kept from there)"
        return f"taken down {self.at[:10]}, because: {self.why} (article {self.article_id}, {self.site})"


def taken_down(db: Database, forms: Iterable[str], site: str | None = None) -> list[TakenDown]:
    """What was taken down at an address, given in all its forms; of that site only where one is named.

    Raises StoreError.
    """
    with explained(db):
        rows = db.conn.execute(_TAKEN_DOWN, (as_json(list(forms)), site)).fetchall()
    return [TakenDown(*row) for row in rows]


class Tombstone(NamedTuple):
    """A tombstone as another database has it, with the addresses that are not asked again."""

    site: str | None
    url: str
    why: str
    begun: str
    addresses: tuple[str, ...]


def tombstones(connection: Connection) -> list[Tombstone]:
    """All tombstones of a database, in whatever state it is. Raises sqlite3.DatabaseError."""
    rows = connection.execute("SELECT id, site_id, url, why, begun FROM forgotten ORDER BY id").fetchall()
    addresses: dict[int, list[str]] = {}
    for ident, url in connection.execute("SELECT forgotten_id, url FROM forgotten_addresses ORDER BY url"):
        addresses.setdefault(ident, []).append(url)
    return [Tombstone(site, url, why, begun, tuple(addresses.get(ident, ()))) for ident, site, url, why, begun in rows]


_TAKEN_DOWN = """
SELECT DISTINCT f.article_id, f.site_id, f.url, f.why, f.ended
FROM forgotten f JOIN forgotten_addresses a ON a.forgotten_id = f.id
WHERE a.url IN (SELECT value FROM json_each(?1)) AND f.ended IS NOT NULL AND (?2 IS NULL OR f.site_id = ?2)
ORDER BY f.id
"""
