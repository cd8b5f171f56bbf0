"""The stages, in order: Read, Refuse, Keep. Thin shells: what they decide is decided in the rooms below.

A replay that reports what today's rules would change has Compare behind Read, and no Keep where it is only to report.

A Page goes in. Read makes it an Article with evidence for every field; Refuse drops what is no article, saying what it
is; Keep folds it with what is known and stores it. A Sighting passes through to Keep, and so does an AttachedFile, of
which Read makes a FileContent. Counts go to the crawl's stats,
per site and in all, so that every page is accounted for. The only file of this room that imports Scrapy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines.dedupe.comparison import Comparison
from pipelines.dedupe.verdict import Content
from pipelines.errors import DistrictNewsError
from pipelines.extract.files import read_file
from pipelines.extract.reader import read_page
from pipelines.items import Article, AttachedFile, FileContent, Page, Sighting
from pipelines.rules import SiteFacts
from pipelines.store.articles import Articles
from pipelines.store.files import Files
from pipelines.store.revisions import read_present
from pipelines.store.schema import open_database, stamp
from pipelines.store.tombstones import forgotten_among


class Ledger:
    """Counts what became of each page in the crawl's stats: kept/new in all, site/<id>/new for the site."""

    def __init__(self, increase: Callable[[str], None]) -> None:
        self._increase = increase

    @classmethod
    def of(cls, crawler: Crawler) -> Ledger:
        """The ledger of one crawl."""
        return cls(lambda key: crawler.stats.inc_value(key) if crawler.stats else None)

    def count(self, group: str, what: str, site: str) -> None:
        """One page, or sighting, more."""
        self._increase(f"{group}/{what}")
        self._increase(f"site/{site}/{group}/{what}")


class Read:
    """Page to Article, AttachedFile to FileContent."""

    def __init__(self, facts: Mapping[str, SiteFacts], ledger: Ledger) -> None:
        self.facts = facts
        self.ledger = ledger

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Read:
        """Site facts come with the spider, which knows the profiles."""
        return cls(getattr(crawler.spider, "facts", {}), Ledger.of(crawler))

    async def process_item(self, item: Any) -> Any:
        """One broken page is a failure of its own: it is counted with its reason and the crawl goes on."""
        if isinstance(item, AttachedFile):
            return await asyncio.to_thread(read_file, item)  # a PDF may take seconds
        if not isinstance(item, Page):
            return item
        try:
            return read_page(item, self.facts.get(item.site, SiteFacts()))
        except DistrictNewsError as error:
            self.ledger.count("failed", "unreadable", item.site)
            raise DropItem(f"{item.url}: {error}") from error


class Compare:
    """Compares what was read with what is kept, and writes nothing: for a replay that reports.

    The spider brings the report as `comparison`.
    """

    def __init__(self, database: Path, comparison: Comparison, ledger: Ledger) -> None:
        self.database = database
        self.comparison = comparison
        self.ledger = ledger

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Compare:
        """Wiring."""
        comparison: Comparison = crawler.spider.comparison  # type: ignore[union-attr]
        return cls(Path(crawler.settings["DATABASE"]), comparison, Ledger.of(crawler))

    def open_spider(self) -> None:
        """A connection that cannot write."""
        self.connection = open_database(self.database, read_only=True)

    def close_spider(self) -> None:
        """Nothing was written; the file is free again."""
        self.connection.close()

    async def process_item(self, item: Any) -> Any:
        """Say what the page came to, and let it go on."""
        if isinstance(item, Article):
            self.ledger.count("compared", self._compared(item), item.site)
        return item

    def _compared(self, article: Article) -> str:
        if forgotten_among(self.connection, {article.url: article.canonical_url}):
            return "forgotten"
        row = read_present(self.connection, article.site, article.canonical_url)
        content = Content.of(article) if article.kind.value == "article" else None
        kept, fetched = row.kept if row else None, stamp(article.page.fetched)
        return self.comparison.add(article.site, article.canonical_url, kept, content, fetched=fetched)


class NoArticle(DropItem):
    """A page that is no article; kind and reason say what it is instead."""

    def __init__(self, url: str, kind: str, reason: str) -> None:
        super().__init__(f"{url}: {kind}, {reason}")
        self.kind = kind
        self.reason = reason


class Refuse:
    """Drops what is no article: lists, soft 404s, challenges, empty templates."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Refuse:
        """Wiring."""
        return cls(Ledger.of(crawler))

    async def process_item(self, item: Any) -> Any:
        """An article goes on; anything else is counted by its kind."""
        if isinstance(item, Article) and item.kind.value != "article":
            kind = item.kind.value or "other"
            self.ledger.count("not_articles", kind, item.site)
            raise NoArticle(item.url, kind, item.kind.reason)
        return item


class Keep:
    """Folds and stores: one transaction an article, with everything that belongs to it."""

    def __init__(self, database: Path, ledger: Ledger, run_id: Callable[[], int | None]) -> None:
        self.database = database
        self.ledger = ledger
        self.run_id = run_id

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Keep:
        """The runs extension leaves the run's number on the spider."""
        database = Path(crawler.settings["DATABASE"])
        return cls(database, Ledger.of(crawler), lambda: getattr(crawler.spider, "run_id", None))

    def open_spider(self) -> None:
        """One connection for the crawl."""
        self.connection = open_database(self.database)
        self.articles = Articles(self.connection)
        self.files = Files(self.connection)

    def close_spider(self) -> None:
        """Everything is committed by then; this frees the file."""
        self.connection.close()

    async def process_item(self, item: Any) -> Any:
        """Store, and say what it was: new, revised, unchanged or a re-post."""
        if isinstance(item, Article):
            verdict = self.articles.keep(item, run_id=self.run_id())
            self.ledger.count("kept", verdict, item.site)
        elif isinstance(item, Sighting):
            seen = self.articles.sight(item)
            self.ledger.count("sightings", "recorded" if seen else "of nothing kept", item.site)
        elif isinstance(item, FileContent):
            self.files.keep(item)
            self.ledger.count("attachments", item.media_type.replace("/", " "), item.site)
        return item
