"""Pages straight from the archive: the same road as a live crawl, with another beginning."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy

from crawler import places
from crawler.learning import with_knowledge
from crawler.sites import Site, survey
from pipelines.archive import ArchivedPages
from pipelines.dedupe.comparison import Comparison
from pipelines.items import Page
from pipelines.normalise.frame import TOLERANCE
from pipelines.rules import HostKnowledge, SiteFacts


class ReplaySpider(scrapy.Spider):
    """Yields the Pages of WARC files in file order. Asks nothing of any network and archives nothing.

    files: the WARC files. archive: the archive folder, which ArchiveRef.file is relative to (default: ours).
    profiles: the sites that are known, for archives that do not name the site (default: ours; a profile that cannot be
    read names none). knowledge: what repeats on hosts, by host. comparison: what the stage Compare writes
    its report to. advance: told how many bytes more of the files are read; each file is read twice.

    Stats, all under replay/: see ArchivedPages for what is counted, and how it adds up.
    """

    name = "replay"
    custom_settings: dict[str, Any] | None = {  # noqa: RUF012 - declared so by Scrapy
        "ARCHIVE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,  # was obeyed when the pages were fetched
        "DOWNLOAD_HANDLERS": dict.fromkeys(["http", "https", "ftp", "s3", "file", "data"]),  # none: no network at all
    }

    def __init__(
        self,
        files: Sequence[str] = (),
        archive: str | None = None,
        profiles: Mapping[str, Site] | None = None,
        knowledge: Mapping[str, HostKnowledge] | None = None,
        comparison: Comparison | None = None,
        advance: Callable[[int], object] = lambda read: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._files = [Path(file) for file in ([files] if isinstance(files, str) else files)]
        self._archive = Path(archive) if archive else places.archive()
        self._knowledge = knowledge or {}
        self.comparison = comparison
        self._advance = advance
        self._profiles = survey(places.site_folders())[0] if profiles is None else profiles

    @property
    def facts(self) -> dict[str, SiteFacts]:
        """What the reader of articles may know about each site."""
        return with_knowledge({site.id: site.facts for site in self._profiles.values()}, self._knowledge)

    async def start(self) -> AsyncIterator[Page]:
        """Yield one Page after the other; each is through the stages before the next is read."""
        sites = sites_by_host(self._profiles)
        pages = ArchivedPages(
            self._files,
            folder=self._archive,
            site_of=lambda url: site_of(url, sites),
            count=self._count,
            advance=self._advance,
        )
        latest = datetime.now(UTC) + TOLERANCE
        for page in pages:
            if page.fetched > latest:  # kept, it would hide every later look at its article
                self._count("damaged")
                self.logger.warning("%s: fetched at %s, which is yet to come; left out", page.url, page.fetched)
                continue
            yield page

    def _count(self, key: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"replay/{key}")


def sites_by_host(sites: Mapping[str, Site]) -> dict[str, str]:
    """Site ids by the hosts of their home and listings; where two profiles share a host, the first id in order."""
    hosts: dict[str, str] = {}
    for site in sites.values():
        for url in site.addresses:
            hosts.setdefault(_host(url), site.id)
    return hosts


def site_of(url: str, sites: Mapping[str, str]) -> str:
    """The id of the site an address belongs to; its bare host where no profile names that."""
    host = _host(url)
    return sites.get(host, host)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
