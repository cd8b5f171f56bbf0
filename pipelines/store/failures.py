"""What could not be fetched or read: every failure is a row until a later fetch succeeds. Inside a transaction."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.dedupe.identity import storable


def write_failure(
    db: Database, *, run_id: int | None, site_id: str, url: str, reason: str, detail: str | None, at: str
) -> None:
    """Add a failure; at is a stamp."""
    db.conn.execute(
        "INSERT INTO failures (run_id, site_id, url, reason, detail, at) VALUES (?, ?, ?, ?, ?, ?)",
        (run_id, site_id, storable(url) or "", reason, storable(detail), at),
    )


def write_solved(db: Database, site_id: str, url: str, *, at: str) -> None:
    """Close the open failures of an address that are no later than `at`, the stamp of a fetch that succeeded."""
    db.conn.execute(
        "UPDATE failures SET solved_at = ? WHERE site_id = ? AND url = ? AND solved_at IS NULL AND at <= ?",
        (at, site_id, url, at),
    )
