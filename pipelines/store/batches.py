"""Does the derived work that waits in the queue, batch by batch: after a crawl, or before the answer needs it.

Each batch is a transaction, so that others write in between and a kill loses one batch at most; the next run does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlite_utils import Database

from pipelines.store.names import names_batch
from pipelines.store.search_index import index_batch
from pipelines.store.stories import tend_stories
from pipelines.store.upkeep import Task

Worker = Callable[[Database], int]
"""Does the next batch of its task in a transaction of its own, and settles it. Returns how many articles these were;
0 when none is left. Raises StoreError."""

Done = Callable[[Task, int], None]
"""Told of a batch: its task, and how many articles it had."""

WORKERS: Mapping[Task, Worker] = {"search": index_batch, "stories": tend_stories, "names": names_batch}
"""Who does what, in this order."""


def catch_up(db: Database, tasks: Iterable[Task] = tuple(WORKERS), *, done: Done | None = None) -> None:
    """Do all that waits for these tasks. done: told of every batch. Raises StoreError."""
    for task in tasks:
        while count := WORKERS[task](db):
            if done:
                done(task, count)
