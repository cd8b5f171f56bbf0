"""Writes what each field of an article was read from. Inside the article's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from pipelines.dedupe.identity import storable
from pipelines.items import ROLES, Article, Candidate, FieldValue, Moment

FIELDS = ("kind", "title", "published", "source", *ROLES, "body", "breadcrumb")
"""The fields of Article that come with their evidence."""

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once: json.dumps makes one a call

Row = tuple[str, str | None, str | None, str | None, str | None, float, str | None, str | None]


def write_evidence(db: Database, article_id: int, article: Article) -> None:
    """Write the evidence of an article that has none in the table: one row a field, one a side list."""
    db.conn.executemany(
        """
        INSERT INTO evidence (article_id, field, value, method, place, raw, confidence, reason, candidates)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [(article_id, *row) for row in (*_fields(article), *_side_lists(article))],
    )


def as_json(value: Any) -> str:
    """JSON as the database holds it: Chinese readable, no blanks, only what UTF-8 can hold."""
    return storable(_JSON.encode(value)) or ""


def field_row(name: str, found: FieldValue[Any]) -> Row:
    """The row of one field, without its article."""
    value, raw = _text(found.value), storable(found.raw)
    raw = None if raw == value else raw  # nothing is written twice
    if name == "body":  # it stands in the articles table, and as received in the archive
        value = None
    return (
        name,
        value,
        storable(found.method),
        storable(found.where),
        raw,
        found.confidence,
        storable(found.reason),
        as_json([_candidate(one) for one in found.candidates]) if found.candidates else None,
    )


def found_in(row: Row, value: Any) -> FieldValue[Any]:
    """The evidence of a row again, for a field of this value."""
    _, text, method, place, raw, confidence, reason, candidates = row
    return FieldValue(
        value=value,
        method=method or "",
        where=place or "",
        raw=raw or text or "",
        confidence=confidence,
        reason=reason or "",
        candidates=tuple(Candidate(**one) for one in json.loads(candidates or "[]")),
    )


def _fields(article: Article) -> Iterator[Row]:
    for name in FIELDS:
        yield field_row(name, getattr(article, name))


def _candidate(one: Candidate) -> dict[str, str]:
    # By hand: dataclasses.asdict copies deeply and costs ten times as much.
    return {"value": one.value, "method": one.method, "where": one.where, "raw": one.raw, "verdict": one.verdict}


def _side_lists(article: Article) -> Iterator[Row]:
    for name, titles in article.side_lists.items():
        yield (name, as_json(titles), "side list", None, None, 1.0, None, None)


def _text(value: Any) -> str | None:
    """Write a value as text: names and steps as a JSON array, a moment as its ISO form."""
    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, tuple):
        return as_json(value)
    return storable(value)
