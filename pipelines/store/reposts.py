"""Keeps what the copies of a story made of its first article's text. Inside the transaction of whoever calls it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlite_utils import Database

from pipelines.history.copies import compare
from pipelines.store.evidence import as_json
from pipelines.store.story_views import FIRST

_MEMBERS = f"""
SELECT a.id, r.first_id FROM articles a LEFT JOIN reposts r ON r.article_id = a.id
WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY {FIRST}
"""  # noqa: S608 (our own words)
"""The articles of a story in time, the first one first, as stories_flat has it."""


def write_reposts(db: Database, articles: Sequence[int], changed: Collection[int]) -> None:
    """Compare the articles of one story with the first of them, as far as they were not.

    changed: those that carry another text than when they were compared.
    """
    (first, *copies) = db.conn.execute(_MEMBERS, (as_json(list(articles)),)).fetchall()
    if first[1] is not None:
        db.conn.execute("DELETE FROM reposts WHERE article_id = ?", (first[0],))
    anew = [one for one, compared in copies if compared != first[0] or one in changed or first[0] in changed]
    if anew:
        text = _body(db, first[0])
        rows = [_row(one, first[0], text, _body(db, one)) for one in anew]
        db.conn.executemany("INSERT OR REPLACE INTO reposts VALUES (?, ?, ?, ?, ?, ?)", rows)


def _row(article_id: int, first_id: int, first: str, body: str) -> tuple[Any, ...]:
    copy = compare(first, body)
    added, cut = (as_json(passages) if passages else None for passages in (copy.added, copy.cut))
    return article_id, first_id, copy.copied, copy.kept, added, cut


def _body(db: Database, article_id: int) -> str:
    ((body,),) = db.conn.execute("SELECT body FROM articles WHERE id = ?", (article_id,))
    return body or ""
