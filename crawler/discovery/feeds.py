"""Feeds: RSS and Atom as lists. Dates are read by our own reader first: feeds of these portals print what they like."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from crawler.discovery.addresses import absolute
from crawler.discovery.list_pages import ListPage, numbered
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.row_dates import RowDate, date_in
from pipelines.items import Link
from pipelines.normalise.text import squeeze

_FEED = re.compile(
    r"\s*(?:\ufeff)?(?:<\?xml[^>]*>|<\?xml-stylesheet[^>]*>|<!--(?:(?!-->).)*+-->|<!DOCTYPE[^>]*>|\s)*<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL,
)
_HEAD = 4000
_UTF8 = {"content-type": "application/xml; charset=utf-8"}


def is_feed(text: str) -> bool:
    """Whether a text is an RSS or Atom feed."""
    return _FEED.match(text[:_HEAD]) is not None


def read_feed(text: str, *, listing: str, url: str, fetched: datetime, zone: str) -> ListPage:
    """The entries of a feed as rows, in its order; one without an address is none.

    fetched: aware, "now" for its dates. zone: IANA name, for dates printed without one ("2026-10-04 01:39:11.0" is no
    RFC 822 date, and common). A feed may name its next page (RFC 5005).
    """
    parsed = feedparser.parse(BytesIO(text.encode("utf-8", "replace")), response_headers=_UTF8)
    links: dict[str, Link] = {}
    for entry in parsed.entries:
        address = absolute(entry.get("link"), url)
        if address:
            date = _date(entry, fetched, zone)
            title = squeeze(entry.get("title") or "") or None
            links.setdefault(address, Link(url=address, title=title, date=date.iso, raw_date=date.raw, listing=listing))
    following = (one.get("href") for one in parsed.feed.get("links", ()) if one.get("rel") == "next")
    address = next((found for href in following if (found := absolute(href, url))), None)
    return ListPage(
        rows=numbered(tuple(links.values())),
        next=PageRequest(url=address) if address else None,
        total_pages=None,
        total_rows=None,
        how="found",
        ends=True,
    )


def _date(entry: Any, fetched: datetime, zone: str) -> RowDate:
    """When an entry was published; when it was changed is another thing."""
    said = squeeze(entry.get("published") or entry.get("created") or "")
    read = date_in(said, now=fetched, zone=zone) if said else RowDate()
    moment = entry.get("published_parsed")
    if read.iso or not moment or moment.tm_year < 1990:
        return read
    try:
        instant = datetime.fromtimestamp(timegm(moment), UTC).astimezone(ZoneInfo(zone))
    except (OverflowError, ValueError, OSError):  # the last day of the year 9999, for "never"
        return RowDate(raw=said)
    return RowDate(iso=instant.isoformat(), raw=said) if instant <= fetched else RowDate(raw=said)
