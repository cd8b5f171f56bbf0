"""Single addresses, asked for by hand: within the rules of every crawl, neither archived nor kept."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy import signals
from scrapy.crawler import CrawlerProcessBase

from crawler.contact import require_contact
from crawler.spiders.address import AddressSpider
from pipelines.items import Page


def fetch(
    process: CrawlerProcessBase, addresses: Sequence[str], *, whole: bool = True
) -> tuple[list[Page], dict[str, str]]:
    """Ask for addresses; gives their Pages, and why the others could not be had, by address.

    whole: with the further parts of an article. Raises ContactMissing before anything beyond loopback is asked.
    """
    require_contact(addresses)
    pages: list[Page] = []
    crawler = process.create_crawler(AddressSpider)
    keep = lambda item: pages.append(item)  # noqa: E731, PLW0108 - a signal cannot call a built-in
    crawler.signals.connect(keep, signals.item_scraped, weak=False)
    process.crawl(crawler, urls=addresses, whole=whole)
    process.start()
    failures = dict(getattr(crawler.spider, "failures", ()))
    answered = {page.url for page in pages}
    return pages, {url: failures.get(url, "no answer") for url in addresses if url not in answered}
