"""The queue of derived work: what is made from articles in batches, and what a killed run left for the next.

Whoever stores an article marks it for every task, in the transaction that stores it. A worker takes the lowest ids,
does its work and settles them, all within one transaction of `writing`: a kill leaves work done and settled, or
waiting, and an article that another process revises meanwhile is marked again after it, not lost between.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from sqlite_utils import Database

Task = Literal["search", "stories", "names"]
TASKS: tuple[Task, ...] = get_args(Task)

UPKEEP = """
CREATE TABLE upkeep (
    task TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    PRIMARY KEY (task, article_id)
) WITHOUT ROWID;
"""
"""The table of migration 0002_upkeep; frozen like every migration."""

_MARK = "INSERT OR IGNORE INTO upkeep (task, article_id) VALUES (?, ?)"


def mark(db: Database, article_id: int) -> None:
    """Queue an article for every task. Called in the transaction that stores, revises or corrects it."""
    db.conn.executemany(_MARK, [(task, article_id) for task in TASKS])


def requeue(db: Database, task: Task, ids: Iterable[int]) -> None:
    """Queue articles for one task again. Called in the transaction that undid the work."""
    db.conn.executemany(_MARK, [(task, one) for one in ids])


def mark_all(db: Database, tasks: Iterable[Task] = TASKS) -> None:
    """Queue every article: for a database older than the queue, or a task that begins anew."""
    for task in tasks:
        db.conn.execute("INSERT OR IGNORE INTO upkeep (task, article_id) SELECT ?, id FROM articles", (task,))


def pending(db: Database, task: Task, limit: int) -> list[int]:
    """The articles that wait for a task, lowest ids first, at most so many."""
    query = "SELECT article_id FROM upkeep WHERE task = ? ORDER BY article_id LIMIT ?"
    return [article_id for (article_id,) in db.conn.execute(query, (task, limit))]


def waiting(db: Database, task: Task) -> int:
    """How many articles wait for a task: a walk over the queue, for a progress bar."""
    return int(db.conn.execute("SELECT count(*) FROM upkeep WHERE task = ?", (task,)).fetchone()[0])


def settle(db: Database, task: Task, ids: Iterable[int]) -> None:
    """Take articles off the queue of a task. Called in the transaction that did the work."""
    db.conn.executemany("DELETE FROM upkeep WHERE task = ? AND article_id = ?", [(task, one) for one in ids])
