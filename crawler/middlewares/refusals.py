"""Answers that mean no: challenges, firewalls, "busy". They are recognised, recorded and obeyed, never passed.

Word lists: data/lexicon/challenges.toml.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.failures import Refused, why
from crawler.politeness import Gate, asks_robots, gate_of
from pipelines.lexicon import lexicon

logger = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds. A server that asks for a longer rest is left alone for this run."""
_LOOKED_AT = 65_536
"""Bytes of a body in which signs are sought: challenges are small, and their signs stand at the beginning."""
_CHALLENGE = 4_096
"""Bytes: a challenge sent with 200 is a script and little else."""
_BUSY = {429, 503}
_MOST_RULES = 500 * 1024
"""Bytes of a robots.txt that are read: what RFC 9309, 2.5 asks for at the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What an answer means: reason "challenge", "refused" or "busy", who says so, and for how many seconds."""

    reason: str
    detail: str
    rest: float = float("inf")


def read_refusal(response: Response, now: datetime) -> Refusal | None:
    """What kind of no an answer is; None for all others. now: aware, for a Retry-After given as a date."""
    evidence = _evidence(response)
    for answer in lexicon("challenges")["answers"]:
        if _fits(answer, response.status, evidence):
            return Refusal(reason=answer["reason"], detail=f"{answer['name']}, status {response.status}")
    if response.status in _BUSY:
        return _busy(response, now)
    return None


def _evidence(response: Response) -> str:
    """Where signs are sought, as small letters: the address, cookies, and the beginning of the body."""
    cookies = b" ".join(response.headers.getlist("Set-Cookie")).decode("latin-1")
    head = response.body[:_LOOKED_AT]
    if response.status == 200 and len(response.body) > _CHALLENGE:  # a page: it may write about all of these
        return response.url.lower()
    return "\n".join([response.url, cookies, head.decode("utf-8", "ignore"), head.decode("gb18030", "ignore")]).lower()


def _fits(answer: Mapping[str, Any], status: int, evidence: str) -> bool:
    return status in answer.get("status", [status]) and any(sign in evidence for sign in answer["signs"])


def _busy(response: Response, now: datetime) -> Refusal | None:
    """Too many requests, or a server that names its rest; a plain 503 is an error like any other."""
    header = response.headers.get("Retry-After")
    rest = _seconds(header.decode("latin-1"), now) if header else None
    if rest is None and response.status != 429:
        return None
    asked = f"{rest:.0f} s" if rest is not None else "no time named"
    return Refusal(
        reason="busy",
        detail=f"status {response.status}, Retry-After: {asked}",
        rest=float("inf") if rest is None else rest,
    )


def _seconds(retry_after: str, now: datetime) -> float | None:
    """Retry-After (RFC 9110, 10.2.3) as seconds from now: a number, or a date; None where it is neither."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


class Refusals:
    """Downloader middleware: a machine that refuses is not asked again in this run; a short rest is kept."""

    def __init__(self, crawler: Crawler, gate: Gate) -> None:
        self._crawler = crawler
        self._gate = gate

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the gate of the crawl."""
        return cls(crawler, gate_of(crawler))

    def process_request(self, request: Request) -> None:
        """Raise Refused for an address that is itself a challenge: a redirect led there."""
        refusal = read_refusal(Response(request.url), datetime.now(UTC))
        if refusal:
            self._obey(refusal, request.url)
            raise Refused(refusal.reason, f"{refusal.detail}: {request.url}")

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer, if it is one. Raises Refused; a busy server's short rest is kept before Scrapy asks again."""
        refusal = read_refusal(response, datetime.now(UTC))
        if refusal is None:
            return response
        self._obey(refusal, request.url)
        if refusal.rest <= PATIENCE:
            return response
        raise Refused(refusal.reason, f"{refusal.detail}: {request.url}")

    def _obey(self, refusal: Refusal, url: str) -> None:
        if refusal.rest > PATIENCE:
            self._gate.shut(url, refusal.reason, refusal.detail)
            return
        slot = self._gate.slot(url)
        logger.info("%s is busy and gets %.0f s of rest", slot, refusal.rest)
        waiting = self._crawler.engine.downloader.slots.get(slot)
        if waiting:
            waiting.lastseen = monotonic() + refusal.rest


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

    Scrapy reads an error page as rules, and takes silence as permission. An answer with 4xx allows all, as it should.
    Of a long file the beginning counts (RFC 9309, 2.5): reading 16 MB of rules took 20 s, in which nobody was asked.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the gate of the crawl."""
        return cls(gate_of(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        """Let the answer pass, cut where it is long; a server error shuts the host."""
        if not asks_robots(request):
            return response
        if response.status >= 500:
            self._gate.shut(_first(request), "robots unreachable", f"status {response.status}: {request.url}")
        if len(response.body) > _MOST_RULES:
            logger.warning("%s is long: its first %s bytes count", request.url, _MOST_RULES)
            return response.replace(body=response.body[:_MOST_RULES].rpartition(b"\n")[0])
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """No answer, however often asked: the host is shut for the reason there was.

        Raises Refused, which Scrapy takes without printing a traceback for every host that is down.
        """
        if asks_robots(request):
            reason, detail = why(exception)
            self._gate.shut(_first(request), reason, detail)
            raise Refused(reason, detail)


def _first(request: Request) -> str:
    """The address that was asked before any redirect."""
    return str((request.meta.get("redirect_urls") or [request.url])[0])
