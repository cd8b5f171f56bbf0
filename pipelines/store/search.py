"""Finds articles by what their titles and texts contain: newest first, or best first among the newest.

A word is found wherever it stands, as SQLite's LIKE finds it: every character counts, ASCII letters in either case,
any stretch of white space like any other. Two characters are as good as ten, and so is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Any, NamedTuple

from sqlite_utils import Database

from pipelines.store.filters import Filters
from pipelines.store.schema import explained
from pipelines.store.search_index import first_row, site_token
from pipelines.store.tokens import all_of, folded
from pipelines.store.upkeep import waiting

COUNTED = 1_000
"""Hits are counted up to here: "1000+" says as much as the number, which would take seconds for a common word."""
COUNTING = 0.06
"""Seconds that counting may take beside finding the page: two common characters that seldom meet take longer among a
million articles, and then it is "300+"."""
RANKED = 10_000
"""Best first looks at so many of the newest hits."""
_TITLE_WEIGHT = 5
"""A word in a title says five times as much of an article as one in its text."""


_END = 1 << 62
"""Behind all rows."""


class Mark(NamedTuple):
    """Where a word stands in a text: from the first character to before the last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found. excerpt: some of its text, around the first word that stands there; else its begin."""

    id: int
    url: str
    title: str | None
    site: str
    site_name: str
    published: str | None
    source: str | None
    reporters: str | None
    story_id: int
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found.

    hits: the page that was asked for. count: hits in all, as far as they were counted; more: there may be more than
    that. partly: best first, but there were more than RANKED hits, and older ones were not looked at. waiting: articles
    that are kept, but not in the index yet.
    """

    hits: tuple[Hit, ...]
    count: int
    more: bool
    partly: bool
    waiting: int


def search(
    db: Database,
    words: Sequence[str],
    *,
    filters: Filters | None = None,
    limit: int = 20,
    offset: int = 0,
    best: bool = False,
) -> Found:
    """Find the articles whose title or text contains each of the words, and that pass the filters.

    words: one at the least, none of them empty; a word may have blanks in it. Newest first by day of publication, those
    of one day by their number, those without a date last; best: by bm25 instead. limit and offset: the page of hits.
    Raises StoreError.
    """
    with explained(db):
        query = _query(db, words, filters or Filters())
        most = max(offset + limit, COUNTED + 1 if query.few else 0)
        ids = _best(db, query) if best else _newest(db, query, most)
        count, counted = len(ids), best or query.few or len(ids) < most
        if not counted:
            count, counted = _count(db, query, count)
        return Found(
            hits=tuple(_hits(db, ids[offset : offset + limit], words)),
            count=min(count, COUNTED),
            more=count > COUNTED or not counted,
            partly=best and len(ids) == RANKED,
            waiting=waiting(db, "search"),
        )


def marks(text: str, words: Sequence[str]) -> list[Mark]:
    """Where the words stand in a text, in order, none within another."""
    return [Mark(*found.span()) for found in _pattern(words).finditer(text)]


def excerpt(text: str | None, words: Sequence[str], *, before: int = 30, length: int = 100) -> str:
    """Some of a text around the first of the words that stands in it, in one line; its begin where none does."""
    text = folded(text or "").strip()
    found = _pattern(words).search(text)
    start = max(found.start() - before, 0) if found else 0
    start = 0 if start < 5 else start  # an ellipsis takes as much room as what it would hide
    end = max(start + length, found.end() if found else 0)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    # Longest first: of 西固 and 西固区, the longer one is marked where both stand.
    return re.compile("|".join(map(_written, sorted(words, key=len, reverse=True))))


def _written(word: str) -> str:
    """A word as a pattern: any white space for its own, any case for its ASCII letters."""
    return r"\s+".join(f"(?ai:{re.escape(part)})" for part in re.split(r"\s+", word))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    """The rows of the index that match: FROM and WHERE with their values, and the span of rows looked at.

    few: the filters leave so few that all of them are looked at, one by one.
    """

    sql: str
    values: Mapping[str, Any]
    first: int
    end: int
    few: bool

    def run(self, db: Database, columns: str, *, most: int, first: int = 0, end: int = _END) -> list[Any]:
        """At most so many rows of its span, and of the one given, newest first."""
        values = {**self.values, "most": most, "first": max(first, self.first), "end": min(end, self.end)}
        return db.conn.execute(f"SELECT {columns} {self.sql} ORDER BY f.rowid DESC LIMIT :most", values).fetchall()


