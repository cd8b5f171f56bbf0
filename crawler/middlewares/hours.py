"""Sites that are asked in certain hours only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.failures import Refused
from crawler.sites import Site


class SiteHours:
    """Downloader middleware: what is left of a site when its hours are over is left to the next run."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = {site.id: site for site in sites if site.hours}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For the crawl's sites. Raises NotConfigured where none of them names hours."""
        hours = cls(getattr(crawler.spider, "sites", ()))
        if not hours._sites:
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        return hours

    def process_request(self, request: Request) -> None:
        """Raise Refused: "out of hours"."""
        site = self._sites.get(request.meta.get("site", ""))
        if site and site.hours and not site.hours.hold(datetime.now(UTC), site.zone):
            raise Refused("out of hours", f"{site.id} is asked {site.hours} only ({site.zone})")
