"""What was learned of hosts: every version that an article may name."""

from __future__ import annotations

import json
from datetime import datetime

from sqlite_utils import Database

from pipelines.rules import HostKnowledge
from pipelines.store.evidence import as_json
from pipelines.store.schema import explained, stamp, writing


class Knowledge:
    """The table of host knowledge. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def latest(self) -> dict[str, HostKnowledge]:
        """The newest version by host."""
        with explained(self._db):
            rows = self._db.conn.execute(_LATEST).fetchall()
        return {
            host: HostKnowledge(host=host, pages=pages, lines=frozenset(json.loads(lines)))
            for host, pages, lines in rows
        }

    def keep(self, knowledge: HostKnowledge, now: datetime) -> None:
        """Add a version; the same one again only says when it was last made."""
        values = (
            knowledge.host, knowledge.version, stamp(now), knowledge.pages, as_json(sorted(knowledge.lines)),
        )  # fmt: skip
        with writing(self._db):
            self._db.conn.execute("INSERT OR REPLACE INTO host_knowledge VALUES (?, ?, ?, ?, ?)", values)


_LATEST = """
SELECT host, pages, lines FROM host_knowledge k
WHERE made = (SELECT max(made) FROM host_knowledge WHERE host = k.host) GROUP BY host
"""
