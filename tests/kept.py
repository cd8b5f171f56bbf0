"""What is kept, beside what a made-up portal holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from demo.expected import Expected

ROLES = ("reporters", "correspondents", "photographers", "editors", "reviewers", "collectors")


def kept(data: Path) -> list[dict[str, Any]]:
    """The rows of articles_flat in the database of a data folder."""
    with sqlite3.connect(data / "news.db") as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM articles_flat")]


def differences(expected: Expected, row: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields that were read otherwise than the portal wrote them: name to (wanted, kept)."""
    wanted = {
        "title": expected.title,
        "published": expected.published,
        "published_precision": expected.precision,
        "source": expected.source,
        "body": expected.body,
        **{role: "、".join(getattr(expected, role)) or None for role in ROLES},
    }
    return {name: (value, row[name]) for name, value in wanted.items() if (value or None) != (row[name] or None)}
