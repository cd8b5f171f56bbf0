"""Opens the database: finds it, brings its tables to the present form, and says plainly what is wrong with it.

Migrations are numbered and only ever added to; each runs in a transaction, all pending ones in one. Every other module
of this room takes the Database that open_database gives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from pipelines.errors import StoreError
from pipelines.store.alert_tables import ALERTS
from pipelines.store.correction_tables import CORRECTIONS
from pipelines.store.crawl_tables import CHECKS, VALIDATORS, WALKS
from pipelines.store.forgotten_tables import FORGOTTEN
from pipelines.store.host_tables import FACTS, RESTS
from pipelines.store.ledger_tables import LEDGER
from pipelines.store.name_tables import NAMES
from pipelines.store.removal_tables import REMOVALS
from pipelines.store.revision_tables import CHANGES, IDENTITY, STATES
from pipelines.store.search_tables import SEARCH
from pipelines.store.states import settle_states
from pipelines.store.story_tables import STORIES
from pipelines.store.tables import FIRST
from pipelines.store.upkeep import UPKEEP, mark_all
from pipelines.store.views import create_views

PATIENCE = 30.0
"""Seconds a statement waits for another process's transaction; ours take milliseconds."""

PAGE_SIZE = 16_384
"""Bytes of a page of a new database. SQLite's own 4,096 hold one text of a thousand characters and stay a third empty;
2,048 waste less, 16,384 least, and a search reads fewer of them."""

MIGRATIONS = Migrations("district-news")


@MIGRATIONS(name="0001_first")
def first(db: Database) -> None:
    """Make all tables and views of the first schema."""
    db.executescript(FIRST)
    create_views(db)


@MIGRATIONS(name="0002_upkeep")
def upkeep(db: Database) -> None:
    """Queue every article for the work that is done in batches."""
    db.executescript(UPKEEP)
    mark_all(db)


@MIGRATIONS(name="0003_checks")
def checks(db: Database) -> None:
    """Make room for what is found when articles are asked for again."""
    db.executescript(CHECKS)


@MIGRATIONS(name="0004_corrections")
def corrections(db: Database) -> None:
    """Make room for what people corrected."""
    db.executescript(CORRECTIONS)
    create_views(db)


@MIGRATIONS(name="0005_rests")
def rests(db: Database) -> None:
    """Make room for the hosts that are left alone for a while."""
    db.executescript(RESTS)


@MIGRATIONS(name="0006_changes")
def changes(db: Database) -> None:
    """Say of every revision which class of change it is, and what differs."""
    from pipelines.store.changes import write_changes  # here, for it stands on this module

    db.executescript(CHANGES)
    write_changes(db)
    create_views(db)


@MIGRATIONS(name="0007_states")
def states(db: Database) -> None:
    """Say of every article that was checked whether it is still there."""
    db.executescript(STATES)
    for (article_id,) in db.conn.execute("SELECT DISTINCT article_id FROM checks").fetchall():
        settle_states(db, article_id)
    create_views(db)


@MIGRATIONS(name="0008_search")
def search(db: Database) -> None:
    """Make the search index; every article waits in the queue already."""
    db.executescript(SEARCH)


@MIGRATIONS(name="0009_identity")
def identity(db: Database) -> None:
    """Remember the twin hosts of sites, and which articles turned out to be one."""
    db.executescript(IDENTITY)


@MIGRATIONS(name="0010_forgotten")
def forgotten(db: Database) -> None:
    """Make room for the tombstones of what was taken down."""
    db.executescript(FORGOTTEN)
    create_views(db)


@MIGRATIONS(name="0011_names")
def names(db: Database) -> None:
    """Count names and publications; every article waits in the queue already, for their one spelling."""
    db.executescript(NAMES)
    create_views(db)


@MIGRATIONS(name="0012_facts")
def facts(db: Database) -> None:
    """Make room for what crawls learn about sites."""
    db.executescript(FACTS)


@MIGRATIONS(name="0013_removals")
def removals(db: Database) -> None:
    """Make room for the archive files that were removed."""
    db.executescript(REMOVALS)
    create_views(db)


@MIGRATIONS(name="0014_walks")
def walks(db: Database) -> None:
    """Say of each walk what it was for; those of before were daily ones."""
    db.executescript(WALKS)


@MIGRATIONS(name="0015_validators")
def validators(db: Database) -> None:
    """Make room for what pages came with, to ask for them again with."""
    db.executescript(VALIDATORS)


@MIGRATIONS(name="0016_stories")
def stories(db: Database) -> None:
    """Make room for what stories are found by; each article that has no number of a story is given one."""
    db.executescript(STORIES)
    create_views(db)


