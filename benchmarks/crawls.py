"""The two crawls that are compared, each for a process of its own: bare Scrapy, and the road of district-news.

Both ask the same server for the same pages: articles, list pages, robots.txt.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, TypeVar

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings

from benchmarks.pages import MadeUp
from crawler.politeness import SHORTEST_DELAY
from demo.server import Server

_AS_OURS = (
    "CONCURRENT_ITEMS", "CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "COOKIES_ENABLED",
    "DOWNLOAD_DELAY_JITTER", "METAREFRESH_ENABLED", "REMOTE_CONTROL_ENABLED", "ROBOTSTXT_OBEY",
    "SCHEDULER_MEMORY_QUEUE", "TELNETCONSOLE_ENABLED", "USER_AGENT",
)  # fmt: skip
"""Settings that bare Scrapy gets from ours: how much at once, and what is off."""
_PATIENCE = 60.0
"""Seconds until a process that was asked to serve must do so."""

T = TypeVar("T")
Crawl = Callable[[MadeUp], float]
"""Crawls all pages; CPU seconds of the process for that. Raises RuntimeError where it did not get them all."""


def in_own_process(work: Callable[[MadeUp], T], pages: MadeUp) -> T:
    """What comes of it in a fresh process: a reactor can't be started twice, and nothing is left of other work."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, pages).result()


@contextmanager
def served(pages: MadeUp, *, delay: float = 0.0, log: Path | None = None) -> Iterator[MadeUp]:
    """The pages on loopback, answered by a process of its own: its CPU time is not ours.

    delay: seconds that every answer takes. log: where every visit is written down.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(pages, delay, log, theirs), daemon=True)
    process.start()
    try:
        if ours not in wait([ours, process.sentinel], _PATIENCE):
            raise RuntimeError(f"the pages are not served after {_PATIENCE:.0f} s")
        yield replace(pages, port=ours.recv())
    finally:
        process.terminate()
        process.join()


def _serve(pages: MadeUp, delay: float, log: Path | None, caller: Connection) -> None:
    hosts = [portal.facts.host for portal in pages.portals.values()]
    with Server(hosts, 0, log=log, delay=delay) as server:
        server.start(replace(pages, port=server.port).answers)
        caller.send(server.port)
        Event().wait()


class BareSpider(scrapy.Spider):
    """Asks for addresses and does nothing with what comes."""

    name = "bare"

    def __init__(self, addresses: list[str]) -> None:
        super().__init__()
        self.addresses = addresses

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """All addresses at once."""
        for url in self.addresses:
            yield scrapy.Request(url, callback=self.parse)

    def parse(self, response: Response) -> None:
        """Nothing."""


def bare(pages: MadeUp) -> float:
    """Scrapy without anything of ours, at its own shortest useful delay."""
    addresses = [url for _, url, _ in pages.lists()] + [url for _, _, url, _ in pages.articles()]
    ours = _ours()
    settings = Settings({name: ours[name] for name in _AS_OURS} | {"DOWNLOAD_DELAY": SHORTEST_DELAY})
    crawler, seconds = _run(BareSpider, settings, addresses=addresses)
    if crawler.stats.get_value("downloader/response_status_count/200", 0) < len(addresses):
        raise RuntimeError(f"bare Scrapy got fewer than {len(addresses)} pages: {crawler.stats.get_stats()}")
    return seconds


def road(pages: MadeUp) -> float:
    """All of ours: listings read, every exchange archived, every page read, folded and stored."""
    with TemporaryDirectory() as folder:
        os.environ["DISTRICT_NEWS_DATA"] = folder  # this process has nothing else to do
        from crawler.commandline import collect_seldom
        from crawler.spiders.news import NewsSpider

        collect_seldom()
        database, settings = Path(folder) / "news.db", _ours()
        settings.setdict({"DATABASE": str(database), "ARCHIVE_DIR": str(Path(folder) / "warc")}, priority="cmdline")
        _, seconds = _run(NewsSpider, settings, sites=pages.sites())
        kept = _kept(database)
    if kept != pages.count:
        raise RuntimeError(f"the road kept {kept} of {pages.count} articles")
    return seconds


def _ours() -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings")
    return settings


def _run(spider: type[scrapy.Spider], settings: Settings, **arguments: Any) -> tuple[Crawler, float]:
    """Crawl; the crawler with its statistics, and the CPU seconds from before its making until its end."""
    began = time.process_time()
    settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    process.crawl(crawler, **arguments)
    process.start()
    return crawler, time.process_time() - began


def _kept(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    finally:
        connection.close()
