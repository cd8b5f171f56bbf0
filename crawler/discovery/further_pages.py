"""Any page of a listing, whatever it is: a web page, an interface's answer, a feed, a site map, a paper's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urldefrag

from crawler.discovery.epapers import read_epaper
from crawler.discovery.feeds import is_feed, read_feed
from crawler.discovery.interface_rows import Answer, answer_of, links_of
from crawler.discovery.list_pages import ListPage, numbered, read_list
from crawler.discovery.page_requests import PageRequest, Place
from crawler.discovery.second_pages import believed, guessed, nothing
from crawler.discovery.sitemaps import is_sitemap, read_sitemap
from crawler.discovery.ways import Seen, following, looked_up, onward
from crawler.sites import Listing
from pipelines.extract.document import Document


def read_page(
    text: str,
    *,
    listing: Listing,
    url: str,
    fetched: datetime,
    zone: str,
    asked: PageRequest | None = None,
) -> ListPage:
    """Read one page of a listing from its decoded text.

    url: where it was answered from; "" where unknown. fetched: aware, "now" for its dates. zone: IANA name. asked:
    how it was asked for, None for a listing's first page. Raises ProfileError where a selector is no CSS,
    UnreadablePage for a page that would take seconds to parse.
    """
    place = asked.place if asked else None
    if place is not None and place.waits:
        return ListPage(rows=(), next=looked_up(place, text), total_pages=None, total_rows=None, how="found")
    answer = answer_of(text)
    if answer is not None:
        return _read_answer(answer, listing, url, fetched, zone, place)
    if is_feed(text):
        return read_feed(text, listing=listing.url, url=url, fetched=fetched, zone=zone)
    if is_sitemap(text):
        return read_sitemap(text, listing=listing.url, url=url, then=asked.then if asked else ())
    return _read_html(text, listing, url, fetched, zone, asked)


def _read_html(
    text: str, listing: Listing, url: str, fetched: datetime, zone: str, asked: PageRequest | None
) -> ListPage:
    """A web page, or the piece of one that an interface gave."""
    place = asked.place if asked else None
    base = place.base if place else url
    document = Document(text, base or None)
    paper = None if place or listing.row or listing.link else read_epaper(document, listing=listing.url, url=url)
    if paper is not None:
        return paper
    page = read_list(document, listing=listing, url=_with_column(base, listing, asked), fetched=fetched, zone=zone)
    if place is not None:
        request = following(place, rows=len(page.rows), total_rows=page.total_rows, total_pages=page.total_pages)
        return replace(page, next=request)
    if asked is not None and not believed(asked, document, page, url=url):
        return nothing(asked)
    return replace(page, guess=None if listing.next else guessed(document, page, url=url, asked=asked))


def _with_column(url: str, listing: Listing, asked: PageRequest | None) -> str:
    """A first page's address with the fragment that the profile names and no server ever sees."""
    column = urldefrag(listing.url).fragment if asked is None or asked.url == listing.url else ""
    return f"{url}#{column}" if column and "#" not in url else url


def _read_answer(
    answer: Answer, listing: Listing, url: str, fetched: datetime, zone: str, place: Place | None
) -> ListPage:
    """JSON: its rows, or the HTML in it; where it goes on is counted, not printed."""
    base = place.base if place else url
    if answer.markup:
        inner = Document(answer.markup, base or None)
        page = read_list(inner, listing=listing, url=base, fetched=fetched, zone=zone)
    else:
        rows = links_of(answer, base=base, listing=listing.url, fetched=fetched, zone=zone)
        page = ListPage(rows=numbered(rows), next=None, total_pages=None, total_rows=None, how="found")
    total_rows, total_pages = answer.total_rows or page.total_rows, answer.total_pages or page.total_pages
    if place is not None:
        request = following(place, rows=len(page.rows), total_rows=total_rows, total_pages=total_pages)
    else:
        seen = Seen(text="", url=url, base=base, shown=len(page.rows), pages=total_pages)
        way = onward(seen, before_links=False)
        request = way.request if way else None
    return replace(page, next=request, total_rows=total_rows, total_pages=total_pages)
