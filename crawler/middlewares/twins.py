"""Sites whose stated scheme or host does not answer, while its twin does."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.facts import SiteFacts
from crawler.failures import why
from crawler.politeness import asks_robots
from crawler.twins import UNREACHABLE, at, origin_of, twins

logger = logging.getLogger(__name__)


class Twins:
    """Downloader middleware: asks the twin of an origin that nobody answers at, and remembers which one did.

    The first thing asked of a host is its robots.txt. Where that cannot be reached, each twin is asked for it once a
    run; if one answers, all requests for the stated origin go there, in this run and in the next ones, until it answers
    no more. The profile stays as it is; `list` says that the site has moved.
    """

    def __init__(self, facts: SiteFacts) -> None:
        self._facts = facts
        self._tried: dict[str, set[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With what is known about the crawl's sites. Raises NotConfigured for crawls without sites."""
        facts = crawler.get_extension(SiteFacts)
        if facts is None:
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        return cls(facts)

    def process_request(self, request: Request) -> Request | None:
        """The same request at the twin, if the origin has moved."""
        stated = origin_of(request.url)
        moved = self._facts.known.get(("moved", stated))
        if moved is None or request.meta.get("twin_of") == stated:
            return None
        return _at_twin(request, stated, moved.value)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """After a robots.txt that cannot be reached, the one of the next twin."""
        reason, detail = why(exception)
        if not asks_robots(request) or reason not in UNREACHABLE:
            return None
        here = origin_of(request.url)
        stated = str(request.meta.get("twin_of", here))
        self._facts.clear("moved", stated)
        tried = self._tried.setdefault(stated, set())
        tried.add(here)
        left = [origin for origin in (stated, *twins(stated, reason)) if origin not in tried]
        if not left:
            return None
        request.meta.setdefault("unreachable", (reason, detail))
        return _at_twin(request, stated, left[0], once=True)

    def process_response(self, request: Request, response: Response) -> Response:
        """An answer of a twin, whatever it says: the origin has moved there, or is back."""
        stated = request.meta.get("twin_of")
        if stated and asks_robots(request):
            here = origin_of(request.url)
            if here == stated:
                self._facts.clear("moved", stated)
            elif here in twins(stated, ""):
                logger.warning("%s does not answer, %s does: the site is asked there", stated, here)
                self._facts.note("moved", stated, here)
        return response


def _at_twin(request: Request, stated: str, twin: str, *, once: bool = False) -> Request:
    """The request at another origin. once: without the usual two tries more."""
    url = at(twin, request.url)
    before = request.meta.get("redirect_urls") or [request.url]
    meta = request.meta | {"twin_of": stated, "redirect_urls": before, "dont_retry": once}
    return request.replace(url=url, meta=meta, dont_filter=True)
