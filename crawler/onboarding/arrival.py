"""Getting to a portal's home page: its twin where nobody is at home, one hop, and what a failure means."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from crawler.discovery.epapers import day_before
from crawler.discovery.page_requests import PageRequest
from crawler.failures import Refused
from crawler.onboarding.home import Home, read_home
from crawler.stubs import LONGEST, read_stub
from crawler.twins import UNREACHABLE, at, origin_of, twins
from pipelines.errors import NotAdded, UnreadablePage
from pipelines.extract.document import Document, decode
from pipelines.items import Link, Received

_DAY = re.compile(r"[\s_-]*(?:19|20)\d\d[年/.-].*")
"""What stands behind a paper's name on the page of a day."""


class Ask(Protocol):
    """Asks for one page, as a crawl would ask for it. Raises Refused with a reason where it cannot be had."""

    async def __call__(self, wanted: PageRequest, *, is_list: bool = False, row: Link | None = None) -> Received:
        """The answer. is_list: a list of articles is expected; row: an article, which this row led to."""


async def arrive(url: str, ask: Ask) -> Home:
    """The home page of a portal. Raises NotAdded where it cannot be had or is none, saying why."""
    part = await _first_answer(url, ask)
    stub = read_stub(decode(part.body, part.header("content-type")).text, part.url) if _is_short(part) else None
    if stub and stub.kind == "challenge":
        raise NotAdded("challenge", f"{part.url}: {_MEANING['challenge']}")
    if stub and stub.to:
        part = await _had(stub.to, ask)
    try:
        home = read_home(part, url)
    except UnreadablePage as error:
        raise NotAdded("no portal", f"{part.url}: {error}") from error
    if home.trouble:
        raise NotAdded("no portal", f"{part.url} is no portal's home page: {home.trouble}")
    if day_before(part.url) is None or day_before(url) is not None:
        return home
    # Tomorrow the start page leads to tomorrow's paper, and the title of today's ends with its day.
    start = urlsplit(url)._replace(scheme=urlsplit(part.url).scheme).geturl()
    return replace(home, url=start, names=tuple(_DAY.sub("", name) for name in home.names), is_paper=True)


def document_of(part: Received) -> Document:
    """A response as a document. Raises UnreadablePage for one that would choke the parser."""
    return Document.from_bytes(part.body, part.url, part.header("content-type"))


async def _first_answer(url: str, ask: Ask) -> Received:
    """The answer of an address, or of a twin with another scheme or www. where nobody is at home there."""
    try:
        return await ask(PageRequest(url=url))
    except Refused as error:
        for twin in twins(origin_of(url), error.reason) if error.reason in UNREACHABLE else ():
            try:
                return await ask(PageRequest(url=at(twin, url)))
            except Refused:
                continue
        raise _not_had(url, error) from error


def _is_short(part: Received) -> bool:
    """Whether it may be a stub: a few lines that send a browser elsewhere."""
    return len(part.body) <= LONGEST


async def _had(url: str, ask: Ask) -> Received:
    try:
        return await ask(PageRequest(url=url))
    except Refused as error:
        raise _not_had(url, error) from error


_MEANING = {
    "dns": "no host of that name is known; check the address",
    "timeout": "the host does not answer; many portals answer only from within their country",
    "connection refused": "the host refuses the connection; check scheme and port",
    "connection lost": "the host breaks the connection",
    "robots": "its robots.txt forbids it",
    "challenge": "it wants proof of a browser, which this crawler does not give",
    "refused": "it refuses crawlers; ask its owner for leave",
    "tls": "its certificate or cipher cannot be agreed on",
    "too large": "its home page is larger than any portal's (4 MiB)",
    "not a page": "it is a file, not a page",
    "resting": "it refused lately and is left alone for a while",
    "busy": "it is busy; try again later",
    "robots unreachable": "its robots.txt cannot be had, which forbids all",
    "private address": "it leads to a machine that only we can reach",
    "no contact": "set DISTRICT_NEWS_CONTACT first",
}
"""What a reason of crawler.failures means to somebody who wants to add a portal."""


def _not_had(url: str, error: Refused) -> NotAdded:
    return NotAdded(error.reason, f"{url}: {_MEANING.get(error.reason, error.reason)} ({error.detail})")
