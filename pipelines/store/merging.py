"""Makes one article of two that turned out to be the same: as if that had been known, as far as what is kept tells.

Their versions are put in order of time and judged one after the other (pipelines.dedupe.verdict): where twins say the
same, which is mostly so, that makes no version. Addresses, sightings and checks of both stay. Inside a transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlite_utils import Database

from pipelines.dedupe.verdict import Content, Intent, Kept, decide
from pipelines.items import Link
from pipelines.store.changes import write_change
from pipelines.store.evidence import as_json
from pipelines.store.revisions import read_versions, write_version
from pipelines.store.sightings import write_seen, write_sighting
from pipelines.store.states import settle_states
from pipelines.store.upkeep import mark


class _Version(NamedTuple):
    """A version of one of the two, and what made it one (of the first: nothing)."""

    article_id: int
    version: int
    fetched: str
    content: Content
    present: bool
    intent: Intent = Intent(verdict="new", reason="the first")


def merge(db: Database, kept: int, other: int, key: str) -> None:
    """Merge the article `other` into `kept`; key is the canonical address they share.

    The number and the address of `kept` stay, and `merged` says where those of `other` lead from now on.
    """
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    versions = _judged([*_versions(db, kept), *_versions(db, other)])
    _renumber(db, kept, other, versions)
    if versions[-1].article_id == other:
        _adopt(db, kept, other)
    _move(db, kept, other)
    _note(db, kept, other, key)
    _drop(db, other)
    db.conn.execute("UPDATE articles SET version = ?, canonical_url = ? WHERE id = ?", (len(versions), key, kept))
    settle_states(db, kept)
    mark(db, kept)


def _versions(db: Database, article_id: int) -> Iterator[_Version]:
    """Yield all versions of an article, the present one last; that one gets its row among the revisions, too."""
    *past, present = read_versions(db, article_id)
    write_version(
        db, article_id, present.content, Intent(verdict="revised", reason="", cause="changed"), replaced=present.fetched
    )
    for one in past:
        yield _Version(article_id, one.version, one.fetched, one.content, present=False)
    yield _Version(article_id, present.version, present.fetched, present.content, present=True)


def _judged(versions: list[_Version]) -> list[_Version]:
    """Choose the versions that a single article would have had, in order of time; the last is a present one."""
    first, *others = sorted(versions, key=lambda one: (one.fetched, one.article_id, one.version))
    chosen, present = [first], first
    for one in others:
        present = one if one.present else present
        last = Kept(content=chosen[-1].content, fetched=chosen[-1].fetched)
        intent = decide(last, one.content, fetched=one.fetched, twin=None)
        if intent.verdict == "revised":
            chosen.append(one._replace(intent=intent))
    if not chosen[-1].present:  # what followed it is the same but for noise
        chosen[-1] = present._replace(intent=chosen[-1].intent)
    return chosen


def _renumber(db: Database, kept: int, other: int, versions: list[_Version]) -> None:
    """Give the chosen versions, with their responses and changes, numbers from 1 under the article that is kept."""
    revisions, responses = _taken(db, "revisions", kept, other), _taken(db, "responses", kept, other)
    for article_id in (kept, other):
        db.conn.execute("DELETE FROM changes WHERE article_id = ?", (article_id,))
    for number, one in enumerate(versions, start=1):
        place = {"article_id": kept, "version": number}
        for row in responses:
            if (row["article_id"], row["version"]) == one[:2]:
                _put(db, "responses", row | place)
        if number < len(versions):
            following = versions[number]
            told = {"cause": following.intent.cause, "changed": as_json(following.intent.changed)}
            (row,) = (row for row in revisions if (row["article_id"], row["version"]) == one[:2])
            _put(db, "revisions", row | place | told | {"replaced": following.fetched})
            write_change(db, kept, number, one.content, following.content)


def _taken(db: Database, table: str, *article_ids: int) -> list[dict[str, Any]]:
    """Take all rows of these articles out of a table."""
    rows: list[dict[str, Any]] = []
    for article_id in article_ids:
        rows += db.table(table).rows_where("article_id = ?", (article_id,))
        db.conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608 (our own words)
    return rows


def _put(db: Database, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(row)
    marks = ", ".join("?" * len(row))
    db.conn.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def _adopt(db: Database, kept: int, other: int) -> None:
    """Let the article say what the other one says: its present version is the newer one."""
    query = f"UPDATE articles SET ({_SAID}) = (SELECT {_SAID} FROM articles WHERE id = ?) WHERE id = ?"  # noqa: S608
    db.conn.execute(query, (other, kept))
    for table in ("bylines", "images", "attachments", "evidence"):
        db.conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (kept,))  # noqa: S608
        db.conn.execute(f"UPDATE {table} SET article_id = ? WHERE article_id = ?", (kept, other))  # noqa: S608


def _move(db: Database, kept: int, other: int) -> None:
    """Move what was found of the other one, and what is begun with it: a forgetting that was cut short goes on."""
    for table in ("addresses", "corrections", "merged"):
        db.conn.execute(f"UPDATE {table} SET article_id = ? WHERE article_id = ?", (kept, other))  # noqa: S608
    db.conn.execute("UPDATE forgotten SET article_id = ? WHERE article_id = ? AND ended IS NULL", (kept, other))
    db.conn.execute("UPDATE OR REPLACE checks SET article_id = ? WHERE article_id = ?", (kept, other))
    for listing, url, title, date, raw_date, position, pinned, *seen in db.conn.execute(
        _SIGHTINGS, (other,)
    ).fetchall():
        link = Link(
            url=url, title=title, date=date, raw_date=raw_date, listing=listing, position=position, pinned=bool(pinned)
        )
        for moment in seen:
            write_sighting(db, kept, link, seen=moment)
    for moment in db.conn.execute("SELECT first_seen, last_seen FROM articles WHERE id = ?", (other,)).fetchone():
        write_seen(db, kept, seen=moment)


def _note(db: Database, kept: int, other: int, key: str) -> None:
    (site, url) = db.conn.execute("SELECT site_id, url FROM articles WHERE id = ?", (other,)).fetchone()
    db.conn.execute("INSERT INTO merged VALUES (?, ?, ?, ?)", (other, kept, url, key))
    db.conn.executemany(
        "INSERT OR REPLACE INTO addresses (site_id, url, article_id) VALUES (?, ?, ?)",
        [(site, url, kept), (site, key, kept)],
    )


def _drop(db: Database, other: int) -> None:
    """Delete what is left of the other one, in every table that has rows of articles; derived ones are made anew."""
    for (table,) in db.conn.execute(_TABLES).fetchall():
        db.conn.execute(f'DELETE FROM "{table}" WHERE article_id = ?', (other,))  # noqa: S608
    db.conn.execute("DELETE FROM articles WHERE id = ?", (other,))


_SAID = """story_id, run_id, fetched, kind, knowledge, title, published, published_precision,
    published_approximate, source, breadcrumb, body_hash, body"""
_SIGHTINGS = """
SELECT listing, url, title, date, raw_date, position, pinned, last_seen, first_seen FROM sightings WHERE article_id = ?
"""
# The search index needs what is in search_rows and search_outdated to forget; a tombstone's number leads nowhere.
_TABLES = """
SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'article_id'
WHERE m.type = 'table' AND m.name NOT IN ('search_rows', 'search_outdated', 'forgotten')
"""
