"""Every exchange to WARC before anybody sees the response."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from weakref import WeakSet

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings

from crawler.brake import stop
from crawler.failures import Refused
from pipelines.archive import ArchiveWriter, ArticleRequest, Capture
from pipelines.archive.writer import http_request
from pipelines.errors import ArchiveError

logger = logging.getLogger(__name__)


class Archive:
    """Archives what comes over the wire, and nothing else.

    Order 950, nearest the network: outside HttpCompression (590), so that bodies are as they were sent, and behind
    everything that may answer by itself.

    Settings: ARCHIVE_ENABLED (default true), ARCHIVE_DIR (the archive folder), ARCHIVE_NAME (how files are called;
    default the spider's name), ARCHIVE_RUN (for the warcinfo record), ARCHIVE_OPERATOR (default USER_AGENT, which
    holds the contact).

    In: request.meta["article"], an ArticleRequest or a mapping with its keys, where the request is for an article.
    Out: request.meta["archived"], the ArchiveRef, and request.meta["fetched"], the WARC-Date, aware UTC: with these in
    its Received a Page of a live crawl is the same as of a replay.

    Where the archive cannot be written the crawl is closed (reason "unarchived", the message in the stat
    archive/error), and no response of it goes on.
    """

    def __init__(self, crawler: Crawler, writer: ArchiveWriter) -> None:
        self.crawler = crawler
        self.writer = writer
        self._on_the_wire: WeakSet[Request] = WeakSet()
        self._broken: ArchiveError | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Archive:
        """Build the middleware with a writer of its own, closed when the spider is.

        Raises NotConfigured where ARCHIVE_ENABLED is false, ArchiveError where ARCHIVE_DIR is not set.
        """
        settings = crawler.settings
        if not settings.getbool("ARCHIVE_ENABLED", True):
            raise NotConfigured
        if not settings.get("ARCHIVE_DIR"):
            raise ArchiveError("ARCHIVE_DIR is not set: name the folder of the archive, or set ARCHIVE_ENABLED = False")
        name = settings.get("ARCHIVE_NAME") or (crawler.spider.name if crawler.spider else "")
        middleware = cls(crawler, _writer(settings, name))
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    def spider_closed(self) -> None:
        """Close the current file: no response comes after this."""
        self.writer.close()

    def process_request(self, request: Request) -> None:
        """Remember that this request goes out: a response made up on this side never came through here.

        Raises Refused once the archive could not be written.
        """
        if self._broken is not None:
            raise Refused("unarchived", str(self._broken))
        self._on_the_wire.add(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive the exchange, then let the response go on. Raises Refused where it could not be archived."""
        if request not in self._on_the_wire:
            return response
        self._on_the_wire.discard(request)
        now = datetime.now(UTC)
        try:
            if self._broken is not None:
                raise self._broken
            request.meta["archived"] = self.writer.write(_capture(request, response, now))
        except ArchiveError as error:
            self._stop(error)
            raise Refused("unarchived", str(error)) from error
        request.meta["fetched"] = now
        return response

    def _stop(self, error: ArchiveError) -> None:
        if self._broken is not None:
            return
        self._broken = error
        logger.error("The crawl stops: %s", error)
        if self.crawler.stats is not None:
            self.crawler.stats.set_value("archive/error", str(error))
        stop(self.crawler, "unarchived")


def _writer(settings: BaseSettings, name: str) -> ArchiveWriter:
    return ArchiveWriter(
        Path(settings["ARCHIVE_DIR"]),
        name=name,
        software=f"district-news/{version('district-news')} Scrapy/{scrapy.__version__}",
        operator=settings.get("ARCHIVE_OPERATOR") or settings.get("USER_AGENT"),
        run=settings.get("ARCHIVE_RUN"),
        user_agent=settings.get("USER_AGENT"),
    )


def _capture(request: Request, response: Response, now: datetime) -> Capture:
    url = request.url.partition("#")[0]
    article = request.meta.get("article")
    return Capture(
        url=url,
        request=http_request(request.method, url, _pairs(request.headers), request.body),
        protocol=response.protocol or "HTTP/1.1",
        status=response.status,
        headers=list(_pairs(response.headers)),
        body=response.body,
        fetched=now,
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated=_truncated(response),
        article=None if article is None else ArticleRequest.of(article),
    )


def _pairs(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    """Header lines with their duplicates. Scrapy has folded their names' case and put equal names together."""
    for name, values in headers.items():
        for value in values:
            yield name, value


def _truncated(response: Response) -> str | None:
    """Why the body is not whole, in the words of WARC 1.1, 5.13."""
    if "dataloss" in response.flags:
        return "disconnect"
    return "length" if "download_stopped" in response.flags else None
