"""robots.txt in all its forms: obeyed, and where it cannot be had, taken for a no."""

from __future__ import annotations

import asyncio
import codecs
import logging
from collections import defaultdict
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.failures import Refused, why
from crawler.politeness import Gate, asks_robots, gate_of

logger = logging.getLogger(__name__)

_MOST_RULES = 500 * 1024
"""Bytes of a robots.txt that are read: what RFC 9309, 2.5 asks for at the least."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_rules(status: int, body: bytes) -> bytes:
    """The rules that an answer to robots.txt holds, for a parser that reads UTF-8; b"" allows all. Any bytes will do.

    4xx: there are none (RFC 9309, 2.3.1.3). A web page sent with 200 is a soft 404: none either. Of a long file the
    beginning counts (RFC 9309, 2.5): reading 16 MB of rules took 20 s, in which nobody was asked. Windows editors save
    UTF-16; GBK stands in comments and needs no decoding.
    """
    if 400 <= status < 500 or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return b""
    if len(body) > _MOST_RULES:
        body = body[:_MOST_RULES].rpartition(b"\n")[0]
    return body.decode("utf-16", "ignore").encode() if body.startswith(_WIDE) else body


class ObeyRobots(RobotsTxtMiddleware):
    """Scrapy's middleware, asked by one request of a host at a time until the rules are there.

    Scrapy 2.19 hands the rules to the first request that waits for them; all others that wait get none and pass. No
    rules are permission to it; where they could not be unpacked or parsed, which Robots does not get to see, the host
    is shut here.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for a request's host; None where there are none."""
        async with self._turns[urlsplit(request.url).netloc]:
            rules = await super().robot_parser(request)
        if rules is None:
            gate_of(self.crawler).shut(request.url, "robots unreachable", "its robots.txt cannot be read")
        return rules


class Robots:
    """Downloader middleware: a host whose robots.txt cannot be had is not asked at all (RFC 9309, 2.3.1.4).

    Scrapy reads an error page as rules, and takes silence as permission.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the gate of the crawl."""
        return cls(gate_of(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        """Let the rules pass, in a form that Scrapy's parser takes; a server error shuts the host."""
        if not asks_robots(request):
            return response
        if response.status >= 500:
            self._gate.shut(_first(request), "robots unreachable", f"status {response.status}: {request.url}")
        if len(response.body) > _MOST_RULES:
            logger.warning("%s is long: its first %s bytes count", request.url, _MOST_RULES)
        rules = read_rules(response.status, response.body)
        return response if rules is response.body else response.replace(body=rules)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """No answer, however often asked: the host is shut for the reason there was.

        Raises Refused, which Scrapy takes without printing a traceback for every host that is down.
        """
        if asks_robots(request):
            reason, detail = request.meta.get("unreachable") or why(exception)  # what a twin said last is no reason
            self._gate.shut(_first(request), reason, detail)
            raise Refused(reason, detail)


def _first(request: Request) -> str:
    """The address that was asked before any redirect."""
    return str((request.meta.get("redirect_urls") or [request.url])[0])
