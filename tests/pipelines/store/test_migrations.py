"""A database of any earlier version comes up to date without loss; killed in the middle, by the next that opens it."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.items import Link
from pipelines.rules import HostKnowledge
from pipelines.store.articles import Articles
from pipelines.store.batches import catch_up
from pipelines.store.checks import Check, Checks
from pipelines.store.knowledge import Knowledge
from pipelines.store.runs import Runs
from pipelines.store.schema import MIGRATIONS, open_database
from pipelines.store.sites import Sites
from pipelines.store.unkept import Unkept
from pipelines.store.views import VIEWS
from pipelines.store.walks import Walked, Walks
from tests.pipelines.articles import LISTING, NOON
from tests.pipelines.store.databases import one, rows
from tests.pipelines.store.keeper import numbered

CHECKOUT = Path(__file__).resolve().parents[3]
NAMES = [migration.name for migration in MIGRATIONS._migrations]
OF_STORIES = ("bands", "carriers", "loosened", "reposts", "sketching", "templates", "texts")
MADE = ("articles_fts", "name_counts", "search_", "upkeep", "_sqlite", "sqlite_", *OF_STORIES)
"""How tables begin that triggers and batches make of the others: not copied into an older database."""
NUMBERS = {"stories"}
"""Copies had no numbers of their own."""
OF_CHECKS = {"checks", "states", "removals_flat"}
"""What says nothing where nobody had checked yet."""


def fill(db: Database) -> None:
    """Write what a few nights leave behind."""
    Sites(db).register("qinghe", "青禾", "cn-gb2260", "000104")
    runs = Runs(db)
    run = runs.begin("crawl qinghe", ["qinghe"], NOON)
    articles = Articles(db)
    for number in range(40):
        articles.keep(numbered(number), run_id=run)
    runs.count(run, "qinghe", {"links": 40, "new": 35}, 1.5)
    runs.fail(run, "qinghe", "https://news.qinghe.example/x.html", "status 404", None, NOON)
    Walks(db).record(run, "qinghe", [Walked(listing=LISTING, pages=2, rows=40, ended=True)])
    row = Link(
        url="https://news.qinghe.example/x.html", title="第x篇", date=None, raw_date=None, listing=LISTING, position=1
    )
    Unkept(db).note("qinghe", row.url, [row], reason="status 404", judged=False, asked=True, now=NOON)
    Knowledge(db).keep(HostKnowledge(host="news.qinghe.example", pages=9, lines=frozenset({"头", "尾"})), NOON)
    for days in range(4):
        Checks(db).note(Check(article_id=3, at=NOON + timedelta(days=days), outcome="gone", status=404))
    runs.finish(run, "finished", NOON + timedelta(hours=1))


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database of the present version, all work done."""
    with open_database(tmp_path_factory.mktemp("today") / "news.db") as db:
        fill(db)
        catch_up(db)
        yield db


def columns(db: Database, table: str) -> list[str]:
    return [name for _, name, *_ in rows(db, f"PRAGMA table_info({table})")]


def make_older(path: Path, version: str, today: Database) -> None:
    """Make a database as it was before a migration, with all rows of today's that had a place there."""
    path.parent.mkdir(exist_ok=True)
    old = Database(path)
    MIGRATIONS.apply(old, stop_before=version)
    both = set(old.table_names()) & set(today.table_names())
    for table in sorted(both, key=lambda name: (name != "articles", name)):  # triggers look at the articles of names
        if not table.startswith(MADE):
            shared = ", ".join(name for name in columns(today, table) if name in columns(old, table))
            found = rows(today, f"SELECT {shared} FROM {table}")
            holes = ", ".join("?" * len(shared.split(", ")))
            old.conn.executemany(f"INSERT INTO {table} ({shared}) VALUES ({holes})", found)
    if "upkeep" in old.table_names():
        old.conn.execute("INSERT OR IGNORE INTO upkeep SELECT value, a.id FROM json_each(?), articles a", (TASKS,))
    old.conn.commit()
    old.close()


TASKS = '["search", "stories", "names"]'


def told(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """What every view and every table says, FTS5's own apart: in its place, where each token stands."""
    db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, articles_fts, instance)")
    query = "SELECT term, article_id, col, offset FROM temp.terms JOIN search_rows ON row = doc"
    found = {"index": sorted(rows(db, query))}
    db.execute("DROP TABLE temp.terms")
    kept = [
        name for name in db.table_names() if not name.startswith(("articles_fts", "search_rows", "sqlite_", "_sqlite"))
    ]
    for name in (*VIEWS, *kept):
        found[name] = sorted(rows(db, f"SELECT {', '.join(columns(db, name))} FROM {name}"), key=repr)
    return found


def other(db: Database, today: Database) -> set[str]:
    """The views and tables that say something else than today's."""
    found, expected = told(db), told(today)
    return {name for name in expected if found[name] != expected[name]}


@pytest.mark.parametrize("version", NAMES[1:])
def test_a_database_older_than(version: str, today: Database, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    make_older(path, version, today)
    with open_database(path) as db:
        assert not MIGRATIONS.pending(db)
        catch_up(db)
        assert (one(db, "PRAGMA integrity_check"), rows(db, "PRAGMA foreign_key_check")) == ("ok", [])
        unlike = (OF_CHECKS if version <= "0003_checks" else set()) | (NUMBERS if version <= "0016_stories" else set())
        assert other(db, today) - unlike == set()


def killed_in_the_middle(path: Path, chance: random.Random) -> bool:
    """Let a process open the database and do what waits, and kill it at some moment; whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pipelines.store.worker", str(path)], cwd=CHECKOUT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(chance.random() / 8)
    process.kill()
    process.stdout.close()
    return process.wait(30) < 0


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 12))])
def test_a_kill_at_any_moment_loses_nothing(seed: int, today: Database, tmp_path: Path) -> None:
    """While it migrates, indexes or counts names: the next that opens the database goes on where it was."""
    chance, first, path = random.Random(seed), tmp_path / "first.db", tmp_path / "old.db"
    make_older(first, NAMES[3], today)
    killed = 0
    for _ in range(5):
        if not path.exists() or chance.random() < 0.4:
            for file in tmp_path.glob("old.db*"):
                file.unlink()
            shutil.copy(first, path)
        killed += killed_in_the_middle(path, chance)
        with Database(path) as db:
            assert one(db, "PRAGMA integrity_check") == "ok"
    with open_database(path) as db:
        catch_up(db)
        assert one(db, "PRAGMA integrity_check") == "ok"
        assert other(db, today) <= NUMBERS
    assert killed
