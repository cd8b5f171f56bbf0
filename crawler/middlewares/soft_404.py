"""Pages that were sent with 200 for what is not there."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.answers import content_type, is_page
from crawler.failures import Refused, why
from crawler.hosts import host_key
from crawler.made_up import alike, has_marks, is_home, made_up, seen, shows_title
from pipelines.archive import ArticleRequest
from pipelines.extract.document import decode

logger = logging.getLogger(__name__)


class SoftNotFound:
    """Downloader middleware: an article that is not there any more is a failure, whatever page is sent for it.

    Only where there is a suspicion, that is where a page shows neither the title of the row that led to it nor any mark
    of an article, a made-up address of the host is asked for, once a run. A page that says the same as the answer to
    that is no article.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._answers: dict[str, frozenset[str] | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SoftNotFound:
        """Wiring."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The answer. Raises Refused: "home page", "soft 404"."""
        article = request.meta.get("article")
        if response.status != 200 or not (article or request.meta.get("is_listing")):
            return response
        asked = (request.meta.get("redirect_urls") or [request.url])[0]
        if is_home(asked, response.url):
            raise Refused("home page", f"{asked} leads to {response.url}")
        if not article or article.part > 1 or not is_page(response) or not _is_suspicious(response, article):
            return response
        nothing = await self._nothing_there(request, response.url)
        if nothing is not None and alike(_words(response), nothing):
            raise Refused("soft 404", f"{asked}: the host says the same for an address that is made up")
        return response

    async def _nothing_there(self, request: Request, url: str) -> frozenset[str] | None:
        """The words that the host shows for an address that is not there; None where it says so as it should."""
        host = host_key(url)
        async with self._turns[host]:
            if host not in self._answers:
                self._answers[host] = await self._ask(made_up(url, secrets.token_hex(8)), request)
        return self._answers[host]

    async def _ask(self, url: str, request: Request) -> frozenset[str] | None:
        meta = {"site": request.meta.get("site"), "made_up": True}
        asked = Request(url, callback=NO_CALLBACK, meta=meta, priority=request.priority + 1)
        try:
            response = await self._crawler.engine.download_async(asked)
        except Exception as error:
            if not isinstance(error, IgnoreRequest):
                logger.info("%s: %s", url, why(error)[0])
            return None
        return _words(response) if response.status == 200 and is_page(response) else None


def _is_suspicious(response: Response, article: ArticleRequest) -> bool:
    titles = [link.title or "" for link in article.links]
    return not shows_title(response.body, titles) and not has_marks(response.body)


def _words(response: Response) -> frozenset[str]:
    return seen(decode(response.body, content_type(response)).text)
