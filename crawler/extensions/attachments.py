"""Files that articles link to, for the sites whose profile asks for them; after the articles, which matter more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import received
from crawler.requests import file
from pipelines.items import AttachedFile
from pipelines.store.files import Files
from pipelines.store.schema import open_database
from pipelines.store.unkept import Unkept


class Crawls(Protocol):
    """What is wanted of the spider."""

    def is_at_home(self, site: str, url: str) -> bool:
        """Whether the address is on a host of that site."""

    def give_up(self, failure: Failure) -> Iterator[Any]:
        """Errback: an address that could not be had."""


class Attachments:
    """Extension: when nothing else is left to do, asks for the attachments that are not fetched yet.

    Which these are is read from the database, so that a killed crawl's files are fetched by the next one.
    """

    def __init__(self, crawler: Crawler, sites: list[str]) -> None:
        self._crawler = crawler
        self._sites = sites
        self._asked: set[tuple[str, str]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For a crawl of sites that want attachments. Raises NotConfigured where there is none."""
        sites = [site.id for site in getattr(crawler.spider, "sites", ()) if site.attachments]
        if not sites:
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        extension = cls(crawler, sites)
        crawler.signals.connect(extension.spider_idle, signals.spider_idle)
        return extension

    def spider_idle(self, spider: Crawls) -> None:
        """Ask for what is pending on the sites' own hosts. Raises DontCloseSpider where there was something."""
        database = open_database(Path(self._crawler.settings["DATABASE"]))
        files, unkept, now = Files(database), Unkept(database), datetime.now(UTC)
        wanted = [(site, url) for site in self._sites for url in _ready(files, unkept, site, now)]
        database.close()
        new = [pair for pair in wanted if pair not in self._asked]
        self._asked.update(new)
        most = self._crawler.settings.getint("ATTACHMENT_MAXSIZE")
        requests = [
            file(site, url, self.parse, spider.give_up, most_bytes=most)
            for site, url in new
            if spider.is_at_home(site, url)
        ]
        for request in requests:
            self._crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def parse(self, response: Response) -> Iterator[AttachedFile]:
        """Hand a file on."""
        site, url = response.meta["site"], response.meta["file"]
        self._crawler.stats.inc_value(f"site/{site}/files")
        yield AttachedFile(site=site, url=url, received=received(response))


def _ready(files: Files, unkept: Unkept, site: str, now: datetime) -> list[str]:
    pending = files.pending(site)
    resting = unkept.resting(site, pending, now)
    return [url for url in pending if url not in resting]
