"""The search index: an FTS5 table of one-character tokens, kept up in batches. It holds no texts, only where they are.

Its rows are numbered by day of publication: `row >> 20` is the Julian day number (0 where none is known), the rest
counts the articles of the day. So the index itself is in order of time: the newest hits are read from its end, and a
span of days is a span of rows. `search_rows` says which article a row is.

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
from pipelines.store.tokens import tokens
from pipelines.store.upkeep import pending, settle

BATCH = 1_000
"""Articles indexed in one transaction: other writers wait for a third of a second, and memory stays small."""
_A_DAY = 20
"""Bits of a row's number that count the articles of a day: a million. Fewer bits would make the index no smaller."""
_JULIAN = 1_721_424
"""Julian day number of date.toordinal()'s day 0, as SQLite's julianday has it at midnight, rounded down."""


def index_batch(db: Database, limit: int | None = None) -> int:
    """Bring the index up to date with the next articles of the queue, at most so many, in one transaction.

    limit: BATCH at most, which it is unless told otherwise. Returns how many these were: 0 when nothing is left.
    Raises StoreError.
    """
    limit = min(limit or BATCH, BATCH)
    with writing(db):
        ids = pending(db, "search", limit) or _deleted(db, limit)
        if ids:
            _take_out(db, ids, _OUTDATED)
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
    _take_out(db, article_ids, _INDEXED)
    settle(db, "search", article_ids)
    db.conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def first_row(day: date) -> int:
    """The number before which the rows of earlier days lie."""
    return (day.toordinal() + _JULIAN) << _A_DAY


def site_token(site: str) -> str:
    """The token that stands in the index's column `site`: never one of a text, and safe from FTS5's tokenizer."""
    return f"site{site.encode().hex()}"


def _deleted(db: Database, limit: int) -> list[int]:
    """Articles that are in no table any more, only in the index: nobody can queue them."""
    return [article_id for (article_id,) in db.conn.execute("SELECT article_id FROM search_outdated LIMIT ?", (limit,))]


def _take_out(db: Database, ids: Iterable[int], query: str) -> None:
    """Delete what the index has of these articles."""
    wanted = json.dumps(list(ids))
    old = db.conn.execute(query, (wanted,)).fetchall()
    db.conn.executemany(_DELETE, [_entry(*row) for row in old])
    db.conn.executemany("DELETE FROM search_rows WHERE row = ?", [row[:1] for row in old])
    db.conn.execute("DELETE FROM search_outdated WHERE article_id IN (SELECT value FROM json_each(?))", (wanted,))


def _put_in(db: Database, ids: list[int]) -> None:
    """Add those of these articles that are not there."""
    next_row: dict[int, int] = {}
    entries = []
    for article_id, day, *texts in db.conn.execute(_MISSING, (json.dumps(ids),)).fetchall():
        row = next_row[day] if day in next_row else _free_row(db, day)
        next_row[day] = row + 1
        entries.append((row, article_id, *texts))
    db.conn.executemany("INSERT INTO search_rows VALUES (?, ?)", [entry[:2] for entry in entries])
    db.conn.executemany(_INSERT, [_entry(row, *texts) for row, _, *texts in entries])


def _free_row(db: Database, day: int) -> int:
    """The first number behind all rows of a day; of the next day, where a batch might not find room in this one."""
    query = "SELECT max(row) FROM search_rows WHERE row >= ? AND row < ?"
    while True:
        first, end = day << _A_DAY, (day + 1) << _A_DAY
        last = db.conn.execute(query, (first, end)).fetchone()[0]
        if last is None:
            return first
        if last + BATCH < end:
            return int(last) + 1
        day += 1


def _entry(row: int, site: str, title: str | None, body: str | None) -> tuple[Any, ...]:
    return row, tokens(body), tokens(title), site_token(site)


_DELETE = "INSERT INTO articles_fts (articles_fts, rowid, body, title, site) VALUES ('delete', ?, ?, ?, ?)"
_INSERT = "INSERT INTO articles_fts (rowid, body, title, site) VALUES (?, ?, ?, ?)"

# In order of row, and of day: FTS5 begins a new segment wherever a row comes before its predecessor.
_OUTDATED = """
SELECT row, site, title, body FROM search_outdated JOIN search_rows USING (article_id)
WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY row
"""
_INDEXED = """
SELECT r.row, ifnull(o.site, a.site_id), iif(o.article_id, o.title, a.title), iif(o.article_id, o.body, a.body)
FROM search_rows r LEFT JOIN search_outdated o USING (article_id) LEFT JOIN articles a ON a.id = r.article_id
WHERE r.article_id IN (SELECT value FROM json_each(?)) ORDER BY r.row
"""
# A month counts as its first day.
_MISSING = """
SELECT id, coalesce(CAST(julianday(substr(published || '-01', 1, 10)) AS INTEGER), 0) AS day, site_id, title, body
FROM articles WHERE id IN (SELECT value FROM json_each(?1))
AND id NOT IN (SELECT article_id FROM search_rows WHERE article_id IN (SELECT value FROM json_each(?1)))
ORDER BY day, id
"""
