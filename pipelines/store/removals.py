"""Which archive files were removed: articles keep their references, and the view responses_flat says where one ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from pipelines.archive.retention import ArchiveFile
from pipelines.store.schema import explained, stamp, writing


class Removals:
    """The table of archive files that were removed. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, files: Iterable[ArchiveFile], now: datetime) -> None:
        """Write down that these files go; to be called before they do, so that a kill leaves nothing unsaid."""
        rows = [(file.name, file.bytes, stamp(now)) for file in files]
        with writing(self._db):
            self._db.conn.executemany("INSERT OR REPLACE INTO archive_removals VALUES (?, ?, ?)", rows)

    def noted(self) -> list[str]:
        """All files that were to go."""
        with explained(self._db):
            return [name for (name,) in self._db.conn.execute("SELECT file FROM archive_removals ORDER BY file")]

    def referring(self, files: Iterable[ArchiveFile]) -> Mapping[str, int]:
        """How many articles have a response in each of these files."""
        query = """
            SELECT archive_file, count(DISTINCT article_id) FROM responses
            WHERE archive_file IN (SELECT value FROM json_each(?)) GROUP BY archive_file
        """
        with explained(self._db):
            return dict(self._db.conn.execute(query, (json.dumps([file.name for file in files]),)).fetchall())
