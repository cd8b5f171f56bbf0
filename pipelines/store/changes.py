"""Keeps what each revision changed: its classes and its differences. Inside a transaction.

All of it is made from the two versions (pipelines.history.change) and may be made anew from them. It stands in a table
of its own, so that reading it does not walk through old bodies.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

from sqlite_utils import Database

from pipelines.dedupe.verdict import Content
from pipelines.history.change import change
from pipelines.history.difference import Hunk
from pipelines.store.evidence import as_json
from pipelines.store.revisions import read_versions

_WRITE = "INSERT OR REPLACE INTO changes (article_id, version, class, classes, title, body) VALUES (?, ?, ?, ?, ?, ?)"


def write_change(db: Database, article_id: int, version: int, old: Content, new: Content) -> None:
    """Write what the version after `version` has otherwise."""
    found = change(old, new)
    principal = found.classes[0] if found.classes else None
    texts = (as_json(found.classes), as_json(found.title), as_json(found.body))
    db.conn.execute(_WRITE, (article_id, version, principal, *texts))


def write_changes(db: Database) -> None:
    """Write the changes of all revisions anew: for a database older than the table, or than today's classes."""
    for (article_id,) in db.conn.execute("SELECT DISTINCT article_id FROM revisions").fetchall():
        versions = read_versions(db, article_id)
        for old, new in pairwise(versions):
            write_change(db, article_id, old.version, old.content, new.content)


def read_hunks(text: str) -> tuple[Hunk, ...]:
    """Read the differences of a title or a body as they are kept."""
    rows: Sequence[tuple[int, str, str]] = json.loads(text)
    return tuple(Hunk(*row) for row in rows)
