"""Who may be asked now: one gate for all requests of a process, leases between processes.

Four things hold, for every request, robots.txt, redirects and retries included:

- A machine is asked one thing at a time. Scrapy's download slots do that within a crawler, except when its delay is 0
  or its loop is late; two crawlers, or two processes, know nothing of each other. So the handler nearest the network
  takes a lease for each request: nobody else on this data folder asks that machine meanwhile.
- One number is asked two things at a time at most, however many hosts it stands for (crawler.seats).
- Between two requests to a machine lies its delay, whoever makes them: a lease remembers when it was last used.
- A host that refused, or asked us to prove that we are a browser, is not asked again in this run, nor in the next ones
  until its rest is over (crawler.extensions.rests).

The slot of a request is its machine (crawler.hosts.host_key), or the platform that many sites share.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Self

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser

from crawler.contact import ROBOT
from crawler.failures import Refused
from crawler.hosts import host_key, host_of
from crawler.leases import Lease
from crawler.resolving import Resolver
from crawler.seats import Seats
from crawler.sites import Site
from crawler.tls import PolicyByHost, legacy_hosts

logger = logging.getLogger(__name__)

SHORTEST_DELAY = 0.02
"""Seconds. Scrapy 2.19 sends a whole queue at once where the delay is 0, whatever the concurrency."""
LONGEST_CRAWL_DELAY = 60.0
"""Seconds. A longer Crawl-delay would let one listing take days; the log says when it is cut."""
_LOOK_AGAIN = 0.1
"""Seconds between two looks at a lease that somebody else has."""


WhenShut = Callable[[str, str, str, float | None], None]


class Gate:
    """The state of politeness in one crawl: slots, their delays, and the hosts that are not asked again.

    An extension, so that handler and middlewares share one: `crawler.get_extension(Gate)`.
    """

    def __init__(self, sites: Iterable[Site], *, delay: float, jitter: float) -> None:
        self._default = max(delay, SHORTEST_DELAY)
        self._jitter = jitter
        self._platforms: dict[str, str] = {}
        self._delays: dict[str, float] = {}
        self._shut: dict[str, tuple[str, str]] = {}
        self.when_shut: list[WhenShut] = []
        """Called once for every host that is shut, with host, reason, detail and the rest it asked for."""
        self._waited: set[str] = set()
        self._seats = Seats()
        self.resolver = Resolver()
        for site in sites:
            self._admit(site)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the sites of the crawler's spider, if it has any, and the delays of the settings."""
        sites = getattr(crawler.spider, "sites", ())
        settings = crawler.settings
        gate = cls(sites, delay=settings.getfloat("DOWNLOAD_DELAY"), jitter=settings.getfloat("DOWNLOAD_DELAY_JITTER"))
        crawler.signals.connect(gate.robots_parsed, signals.robots_parsed)
        return gate

    def slot(self, url: str) -> str:
        """The name of the machine, or of the platform, that this address asks."""
        host = host_key(url)
        return self._platforms.get(host, host)

    def delay(self, slot: str) -> float:
        """Mean seconds between two requests."""
        return self._delays.get(slot, self._default)

    def gap(self, slot: str) -> float:
        """Least seconds between two requests: the delay with the jitter taken off."""
        return self.delay(slot) * (1 - self._jitter)

    def slow_down(self, slot: str, gap: float) -> None:
        """Leave at least so many seconds between two requests; never fewer than before."""
        self._delays[slot] = max(self.delay(slot), gap / (1 - self._jitter))

    def shut(self, url: str, reason: str, detail: str, rest: float | None = None) -> None:
        """Ask this address's host nothing more in this run. The first reason stays.

        rest: the seconds that it asked for itself, if it did; whoever keeps rests across runs is told.
        """
        host = host_key(url)
        if host in self._shut:
            return
        logger.warning("%s is not asked again in this run: %s (%s)", host, reason, detail)
        self._shut[host] = reason, f"{host} is not asked again in this run: {detail}"
        for tell in self.when_shut:
            tell(host, reason, detail, rest)

    def leave_alone(self, host: str, detail: str) -> None:
        """Ask this host nothing in this run: it refused in an earlier one."""
        self._shut[host] = "resting", detail

    def check(self, url: str) -> None:
        """Raise Refused where the address's host is not asked any more."""
        host = host_key(url)
        if host in self._shut:
            raise Refused(*self._shut[host])

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Signal handler: honours a Crawl-delay, which Scrapy reads and leaves alone."""
        asked = robotparser.crawl_delay(ROBOT)
        slot = self.slot(request.url)
        if not asked or asked <= self.gap(slot):
            return
        if asked > LONGEST_CRAWL_DELAY:
            logger.warning("%s asks for %s s between requests; it gets %s", slot, asked, LONGEST_CRAWL_DELAY)
        self.slow_down(slot, min(float(asked), LONGEST_CRAWL_DELAY))
        logger.info("%s: %.1f s between requests, as its robots.txt asks", slot, self.delay(slot))

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Hold the machine's lease, once it is free and the machine has had its rest. Raises Refused if it is shut."""
        slot = self.slot(url)
        with Lease("host", slot) as lease:
            while not lease.take():
                self._say_waiting(slot, lease)
                await asyncio.sleep(_LOOK_AGAIN)
            gap = self.gap(slot)
            await asyncio.sleep(min(gap, max(0.0, gap - lease.age())))
            async with self._seat(url):
                self.check(url)
                lease.sign()
                yield

    @asynccontextmanager
    async def _seat(self, url: str) -> AsyncIterator[None]:
        """One of the seats of the number behind the address; of several numbers the first one counts."""
        numbers = await self.resolver.numbers(host_of(url))
        if not numbers:
            yield
            return
        async with self._seats.taken(str(numbers[0])):
            yield

    def _admit(self, site: Site) -> None:
        """The hosts of a site use its platform's slot, and the slowest site of a slot gives its delay."""
        for url in site.addresses:
            if site.platform:
                self._platforms[host_key(url)] = site.platform
            if site.delay is not None:
                slot = self.slot(url)
                self._delays[slot] = max(self._delays.get(slot, SHORTEST_DELAY), site.delay)

    def _say_waiting(self, slot: str, lease: Lease) -> None:
        if slot not in self._waited:
            self._waited.add(slot)
            logger.info("%s is being asked by process %s; waiting for its turns", slot, lease.holder() or "?")


