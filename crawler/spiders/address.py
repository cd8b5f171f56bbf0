"""Asks for single addresses, politely, and yields their Pages: for `read URL`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.failures import why
from crawler.hosts import host_of
from pipelines.items import Page, Received


class AddressSpider(scrapy.Spider):
    """Yields one Page for each address that answers; failures holds (address, reason) of the others."""

    name = "address"
    custom_settings: dict[str, Any] | None = {  # noqa: RUF012 - declared so by Scrapy
        "ITEM_PIPELINES": {},  # the command reads the pages itself and keeps nothing
        "ARCHIVE_ENABLED": False,  # a look is no crawl
    }

    def __init__(self, urls: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = tuple(urls)
        self.failures: list[tuple[str, str]] = []

    async def start(self) -> AsyncIterator[Request]:
        """One request an address."""
        for url in self.urls:
            yield Request(url, callback=self.parse, errback=self.give_up, cb_kwargs={"asked": url}, dont_filter=True)

    def parse(self, response: Response, asked: str) -> Iterator[Page]:
        """The page as received."""
        headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, vs in response.headers.items() for v in vs)
        received = Received(
            url=response.url, status=response.status, headers=headers, body=response.body, fetched=datetime.now(UTC)
        )
        yield Page(site=host_of(asked), url=asked, parts=(received,))

    def give_up(self, failure: Failure) -> None:
        """Errback: note why."""
        reason, detail = why(failure.value or Exception())
        self.failures.append((failure.request.url, f"{reason}: {detail}"))  # type: ignore[attr-defined]
