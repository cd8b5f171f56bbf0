"""What became of one article: its versions with what each changed, and its states. Only reads."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlite_utils import Database

from pipelines.dedupe.verdict import Content
from pipelines.history.difference import Hunk
from pipelines.store.changes import read_hunks
from pipelines.store.revisions import read_versions
from pipelines.store.schema import explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The change from one version to the next.

    version, replaced: the older one's number, and when the newer one was fetched (a stamp). cause: "changed" or
    "re-read". classes: the gravest first. changed: names of the fields.
    """

    version: int
    replaced: str
    cause: str
    classes: tuple[str, ...]
    changed: tuple[str, ...]
    old: Content
    new: Content
    title: tuple[Hunk, ...]
    body: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A state, since when (a stamp), why, and how many answers in a row speak for it."""

    state: str
    since: str
    why: str
    checks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A correction by hand, each value as a text: what the page says beneath it, what is shown, when made and why.

    ended, ended_why: a stamp and a reason where it was taken back or corrected again, None while it is in force.
    """

    field: str
    read: str | None
    value: str | None
    why: str
    made: str
    ended: str | None
    ended_why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The present title and state of an article, and how it came there, oldest first."""

    title: str | None
    state: str
    version: int
    fetched: str
    first_seen: str
    last_seen: str
    steps: tuple[Step, ...]
    stages: tuple[Stage, ...]
    corrections: tuple[Mended, ...]


def history_of(db: Database, article_id: int) -> History:
    """Tell what became of an article that is kept. Raises StoreError."""
    with explained(db):
        title, state, version, fetched, first, last = db.conn.execute(_ARTICLE, (article_id,)).fetchone()
        contents = {one.version: one.content for one in read_versions(db, article_id)}
        steps = tuple(_step(contents, *row) for row in db.conn.execute(_STEPS, (article_id,)))
        stages = [
            Stage(state=one[0], since=one[1], why=one[2], checks=one[3])
            for one in db.conn.execute(_STAGES, (article_id,))
        ]
        corrections = [
            Mended(field=one[0], read=one[1], value=one[2], why=one[3], made=one[4], ended=one[5], ended_why=one[6])
            for one in db.conn.execute(_CORRECTIONS, (article_id,))
        ]
    return History(
        title=title,
        state=state,
        version=version,
        fetched=fetched,
        first_seen=first,
        last_seen=last,
        steps=steps,
        stages=tuple(stages),
        corrections=tuple(corrections),
    )


def _step(
    contents: dict[int, Content],
    version: int,
    replaced: str,
    cause: str,
    changed: str,
    classes: str,
    title: str,
    body: str,
) -> Step:
    return Step(
        version=version,
        replaced=replaced,
        cause=cause,
        classes=tuple(json.loads(classes)),
        changed=tuple(json.loads(changed)),
        old=contents[version],
        new=contents[version + 1],
        title=read_hunks(title),
        body=read_hunks(body),
    )


_ARTICLE = "SELECT title, state, version, fetched, first_seen, last_seen FROM articles WHERE id = ?"
_STEPS = """
SELECT r.version, r.replaced, r.cause, r.changed, c.classes, c.title, c.body
FROM revisions r JOIN changes c ON c.article_id = r.article_id AND c.version = r.version
WHERE r.article_id = ? ORDER BY r.version
"""
_CORRECTIONS = """
SELECT field, read, value, why, made, ended, ended_why FROM corrections_flat WHERE article_id = ? ORDER BY made, field
"""
_STAGES = "SELECT state, since, why, checks FROM states WHERE article_id = ? ORDER BY position"
