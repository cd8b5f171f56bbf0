"""What crawls learn about sites that no profile says, kept from run to run; and certificates that have expired."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.hosts import host_key
from crawler.sites import Site
from pipelines.errors import StoreError
from pipelines.store.facts import Fact, FactKind, Facts
from pipelines.store.schema import open_database

logger = logging.getLogger(__name__)


class SiteFacts:
    """Extension: the facts of a crawl's sites. A crawl that cannot keep them goes on: it will meet them again."""

    def __init__(self, sites: Iterable[Site], database: Path) -> None:
        self._site_of_host = {host_key(url): site.id for site in sites for url in site.addresses}
        self._path = database
        self._facts: Facts | None = None
        self._looked_at: set[str] = set()
        self.known: dict[tuple[FactKind, str], Fact] = {}
        """By kind and what they are about."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For the crawl's sites. Raises NotConfigured where there are none: a replay, a look at an address."""
        sites = getattr(crawler.spider, "sites", ())
        if not sites:
            raise NotConfigured  # without a word: Scrapy would print it as a warning
        facts = cls(sites, Path(crawler.settings["DATABASE"]))
        crawler.signals.connect(facts.spider_opened, signals.spider_opened)
        crawler.signals.connect(facts.spider_closed, signals.spider_closed)
        crawler.signals.connect(facts.answered, signals.response_downloaded)
        return facts

    def spider_opened(self) -> None:
        """Read what is known."""
        try:
            self._database = open_database(self._path)
            self._facts = Facts(self._database)
            ours = set(self._site_of_host.values())
            self.known = {(fact.kind, fact.about): fact for fact in self._facts.all() if fact.site in ours}
        except StoreError as error:
            logger.error("What is known about the sites cannot be read: %s", error)

    def spider_closed(self) -> None:
        """Give the database back."""
        if self._facts is not None:
            self._facts = None
            self._database.close()

    def answered(self, response: Response, request: Request) -> None:
        """Look at the certificate of each host once: an expired one is said, noted, and no reason to stop."""
        if response.certificate is None or (host := host_key(response.url)) in self._looked_at:
            return
        self._looked_at.add(host)
        ended = _ended(response.certificate)
        if ended < datetime.now(UTC):
            logger.warning("%s: its certificate expired on %s; the crawl goes on", host, ended.date())
            self.note("expired certificate", host, ended.date().isoformat())
        else:
            self.clear("expired certificate", host)

    def note(self, kind: FactKind, about: str, value: str) -> None:
        """Keep a fact about a host or origin of one of the sites; one of a stranger's is only said."""
        site = self._site_of_host.get(host_key(about if "//" in about else f"https://{about}"))
        if site is None or self._facts is None:
            return
        now = datetime.now(UTC)
        self.known[kind, about] = Fact(site=site, kind=kind, about=about, value=value, since=now, seen=now)
        try:
            self._facts.note(site, kind, about, value, now)
        except StoreError as error:
            logger.error("A fact about %s is not kept: %s", site, error)

    def clear(self, kind: FactKind, about: str) -> None:
        """Forget a fact that holds no more."""
        fact = self.known.pop((kind, about), None)
        if fact is None or self._facts is None:
            return
        try:
            self._facts.clear(fact.site, kind, about)
        except StoreError as error:
            logger.error("A fact about %s is not forgotten: %s", fact.site, error)


def _ended(certificate: Any) -> datetime:
    """When a certificate (twisted.internet.ssl.Certificate) ends or ended: aware, UTC."""
    ended: datetime = certificate.original.to_cryptography().not_valid_after_utc
    return ended
