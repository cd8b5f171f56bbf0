"""Known articles, asked for again at certain ages: what is found is noted, what says something else is kept anew."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, NotConfigured
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.answers import content_type, fetched, is_page, next_part, received, validators
from crawler.brake import stop
from crawler.failures import REFUSALS, STOPPED, TROUBLE, why
from crawler.requests import NOT_THERE, further_part, revisit
from crawler.revisits import Revisits, due, may_believe, outcome, read_again, turned_away
from crawler.sites import Site
from pipelines.errors import StoreError
from pipelines.items import Article, Page
from pipelines.stages import NoArticle
from pipelines.store.checks import Check, Checks, Outcome
from pipelines.store.schema import open_database
from pipelines.store.watched import address, is_anothers, kept_as, note_page, watched, with_page

logger = logging.getLogger(__name__)

_IN_ITS_PLACE: dict[str, Outcome] = {"home page": "moved home", "soft 404": "soft 404"}
"""What crawler.middlewares.soft_404 saw in an answer with status 200, as the outcome of a check."""


class Walks(Protocol):
    """What is wanted of the spider."""

    run_id: int | None

    def is_at_home(self, site: str, url: str) -> bool:
        """Whether the address is on a host of that site."""


class Revisiting:
    """Extension: when nothing new is left to fetch, asks for the articles that are due for another look.

    REVISIT_AGES_DAYS, REVISIT_BELIEVED_DAYS, REVISITS_PER_RUN: the schedule (crawler.revisits). Statistics, per site:
    revisits (answers), checked/<outcome>, and refused/<reason>, shut_out where we were shut out meanwhile.
    """

    def __init__(self, crawler: Crawler, sites: tuple[Site, ...]) -> None:
        self._crawler = crawler
        self._sites = {site.id: site for site in sites}
        self._revisits = Revisits.of(crawler.settings)
        self._begun = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For the crawl of sites. Raises NotConfigured for any other, and where no revisits are wanted."""
        sites = getattr(crawler.spider, "sites", ())
        if not sites or not crawler.settings.getint("REVISITS_PER_RUN"):
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        extension = cls(crawler, sites)
        for handler, signal in (
            (extension.spider_opened, signals.spider_opened),
            (extension.spider_closed, signals.spider_closed),
            (extension.spider_idle, signals.spider_idle),
            (extension.kept, signals.item_scraped),
            (extension.turned_away, signals.item_dropped),
            (extension.stage_broke, signals.item_error),
        ):
            crawler.signals.connect(handler, signal)
        return extension

    def spider_opened(self) -> None:
        """A connection of its own; without one there is nothing to crawl for."""
        with self._stopping():
            self._database = open_database(Path(self._crawler.settings["DATABASE"]))

    def spider_closed(self) -> None:
        """Give it back."""
        if hasattr(self, "_database"):
            self._database.close()

    def spider_idle(self, spider: Walks) -> None:
        """Ask for what is due, once a run. Raises DontCloseSpider where there was something."""
        if self._begun or not hasattr(self, "_database"):
            return
        self._begun = True
        requests: list[Request] = []
        with self._stopping():
            requests = [request for site in self._sites for request in self._due(site, spider)]
        for request in requests:
            self._crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _due(self, site: str, spider: Walks) -> Iterator[Request]:
        now = datetime.now(UTC)
        for wanted in due(watched(self._database, site), self._revisits, now):
            article = with_page(self._database, wanted)
            url = address(self._database, article.article_id)
            if spider.is_at_home(site, url):
                unless = article.page if may_believe(article, self._revisits, now) else None
                yield revisit(article.article_id, site, url, self.parse, self.give_up, unless=unless)

    def parse(self, response: Response) -> Iterator[Request | Page]:
        """Note what the answer says by itself; a page goes the way of all pages, and is noted when it is read."""
        site, asked = response.meta["site"], response.meta["article"]
        self._count(site, "revisits")
        said = outcome(response.status, response.url, asked.url, self._sites[site].addresses)
        if said is None and not is_page(response):
            said = ("soft 404", f"{response.url} is {content_type(response)}")
        if said is None and asked.part == 1 and is_anothers(self._database, site, response.meta["check"], response.url):
            said = ("moved", response.url)
        if said is None:
            parts = (*response.meta.get("parts", ()), received(response))
            following = next_part(parts)
            if following and response.request is not None:
                yield further_part(response.request, parts, following)
            else:
                yield Page(site=site, url=asked.url, parts=parts)
        elif "parts" in response.meta:  # a part that is not there ends the article before it
            yield Page(site=site, url=asked.url, parts=response.meta["parts"])
        else:
            self._note(response.meta, *said, at=fetched(response), status=response.status)

    def give_up(self, failure: Failure) -> Iterator[Page]:
        """Errback: it could not be had, which says nothing of the article, or what came stood in its place.

        Nothing is noted where nobody was asked.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        site, (reason, detail) = request.meta["site"], why(failure.value or Exception())
        if reason == STOPPED:
            return
        response = failure.value.response if isinstance(failure.value, HttpError) else None
        if "answered" in request.meta:
            self._count(site, "answered")
        if response is not None and response.status in NOT_THERE and "parts" in request.meta:
            yield Page(site=site, url=request.meta["article"].url, parts=request.meta["parts"])
            return
        if reason.startswith(REFUSALS):
            self._count(site, f"refused/{reason}")
        if reason.startswith(TROUBLE):
            self._count(site, "shut_out")
        if "answered" in request.meta or ("asked" in request.meta and not reason.startswith(TROUBLE)):
            status = response.status if response is not None else None
            said = _IN_ITS_PLACE.get(reason)
            if said is not None:
                self._note(request.meta, said, detail, at=datetime.now(UTC), status=200)
            else:
                self._note(request.meta, "failed", f"{reason}: {detail}", at=datetime.now(UTC), status=status)

    def kept(self, item: Any, response: Response | None) -> None:
        """An article went through: remember what its page came with; of a known one, whether it says the same."""
        if not isinstance(item, Article):
            return
        first = item.page.parts[0]
        page, check = validators(first), response is not None and "check" in response.meta
        if not page and not check:
            return
        with self._stopping():
            found = kept_as(self._database, item.site, item.canonical_url)
            if found is not None:
                note_page(self._database, found.article_id, page)
            if response is not None and check:
                said = read_again(item, found, response.meta["check"])
                self._note(response.meta, *said, at=item.page.fetched, status=first.status)

    def turned_away(self, item: Any, exception: BaseException, response: Response | None) -> None:
        """A page is no article any more, or could not be read."""
        if isinstance(item, Page) and response is not None and "check" in response.meta:
            said: tuple[Outcome, str] = ("failed", str(exception))
            if isinstance(exception, NoArticle):
                said = turned_away(exception.kind, exception.reason)
            self._note(response.meta, *said, at=item.fetched, status=item.parts[0].status)

    def stage_broke(self, item: Any, response: Response | None, failure: Failure) -> None:
        """A stage of ours raised, which says nothing of the article."""
        if isinstance(item, Page) and response is not None and "check" in response.meta:
            self._note(response.meta, "failed", str(failure.value), at=item.fetched, status=item.parts[0].status)

    def _note(self, meta: Mapping[str, Any], found: Outcome, detail: str, *, at: datetime, status: int | None) -> None:
        self._count(meta["site"], f"checked/{found}")
        run_id = getattr(self._crawler.spider, "run_id", None)
        check = Check(
            article_id=meta["check"], at=at, outcome=found, status=status, detail=detail or None, run_id=run_id
        )
        with self._stopping():
            Checks(self._database).note(check)

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """What cannot be stored stops the crawl, as with an article: going on would only lose more."""
        try:
            yield
        except StoreError as error:
            logger.error("The crawl stops: %s", error)
            stop(self._crawler, "unstored")

    def _count(self, site: str, key: str) -> None:
        self._crawler.stats.inc_value(f"site/{site}/{key}")
