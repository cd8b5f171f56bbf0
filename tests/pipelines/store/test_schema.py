"""Opening the database: from nothing, again, by many at once, and when something is wrong with it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.errors import StoreError
from pipelines.items import ROLES
from pipelines.store.articles import Articles
from pipelines.store.schema import MIGRATIONS, PAGE_SIZE, explained, open_database, stamp, writing
from pipelines.store.views import VIEWS
from tests.pipelines.articles import an_article
from tests.pipelines.store.databases import everything, one, rows

FLAT = [
    "id", "url", "site", "site_name", "division_code", "title", "published", "published_precision", "source",
    *ROLES, "body", "breadcrumb", "first_seen", "last_seen", "story_id", "version", "state",
]  # fmt: skip
"""The promised columns of articles_flat, in order."""


def test_a_new_database(db: Database, path: Path) -> None:
    assert path.is_file()
    assert not MIGRATIONS.pending(db)
    pragmas = {name: one(db, f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys", "page_size")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "page_size": PAGE_SIZE}
    assert one(db, "PRAGMA busy_timeout") >= 10_000


def test_articles_flat_has_the_promised_columns(db: Database) -> None:
    assert [column.name for column in db["articles_flat"].columns] == FLAT


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_read(db: Database, view: str) -> None:
    assert rows(db, f"SELECT * FROM {view}") == []


def test_opening_twice_changes_nothing(db: Database, path: Path) -> None:
    Articles(db).keep(an_article())
    before = db.schema
    again = open_database(path)
    assert again.schema == before
    assert one(again, "SELECT count(*) FROM articles_flat") == 1
    again.close()


def test_many_may_open_a_new_database_at_once(path: Path) -> None:
    script = "import sys; from pathlib import Path; from pipelines.store.schema import open_database as o; "
    script += "o(Path(sys.argv[1])).close()"
    started = [subprocess.Popen([sys.executable, "-c", script, str(path)]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    db = open_database(path)
    applied = [migration.name for migration in MIGRATIONS.applied(db)]
    assert len(applied) == len(set(applied)) == len(MIGRATIONS._migrations)
    db.close()


def test_read_only(db: Database, path: Path) -> None:
    Articles(db).keep(an_article())
    reader = open_database(path, read_only=True)
    assert one(reader, "SELECT count(*) FROM articles_flat") == 1
    with pytest.raises(StoreError, match="readonly"):
        Articles(reader).keep(an_article(title="别的"))
    reader.close()


def test_odd_characters_in_the_path(tmp_path: Path) -> None:
    path = tmp_path / "新闻 #1?%41" / "news.db"
    open_database(path).close()
    assert path.is_file()


def a_foreign_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (id)")
    connection.close()


def a_newer_database(path: Path) -> None:
    db = open_database(path)
    db.table("_sqlite_migrations").insert({"migration_set": "district-news", "name": "9999_moon", "applied_at": "2040"})
    db.close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_text("title,date\n" * 500), "not a database.*choose another file"),
        (a_foreign_database, r"another program \(it has bookmarks\)"),
        (a_newer_database, "newer district-news .9999_moon.; update"),
        (lambda path: path.mkdir(), "unable to open.*check that"),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_can_be_wrong_with_a_file(tmp_path: Path, make, says: str, read_only: bool) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "news.db"
    make(path)
    if path.is_dir() and read_only:
        says = "there is no database"
    with pytest.raises(StoreError, match=says) as error:
        open_database(path, read_only=read_only)
    assert str(path) in str(error.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/news\.db"):
        open_database(tmp_path / "file" / "news.db")


def test_reading_what_is_not_there(path: Path) -> None:
    with pytest.raises(StoreError, match="no database; crawl or replay something first"):
        open_database(path, read_only=True)
    assert not path.exists()


def test_an_empty_file_can_be_begun_but_not_read(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(StoreError, match="older version"):
        open_database(path, read_only=True)
    open_database(path).close()
    open_database(path, read_only=True).close()


def test_a_full_disk(db: Database, path: Path) -> None:
    articles = Articles(db)
    articles.keep(an_article())
    before = everything(db)
    db.execute(f"PRAGMA max_page_count = {one(db, 'PRAGMA page_count')}")
    with pytest.raises(StoreError, match=rf"{path}.*full.*free some space"):
        articles.keep(an_article(url="https://news.qinghe.example/2.html", body="水" * 100_000))
    assert everything(db) == before
    assert not db.conn.in_transaction


def test_another_process_holds_the_lock_too_long(db: Database, path: Path) -> None:
    other = open_database(path)
    other.execute("PRAGMA busy_timeout = 50")
    with writing(db), pytest.raises(StoreError, match=r"locked.*wait for it or stop it"):
        Articles(other).keep(an_article())
    other.close()


def test_a_transaction_is_all_or_nothing(db: Database) -> None:
    with suppress(KeyError), writing(db):
        db.conn.execute("INSERT INTO sites (id, name) VALUES ('a', 'A')")
        raise KeyError
    assert not db.conn.in_transaction
    assert one(db, "SELECT count(*) FROM sites") == 0


def test_our_own_mistakes_are_not_blamed_on_the_file(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), writing(db):
        db.conn.execute("INSERT INTO sites (id) VALUES ('a')")
    with pytest.raises(sqlite3.ProgrammingError), explained(db):
        db.conn.execute("SELECT ?", ())


def test_stamps_are_utc_to_the_second() -> None:
    moment = datetime(2026, 3, 4, 20, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=8)))
    assert stamp(moment) == "2026-03-04T12:00:00+00:00"
    assert stamp(moment.astimezone(UTC)) == stamp(moment)
    with pytest.raises(ValueError, match="no zone"):
        stamp(moment.replace(tzinfo=None))


DOCS = Path(__file__).resolve().parents[3] / "docs"
DOCUMENT = (DOCS / "data.md").read_text(encoding="utf-8")
QUERIES = [
    query
    for page in sorted(DOCS.glob("*.md"))
    for query in re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_of_the_documentation_run(db: Database, query: str) -> None:
    Articles(db).keep(an_article())
    rows(db, query)


def test_every_table_is_documented(db: Database) -> None:
    tables = [name for name in db.table_names() if not name.startswith("sqlite_")]
    assert [name for name in tables if f"`{name}`" not in DOCUMENT] == []
