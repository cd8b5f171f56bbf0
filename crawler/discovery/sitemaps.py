"""Site maps (sitemaps.org): the addresses of a site as a list, an index of them as pages of one."""

from __future__ import annotations

import re
from html import unescape

from crawler.discovery.addresses import absolute, same_host, shape
from crawler.discovery.list_pages import ListPage, numbered
from crawler.discovery.page_requests import PageRequest
from pipelines.items import Link
from pipelines.normalise.text import squeeze

_SITEMAP = re.compile(
    r"\s*(?:\ufeff)?(?:<\?[^>]*>|<!--(?:(?!-->).)*+-->|\s)*<(?:\w+:)?(?P<root>urlset|sitemapindex)\b", re.DOTALL
)
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:url|sitemap)>")
_FIELD = re.compile(r"<(?:\w{1,20}:)?(loc|lastmod|title|publication_date)>\s*(?:<!\[CDATA\[)?([^<\]]*)")
_HEAD = 4000
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:T[\d:.+Z-]+)?")


def is_sitemap(text: str) -> bool:
    """Whether a text is a site map or an index of site maps."""
    return _SITEMAP.match(text[:_HEAD]) is not None


def read_sitemap(text: str, *, listing: str, url: str, then: tuple[str, ...] = ()) -> ListPage:
    """The articles a site map names, or, of an index, the site maps it names as pages to come, latest first.

    Only addresses that look like an article's: columns stand in it as well. lastmod is when a page was built and is
    no date of its article; a news site map's publication_date is. then: site maps that are still to be read.
    """
    match = _SITEMAP.match(text[:_HEAD])
    entries = [_fields(entry) for entry in _ENTRY.split(text)[1:]]
    links: dict[str, Link] = {}
    if match and match["root"] == "sitemapindex":
        latest_first = sorted(entries, key=lambda entry: entry.get("lastmod", ""), reverse=True)
        found = (absolute(entry.get("loc"), url) for entry in latest_first)
        then = (*(one for one in found if one and same_host(one, url)), *then)
    else:
        for entry in entries:
            link = _link(entry, listing, url)
            if link is not None:
                links.setdefault(link.url, link)
    return ListPage(
        rows=numbered(tuple(links.values())),
        next=PageRequest(url=then[0], then=then[1:], after_nothing=True) if then else None,
        total_pages=None,
        total_rows=None,
        how="found",
        ends=True,
    )


def _fields(entry: str) -> dict[str, str]:
    """The fields of one entry."""
    return {name: unescape(value).strip() for name, value in _FIELD.findall(entry)}


def _link(entry: dict[str, str], listing: str, url: str) -> Link | None:
    """An entry as a row, where its address is that of an article."""
    address = absolute(entry.get("loc"), url)
    if address is None or shape(address) < 1:
        return None
    day = _DAY.fullmatch(entry.get("publication_date", ""))
    title = squeeze(entry.get("title", "")) or None
    date = day[0] if day else None
    return Link(url=address, title=title, date=date, raw_date=date, listing=listing)
