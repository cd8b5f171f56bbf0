"""Keeps the version of an article that a new one replaces, and reads what is kept. Inside the article's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

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
    """An article's row in the store: its number, its version's number, its story, its state and what its page says.

    corrections: what lies over it, by field; `kept` is what was read beneath.
    """

    id: int
    version: int
    story_id: int
    state: str
    kept: Kept
    corrections: Mapping[str, InForce]


class Version(NamedTuple):
    """One version of an article: its number, when it was fetched (a stamp) and what its page says."""

    version: int
    fetched: str
    content: Content


def read_present(db: Database, site_id: str, canonical_url: str) -> Row | None:
    """Read the present version of the article with that canonical address, as its page says it; None: there is none."""
    query = f"SELECT story_id, state, {_PRESENT} FROM articles WHERE site_id = ? AND canonical_url = ?"  # noqa: S608
    found = db.conn.execute(query, (site_id, canonical_url)).fetchone()
    if found is None:
        return None
    story_id, state, *values = found
    article_id = values[0]
    corrections = in_force(db, article_id)
    present = _present(db, corrections, values)
    kept = Kept(content=present.content, fetched=present.fetched)
    return Row(article_id, present.version, story_id, state, kept, corrections)


def read_versions(db: Database, article_id: int) -> list[Version]:
    """Read all versions of an article, the present one last; none where there is no such article."""
    present = db.conn.execute(f"SELECT {_PRESENT} FROM articles WHERE id = ?", (article_id,)).fetchone()  # noqa: S608
    if present is None:
        return []
    query = "SELECT version, fetched, fields, body FROM revisions WHERE article_id = ? ORDER BY version"
    return [
        *(_past(*row) for row in db.conn.execute(query, (article_id,))),
        _present(db, in_force(db, article_id), present),
    ]


def write_revision(db: Database, row: Row, intent: Intent, *, replaced: str) -> None:
    """Copy the present version, with its evidence, to the revisions; replaced is the stamp of the newer fetch."""
    write_version(db, row.id, row.kept.content, intent, replaced=replaced)


def write_version(db: Database, article_id: int, content: Content, intent: Intent, *, replaced: str) -> None:
    """Copy the present version of an article to the revisions. content: what its page says."""
    images = db.conn.execute("SELECT url, caption FROM images WHERE article_id = ? ORDER BY position", (article_id,))
    values = {
        "id": article_id,
        "replaced": replaced,
        "cause": intent.cause,
        "changed": as_json(intent.changed),
        "fields": as_json(content.without_body() | {"images": images.fetchall()}),
        "body": content.body,
    }
    db.conn.execute(_KEEP, values)


_PRESENT = """id, version, fetched, title, published, published_precision, published_approximate,
    source, breadcrumb, body"""


def _present(db: Database, corrections: Mapping[str, InForce], row: Sequence[Any]) -> Version:
    """Read a row of _PRESENT, as the page says it beneath its corrections."""
    article_id, version, fetched, title, published, precision, approximate, source, breadcrumb, body = row
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
    return Version(version, fetched, as_read(content, {field: one.read for field, one in corrections.items()}))


def _past(version: int, fetched: str, fields: str, body: str | None) -> Version:
    """Read a version as write_revision kept it."""
    told = json.loads(fields)
    told.pop("images", None)
    told["attachments"] = tuple((url, name) for url, name in told["attachments"])
    several = {name: tuple(told[name]) for name in (*ROLES, "breadcrumb")}
    return Version(version, fetched, Content(**told | several, body=body))


def _names(db: Database, article_id: int) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    query = "SELECT role, name FROM bylines WHERE article_id = ? ORDER BY role, position"
    for role, name in db.conn.execute(query, (article_id,)):
        names.setdefault(role, []).append(name)
    return names


def _files(db: Database, article_id: int) -> tuple[tuple[str, str | None], ...]:
    query = "SELECT url, name FROM attachments WHERE article_id = ? ORDER BY position"
    return tuple(db.conn.execute(query, (article_id,)))
