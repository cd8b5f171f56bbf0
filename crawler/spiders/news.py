"""The spider of all profiles: walks listings, asks for articles that are not kept yet, yields Pages and Sightings.

One spider crawls all sites of a run, because politeness belongs to the process. What becomes of a Page is the
pipelines' work; what a list page says is read by crawler.discovery; which rows to follow decides crawler.walk, how far
crawler.listing_walk.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import scrapy
from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import requests
from crawler.answers import content_type, fetched, is_page, next_part, received, validators
from crawler.discovery.epapers import day_before
from crawler.discovery.further_pages import read_page
from crawler.discovery.list_pages import ListPage
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.second_pages import instead
from crawler.discovery.shape import shape_of
from crawler.failures import NOT_A_PAGE, STOPPED, Refused, address_failed, why
from crawler.learning import with_knowledge
from crawler.listing_walk import ListingWalk, Shown
from crawler.policy import Policy, may_believe, plan
from crawler.requests import asked_url
from crawler.sites import Listing, Site
from crawler.walk import Walk
from pipelines.archive import ArticleRequest
from pipelines.errors import UnreadablePage
from pipelines.extract.document import decode
from pipelines.items import Link, Page, Received, Sighting
from pipelines.rules import HostKnowledge, SiteFacts
from pipelines.store.known import known
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database
from pipelines.store.unkept import Unkept
from pipelines.store.walks import Validators, Walked, Walks

_NOT_THERE = {404, 410}
_AHEAD = timedelta(days=1)
"""A row may show tomorrow's date: clocks and zones differ. Later days are mistakes, and no watermark."""


