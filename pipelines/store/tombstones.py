"""What is left of an article that was taken down: which addresses are not asked again, when and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from sqlite3 import Connection
from typing import NamedTuple

from sqlite_utils import Database

from pipelines.store.schema import explained


def forgotten_among(db: Database, forms: Mapping[str, str]) -> set[str]:
    """Which of these addresses were forgotten, as given or in their canonical forms. Raises StoreError."""
    wanted = json.dumps([*forms, *forms.values()])
    query = "SELECT url FROM forgotten_addresses WHERE url IN (SELECT value FROM json_each(?))"
    with explained(db):
        found = {url for (url,) in db.conn.execute(query, (wanted,))}
    return {url for url, form in forms.items() if url in found or form in found}


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
