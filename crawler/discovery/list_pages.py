"""A list page as rows: by the profile's selectors where it has them, otherwise by itself.

Reading by itself weighs links that stand alike (groups.py): dates in their rows, titles of a title's length, addresses
of an article's shape. It finds one list a page and leaves menus, breadcrumbs, footers, friend links and boxes beside
the list; rows that lead to other hosts or to WeChat stand in the list and are rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Literal
from urllib.parse import urldefrag

from crawler.discovery.addresses import base_of
from crawler.discovery.groups import Found, find_rows
from crawler.discovery.hidden_rows import commented_markup, hidden_markup
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.pagination import read_pager
from crawler.discovery.row_dates import row_date
from crawler.discovery.row_titles import is_pinned, row_title
from crawler.discovery.ruled_rows import ruled_links
from crawler.sites import Listing
from pipelines.extract.document import Document
from pipelines.items import Link

_MOST_PINNED = 3
"""Rows at most that are taken for pinned because of their dates alone."""
_LEAST_SORTED = 4
"""Rows that must stand in order below them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """What one page of a listing says.

    rows: in order, each address once. next: what to ask for next, on the same host. total_pages,
    total_rows: as printed.
    guess: where further pages may lie, if the page does not say. ends: it is known to be the last.
    how: "rules" where the profile's selectors gave the rows, else "found".
    """

    rows: tuple[Link, ...]
    next: PageRequest | None
    total_pages: int | None
    total_rows: int | None
    how: Literal["rules", "found"]
    guess: PageRequest | None = None
    ends: bool = False

    @property
    def next_url(self) -> str | None:
        """The address of the next page."""
        return self.next.url if self.next else None


def read_list(document: Document, *, listing: Listing, url: str, fetched: datetime, zone: str) -> ListPage:
    """Read one page of a listing.

    url: the address of this page; "" where it is unknown, then addresses stay as printed. fetched: aware, "now" for
    its dates. zone: IANA name. Selectors that find no row are taken for outdated and the list is looked for; `how`
    then says "found". Raises ProfileError where a selector is no CSS.
    """
    whole, url = url, urldefrag(url).url
    links = ruled_links(document.tree, listing=listing, url=url, fetched=fetched, zone=zone)
    how: Literal["rules", "found"] = "rules" if links else "found"
    links = links or tuple(_found_links(document, listing=listing, url=url, fetched=fetched, zone=zone))
    pager = read_pager(document, url=url, rule=listing.next, shown=len(links), whole=whole)
    return ListPage(
        rows=numbered(links),
        next=pager.next,
        total_pages=pager.total_pages,
        total_rows=pager.total_rows,
        how=how,
        ends=pager.ends,
    )


def _found_links(document: Document, *, listing: Listing, url: str, fetched: datetime, zone: str) -> Iterator[Link]:
    """The rows of the list that the page itself shows."""
    for row in _heavier(document, url).rows:
        title = row_title(row)
        if title:
            date = row_date(row, now=fetched, zone=zone)
            yield Link(
                url=row.anchor.url,
                title=title,
                date=date.iso,
                raw_date=date.raw,
                listing=listing.url,
                pinned=is_pinned(row),
            )


def _heavier(document: Document, url: str) -> Found:
    """The list of the page or, where heavier, one in its scripts; one in comments where all else has none."""
    found = find_rows(document.tree, url)
    base = base_of(document.tree, url)
    waiting = (find_rows(Document(markup).tree, base) for markup in hidden_markup(document.text))
    best = max(chain([found], waiting), key=lambda one: one.weight)
    return best if best.rows else find_rows(Document(commented_markup(document.text)).tree, base)


def numbered(links: Sequence[Link]) -> tuple[Link, ...]:
    """Rows with their positions; those on top that are older than a sorted rest are marked as pinned."""
    pinned = _out_of_order(links)
    return tuple(
        replace(link, position=place, pinned=link.pinned or place <= pinned)
        for place, link in enumerate(links, start=1)
    )


def _out_of_order(links: Sequence[Link]) -> int:
    """How many rows on top are older than the next one, where all below stand newest first."""
    days = [link.date[:10] if link.date else None for link in links]
    for count in range(1, _MOST_PINNED + 1):
        top, rest = days[:count], days[count:]
        known = [day for day in rest if day]
        if len(known) < _LEAST_SORTED or None in top:
            return 0
        if known == sorted(known, reverse=True):
            return count if all(day and day < known[0] for day in top) else 0
    return 0
