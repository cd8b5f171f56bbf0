"""Where the pages of articles lie in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from pipelines.store.schema import explained


@dataclass(frozen=True, slots=True)
class ArchivedPart:
    """A response of an article's present version, and its place: file, byte offset, record id."""

    url: str
    file: str
    offset: int
    record_id: str


def newest_parts(db: Database, site: str, most: int) -> list[ArchivedPart]:
    """The newest articles of a site whose pages are archived, at most so many. Raises StoreError."""
    with explained(db):
        return [ArchivedPart(*row) for row in db.conn.execute(_NEWEST, (site, most)).fetchall()]


def parts_of(db: Database, article_id: int) -> list[ArchivedPart]:
    """The responses of an article's present version that are archived, in order. Raises StoreError."""
    with explained(db):
        return [ArchivedPart(*row) for row in db.conn.execute(_PARTS, (article_id,)).fetchall()]


_PARTS = """
SELECT r.url, archive_file, archive_offset, archive_record
FROM articles a JOIN responses r ON r.article_id = a.id AND r.version = a.version
WHERE a.id = ? AND archive_file IS NOT NULL ORDER BY part
"""
_NEWEST = """
SELECT r.url, archive_file, archive_offset, archive_record
FROM articles a JOIN responses r ON r.article_id = a.id AND r.version = a.version AND part = 1
WHERE site_id = ? AND archive_file IS NOT NULL ORDER BY a.id DESC LIMIT ?
"""
