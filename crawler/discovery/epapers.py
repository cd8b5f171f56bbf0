"""E-papers (数字报 of 方正 and its likes): a day's pages one after the other, then the day before.

Old: html/2023-02/14/node_2.htm with content_123456.htm?div=-1; new: pc/layout/202302/14/node_01.html (pc/col, pad/…)
with pc/content/202302/14/content_30145678.html. Numbers of pages are not always 1, 2, 3: they are taken from the
page's own list. The start page leads to the latest day by meta refresh or script. No paper on some days is normal.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from crawler.discovery.addresses import absolute, base_of, same_host
from crawler.discovery.anchors import one_line
from crawler.discovery.list_pages import ListPage, numbered
from crawler.discovery.page_requests import PageRequest
from pipelines.extract.document import Document
from pipelines.items import Link

_PAGE = re.compile(r"/(?P<year>(?:19|20)\d\d)(?P<dash>-?)(?P<month>\d\d)/(?P<day>\d\d)/(?P<node>node_\d+\.html?)$")
_ARTICLE = re.compile(r"/(?:19|20)\d\d-?\d\d/\d\d/content_\d+\.html?$")
_START = re.compile(
    r"(?:\burl\s*=|location(?:\.href)?\s*=|location\.replace\s*\()\s*[\"']?(?P<to>[^\"'<>\s]{0,200}?"
    r"(?:19|20)\d\d-?\d\d/\d\d/node_\d+\.html?)",
    re.IGNORECASE,
)
_SHORT = 20_000
"""Characters of a page at most that only leads on."""


def read_epaper(document: Document, *, listing: str, url: str) -> ListPage | None:
    """Read a page of an e-paper: its articles as rows, dated by the paper; None where it is no e-paper.

    Its next page is the paper's next one of that day, behind the last the first one of the day before.
    """
    at = _day(url)
    if at is None:
        start = _START.search(document.text) if len(document.text) <= _SHORT else None
        address = absolute(start["to"], base_of(document.tree, url)) if start and url else None
        return _page((), address, url) if address else None
    base = base_of(document.tree, url)
    rows = _articles(document, base, listing, at.isoformat())
    pages = _pages(document, base, url)
    return _page(rows, _next(pages, url), url) if rows or len(pages) > 1 else None


def day_before(url: str, pages: list[str] | None = None) -> str | None:
    """The address of a paper's first page one day earlier; None where the address is no paper's.

    pages: the pages of this day; the first one's name is that of all days.
    """
    match, at = _PAGE.search(urlsplit(url).path), _day(url)
    if match is None or at is None or at <= date(1990, 1, 1):
        return None
    first = urlsplit(pages[0]).path.rsplit("/", 1)[-1] if pages else match["node"]
    earlier = at - timedelta(days=1)
    folder = f"/{earlier:%Y}{match['dash']}{earlier:%m}/{earlier:%d}/{first}"
    return url.partition("?")[0].partition("#")[0].removesuffix(match[0]) + folder


def _day(url: str) -> date | None:
    """The day in the address of a paper's page."""
    match = _PAGE.search(urlsplit(url).path)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def _articles(document: Document, base: str, listing: str, day: str) -> tuple[Link, ...]:
    """The articles of a page, each once whatever ?div= it is printed with, under its longest name."""
    best: dict[str, Link] = {}
    for node in document.tree.css("a[href], area[href]"):
        address = absolute(node.attributes.get("href"), base)
        if address is None or not _ARTICLE.search(key := urlsplit(address).path):
            continue
        title = one_line(node.text()) or one_line(node.attributes.get("title") or node.attributes.get("alt") or "")
        known = best.get(key)
        if known is None or len(title) > len(known.title or ""):
            best[key] = Link(
                url=known.url if known else address, title=title or None, date=day, raw_date=day, listing=listing
            )
    return tuple(best.values())


def _pages(document: Document, base: str, url: str) -> list[str]:
    """The pages of this day that a page links to, in order, itself among them."""
    folder = urlsplit(url).path.rpartition("/")[0]
    found = [url.partition("?")[0]]
    for node in document.tree.css("a[href]"):
        address = absolute(node.attributes.get("href"), base)
        path = urlsplit(address).path if address else ""
        if address and _PAGE.search(path) and path.rpartition("/")[0] == folder and same_host(address, url):
            found.append(address.partition("?")[0])
    return sorted(set(found), key=_number)


def _number(address: str) -> int:
    """The number of a paper's page."""
    return int(re.findall(r"\d+", address)[-1])


def _next(pages: list[str], url: str) -> str | None:
    """The page behind this one, or the first of the day before."""
    place = pages.index(url.partition("?")[0]) + 1
    return pages[place] if place < len(pages) else day_before(url, pages)


def _page(rows: tuple[Link, ...], address: str | None, url: str) -> ListPage:
    able = address is not None and same_host(address, url)
    return ListPage(
        rows=numbered(rows),
        next=PageRequest(url=address, after_nothing=True) if address and able else None,
        total_pages=None,
        total_rows=None,
        how="found",
        ends=True,
    )
