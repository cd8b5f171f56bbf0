"""Answers that mean no: challenges, firewalls, "busy". They are recognised, recorded and obeyed, never passed.

Word lists: data/lexicon/challenges.toml.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from time import monotonic
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.failures import Refused
from crawler.hosts import host_key
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
_STRIKES = 3
"""Answers in a row that may each mean one address or the whole host, such as 403: so many mean the host."""


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
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - now).total_seconds())
    except (ValueError, OverflowError):
        return None


class Refusals:
    """Downloader middleware: a machine that refuses is not asked again in this run; a short rest is kept.

    A 403 may be meant for one address. It is the host's where three come in a row, or where nothing else came from it
    when the crawl has nothing left to ask.
    """

    def __init__(self, crawler: Crawler, gate: Gate) -> None:
        self._crawler = crawler
        self._gate = gate
        self._strikes: Counter[str] = Counter()
        self._welcome: set[str] = set()
        self._last: dict[str, tuple[str, int]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the gate of the crawl."""
        refusals = cls(crawler, gate_of(crawler))
        crawler.signals.connect(refusals.nothing_left, signals.spider_idle)
        return refusals

    def process_request(self, request: Request) -> None:
        """Raise Refused for an address that is itself a challenge: a redirect led there."""
        refusal = read_refusal(Response(request.url), datetime.now(UTC))
        if refusal:
            self._obey(refusal, request.url)
            raise Refused(refusal.reason, f"{refusal.detail}: {request.url}")

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer, if it is one. Raises Refused; a busy server's short rest is kept before Scrapy asks again."""
        refusal = read_refusal(response, datetime.now(UTC)) or self._strike(request, response)
        if refusal is None:
            return response
        self._obey(refusal, request.url)
        if refusal.rest <= PATIENCE:
            return response
        raise Refused(refusal.reason, f"{refusal.detail}: {request.url}")

    def nothing_left(self) -> None:
        """Signal handler: a host from which nothing came but 403 and the like does not want us."""
        for host, (url, status) in self._last.items():
            if host not in self._welcome:
                self._gate.shut(url, "refused", f"status {status}, and nothing else came")
        self._last.clear()

    def _strike(self, request: Request, response: Response) -> Refusal | None:
        """Count answers that may mean the whole host; robots.txt is no page and does not count."""
        if asks_robots(request):
            return None
        host = host_key(request.url)
        if response.status not in lexicon("challenges")["doubtful"]:
            self._welcome.add(host)
            self._strikes.pop(host, None)
            return None
        self._strikes[host] += 1
        self._last[host] = request.url, response.status
        if self._strikes[host] < _STRIKES:
            return None
        return Refusal(reason="refused", detail=f"status {response.status}, {_STRIKES} such answers in a row")

    def _obey(self, refusal: Refusal, url: str) -> None:
        if refusal.rest > PATIENCE:
            asked = refusal.rest if isfinite(refusal.rest) else None
            self._gate.shut(url, refusal.reason, refusal.detail, asked)
            return
        slot = self._gate.slot(url)
        logger.info("%s is busy and gets %.0f s of rest", slot, refusal.rest)
        waiting = self._crawler.engine.downloader.slots.get(slot)
        if waiting:
            waiting.lastseen = monotonic() + refusal.rest
