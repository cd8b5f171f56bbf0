"""Getting to a portal's home page: the other scheme where nobody is at home, one hop, and what a failure means."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.discovery.epapers import day_before
from crawler.discovery.page_requests import PageRequest
from crawler.failures import Refused
from crawler.onboarding.home import Home, read_home
from crawler.onboarding.signposts import hop
from pipelines.errors import NotAdded, UnreadablePage
from pipelines.extract.document import Document
from pipelines.items import Received

_DAY = re.compile(r"[\s_-]*(?:19|20)\d\d[年/.-].*")
"""What stands behind a paper's name on the page of a day."""

Ask = Callable[[PageRequest], Awaitable[Received]]
"""Asks for one page. Raises Refused with a reason where it cannot be had."""


async def arrive(url: str, ask: Ask) -> Home:
    """The home page of a portal. Raises NotAdded where it cannot be had or is none, saying why."""
    part = await _first_answer(url, ask)
    try:
        target = hop(document_of(part), part.url)
        if target:
            part = await _had(target, ask)
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
    """The answer of an address, or of its twin with the other scheme where nobody is at home there."""
    try:
        return await ask(PageRequest(url=url))
    except Refused as error:
        if error.reason not in _NOBODY or urlsplit(url).port:
            raise _not_had(url, error) from error
        scheme, _, rest = url.partition("://")
        try:
            return await ask(PageRequest(url=f"{'http' if scheme == 'https' else 'https'}://{rest}"))
        except Refused:
            raise _not_had(url, error) from error


async def _had(url: str, ask: Ask) -> Received:
    try:
        return await ask(PageRequest(url=url))
    except Refused as error:
        raise _not_had(url, error) from error


_NOBODY = {"timeout", "dns", "connection refused", "connection lost", "cut short"}
_MEANING = {
    "dns": "no host of that name is known; check the address",
    "timeout": "the host does not answer; many portals answer only from within their country",
    "connection refused": "the host refuses the connection; check scheme and port",
    "connection lost": "the host breaks the connection",
    "robots": "its robots.txt forbids it",
    "challenge": "it wants proof of a browser, which this crawler does not give",
    "refused": "it refuses crawlers; ask its owner for leave",
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