def _query(db: Database, words: Sequence[str], filters: Filters) -> _Query:
    match, values = f"({all_of(words)})", dict[str, Any]()
    # The index is always the outer loop: it is in the order that is wanted.
    tables = "articles_fts f CROSS JOIN search_rows r ON r.row = f.rowid"
    conditions = ["articles_fts MATCH :match AND f.rowid >= :first AND f.rowid < :end"]
    if filters.site is not None or filters.division is not None:
        tokens = " OR ".join(map(site_token, _sites(db, filters))) or site_token("")  # no site has no name
        match += f" AND site : ({tokens})"
    if named := [sql for name, sql in _NAMED.items() if getattr(filters, name) is not None]:
        values |= {name: getattr(filters, name) for name in _NAMED}
        rows = _few(db, named, values)
        if rows is None:
            tables += " CROSS JOIN articles a ON a.id = r.article_id"
            conditions += named
        else:
            conditions.append("f.rowid IN (SELECT value FROM json_each(:rows))")
            values["rows"] = json.dumps(rows)
    dated = filters.since is not None or filters.until is not None
    return _Query(
        sql=f"FROM {tables} WHERE {' AND '.join(conditions)}",
        values=values | {"match": match},
        first=first_row(filters.since or date.min) if dated else 0,
        end=first_row(filters.until + timedelta(1)) if filters.until else _END,
        few="rows" in values,
    )


_NAMED = {
    "source": "a.source = :source",
    "reporter": "a.id IN (SELECT article_id FROM bylines WHERE role = 'reporters' AND name = :reporter)",
}
_FEW = 1_000
"""Up to so many articles of a source or a reporter are looked at one by one; of more, hits are looked through for them:
each way takes seconds where the other one takes milliseconds."""


def _few(db: Database, named: Sequence[str], values: Mapping[str, Any]) -> list[int] | None:
    """The rows of the articles of a source, a reporter, or both; None where there are many."""
    wanted = " AND ".join(named)
    query = f"SELECT row FROM articles a JOIN search_rows ON article_id = a.id WHERE {wanted} LIMIT :most"  # noqa: S608
    rows = [row for (row,) in db.conn.execute(query, {**values, "most": _FEW + 1})]
    return rows if len(rows) <= _FEW else None


def _sites(db: Database, filters: Filters) -> list[str]:
    """The sites that pass the filters."""
    query = """
    SELECT id FROM sites WHERE (:site IS NULL OR id = :site)
    AND (:division IS NULL OR substr(division_code, 1, length(:division)) = :division)
    """
    values = {"site": filters.site, "division": filters.division}
    return [site for (site,) in db.conn.execute(query, values)]


def _newest(db: Database, query: _Query, most: int) -> list[int]:
    return [article_id for (article_id,) in query.run(db, "r.article_id", most=most)]


def _best(db: Database, query: _Query) -> list[int]:
    """All hits that are ranked."""
    rank = f"bm25(articles_fts, 1, {_TITLE_WEIGHT}, 0)"  # smaller is better
    found = query.run(db, f"r.article_id, {rank}", most=RANKED)
    return [article_id for article_id, _ in sorted(found, key=lambda one: one[1])]  # equal ones stay newest first


def _count(db: Database, query: _Query, found: int) -> tuple[int, bool]:
    """How many hits there are, COUNTED + 1 at most, `found` at least; and whether that is all of them.

    Counted from the newest month backwards, twice as many days each time, as long as the time allows.
    """
    oldest, newest = db.conn.execute(_EDGES).fetchone()
    oldest, end = max(oldest, query.first), min(newest + 1, query.end)
    count, span, began = 0, first_row(date(1, 1, 31)) - first_row(date(1, 1, 1)), monotonic()
    while end > oldest and count <= COUNTED:
        started = monotonic()
        count += len(query.run(db, "1", most=COUNTED + 1 - count, first=end - span, end=end))
        end, span = end - span, 2 * span
        if 3 * monotonic() - 2 * started - began > COUNTING:  # the next step would take twice as long as this one
            break
    return max(count, found), end <= oldest


# Each on its own: SQLite goes to the edge for one of them, and through the whole table for both.
_EDGES = "SELECT (SELECT min(row) FROM search_rows), (SELECT max(row) FROM search_rows)"


def _hits(db: Database, ids: Sequence[int], words: Sequence[str]) -> list[Hit]:
    """What is told of these articles, in this order."""
    query = """
    SELECT id, url, title, site, site_name, published, source, reporters, story_id, body FROM articles_flat
    WHERE id IN (SELECT value FROM json_each(?))
    """
    rows = db.conn.execute(query, (json.dumps(ids),)).fetchall()
    names = ("id", "url", "title", "site", "site_name", "published", "source", "reporters", "story_id")
    hits = {row[0]: Hit(**dict(zip(names, row, strict=False)), excerpt=excerpt(row[-1], words)) for row in rows}
    return [hits[one] for one in ids if one in hits]
