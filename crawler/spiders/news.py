"""The spider of all profiles: walks listings, asks for articles that are not kept yet, yields Pages and Sightings.

One spider crawls all sites of a run, because politeness belongs to the process. What becomes of a Page is the
pipelines' work; what a list page says is read by crawler.discovery; which rows to follow decides crawler.walk.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import scrapy
from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.answers import content_type, fetched, is_page, next_part, received
from crawler.discovery.epapers import day_before
from crawler.discovery.further_pages import read_page
from crawler.discovery.list_pages import ListPage
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.second_pages import instead
from crawler.failures import NOT_A_PAGE, STOPPED, Refused, address_failed, why
from crawler.learning import with_knowledge
from crawler.sites import Listing, Site
from crawler.walk import ListingWalk, Walk
from pipelines.archive import ArticleRequest
from pipelines.errors import UnreadablePage
from pipelines.extract.document import decode
from pipelines.items import AttachedFile, Link, Page, Received, Sighting
from pipelines.rules import HostKnowledge, SiteFacts
from pipelines.store.articles import Articles
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database
from pipelines.store.unkept import Unkept
from pipelines.store.walks import Walked, Walks

_NOT_THERE = {404, 410}
PARTS_NEXT = 5
"""Priority of an article's further parts."""
LISTINGS_FIRST = 10
"""Priority of list pages: rows move from page to page while articles are read, so lists go before articles."""


