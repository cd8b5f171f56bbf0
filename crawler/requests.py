"""The requests of a crawl: what stands in each, and which goes first.

meta of all: site, the id. Of list pages: is_listing, wanted (the PageRequest). Of articles: article (the
ArticleRequest, which the archive reads), parts (the Received before this one). Of files: file, the address. Of what is
only to be sent if it changed: unless, the Validators. Of known articles asked for again: check, the article's number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scrapy import Request

from crawler.discovery.page_requests import PageRequest
from crawler.listing_walk import ListingWalk
from pipelines.archive import ArticleRequest
from pipelines.items import Link, Received
from pipelines.store.walks import Validators

LISTINGS_FIRST = 10
"""Priority of list pages: rows move from page to page while articles are read, so lists go before articles."""
PARTS_NEXT = 5
"""Priority of an article's further parts: what is read together should be fetched together."""

NOT_MODIFIED = 304
NOT_THERE = (404, 410)

Callback = Callable[..., Any]


def list_page(
    listing: ListingWalk,
    wanted: PageRequest,
    callback: Callback,
    errback: Callback,
    *,
    unless: Validators | None = None,
) -> Request:
    """A page of a listing. unless: it is to be sent only if it changed since then."""
    request = Request(
        wanted.url,
        method=wanted.method,
        body=wanted.body,
        headers=dict(wanted.headers),
        callback=callback,
        errback=errback,
        cb_kwargs={"listing": listing},
        meta={"site": listing.walk.site.id, "is_listing": True, "wanted": wanted},
        priority=LISTINGS_FIRST,
    )
    if unless:
        only_if_changed(request, unless)
    return request


def article(site: str, url: str, links: tuple[Link, ...], callback: Callback, errback: Callback) -> Request:
    """An article's page, with the rows that led there."""
    asked = ArticleRequest(site=site, url=url, links=links)
    return Request(url, callback=callback, errback=errback, meta={"site": site, "article": asked})


def further_part(before: Request, parts: tuple[Received, ...], url: str) -> Request:
    """The part of an article that comes after these; before: the request of the last of them."""
    asked: ArticleRequest = before.meta["article"]
    meta = {"site": asked.site, "article": replace(asked, part=len(parts) + 1), "parts": parts}
    if "check" in before.meta:
        meta["check"] = before.meta["check"]
    return Request(url, callback=before.callback, errback=before.errback, meta=meta, priority=PARTS_NEXT)


def revisit(
    article_id: int, site: str, url: str, callback: Callback, errback: Callback, *, unless: Validators | None = None
) -> Request:
    """A known article's page. unless: it is to be sent only if it changed since then."""
    request = article(site, url, (), callback, errback)
    request.meta["check"] = article_id
    if unless:
        only_if_changed(request, unless)
    request.meta["handle_httpstatus_list"] = [NOT_MODIFIED, *NOT_THERE]
    return request


def file(site: str, url: str, callback: Callback, errback: Callback, *, most_bytes: int) -> Request:
    """A file that an article links to."""
    meta = {"site": site, "file": url, "download_maxsize": most_bytes}
    return Request(url, callback=callback, errback=errback, meta=meta)


def only_if_changed(request: Request, since: Validators) -> None:
    """Make it a conditional request (RFC 9110, 13.1), whose answer may be 304 without a page."""
    if since.etag:
        request.headers["If-None-Match"] = since.etag
    if since.last_modified:
        request.headers["If-Modified-Since"] = since.last_modified
    request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]
    request.meta["unless"] = since


def asked_url(request: Request) -> str:
    """The address as first asked for, before redirects."""
    asked: ArticleRequest | None = request.meta.get("article")
    if "file" in request.meta:
        return str(request.meta["file"])
    return asked.url if asked else str((request.meta.get("redirect_urls") or [request.url])[0])
