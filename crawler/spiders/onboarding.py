"""Looks at portals for `addsite`: several side by side, through the crawl's own road, and keeps nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import scrapy
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.answers import content_type, is_page, received
from crawler.discovery.page_requests import PageRequest
from crawler.failures import NOT_A_PAGE, Refused, why
from crawler.hosts import host_key
from crawler.onboarding.visit import Proposal, Wish, visit
from crawler.sites import Site
from pipelines.archive import ArticleRequest
from pipelines.errors import NotAdded
from pipelines.items import Link, Received

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What came of one portal: a proposal, or why there is none."""

    wish: Wish
    proposal: Proposal | None = None
    trouble: NotAdded | None = None


class OnboardingSpider(scrapy.Spider):
    """Yields one Visited for each portal, in the order in which they are done.

    known: gives the id of the site that has a profile of an address already. tell: is told what is being asked for, by
    the portal's address, for a progress line.
    """

    name = "onboarding"
    custom_settings: dict[str, Any] | None = {  # noqa: RUF012 - declared so by Scrapy
        "ITEM_PIPELINES": {},  # the command decides what is kept
        "ARCHIVE_ENABLED": False,  # a look is no crawl
        "EXTENSIONS": {  # and no run of a site
            "crawler.politeness.Gate": 0,
            "crawler.brake.Brake": 0,
            "crawler.extensions.rests.HostRests": 0,
        },
    }

    def __init__(
        self,
        wishes: Iterable[Wish],
        *,
        known: Callable[[str], str | None] = lambda _: None,
        tell: Callable[[str, str], None] = lambda *_: None,
        side_by_side: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.wishes = tuple(wishes)
        self._known, self._tell = known, tell
        self._workers = min(side_by_side, len(self.wishes))
        # Only these hosts may lie on private ground (crawler.middlewares.addresses): a page cannot send us elsewhere.
        self.sites = tuple(
            Site(id=host_key(wish.url), name=wish.url, home=wish.url, path=Path()) for wish in self.wishes
        )

    async def start(self) -> AsyncIterator[Any]:
        """Visit the portals; what is done is yielded while others are still looked at."""
        waiting = iter(self.wishes)
        done: asyncio.Queue[Visited] = asyncio.Queue()
        workers = [asyncio.create_task(self._work(waiting, done)) for _ in range(self._workers)]
        try:
            for _ in self.wishes:
                yield await done.get()
        finally:
            for worker in workers:
                worker.cancel()

    async def _work(self, waiting: Iterator[Wish], done: asyncio.Queue[Visited]) -> None:
        for wish in waiting:
            try:
                proposal = await visit(wish, self._ask, known=self._known, tell=partial(self._tell, wish.url))
                await done.put(Visited(wish=wish, proposal=proposal))
            except NotAdded as error:
                await done.put(Visited(wish=wish, trouble=error))
            except Exception as error:  # a defect of ours takes no other portal along
                logger.exception("%s", wish.url)
                told = f"{wish.url}: an error of this program, please report it: {type(error).__name__}: {error}"
                await done.put(Visited(wish=wish, trouble=NotAdded("error", told)))

    async def _ask(self, wanted: PageRequest, *, is_list: bool = False, row: Link | None = None) -> Received:
        """One page, through all downloader middlewares. Raises Refused where it cannot be had."""
        meta: dict[str, Any] = {"download_maxsize": self.settings.getint("ONBOARDING_MAXSIZE")}
        if is_list:
            meta["is_listing"] = True
        if row is not None:
            meta["article"] = ArticleRequest(site=host_key(row.url), url=row.url, links=(row,))
        request = Request(
            wanted.url,
            method=wanted.method,
            body=wanted.body,
            headers=dict(wanted.headers),
            callback=NO_CALLBACK,
            meta=meta,
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            raise Refused(*why(error)) from error
        if response.status >= 400:
            raise Refused(f"status {response.status}", response.url)
        if not is_page(response):
            raise Refused(NOT_A_PAGE, f"{response.url} is {content_type(response)}")
        return received(response)
