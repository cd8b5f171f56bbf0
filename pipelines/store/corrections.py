"""Keeps what people corrected: the true value, the one that was read, why and when; nothing of it is ever overwritten.

The articles table, the bylines and the evidence hold what is shown, with corrections laid over; the table of
corrections holds what the page says beneath. pipelines.dedupe.corrections decides, here it is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from pipelines.dedupe.corrections import Correction, Value, corrected, published
from pipelines.dedupe.identity import body_hash, storable
from pipelines.errors import CorrectionError
from pipelines.items import ROLES, Article, FieldValue, Moment
from pipelines.store.evidence import Row, as_json, field_row, found_in
from pipelines.store.schema import explained, stamp, writing
from pipelines.store.upkeep import mark


class InForce(NamedTuple):
    """A correction that lies over an article, what was read beneath it, and that reading's row of evidence."""

    id: int
    correction: Correction
    read: Value
    evidence: Row


class Corrections:
    """The table of corrections. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def correct(self, article_id: int, values: Mapping[str, Value], *, why: str, now: datetime) -> list[str]:
        """Lay these values, by field, over an article, all or none; returns the fields that say otherwise now.

        An earlier correction of a field is ended, and the value that was read stays the one beneath. A value that is
        shown already is no correction.
        """
        made, changed = stamp(now), []
        with writing(self._db):
            before = in_force(self._db, article_id)
            for field, value in values.items():
                row, shown = _evidence(self._db, article_id, field), _shown(self._db, article_id, field)
                if value == shown:
                    continue
                earlier = before.get(field)
                if earlier:
                    self._end(earlier, made, "corrected again")
                read, row = (earlier.read, earlier.evidence) if earlier else (shown, row)
                correction = Correction(field=field, value=value, why=storable(why) or "", made=made)
                said = (article_id, field, _json(value), _json(read), as_json(row), correction.why, made)
                self._db.conn.execute(_ADD, said)
                _write(self._db, article_id, field, corrected(found_in(row, read), correction))
                changed.append(field)
            if changed:
                mark(self._db, article_id)
        return changed

    def undo(self, article_id: int, fields: Iterable[str], *, why: str, now: datetime) -> list[str]:
        """End the corrections of these fields: what the page says is shown again. Returns the fields.

        Raises CorrectionError, and ends none, where one of them is not corrected.
        """
        with writing(self._db):
            before = in_force(self._db, article_id)
            for field in fields:
                if field not in before:
                    told = f"; corrected are {', '.join(before)}" if before else "; nothing of that article is"
                    raise CorrectionError(f"{field} is not corrected{told}")
                one = before[field]
                self._end(one, stamp(now), storable(why))
                _write(self._db, article_id, field, found_in(one.evidence, one.read))
            mark(self._db, article_id)
        return list(fields)

    def articles(self) -> list[int]:
        """The articles that have a correction in force."""
        query = "SELECT DISTINCT article_id FROM corrections WHERE ended IS NULL ORDER BY article_id"
        with explained(self._db):
            return [article_id for (article_id,) in self._db.conn.execute(query)]

    def _end(self, one: InForce, ended: str, why: str | None) -> None:
        self._db.conn.execute("UPDATE corrections SET ended = ?, ended_why = ? WHERE id = ?", (ended, why, one.id))


def in_force(db: Database, article_id: int) -> dict[str, InForce]:
    """The corrections that lie over an article, by field. Inside a transaction."""
    found: dict[str, InForce] = {}
    for ident, field, value, read, evidence, why, made in db.conn.execute(_IN_FORCE, (article_id,)):
        correction = Correction(field=field, value=_value(value), why=why, made=made)
        found[field] = InForce(ident, correction, _value(read), tuple(json.loads(evidence)))
    return found


def write_read(db: Database, corrections: Mapping[str, InForce], article: Article) -> None:
    """Write down what a new version of the page says beneath its corrections. Inside the article's transaction."""
    for field, one in corrections.items():
        found: FieldValue[Any] = getattr(article, field)
        said = (_json(found.value), as_json(field_row(field, found)), one.id)
        db.conn.execute("UPDATE corrections SET read = ?, evidence = ? WHERE id = ?", said)


def _evidence(db: Database, article_id: int, field: str) -> Row:
    query = """
        SELECT field, value, method, place, raw, confidence, reason, candidates FROM evidence
        WHERE article_id = ? AND field = ?
    """
    found = db.conn.execute(query, (article_id, field)).fetchone()
    return found or (field, None, None, None, None, 0.0, "the page was not asked for it", None)


def _shown(db: Database, article_id: int, field: str) -> Value:
    """The value that is shown now."""
    if field in ROLES:
        query = "SELECT name FROM bylines WHERE article_id = ? AND role = ? ORDER BY position"
        return tuple(name for (name,) in db.conn.execute(query, (article_id, field))) or None
    if field == "published":
        query = "SELECT published, published_precision, published_approximate FROM articles WHERE id = ?"
        iso, precision, approximate = db.conn.execute(query, (article_id,)).fetchone()
        return Moment(iso, precision, bool(approximate)) if iso else None
    query = f"SELECT {field} FROM articles WHERE id = ?"  # noqa: S608 (a field's name)
    value: str | None = db.conn.execute(query, (article_id,)).fetchone()[0]
    return tuple(json.loads(value)) if value and field == "breadcrumb" else value


def _write(db: Database, article_id: int, field: str, found: FieldValue[Any]) -> None:
    """Show this value, with its evidence."""
    value: Value = found.value
    if field in ROLES:
        db.conn.execute("DELETE FROM bylines WHERE article_id = ? AND role = ?", (article_id, field))
        names = enumerate(value if isinstance(value, tuple) else (), start=1)
        rows = [(article_id, field, position, name) for position, name in names]
        db.conn.executemany("INSERT INTO bylines VALUES (?, ?, ?, ?)", rows)
    else:
        columns = _columns(field, value)
        assignments = ", ".join(f"{name} = :{name}" for name in columns)
        db.conn.execute(f"UPDATE articles SET {assignments} WHERE id = :id", columns | {"id": article_id})  # noqa: S608
    values = (article_id, *field_row(field, found))
    db.conn.execute("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _columns(field: str, value: Value) -> dict[str, Any]:
    """The columns of articles that a field stands in."""
    if field == "published":
        return published(value if isinstance(value, Moment) else None)
    if isinstance(value, tuple):
        return {field: as_json(value)}
    text = storable(value) if isinstance(value, str) else None
    return {field: text} | ({"body_hash": body_hash(text)} if field == "body" else {})


def _json(value: Value) -> str:
    return as_json(asdict(value) if isinstance(value, Moment) else value)


def _value(text: str) -> Value:
    value = json.loads(text)
    if isinstance(value, dict):
        return Moment(**value)
    return (tuple(value) or None) if isinstance(value, list) else value


_ADD = """
INSERT INTO corrections (article_id, field, value, read, evidence, why, made) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_IN_FORCE = """
SELECT id, field, value, read, evidence, why, made FROM corrections
WHERE article_id = ? AND ended IS NULL ORDER BY id
"""
