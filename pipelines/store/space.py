"""The space a database takes: what was deleted and still lies there, and the log beside it."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.store.schema import explained

PAYS = 0.2
"""The share of free pages from which making the file anew is worth its time (a minute or so for each few GB)."""
_LEAST = 500_000
"""Bytes in free pages below which nothing pays."""
_PAGES = ("page_count", "freelist_count", "page_size")


def free_share(db: Database) -> float:
    """The share of the database's pages that hold nothing, 0 to 1; 0 where they are few. Raises StoreError."""
    with explained(db):
        pages, free, size = (db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in _PAGES)
    return float(free / pages) if free * size >= _LEAST else 0.0


def empty_log(db: Database) -> bool:
    """Move the write-ahead log into the database and cut it to nothing; False where a reader still needs it.

    Waits for readers as every statement does. Raises StoreError.
    """
    with explained(db):
        busy, *_ = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def rebuild(db: Database) -> bool:
    """Make the file anew, without anything that was deleted, and empty the log; False where a reader still needs that.

    Everybody who wants to write waits meanwhile: not beside a crawl. Raises StoreError.
    """
    with explained(db):
        db.conn.execute("VACUUM")
    return empty_log(db)