@MIGRATIONS(name="0017_ledger")
def ledger(db: Database) -> None:
    """Make room for what lists claim and look like, and for what becomes of their rows."""
    db.executescript(LEDGER)


@MIGRATIONS(name="0018_alerts")
def alerts(db: Database) -> None:
    """Make room for what somebody was told of."""
    db.executescript(ALERTS)


def open_database(path: Path, *, read_only: bool = False) -> Database:
    """Open the database at path; make it, and its folder, where there is none and it may be written.

    A writing connection uses the write-ahead log (readers never wait) and synchronous=NORMAL: after a kill nothing
    committed is lost, after a power cut perhaps the last transactions, never half of one.
    Raises StoreError, naming the file and what to do, where it is missing (read_only), no SQLite database, another
    program's, of a newer version, or where its folder can't be written.
    """
    db = Database(_connect(path, read_only=read_only))
    try:
        with explained(db, path):
            _check(db, path)
            _prepare_reading(db, path) if read_only else _prepare_writing(db)
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction: all of it is stored, or nothing.

    It takes the write lock at its beginning, because SQLite refuses, without waiting, a transaction that first reads
    and then writes when another process wrote in between. Raises StoreError for what SQLite can't do.
    """
    with explained(db):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise


@contextmanager
def explained(db: Database, path: Path | None = None) -> Iterator[None]:
    """Turn what SQLite can't do (full disk, lock, damaged file) into a StoreError with the file and the way out."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # a mistake of ours, not of the file
        raise StoreError(f"{path or _file(db)}: {error}: {_way_out(str(error))}") from error


def stamp(moment: datetime) -> str:
    """How the database writes a crawl time: ISO 8601 in UTC to the second, so that text order is time order.

    Raises ValueError for a time without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no zone: crawl times are aware")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if read_only and not path.is_file():
        raise StoreError(f"{path}: there is no database; crawl or replay something first, or check DISTRICT_NEWS_DATA")
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = "ro" if read_only else "rwc"
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE)
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"{path}: {error}: {_way_out(str(error))}") from error


def _check(db: Database, path: Path) -> None:
    """Refuse a database that is not ours, or of a newer version of us."""
    applied = {migration.name for migration in MIGRATIONS.applied(db)}
    if not applied and (strangers := db.table_names()):
        raise StoreError(f"{path}: a database of another program (it has {strangers[0]}); choose another file")
    if newer := sorted(applied - {migration.name for migration in MIGRATIONS._migrations}):
        raise StoreError(f"{path}: written by a newer district-news ({newer[-1]}); update this checkout to open it")


def _prepare_reading(db: Database, path: Path) -> None:
    if MIGRATIONS.pending(db):
        raise StoreError(f"{path}: of an older version; any crawl or replay brings it up to date, then open it again")
    db.execute("PRAGMA query_only = ON")


def _prepare_writing(db: Database) -> None:
    db.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # of a new file; one that is there keeps its own
    db.enable_wal()
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    if MIGRATIONS.pending(db):
        with writing(db):  # two processes may open a new file at once: the second finds nothing pending
            MIGRATIONS.apply(db)
    _renew_keys(db)


def _renew_keys(db: Database) -> None:
    """Make the keys of articles by today's rules, where they were made by others."""
    from pipelines.store.identity import are_of_today, bring_along, outdated  # here, for it stands on this module

    if not are_of_today(db):
        keys = outdated(db)
        with writing(db):
            if not are_of_today(db):  # another process may have been faster
                bring_along(db, keys)


def _file(db: Database) -> str:
    """Name the file of an open database, for messages."""
    try:
        return str(db.conn.execute("PRAGMA database_list").fetchone()[2] or "the database in memory")
    except sqlite3.Error:
        return "the database"


_WAYS_OUT = {
    "not a database": "choose another file, or move this one away and start anew",
    "malformed": "stop all crawls, then restore a backup or try `sqlite3 FILE .recover`",
    "locked": f"another process has been writing for {PATIENCE:.0f} seconds; wait for it or stop it, then start again",
    "full": "free some space and start again; nothing half was stored",
    "readonly": "make the file and its folder writable, or set DISTRICT_NEWS_DATA to a folder that is",
    "unable to open": "check that it is a file, and that its folder exists and may be written",
    "disk i/o": "check the disk and its free space, then start again; nothing half was stored",
}


def _way_out(message: str) -> str:
    found = (way for sign, way in _WAYS_OUT.items() if sign in message.lower())
    return next(found, "check the file, its folder and the disk")
