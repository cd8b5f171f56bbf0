"""Which addresses may be asked at all: http and https, with a contact beyond loopback, and never from outside in."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.contact import require_contact
from crawler.failures import Refused
from crawler.hosts import host_key, host_of, is_private, on_private_ground
from crawler.profile import is_web_address
from crawler.sites import Site
from pipelines.errors import ContactMissing


class Addresses:
    """Downloader middleware: refuses what must not be asked, with the reason.

    A site, or whoever broke into it, must not be able to send us to machines that only we can reach. So a private
    address is asked only where a profile names its host (or a person at a shell), or where we come from a private one.
    """

    def __init__(self, sites: Iterable[Site] = ()) -> None:
        self._named = {host_key(url) for site in sites for url in site.addresses}
        self._looked_up: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the sites of the crawler's spider, if it has any."""
        return cls(getattr(crawler.spider, "sites", ()))

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
        """Whether the host, or any number its name stands for, is private. Each name is looked up once."""
        host = host_of(url)
        if on_private_ground(url):
            return True
        if host not in self._looked_up:
            self._looked_up[host] = await _resolves_to_private(host)
        return self._looked_up[host]


async def _resolves_to_private(host: str) -> bool:
    """Ask the resolver; a name it does not know is not private (the download will say why it fails)."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(is_private(ipaddress.ip_address(str(entry[4][0]).partition("%")[0])) for entry in found)