class Slots:
    """Downloader middleware: gives every request its slot, and Scrapy that slot's delay.

    It sets both anew each time: a redirect inherits the slot of the machine it comes from.
    """

    def __init__(self, crawler: Crawler, gate: Gate) -> None:
        self._crawler = crawler
        self._gate = gate

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the gate of the crawl."""
        return cls(crawler, gate_of(crawler))

    def process_request(self, request: Request) -> None:
        """Set meta's download_slot; refuse where the host is shut."""
        slot = self._gate.slot(request.url)
        self._gate.check(request.url)
        request.meta["download_slot"] = slot
        downloader = self._crawler.engine.downloader
        delay = self._gate.delay(slot)
        downloader.per_slot_settings[slot] = {"concurrency": 1, "delay": delay}
        if slot in downloader.slots:
            downloader.slots[slot].delay = delay


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, one request at a time for each machine, across processes."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if hosts := legacy_hosts(crawler):
            self._contextFactory = PolicyByHost(self._contextFactory, hosts)  # type: ignore[assignment]

    async def download_request(self, request: Request) -> Response:
        """The response. Raises Refused where the host was shut while the request stood in the queue."""
        gate = gate_of(self.crawler)
        async with gate.turn(request.url):
            return await super().download_request(request)


def asks_robots(request: Request) -> bool:
    """Whether Scrapy made this request for a robots.txt."""
    return request.callback is NO_CALLBACK and bool(request.meta.get("dont_obey_robotstxt"))


def gate_of(crawler: Crawler) -> Gate:
    """The gate of a crawl; without one nothing is asked."""
    gate = crawler.get_extension(Gate)
    if gate is None:
        raise RuntimeError("crawler.politeness.Gate must stand in EXTENSIONS: nothing is asked without it")
    return gate
