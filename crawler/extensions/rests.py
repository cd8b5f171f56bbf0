"""Hosts that refused are left alone across runs: shut from the start of a crawl, noted when they refuse anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.failures import STATES
from crawler.hosts import host_key
from crawler.politeness import Gate, asks_robots, gate_of
from crawler.readiness import told
from pipelines.errors import StoreError
from pipelines.store.rests import Rest, Rests
from pipelines.store.schema import open_database

logger = logging.getLogger(__name__)


class HostRests:
    """Extension: keeps the rests of hosts in the database; also for crawls of single addresses, where there is one."""

    def __init__(self, gate: Callable[[], Gate], database: Path, *, make: bool) -> None:
        self._gate = gate
        self._path = database
        self._make = make
        self._rests: Rests | None = None
        self._known: dict[str, Rest] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wiring. Only a crawl of sites that keeps what it finds makes a database."""
        keeps = bool(getattr(crawler.spider, "sites", ())) and bool(crawler.settings.getdict("ITEM_PIPELINES"))
        rests = cls(lambda: gate_of(crawler), Path(crawler.settings["DATABASE"]), make=keeps)
        crawler.signals.connect(rests.spider_opened, signals.spider_opened)
        crawler.signals.connect(rests.spider_closed, signals.spider_closed)
        crawler.signals.connect(rests.answered, signals.response_received)
        return rests

    def spider_opened(self) -> None:
        """Shut the hosts whose rest is not over. Without a database there are none; a spoilt one stops the crawl."""
        if not (self._make or self._path.exists()):
            return
        try:
            self._database = open_database(self._path)
            self._rests = Rests(self._database)
            self._known = self._rests.all()
        except StoreError as error:
            logger.error("Which hosts are to be left alone is not known: %s", error)
            return
        gate, now = self._gate(), datetime.now(UTC)  # an extension like us: not to be had before all are there
        for host, rest in self._known.items():
            if rest.until > now:
                gate.leave_alone(host, told(rest))
        gate.when_shut.append(self._shut)

    def spider_closed(self) -> None:
        """Give the database back."""
        if self._rests is not None:
            self._rests = None
            self._database.close()

    def answered(self, response: Response, request: Request) -> None:
        """An answer that was not a no: what the host refused before is over. robots.txt answers everybody."""
        host = host_key(request.url)
        if host in self._known and response.status < 400 and not asks_robots(request):
            logger.info("%s answers again", host)
            self._forget(host)

    def _shut(self, host: str, reason: str, detail: str, rest: float | None) -> None:
        state = STATES.get(reason)
        if self._rests is None or state is None or state.rest is None:
            return
        first = state.rest if rest is None else timedelta(seconds=min(rest, state.longest.total_seconds()))
        try:
            noted = self._rests.note(host, reason, detail, first=first, longest=state.longest, now=datetime.now(UTC))
        except StoreError as error:
            logger.error("The rest of %s is not recorded: %s", host, error)
            return
        self._known[host] = noted
        logger.warning("%s", told(noted))

    def _forget(self, host: str) -> None:
        del self._known[host]
        if self._rests is None:
            return
        try:
            self._rests.clear(host)
        except StoreError as error:
            logger.error("The end of the rest of %s is not recorded: %s", host, error)
