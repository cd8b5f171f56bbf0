"""Keeps the version of an article that a new one replaces, and reads what is kept. Inside the article's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from sqlite_utils import Database

from pipelines.dedupe.corrections import as_read
from pipelines.dedupe.verdict import Content, Intent, Kept
from pipelines.items import ROLES
from pipelines.store.corrections import InForce, in_force
from pipelines.store.evidence import as_json

_KEEP = """
INSERT INTO revisions (article_id, version, run_id, fetched, replaced, cause, changed, fields, evidence, body)
SELECT id, version, run_id, fetched, :replaced, :cause, :changed, :fields, (
    SELECT json_group_array(json_object(
        'field', field, 'value', value, 'method', method, 'place', place, 'raw', raw,
        'confidence', confidence, 'reason', reason, 'candidates', json(candidates)))
    FROM evidence WHERE article_id = :id
), :body
FROM articles WHERE id = :id
"""


class Row(NamedTuple):
    """An article's row in the store: its number, its version's number, its story and what its page says.

    corrections: what lies over it, by field; `kept` is what was read beneath.
    """

    id: int
    version: int
    story_id: int
    kept: Kept
    corrections: Mapping[str, InForce]


def read_present(db: Database, site_id: str, canonical_url: str) -> Row | None:
    """Read the present version of the article with that canonical address, as its page says it; None: there is none."""
    found = db.conn.execute(
        """
        SELECT id, version, story_id, fetched, title, published, published_precision, published_approximate,
               source, breadcrumb, body
        FROM articles WHERE site_id = ? AND canonical_url = ?
        """,
        (site_id, canonical_url),
    ).fetchone()
    if found is None:
        return None
    article_id, version, story_id, fetched, title, published, precision, approximate, source, breadcrumb, body = found
    names = _names(db, article_id)
    content = Content(
        title=title,
        published=published,
        published_precision=precision,
        published_approximate=bool(approximate),
        source=source,
        **{role: tuple(names.get(role, ())) for role in ROLES},
        breadcrumb=tuple(json.loads(breadcrumb)) if breadcrumb else (),
        attachments=_files(db, article_id),
        body=body,
    )
    corrections = in_force(db, article_id)
    read = as_read(content, {field: one.read for field, one in corrections.items()})
    return Row(article_id, version, story_id, Kept(content=read, fetched=fetched), corrections)


def write_revision(db: Database, row: Row, intent: Intent, *, replaced: str) -> None:
    """Copy the present version, with its evidence, to the revisions; replaced is the stamp of the newer fetch."""
    images = db.conn.execute("SELECT url, caption FROM images WHERE article_id = ? ORDER BY position", (row.id,))
    values = {
        "id": row.id,
        "replaced": replaced,
        "cause": intent.cause,
        "changed": as_json(intent.changed),
        "fields": as_json(row.kept.content.without_body() | {"images": images.fetchall()}),
        "body": row.kept.content.body,
    }
    db.conn.execute(_KEEP, values)


def _names(db: Database, article_id: int) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    query = "SELECT role, name FROM bylines WHERE article_id = ? ORDER BY role, position"
    for role, name in db.conn.execute(query, (article_id,)):
        names.setdefault(role, []).append(name)
    return names


def _files(db: Database, article_id: int) -> tuple[tuple[str, str | None], ...]:
    query = "SELECT url, name FROM attachments WHERE article_id = ? ORDER BY position"
    return tuple(db.conn.execute(query, (article_id,)))