class NewsSpider(scrapy.Spider):
    """Crawls the sites it is given; a subclass made for a profile has that one site.

    deep: walk all pages within the horizon; since: fill in what is younger than this day.

    Statistics, per site: site/<id>/listings, pages, links, known, resting, elsewhere, postponed, not_modified,
    articles, cut, unwalked; what failed is sent as crawler.failures.address_failed. The run's number, once there is
    one, stands in run_id.
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
        *,
        deep: bool = False,
        since: date | None = None,
    ) -> None:
        super().__init__(name=getattr(type(self), "name", None) or name)
        self.sites = self.sites if sites is None else tuple(sites)
        self.command = command
        self.knowledge = knowledge or {}
        self.deep, self.since = deep, since

    @property
    def facts(self) -> dict[str, SiteFacts]:
        """What the reader of articles may know about each site."""
        return with_knowledge({site.id: site.facts for site in self.sites}, self.knowledge)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every listing, and again for what brought no article lately."""
        self._database = open_database(Path(self.settings["DATABASE"]))
        self._runs, self._unkept = Runs(self._database), Unkept(self._database)
        self._waiting: dict[str, Request] = {}
        now = datetime.now(UTC)
        for request in self._begin(Policy.of(self.settings), now):
            yield request
        for walk in self._walks.values():
            for rows in self._unkept.due(walk.site.id, now):
                for link in walk.ask_again(rows):
                    self._count(walk.site, "links")
                    yield self._ask_article(walk, link)

    def closed(self, reason: str) -> None:
        """Give the database back."""
        if hasattr(self, "_database"):
            self._database.close()

    def parse_listing(self, response: Response, listing: ListingWalk) -> Iterator[Request | Sighting]:
        """Follow the rows of a list page, and its next page while there is something new."""
        walk, first, now = listing.walk, listing.rows == 0, fetched(response)
        self._count(walk.site, "pages")
        if response.status == requests.NOT_MODIFIED:
            self._leave(listing, response)
            return
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
        if not listing.pages:
            listing.first_page = validators(received(response))
            listing.shape = shape_of(found, listing.listing) if found else None
        shown = self._look_up(found.rows if found else (), walk, now)
        shown = replace(shown, paper=day_before(response.url) is not None)
        yield from self._follow(listing, shown, now)
        following = found.next if found else None
        if found and not following and listing.goes_on(shown):
            following = found.guess
        yield from self._turn_page(listing, shown, following)

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
        if following and response.request is not None:
            yield requests.further_part(response.request, parts, following)
        else:
            yield from self._hand_on(asked, parts)

    def is_at_home(self, site: str, url: str) -> bool:
        """Whether the address is on a host of that site."""
        return self._walks[site].is_at_home(url)

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
            yield from self._turn_page(listing, Shown(), instead(wanted))
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
        return tuple(listing.walked() for listing in getattr(self, "_listings", {}).get(site, ()))

    def walks(self) -> tuple[ListingWalk, ...]:
        """The walks through all listings, as far as they came."""
        return tuple(walk for walks in getattr(self, "_listings", {}).values() for walk in walks)

    def _begin(self, policy: Policy, now: datetime) -> Iterator[Request]:
        """Plan the walks, and ask for the first page of each."""
        walks = Walks(self._database)
        most = policy.backfill_articles if self.since else None
        self._walks = {site.id: Walk(site, most_articles=most) for site in self.sites}
        self._listings: dict[str, list[ListingWalk]] = {site.id: [] for site in self.sites}
        latest = (now + _AHEAD).date().isoformat()
        for site in self.sites:
            for listing in site.listings:
                past = walks.past(site.id, listing.url, before=self.run_id)
                wanted = plan(past, policy, now=now, most_pages=site.max_pages, deep=self.deep, since=self.since)
                walk = ListingWalk(self._walks[site.id], listing, wanted, latest)
                self._listings[site.id].append(walk)
                unless = past.first_page if may_believe(past, wanted, policy, now) else None
                yield self._ask_page(walk, PageRequest(url=listing.url), unless)

    def _look_up(self, rows: tuple[Link, ...], walk: Walk, now: datetime) -> Shown:
        """Rows with what is known of them."""
        urls = [link.url for link in rows]
        resting = self._unkept.resting(walk.site.id, urls, now)
        return Shown(rows=rows, known=known(self._database, walk.site.id, urls), resting=resting)

    def _follow(self, listing: ListingWalk, shown: Shown, now: datetime) -> Iterator[Request | Sighting]:
        """Requests for what is wanted, sightings of what is kept."""
        site, rows = listing.walk.site, listing.take(shown)
        for key in ("links", "known", "resting", "elsewhere"):
            self._count(site, key, getattr(rows, key))
        self._count(site, "postponed", len(rows.postponed))
        for link in rows.seen:
            yield Sighting(site=site.id, link=link, seen=now)
        for link in rows.waiting:
            self._add_row(listing.walk, link)
        for link in rows.wanted:
            yield self._ask_article(listing.walk, link)

    def _leave(self, listing: ListingWalk, response: Response) -> None:
        """The first page is as it was, says the server: that is all of the listing for this time."""
        site, asked = listing.walk.site, response.request
        if asked is not None:
            listing.unchanged(asked.meta["unless"])
        self._count(site, "listings")
        self._count(site, "not_modified")
        self._solve(site, asked, fetched(response))

    def _solve(self, site: Site, request: Request | None, now: datetime) -> None:
        """Close the failures of a list page that answered."""
        if request is not None:
            self._runs.solve(site.id, asked_url(request), now)

    def _turn_page(self, listing: ListingWalk, shown: Shown, following: PageRequest | None) -> Iterator[Request]:
        wanted = listing.next_page(shown, following)
        if wanted:
            yield self._ask_page(listing, wanted)
        if listing.cut:
            site = listing.walk.site
            self._count(site, "cut")
            self.logger.warning("%s: %s goes on after %s pages", site.id, listing.listing.url, listing.pages)

    def _ask_page(self, listing: ListingWalk, wanted: PageRequest, unless: Validators | None = None) -> Request:
        return requests.list_page(listing, wanted, self.parse_listing, self.turn_back, unless=unless)

    def _ask_article(self, walk: Walk, link: Link) -> Request:
        rows = walk.rows_of(link.url)
        request = requests.article(walk.site.id, link.url, rows, self.parse_article, self.give_up)
        self._waiting[link.url] = request
        return request

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
        site, url = request.meta["site"], asked_url(request)
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
