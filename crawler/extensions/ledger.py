"""The ledger of a run: what became of the address of every row, by the listing that named it first."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from crawler.failures import address_failed, is_our_no
from crawler.listing_walk import ListingWalk
from pipelines.errors import DistrictNewsError, StoreError
from pipelines.items import Article, Link, Page
from pipelines.store.ledger import Fate, Ledger
from pipelines.store.schema import open_database

logger = logging.getLogger(__name__)

_WRITTEN_EVERY = 30.0
"""Seconds between two writings: what a kill can lose of the counts (of articles it loses nothing)."""


class LedgerRecord:
    """Extension: counts the fates of rows, and keeps them with the shapes of the listings' first pages.

    What one crawl stored, failed to have, knew and skipped adds up to the addresses its rows named.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._fates: Counter[tuple[str, str, Fate, str]] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For a crawl of sites that keeps what it finds. Raises NotConfigured for any other."""
        if not getattr(crawler.spider, "sites", ()) or not crawler.settings.getdict("ITEM_PIPELINES"):
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        record = cls(crawler)
        for handler, signal in (
            (record.spider_opened, signals.spider_opened),
            (record.spider_closed, signals.spider_closed),
            (record.given_up, address_failed),
            (record.kept, signals.item_scraped),
            (record.turned_away, signals.item_dropped),
            (record.stage_broke, signals.item_error),
        ):
            crawler.signals.connect(handler, signal)
        return record

    def spider_opened(self) -> None:
        """Begin."""
        self._writing = create_looping_call(self._write)
        self._writing.start(_WRITTEN_EVERY, now=False)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Write what it came to."""
        if self._writing.running:
            self._writing.stop()
        self._write()

    def given_up(self, request: Request, site: str, url: str, reason: str, detail: str, answered: bool) -> None:
        """An address could not be had."""
        listing: ListingWalk | None = request.cb_kwargs.get("listing")
        article = request.meta.get("article")
        if request.meta.get("is_listing") and listing:
            self._fates[site, listing.listing.url, "unread", reason] += 1
        elif article and "check" not in request.meta:
            self._count(site, article.links, "skipped" if is_our_no(reason) else "failed", reason)

    def kept(self, item: Any, response: Response | None = None) -> None:
        """An article was stored."""
        if isinstance(item, Article) and not _is_check(response):
            self._count(item.site, item.page.links, "stored")

    def turned_away(self, item: Any, exception: BaseException, response: Response | None = None) -> None:
        """A page could not be read, or is no article."""
        page = item.page if isinstance(item, Article) else item
        if not isinstance(page, Page) or _is_check(response):
            return
        unread = isinstance(exception.__cause__, DistrictNewsError)
        self._count(page.site, page.links, "failed" if unread else "skipped", "unreadable" if unread else "no article")

    def stage_broke(self, item: Any, response: Response | None = None) -> None:
        """A stage of ours raised."""
        page = item.page if isinstance(item, Article) else item
        if isinstance(page, Page) and not _is_check(response):
            self._count(page.site, page.links, "failed", "error")

    def _count(self, site: str, links: Iterable[Link], fate: Fate, reason: str = "") -> None:
        first = next(iter(links), None)
        if first is not None:
            self._fates[site, first.listing, fate, reason] += 1

    def _write(self) -> None:
        run_id = getattr(self._crawler.spider, "run_id", None)
        if run_id is None:
            return
        walks: Iterable[ListingWalk] = getattr(self._crawler.spider, "walks", lambda: ())()
        try:
            database = open_database(Path(self._crawler.settings["DATABASE"]))
            ledger = Ledger(database)
            met = self._fates.copy()
            for walk in walks:
                met.update({(walk.walk.site.id, walk.listing.url, *fate): n for fate, n in walk.fates.items()})
                if walk.shape:
                    ledger.shape(run_id, walk.walk.site.id, walk.listing.url, walk.shape)
            ledger.record(run_id, met)
            database.close()
        except StoreError as error:
            logger.error("The ledger of the run is not complete: %s", error)


def _is_check(response: Response | None) -> bool:
    """Whether a known article was asked for again."""
    return response is not None and "check" in response.meta
