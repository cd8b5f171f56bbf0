"""Reads databases in tests."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

TABLES = (
    "sites", "stories", "articles", "addresses", "bylines", "images", "attachments", "evidence", "responses",
    "sightings", "revisions", "changes", "states", "upkeep",
)  # fmt: skip


def rows(db: Database, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read all rows of a query."""
    return list(db.conn.execute(query, values))


def one(db: Database, query: str, *values: Any) -> Any:
    """Read the only value of the only row."""
    ((value,),) = rows(db, query, *values)
    return value


def everything(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Read every table an article writes to."""
    return {table: rows(db, f"SELECT * FROM {table}") for table in TABLES}  # no order: equal databases have equal files
