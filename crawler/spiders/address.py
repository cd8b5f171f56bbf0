"""Asks for single addresses, politely, and yields their Pages: for `read URL`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import scrapy
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import content_type, is_page, next_part, received
from crawler.failures import why
from crawler.hosts import host_of
from pipelines.items import Page, Received


class AddressSpider(scrapy.Spider):
    """Yields one Page for each address that answers; failures holds (address, reason) of the others.

    whole: ask for the further parts of articles as well.
    """

    name = "address"
    custom_settings: dict[str, Any] | None = {  # noqa: RUF012 - declared so by Scrapy
        "ITEM_PIPELINES": {},  # the command reads the pages itself and keeps nothing
        "ARCHIVE_ENABLED": False,  # a look is no crawl
    }

    def __init__(self, urls: Iterable[str], *, whole: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.whole = whole
        self.urls = tuple(urls)
        self.failures: list[tuple[str, str]] = []

    async def start(self) -> AsyncIterator[Request]:
        """One request an address."""
        for url in self.urls:
            yield self._ask(url, url, ())

    def parse(self, response: Response, asked: str, before: tuple[Received, ...]) -> Iterator[Request | Page]:
        """The page as received, all parts of it; an answer that is no page is a failure."""
        if not is_page(response):
            self.failures.append((asked, f"not a page: {content_type(response)}"))
            return
        parts = (*before, received(response))
        following = next_part(parts) if self.whole else None
        if following:
            yield self._ask(following, asked, parts)
        else:
            yield Page(site=host_of(asked), url=asked, parts=parts)

    def _ask(self, url: str, asked: str, before: tuple[Received, ...]) -> Request:
        kwargs = {"asked": asked, "before": before}
        return Request(url, callback=self.parse, errback=self.give_up, cb_kwargs=kwargs)

    def give_up(self, failure: Failure) -> None:
        """Errback: note why."""
        request: Request = failure.request  # type: ignore[attr-defined]
        reason, detail = why(failure.value or Exception())
        told = reason if detail == request.url else f"{reason}: {' '.join(detail.split())}"
        self.failures.append((request.cb_kwargs["asked"], told))