class NewsSpider(scrapy.Spider):
    """Crawls the sites it is given; a subclass made for a profile has that one site.

    Statistics, per site: site/<id>/listings, pages, links, known, resting, elsewhere, articles, cut, unwalked; what
    failed is sent as crawler.failures.address_failed. The run's number, once there is one, stands in run_id.
    """

    sites: tuple[Site, ...] = ()
    command = "crawl"
    """What was asked for, as the record of the run says it."""
    run_id: int | None = None

    def __init__(
        self,
        name: str = "crawl",
        sites: Iterable[Site] | None = None,
        command: str = "crawl",
        knowledge: Mapping[str, HostKnowledge] | None = None,
    ) -> None:
        super().__init__(name=getattr(type(self), "name", None) or name)
        self.sites = self.sites if sites is None else tuple(sites)
        self.command = command
        self.knowledge = knowledge or {}

    @property
    def facts(self) -> dict[str, SiteFacts]:
        """What the reader of articles may know about each site."""
        return with_knowledge({site.id: site.facts for site in self.sites}, self.knowledge)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every listing, and again for what brought no article lately."""
        database = open_database(Path(self.settings["DATABASE"]))
        self._close_database = database.close
        self._articles = Articles(database)
        self._runs, self._unkept = Runs(database), Unkept(database)
        self._walks = self._begin(Walks(database))
        self._waiting: dict[str, Request] = {}
        now = datetime.now(UTC)
        for walk in self._walks.values():
            for listing in self._listings[walk.site.id]:
                yield self._ask_page(listing, PageRequest(url=listing.listing.url))
            for rows in self._unkept.due(walk.site.id, now):
                for link in walk.ask_again(rows):
                    self._count(walk.site, "links")
                    yield self._ask_article(walk, link)

    def closed(self, reason: str) -> None:
        """Give the database back."""
        if hasattr(self, "_close_database"):
            self._close_database()

    def parse_listing(self, response: Response, listing: ListingWalk) -> Iterator[Request | Sighting]:
        """Follow the rows of a list page, and its next page while there is something new."""
        walk, first = listing.walk, listing.rows == 0
        self._count(walk.site, "pages")
        now = fetched(response)
        try:
            found = _read(response, listing.listing, walk.site, now)
        except UnreadablePage as error:
            self._fail(response.request, Refused("unreadable", str(error)))
            return
        if first and not (found and (found.rows or found.next)):
            self._fail(response.request, Refused("no rows", f"{response.url} shows no list of articles"))
            return
        self._count(walk.site, "listings", bool(first and found and found.rows))
        self._solve(walk.site, response.request, now)
        walk.moved(response.url)
        rows, following = (found.rows, found.next) if found else ((), None)
        urls = [link.url for link in rows]
        known = self._articles.known(walk.site.id, urls)
        resting = self._unkept.resting(walk.site.id, urls, now)
        yield from self._follow(rows, known, resting, walk, now)
        if found and not following and listing.goes_on(rows, known | resting):
            following = found.guess
        yield from self._turn_page(listing, rows, known | resting, following)

    def parse_article(self, response: Response) -> Iterator[Request | Page | Sighting]:
        """Ask for the article's next part, if it has one, or hand the page on."""
        asked: ArticleRequest = response.meta["article"]
        walk = self._walks[asked.site]
        self._count(walk.site, "articles")
        self._waiting.pop(asked.url, None)
        if not is_page(response):
            self._fail(response.request, Refused(NOT_A_PAGE, f"{response.url} is {content_type(response)}"))
            return
        parts = (*response.meta.get("parts", ()), received(response))
        following = next_part(parts)
        if following:
            yield self._ask_part(asked, parts, following)
        else:
            yield from self._hand_on(asked, parts)

    def ask_file(self, site: str, url: str) -> Request | None:
        """A request for a file that an article of the site links to; None where it lies on a host of others."""
        if not self._walks[site].is_at_home(url):
            return None
        meta = {"site": site, "file": url, "download_maxsize": self.settings.getint("ATTACHMENT_MAXSIZE")}
        return Request(url, callback=self.parse_file, errback=self.give_up, meta=meta)

    def parse_file(self, response: Response) -> Iterator[AttachedFile]:
        """Hand a file on."""
        site, url = response.meta["site"], response.meta["file"]
        self._count(self._walks[site].site, "files")
        yield AttachedFile(site=site, url=url, received=received(response))

    def give_up(self, failure: Failure) -> Iterator[Page | Sighting]:
        """Errback: an address that could not be had is counted with its reason.

        An article whose pager names a part that is not there ends before it; one whose part cannot be had now is
        asked for again as a whole.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        parts = request.meta.get("parts", ())
        if parts and isinstance(failure.value, HttpError) and failure.value.response.status in _NOT_THERE:
            self._count(self._walks[request.meta["site"]].site, "answered")
            yield from self._hand_on(request.meta["article"], parts)
        else:
            self._fail(request, failure.value or Exception(), answered="answered" in request.meta)

    def turn_back(self, failure: Failure) -> Iterator[Request | Page | Sighting]:
        """Errback of list pages: what was guessed, or is a paper's of one day, may not be there; another may be."""
        request: Request = failure.request  # type: ignore[attr-defined]
        wanted: PageRequest = request.meta["wanted"]
        listing: ListingWalk = request.cb_kwargs["listing"]
        gone = isinstance(failure.value, HttpError) and failure.value.response.status in _NOT_THERE
        if gone and (wanted.guess or (listing.rows and day_before(wanted.url))):
            self._count(listing.walk.site, "answered")
            yield from self._turn_page(listing, (), set(), instead(wanted))
        else:
            yield from self.give_up(failure)

    def _hand_on(self, asked: ArticleRequest, parts: tuple[Received, ...]) -> Iterator[Page | Sighting]:
        """A page with the rows that led to it; rows that came too late for that are sightings."""
        walk = self._walks[asked.site]
        walk.hand_on(asked.url)
        page = Page(site=asked.site, url=asked.url, parts=parts, links=asked.links)
        yield page
        for link in walk.rows_of(asked.url):
            if link not in asked.links:
                yield Sighting(site=asked.site, link=link, seen=page.fetched)

    def walked(self, site: str) -> tuple[Walked, ...]:
        """How far each listing of a site was walked so far."""
        return tuple(
            Walked(listing=walk.listing.url, pages=walk.pages, rows=walk.rows, ended=walk.ended)
            for walk in getattr(self, "_listings", {}).get(site, ())
        )

    def _begin(self, walks: Walks) -> dict[str, Walk]:
        """One walk for each site; to the end where the last one did not come to it."""
        begun = {site.id: Walk(site, ended=walks.ended(site.id, before=self.run_id)) for site in self.sites}
        self._listings = {site: walk.listings() for site, walk in begun.items()}
        return begun

    def _follow(
        self, rows: tuple[Link, ...], known: set[str], resting: set[str], walk: Walk, now: datetime
    ) -> Iterator[Request | Sighting]:
        """Requests for what is wanted, sightings of what is kept."""
        site = walk.site
        sorted_rows = walk.sort(rows, known, resting)
        for key in ("links", "known", "resting", "elsewhere"):
            self._count(site, key, getattr(sorted_rows, key))
        for link in sorted_rows.seen:
            yield Sighting(site=site.id, link=link, seen=now)
        for link in sorted_rows.waiting:
            self._add_row(walk, link)
        for link in sorted_rows.wanted:
            yield self._ask_article(walk, link)

    def _solve(self, site: Site, request: Request | None, now: datetime) -> None:
        """Close the failures of a list page that answered."""
        if request is not None:
            self._runs.solve(site.id, _asked_url(request), now)

    def _turn_page(
        self, listing: ListingWalk, rows: tuple[Link, ...], old: set[str], following: PageRequest | None
    ) -> Iterator[Request]:
        wanted = listing.next_page(rows, old, following)
        if wanted:
            yield self._ask_page(listing, wanted)
        if listing.cut:
            site = listing.walk.site
            self._count(site, "cut")
            self.logger.warning("%s: %s goes on after %s pages", site.id, listing.listing.url, site.max_pages)

    def _ask_page(self, listing: ListingWalk, wanted: PageRequest) -> Request:
        return Request(
            wanted.url,
            method=wanted.method,
            body=wanted.body,
            headers=dict(wanted.headers),
            callback=self.parse_listing,
            errback=self.turn_back,
            cb_kwargs={"listing": listing},
            meta={"site": listing.walk.site.id, "is_listing": True, "wanted": wanted},
            priority=LISTINGS_FIRST,
        )

    def _ask_article(self, walk: Walk, link: Link) -> Request:
        article = ArticleRequest(site=walk.site.id, url=link.url, links=walk.rows_of(link.url))
        request = Request(
            link.url,
            callback=self.parse_article,
            errback=self.give_up,
            meta={"site": walk.site.id, "article": article},
        )
        self._waiting[link.url] = request
        return request

    def _ask_part(self, asked: ArticleRequest, parts: tuple[Received, ...], url: str) -> Request:
        """Parts go before other articles: what is read together should be fetched together."""
        article = replace(asked, part=len(parts) + 1)
        meta = {"site": asked.site, "article": article, "parts": parts}
        return Request(url, callback=self.parse_article, errback=self.give_up, meta=meta, priority=PARTS_NEXT)

    def _add_row(self, walk: Walk, link: Link) -> None:
        """Let an article that is still waiting carry this row, too, into archive and database alike."""
        for row in walk.rows_of(link.url):
            request = self._waiting.get(row.url)
            if request is not None and "archived" not in request.meta:
                request.meta["article"] = replace(request.meta["article"], links=walk.rows_of(link.url))

    def _fail(self, request: Request | None, error: BaseException, *, answered: bool = False) -> None:
        """Say that an address was given up; answered: with a response that no callback has seen."""
        assert request is not None  # noqa: S101 - Scrapy sets it on every response
        reason, detail = why(error)
        site, url = request.meta["site"], _asked_url(request)
        self._waiting.pop(url, None)
        if reason == STOPPED:
            return
        if request.meta.get("is_listing"):
            self._count(self._walks[site].site, "unwalked")
        self.logger.info("%s: %s: %s (%s)", site, url, reason, detail)
        self.crawler.signals.send_catch_log(
            address_failed, request=request, site=site, url=url, reason=reason, detail=detail, answered=answered
        )

    def _count(self, site: Site, key: str, number: int = 1) -> None:
        if number:
            self.crawler.stats.inc_value(f"site/{site.id}/{key}", number)


def _read(response: Response, listing: Listing, site: Site, now: datetime) -> ListPage | None:
    """What a list page says; None where the answer is no page. Raises UnreadablePage."""
    if not is_page(response):
        return None
    text = decode(response.body, content_type(response)).text
    wanted: PageRequest | None = response.meta.get("wanted")
    return read_page(text, listing=listing, url=response.url, fetched=now, zone=site.zone, asked=wanted)


def _asked_url(request: Request) -> str:
    """The address as first asked for, before redirects."""
    article: ArticleRequest | None = request.meta.get("article")
    if "file" in request.meta:
        return str(request.meta["file"])
    return article.url if article else str((request.meta.get("redirect_urls") or [request.url])[0])
