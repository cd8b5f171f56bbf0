"""Which addresses may be asked at all: http and https, with a contact beyond loopback, and never from outside in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.contact import require_contact
from crawler.failures import Refused
from crawler.hosts import host_key, host_of, is_private, on_private_ground
from crawler.politeness import gate_of
from crawler.profile import is_web_address
from crawler.resolving import Resolver
from crawler.sites import Site
from pipelines.errors import ContactMissing


class Addresses:
    """Downloader middleware: refuses what must not be asked, with the reason.

    A site, or whoever broke into it, must not be able to send us to machines that only we can reach. So a private
    address is asked only where a profile names its host (or a person at a shell), or where we come from a private one.
    """

    def __init__(self, sites: Iterable[Site] = (), resolver: Resolver | None = None) -> None:
        self._named = {host_key(url) for site in sites for url in site.addresses}
        self._resolver = resolver or Resolver()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the sites of the crawler's spider, if it has any."""
        return cls(getattr(crawler.spider, "sites", ()), gate_of(crawler).resolver)

    async def process_request(self, request: Request) -> None:
        """Raise Refused: "not http", "no contact" or "private address"."""
        if not is_web_address(request.url):
            raise Refused("not http", request.url)
        try:
            require_contact([request.url])
        except ContactMissing as error:
            raise Refused("no contact", str(error)) from error
        if not self._may_be_private(request) and await self._is_private(request.url):
            raise Refused("private address", f"{request.url} lies on private ground; no profile names that host")

    def _may_be_private(self, request: Request) -> bool:
        came_from = request.meta.get("redirect_urls")
        if came_from:
            return on_private_ground(came_from[-1])
        return not self._named or host_key(request.url) in self._named

    async def _is_private(self, url: str) -> bool:
        """Whether the host, or any number its name stands for, is private."""
        return on_private_ground(url) or any(map(is_private, await self._resolver.numbers(host_of(url))))
