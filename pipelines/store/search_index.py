"""The search index: an FTS5 table of one-character tokens, kept up in batches. It holds no texts, only where they are.

Its rows are numbered by the day of publication and the article: `rowid >> 32` is the day (Julian day number, 0 where
none is known), `rowid & 4294967295` the article's id. So the index itself is in order of time: the newest hits are read
from its end, and a span of days is a span of rows.

To take a row out, FTS5 wants the very text that was put in. A trigger keeps it: whoever changes title, body or date of
an indexed article, in whatever way, leaves the old ones in `search_outdated` until the index follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlite_utils import Database

from pipelines.store.schema import writing
from pipelines.store.search_tables import row
from pipelines.store.tokens import tokens
from pipelines.store.upkeep import pending, settle

BATCH = 1_000
"""Articles indexed in one transaction: other writers wait for a third of a second, and memory stays small."""


def index_batch(db: Database, limit: int = BATCH) -> int:
    """Bring the index up to date with the next articles of the queue, at most so many, in one transaction.

    Returns how many these were: 0 when nothing is left. Raises StoreError.
    """
    with writing(db):
        ids = pending(db, "search", limit) or _deleted(db, limit)
        if ids:
            _take_out(db, ids)
            _put_in(db, ids)
            settle(db, "search", ids)
    return len(ids)


def remove(db: Database, *article_ids: int) -> None:
    """Take articles out of the index for good. Inside the caller's transaction, before or after their texts go.

    From a list of characters with their places a text could be written down again, and FTS5 only notes a deletion
    until it merges: so all of the index is merged here ('optimize'; some seconds per 100,000 articles: take down
    several at once). FTS5's own 'secure-delete' would need SQLite 3.42 to read the file ever after. The pages that
    become free are the caller's: PRAGMA secure_delete, then VACUUM or a checkpoint.
    """
    _take_out(db, article_ids, _GONE_OR_PRESENT)
    settle(db, "search", article_ids)
    db.conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def first_row(day: date) -> int:
    """The number before which the rows of earlier days lie."""
    return (day.toordinal() + _JULIAN) << 32


def site_token(site: str) -> str:
    """The token that stands in the index's column `site`: never one of a text, and safe from FTS5's tokenizer."""
    return f"site{site.encode().hex()}"


_JULIAN = 1_721_424
"""Julian day number of date.toordinal()'s day 0, as SQLite's julianday has it at midnight, rounded down."""


def _deleted(db: Database, limit: int) -> list[int]:
    """Articles that are in no table any more, only in the index: nobody can queue them."""
    return [article_id for (article_id,) in db.conn.execute("SELECT article_id FROM search_outdated LIMIT ?", (limit,))]


def _take_out(db: Database, ids: Iterable[int], query: str = "") -> None:
    """Delete what the index has of these articles."""
    wanted = json.dumps(list(ids))
    old = db.conn.execute(query or _OUTDATED, (wanted,)).fetchall()
    db.conn.executemany(_DELETE, [_entry(*row) for row in old])
    db.conn.execute("DELETE FROM search_outdated WHERE article_id IN (SELECT value FROM json_each(?))", (wanted,))


def _put_in(db: Database, ids: list[int]) -> None:
    found = db.conn.execute(_PRESENT, (json.dumps(ids),)).fetchall()
    db.conn.executemany(_INSERT, [_entry(*row) for row in found])


def _entry(number: int, site: str, title: str | None, body: str | None) -> tuple[Any, ...]:
    return number, tokens(title), tokens(body), site_token(site)


_DELETE = "INSERT INTO articles_fts (articles_fts, rowid, title, body, site) VALUES ('delete', ?, ?, ?, ?)"
_INSERT = "INSERT INTO articles_fts (rowid, title, body, site) VALUES (?, ?, ?, ?)"

# In order of row: FTS5 begins a new segment wherever a row comes before its predecessor.
_OUTDATED = """
SELECT o.row, o.site, o.title, o.body FROM search_outdated o
WHERE o.article_id IN (SELECT value FROM json_each(?)) ORDER BY o.row
"""
_PRESENT = f"""
SELECT {row("a")} AS row, a.site_id, a.title, a.body FROM articles a
WHERE a.id IN (SELECT value FROM json_each(?1))
AND NOT EXISTS (SELECT 1 FROM articles_fts_docsize WHERE id = {row("a")}) ORDER BY row
"""  # noqa: S608 (made of our own words)
_GONE_OR_PRESENT = f"""
SELECT row, site, title, body FROM search_outdated WHERE article_id IN (SELECT value FROM json_each(?1))
UNION ALL
SELECT {row("a")} AS row, a.site_id, a.title, a.body FROM articles a
WHERE a.id IN (SELECT value FROM json_each(?1)) AND a.id NOT IN (SELECT article_id FROM search_outdated)
AND EXISTS (SELECT 1 FROM articles_fts_docsize WHERE id = {row("a")})
ORDER BY row
"""  # noqa: S608 (made of our own words)
