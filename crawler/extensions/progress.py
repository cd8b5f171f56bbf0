"""What a crawl is doing, while it runs: a bar on a terminal, a plain line now and then in a log."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.bar import is_terminal
from crawler.figures import figures

logger = logging.getLogger(__name__)


class Progress:
    """Extension: says how many of the articles that were found are fetched.

    PROGRESS_LINE_EVERY: seconds between two lines where stderr is no terminal.
    """

    def __init__(self, crawler: Crawler, sites: list[str], *, every: float, terminal: bool) -> None:
        self._crawler = crawler
        self._sites = sites
        self._every = 0.5 if terminal else every
        self._bar = _bar() if terminal else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For a spider with sites. Raises NotConfigured for any other, and where the interval is 0."""
        sites = [site.id for site in getattr(crawler.spider, "sites", ())]
        every = crawler.settings.getfloat("PROGRESS_LINE_EVERY")
        if not sites or not every:
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        progress = cls(crawler, sites, every=every, terminal=is_terminal())
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Begin."""
        if self._bar is not None:
            self._task = self._bar.add_task("listings", total=None)
            self._bar.start()
        self._showing = create_looping_call(self._show)
        self._showing.start(self._every, now=False)

    def spider_closed(self) -> None:
        """End; the table comes next."""
        self._showing.stop()
        if self._bar is not None:
            self._bar.stop()

    def _show(self) -> None:
        stats = self._crawler.stats.get_stats()
        done = sum((figures(stats, site) for site in self._sites), Counter[str]())
        wanted, fetched = done["links"] - done["known"], done["articles"]
        if self._bar is not None:
            self._bar.update(self._task, total=wanted or None, completed=fetched, description=told(done))
        else:
            logger.info("%s of %s articles fetched; %s", fetched, wanted, told(done))


def told(done: Counter[str]) -> str:
    """The figures of a crawl that is under way, in one line."""
    lost = done["failed"] + done["refused"]
    again = f", {done['revisits']} known ones looked at again" if done["revisits"] else ""
    return f"{done['pages']} list pages, {done['new'] + done['reposts']} new{again}" + (
        f", {lost} failed" if lost else ""
    )


def _bar() -> Bar:
    return Bar(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
