"""A copy of the database, safe to take while others write, and its way back.

SQLite's online backup copies page by page from one snapshot: the copy is the database at one moment, whatever is
written meanwhile, and nobody waits. It gets its name when it is whole and checked.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from pipelines.archive.takedown import Taken
from pipelines.errors import StoreError
from pipelines.store.addressed import articles_at
from pipelines.store.batches import catch_up
from pipelines.store.forgotten import Forgotten
from pipelines.store.schema import explained, open_database
from pipelines.store.space import empty_log, rebuild
from pipelines.store.tombstones import Tombstone, tombstones

_PAGES = 4_096
"""Copied at a time, 8 MB: the bar moves, and an interrupt is heard."""


def copy_database(source: Path, out: Path, advance: Callable[[int], object] = lambda done: None) -> None:
    """Copy the database at source to a new file of that name, checked; one that was there is replaced.

    advance: told how many bytes more are copied. A killed copy leaves `.NAME.part`, which the next one replaces.
    Raises StoreError where either cannot be read or written.
    """
    part = _part(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _drop(part)
        db = open_database(source, read_only=True)
        try:
            with explained(db, source):
                _copy(db, part, advance)
        finally:
            db.close()
        check_database(part)
        _settle(part)
        part.replace(out)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error}; choose another place or free some space") from error


def check_database(path: Path) -> None:
    """Raise StoreError where a database is not ours, or not sound."""
    open_database(path, read_only=True).close()
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {error}: it is damaged; take another copy") from error
    finally:
        connection.close()
    if found != ["ok"] or broken:
        told = found[0] if found != ["ok"] else f"a row of {broken[0]} refers to nothing"
        raise StoreError(f"{path}: {told}: it is damaged; take another copy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was done beside putting the copy in its place.

    repeated: tombstones of the replaced database that were put up again; None where that could not be read any more.
    """

    repeated: int | None


def restore_database(copy: Path, database: Path, aside: Path) -> Restored:
    """Put a copy in the database's place, in one step; the one that was there goes to `aside`, whole.

    Brought to the present schema first; and what was forgotten since the copy was made is forgotten in it, too. Nobody
    else may have the database open. Raises StoreError; the database is as it was then.
    """
    part = _part(database)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _drop(part)
        _load(copy, part)
        graves = _tombstones(database) if database.exists() else []
        new = open_database(part)
        try:
            repeated = _repeat(graves, new) if graves is not None else None
            if repeated:
                catch_up(new)
                rebuild(new)
            empty_log(new)
        finally:
            new.close()
        check_database(part)
        _settle(part)
        if database.exists():
            _close_log(database, aside)
            _keep_beside(database, aside)
        part.replace(database)
    except OSError as error:
        raise StoreError(f"{database}: cannot be replaced: {error}; free some space or mend its folder") from error
    return Restored(repeated=repeated)


def _copy(db: Database, part: Path, advance: Callable[[int], object]) -> None:
    size = db.conn.execute("PRAGMA page_size").fetchone()[0]
    left = [db.conn.execute("PRAGMA page_count").fetchone()[0]]

    def told(_status: int, remaining: int, _total: int) -> None:
        advance((left[0] - remaining) * size)
        left[0] = remaining

    copy = sqlite3.connect(part)
    try:
        db.conn.execute("BEGIN")
        db.conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # from here on one snapshot
        db.conn.backup(copy, pages=_PAGES, progress=told)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read from a folder nobody may write
    finally:
        copy.close()


def _load(copy: Path, part: Path) -> None:
    """Copy a copy. One cut within its last page is told by its length: SQLite reads the rest as zeros."""
    connection = sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)
    into = sqlite3.connect(part)
    try:
        ((size,),) = connection.execute("PRAGMA page_size")
        if copy.stat().st_size % size:
            raise StoreError(f"{copy}: cut short; choose another copy")
        connection.backup(into)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{copy}: {error}: no copy of a database; choose another") from error
    finally:
        into.close()
        connection.close()


def _tombstones(database: Path) -> list[Tombstone] | None:
    """The tombstones of the database that is to be replaced, of whatever version; None where it cannot be read."""
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'forgotten'").fetchone():
            return []
        return tombstones(connection)
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()


def _repeat(graves: Iterable[Tombstone], db: Database) -> int:
    """Forget in a database what was forgotten in another: a copy from before must not bring it back.

    Returns how many tombstones were put up. The archive is another matter: it is emptied already. Raises StoreError.
    """
    forgotten, repeated = Forgotten(db), 0
    known = set(db.execute("SELECT url, begun FROM forgotten"))
    for one in graves:
        if (one.url, one.begun) in known:
            continue
        article = next(iter(articles_at(db, one.url, one.site)), None)
        begun = forgotten.begin(one.url, article, why=one.why, now=datetime.fromisoformat(one.begun))
        forgotten.block(begun, one.addresses)
        forgotten.erase({begun: Taken()}, datetime.fromisoformat(one.begun))
        repeated += 1
    return repeated


def _keep_beside(database: Path, aside: Path) -> None:
    try:
        os.link(database, aside)
    except OSError:  # a file system without links
        shutil.copy2(database, aside)


def _settle(part: Path) -> None:
    """Make one file of a database, and have it on the disk."""
    connection = sqlite3.connect(part)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _close_log(database: Path, aside: Path) -> None:
    """Have the old database in one file, so that no log of it lies beside the new one; a damaged one's goes along."""
    connection = sqlite3.connect(database, timeout=5)
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise StoreError(f"{database}: {error}: somebody else has it open; stop crawls, portal and readers") from error
    except sqlite3.DatabaseError:
        mode = "damaged"
    finally:
        connection.close()
    if mode not in ("delete", "damaged"):
        raise StoreError(f"{database}: somebody else has it open; stop crawls, portal and readers, then start again")
    for end in ("-wal", "-shm"):
        log = database.with_name(database.name + end)
        if log.exists():
            log.replace(aside.with_name(aside.name + end))


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _drop(part: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + end).unlink(missing_ok=True)
