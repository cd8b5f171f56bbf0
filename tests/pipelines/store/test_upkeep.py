"""The queue of derived work: who is marked, in what order it is taken, and what an older database brings along."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.store.articles import Articles
from pipelines.store.schema import MIGRATIONS, open_database, writing
from pipelines.store.upkeep import TASKS, mark, mark_all, pending, settle, waiting
from tests.pipelines.articles import NOON, an_article
from tests.pipelines.store.databases import rows

HOST = "https://news.qinghe.example"


def keep(db: Database, number: int, **changes: Any) -> None:
    Articles(db).keep(an_article(url=f"{HOST}/{number}.html", **changes))


def test_a_stored_article_waits_for_every_task(db: Database) -> None:
    for number in range(3):
        keep(db, number)
    assert {task: pending(db, task, 10) for task in TASKS} == {task: [1, 2, 3] for task in TASKS}
    assert pending(db, "search", 2) == [1, 2]


def test_what_is_done_is_settled_and_a_revised_article_waits_again(db: Database) -> None:
    for number in range(3):
        keep(db, number)
    with writing(db):
        settle(db, "search", [3, 1])
    assert (pending(db, "search", 10), waiting(db, "search"), waiting(db, "names")) == ([2], 1, 3)
    keep(db, 0, fetched=NOON + timedelta(hours=1))  # unchanged
    assert pending(db, "search", 10) == [2]
    keep(db, 0, title="另一个题目", fetched=NOON + timedelta(hours=2))
    assert pending(db, "search", 10) == [1, 2]


def test_work_that_was_not_committed_waits_on(db: Database) -> None:
    keep(db, 0)
    with suppress(KeyError), writing(db):
        settle(db, "stories", [1])
        raise KeyError
    assert pending(db, "stories", 10) == [1]


def test_marking_twice_is_marking_once(db: Database) -> None:
    keep(db, 0)
    with writing(db):
        mark(db, 1)
        mark_all(db)
    assert rows(db, "SELECT task, article_id FROM upkeep") == [(task, 1) for task in sorted(TASKS)]


def test_an_older_database_brings_all_its_articles(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = Database(path)
    MIGRATIONS.apply(old, stop_before="0002_upkeep")
    old_rows: list[tuple[str, dict[str, Any]]] = [
        ("sites", {"id": "qinghe", "name": "青禾"}),
        ("stories", {"id": 1}),
        *(("articles", an_old_row(number)) for number in (3, 7)),
    ]
    for table, row in old_rows:
        old.table(table).insert(row)
    old.close()
    with open_database(path) as db:
        assert {task: pending(db, task, 10) for task in TASKS} == {task: [3, 7] for task in TASKS}


def an_old_row(number: int) -> dict[str, Any]:
    url, seen = f"{HOST}/{number}.html", "2026-03-04T12:00:00+00:00"
    return {
        "id": number, "site_id": "qinghe", "url": url, "canonical_url": url, "story_id": 1,
        "fetched": seen, "first_seen": seen, "last_seen": seen,
    }  # fmt: skip
