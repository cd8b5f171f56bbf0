"""The record of a run: what was asked, what came of it, what failed; and where every response went."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from crawler.brake import stop
from crawler.failures import NOT_A_PAGE, REFUSALS, TROUBLE, address_failed
from crawler.figures import figures
from crawler.hosts import host_key
from crawler.leases import Lease
from crawler.politeness import asks_robots
from crawler.sites import Site
from pipelines.errors import DistrictNewsError, StoreError
from pipelines.items import Link, Page
from pipelines.store.runs import Run, Runs, State
from pipelines.store.schema import open_database
from pipelines.store.sites import Sites
from pipelines.store.unkept import Unkept
from pipelines.store.walks import Walked, Walks

logger = logging.getLogger(__name__)

_WRITTEN_EVERY = 30.0
"""Seconds between two writings of the figures, so that `runs` shows a crawl while it runs."""
_LOOKED_BACK = 100
"""Runs among which killed ones are looked for."""


class RunRecord:
    """Extension: opens a run when a spider with sites opens, counts, and closes the run when the spider closes."""

    def __init__(self, crawler: Crawler, sites: tuple[Site, ...]) -> None:
        self._crawler = crawler
        self._sites = sites
        self._site_of_host = {host_key(url): site.id for site in reversed(sites) for url in site.addresses}
        self._first: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._run_id: int | None = None
        self._stopping = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For the crawl's spider. Raises NotConfigured where that has no sites: a replay, a shell."""
        sites = getattr(crawler.spider, "sites", ())
        if not sites:
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        record = cls(crawler, sites)
        for handler, signal in (
            (record.spider_opened, signals.spider_opened),
            (record.spider_closed, signals.spider_closed),
            (record.asking, signals.request_reached_downloader),
            (record.answered, signals.response_downloaded),
            (record.given_up, address_failed),
            (record.spider_broke, signals.spider_error),
            (record.stage_broke, signals.item_error),
            (record.turned_away, signals.item_dropped),
        ):
            crawler.signals.connect(handler, signal)
        return record

    def spider_opened(self, spider: Spider) -> None:
        """Open the run, and close those whose process ended without a word. A crawl nobody can record stops."""
        try:
            self._open(spider)
        except StoreError as error:
            self._stop(error)

    def _open(self, spider: Spider) -> None:
        self._database = open_database(Path(self._crawler.settings["DATABASE"]))
        self._runs, self._unkept, self._walks = Runs(self._database), Unkept(self._database), Walks(self._database)
        for site in self._sites:
            place = (site.division_scheme, site.division, site.home)
            Sites(self._database).register(site.id, site.name, *place, twin_hosts=site.twins)
        self._close_dead()
        command = getattr(spider, "command", "crawl")
        self._run_id = self._runs.begin(command, [site.id for site in self._sites], datetime.now(UTC))
        spider.run_id = self._run_id  # type: ignore[attr-defined]
        for site in self._sites:
            self._walks.record(self._run_id, site.id, (Walked(listing=one.url) for one in site.listings))
        self._writing = create_looping_call(self._write)
        self._writing.start(_WRITTEN_EVERY, now=False)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Write the last figures and how it ended."""
        if self._run_id is None:
            return
        if self._writing.running:
            self._writing.stop()
        self._end(_state(reason))

    def close(self) -> None:
        """For whoever started the crawl, when it is over: a crawl stopped in a hurry never closes its spider."""
        if self._run_id is not None:
            self._end("interrupted")

    def _end(self, state: State) -> None:
        try:
            self._write()
            if self._run_id is not None:
                for site in self._sites if state == "finished" else ():
                    self._walks.conclude(self._run_id, site.id, self._walked(site.id), datetime.now(UTC))
                self._runs.finish(self._run_id, state, datetime.now(UTC))
        except StoreError as error:
            logger.error("The end of the run is not recorded: %s", error)
        self._run_id = None
        self._database.close()

    def asking(self, request: Request) -> None:
        """A request goes out: the answer before it, if there was one, led to this."""
        site = self._site(request)
        self._first.setdefault(site, monotonic())
        request.meta["asked"] = True
        retries = request.meta.pop("answered", None)
        if retries is not None:
            self._count(site, "retried" if request.meta.get("retry_times", 0) > retries else "redirected")

    def answered(self, request: Request, response: Response) -> None:
        """A response came over the network."""
        site = self._site(request)
        self._last[site] = monotonic()
        self._count(site, "responses")
        if asks_robots(request):
            self._count(site, "robots")
        elif "made_up" in request.meta:
            self._count(site, "made_up")
        else:
            request.meta["answered"] = request.meta.get("retry_times", 0)

    def given_up(self, request: Request, site: str, url: str, reason: str, detail: str, answered: bool) -> None:
        """An address could not be had. answered: with a response that no callback has seen."""
        self._last[site] = monotonic()
        self._count(site, f"{'refused' if reason.startswith(REFUSALS) else 'failed'}/{reason}")
        if reason.startswith(TROUBLE):
            self._count(site, "shut_out")
        if answered:
            self._count(site, "answered")
        self._note(site, url, reason, detail)
        article = request.meta.get("article")
        if article or "file" in request.meta:
            asked = "asked" in request.meta and not reason.startswith(TROUBLE)
            links = article.links if article else ()
            self._remember(site, url, links, reason, judged=reason == NOT_A_PAGE, asked=asked)

    def spider_broke(self, failure: Failure, response: Response | None) -> None:
        """A callback of ours raised; without a response, the spider's start did."""
        if response is None or isinstance(failure.value, StoreError):
            self._stop(failure.value)
        if response is None:
            return
        self._broke(response.request, failure)
        if response.request is not None and response.request.meta.get("is_listing"):
            self._count(self._site(response.request), "unwalked")

    def stage_broke(self, item: Any, failure: Failure, response: Response | None = None) -> None:
        """A stage of ours raised. Where it could not store, going on would only lose more: the crawl stops."""
        site, url = _named(item)
        self._count(site, "broken")
        self._count(site, "failed/error")
        self._note(site, url, "error", _told(failure))
        if isinstance(item, Page) and not _is_check(response):
            self._remember(site, url, item.links, "error")
        if isinstance(failure.value, StoreError):
            self._stop(failure.value)

    def turned_away(self, item: Any, exception: BaseException, response: Response | None = None) -> None:
        """A stage turned a page away, and has counted it: it is no article, or could not be read."""
        if not isinstance(item, Page) or _is_check(response):
            return
        if isinstance(exception.__cause__, DistrictNewsError):
            self._note(item.site, item.url, "unreadable", str(exception.__cause__))
            self._remember(item.site, item.url, item.links, "unreadable", judged=True)
        else:
            self._remember(item.site, item.url, item.links, "no article", judged=True)

    def _broke(self, request: Request | None, failure: Failure) -> None:
        if request is not None:
            site = self._site(request)
            self._count(site, "broken")
            self._count(site, "failed/error")
            self._note(site, request.url, "error", _told(failure))
            article = request.meta.get("article")
            if article and "check" not in request.meta:
                self._remember(site, article.url, article.links, "error")

    def _note(self, site: str, url: str, reason: str, detail: str) -> None:
        if self._run_id is None:
            return
        try:
            self._runs.fail(self._run_id, site, url, reason, detail, datetime.now(UTC))
        except StoreError as error:
            self._stop(error)

    def _walked(self, site: str) -> tuple[Walked, ...]:
        """How far the spider came; what is no NewsSpider walks nothing."""
        walked = getattr(self._crawler.spider, "walked", None)
        return walked(site) if walked else ()

    def _remember(
        self, site: str, url: str, links: tuple[Link, ...], reason: str, *, judged: bool = False, asked: bool = True
    ) -> None:
        """Keep in mind that an address brought no article, so that it is asked again in time."""
        if self._run_id is None:  # the run could not be opened, or is closed: the next one meets the address again
            return
        now = datetime.now(UTC)
        try:
            self._unkept.note(site, url, links, reason=reason, judged=judged, asked=asked, now=now)
        except StoreError as error:
            self._stop(error)

    def _write(self) -> None:
        """Set the counts of every site in the run's record, and how far its listings were walked."""
        stats: Mapping[str, Any] = self._crawler.stats.get_stats()
        if self._run_id is not None:
            for site in self._sites:
                self._runs.count(self._run_id, site.id, figures(stats, site.id), self.seconds(site.id))
                self._walks.record(self._run_id, site.id, self._walked(site.id))

    def seconds(self, site: str) -> float:
        """Seconds between a site's first request and its last answer."""
        return round(max(0.0, self._last.get(site, 0.0) - self._first.get(site, 0.0)), 1)

    def _stop(self, error: BaseException | None) -> None:
        """Stop the crawl, once: going on would only lose more."""
        if not self._stopping:
            self._stopping = True
            logger.error("The crawl stops: %s", error)
            stop(self._crawler, "unstored")

    def _close_dead(self) -> None:
        """Nobody closes a run that was killed; it was, where nobody holds its sites any more, or we hold them."""
        ours = {site.id for site in self._sites}
        for run in self._runs.recent(_LOOKED_BACK):
            theirs = {part.site for part in run.sites}
            if run.state == "running" and (theirs & ours or not is_alive(run)):
                logger.warning("Run %s of %s was killed", run.id, run.started.isoformat(timespec="seconds"))
                self._runs.close_killed(run.id, datetime.now(UTC))

    def _site(self, request: Request) -> str:
        """The site a request is made for; for a robots.txt, the first one on its host."""
        return str(request.meta.get("site") or self._site_of_host.get(host_key(request.url), "-"))

    def _count(self, site: str, key: str) -> None:
        self._crawler.stats.inc_value(f"site/{site}/{key}")


def _state(reason: str) -> State:
    """How a run ended, by the reason its spider closed for."""
    if reason == "finished":
        return "finished"
    return "interrupted" if reason in {"shutdown", "cancelled"} else "failed"


def is_alive(run: Run) -> bool:
    """Whether the process of a run that was not closed still holds one of its sites."""
    return any(Lease("site", part.site).is_held() for part in run.sites)


def _is_check(response: Response | None) -> bool:
    """Whether a known article was asked for again: what came of that is told by crawler.extensions.revisits."""
    return response is not None and "check" in response.meta


def _named(item: Any) -> tuple[str, str]:
    """Site and address of whatever travels: a Page, an Article, a Sighting."""
    link = getattr(item, "link", None)
    return str(getattr(item, "site", "-")), str(getattr(item, "url", "") or getattr(link, "url", ""))


def _told(failure: Failure) -> str:
    """What broke, and where."""
    frames = traceback.extract_tb(failure.value.__traceback__) if failure.value else []
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(failure.value).__name__}: {failure.value}{where}"
