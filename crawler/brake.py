"""A crawl that is to stop asks nothing more.

Scrapy lets every request that reached its downloader go out first: with 60 of them waiting for one machine, one Ctrl-C
was followed by 60 requests and a minute and a half.
"""

from __future__ import annotations

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from crawler.failures import STOPPED, Refused

_LOOKED_EVERY = 0.2
"""Seconds."""


class Brake:
    """Extension: once the crawl is to stop, whatever waits in the downloader's queues is given back unasked."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pulled = False
        self._looking = create_looping_call(self._look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wiring."""
        brake = cls(crawler)
        crawler.signals.connect(brake.spider_opened, signals.spider_opened)
        crawler.signals.connect(brake.spider_closed, signals.spider_closed)
        return brake

    def spider_opened(self) -> None:
        """Look now and then whether somebody asked us to stop."""
        self._looking.start(_LOOKED_EVERY, now=False)

    def spider_closed(self) -> None:
        """Nothing waits any more."""
        if self._looking.running:
            self._looking.stop()

    def pull(self, reason: str) -> None:
        """Stop the crawl, for this reason; a second time changes nothing."""
        if not self._pulled:
            self._pulled = True
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=reason))

    def _look(self) -> None:
        engine = self._crawler.engine
        if engine.running and not self._pulled:
            return
        for slot in engine.downloader.slots.values():
            while slot.queue:
                request, waiting = slot.queue.popleft()
                waiting.errback(Refused(STOPPED, f"{request.url}: the crawl was to stop"))


def stop(crawler: Crawler, reason: str) -> None:
    """Stop a crawl from within, without asking anything more."""
    brake = crawler.get_extension(Brake)
    if brake is not None:
        brake.pull(reason)
    elif crawler.engine is not None:
        deferred_from_coro(crawler.engine.close_spider_async(reason=reason))
