"""What is made from articles in batches (the search index among it), brought up to date when a crawl or replay ends."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import Progress
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from pipelines.errors import StoreError
from pipelines.store.batches import WORKERS, catch_up
from pipelines.store.schema import open_database
from pipelines.store.upkeep import Task, waiting

logger = logging.getLogger(__name__)


class Upkeep:
    """Extension: when the spider closes, does what waits in the queue, that of killed runs included.

    A crawl that somebody interrupts ends at once; the next one does its work, too.
    """

    def __init__(self, database: Path) -> None:
        self._database = database

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For whatever keeps articles. Raises NotConfigured for a spider that keeps nothing."""
        if "pipelines.stages.Keep" not in crawler.settings.getdict("ITEM_PIPELINES"):
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        upkeep = cls(Path(crawler.settings["DATABASE"]))
        crawler.signals.connect(upkeep.spider_closed, signals.spider_closed)
        return upkeep

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Catch up, and show how far it is. What SQLite cannot do now waits for the next run."""
        if reason == "finished":
            try:
                catch_up_shown(self._database)
            except StoreError as error:
                logger.error("Not all is up to date, the next run goes on: %s", error)


def catch_up_shown(database: Path) -> None:
    """Do all that waits, with a bar on a terminal and a line in the log where it takes long. Raises StoreError."""
    db = open_database(database)
    try:
        totals: dict[Task, int] = {task: waiting(db, task) for task in WORKERS}
        began, last = monotonic(), monotonic()
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
            bars = {task: bar.add_task(task, total=total) for task, total in totals.items() if total}

            def done(task: Task, count: int) -> None:
                nonlocal last
                if task in bars:
                    bar.update(bars[task], advance=count)
                if monotonic() - last > _SAID_EVERY:
                    last = monotonic()
                    logger.info("Bringing up to date: %s, %s still wait", task, waiting(db, task))

            catch_up(db, done=done)
        if any(totals.values()):
            told = ", ".join(f"{task} {total}" for task, total in totals.items() if total)
            logger.info("Brought up to date in %.1f s: %s", monotonic() - began, told)
    finally:
        db.close()


_SAID_EVERY = 30.0
"""Seconds between two lines in the log."""
