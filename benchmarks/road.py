"""CPU milliseconds a page of the full road, beside bare Scrapy on the same pages of the same server in the same run.

Each crawl runs in a process of its own, once with few pages and once with all; the difference is free of start-up
(imports, word lists, the reactor, the database's schema). What the stages cost is measured in a third process that
takes the same pages through them one after the other; what is left of the road is the rest.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.crawls import Crawl, bare, in_own_process, road, served
from benchmarks.figures import Figure, Stopwatch
from benchmarks.pages import FEWEST, MadeUp, as_page
from pipelines.archive import ArchiveWriter, ArticleRequest, Capture
from pipelines.extract.blocks import lay_flat
from pipelines.extract.document import Document
from pipelines.extract.reader import read_page
from pipelines.items import Page
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database

ROUNDS = 5
"""Everything is measured so often, in turns; medians count."""
_WARM = 10
"""Pages that go through the stages before the clock runs: the first ones load word lists."""
_NOON = datetime(2026, 12, 31, 4, tzinfo=UTC)
"""When the pages of the stages' run were fetched; no post is later."""


def measure(pages: int, rounds: int = ROUNDS) -> list[Figure]:
    """What an article page costs on the road and bare, list pages included, and where the time goes."""
    bares, roads, parts = [], [], []
    with served(MadeUp(count=FEWEST)) as few, served(MadeUp(count=pages + FEWEST)) as all_pages:
        for _ in range(rounds):
            bares.append(_per_page(bare, few, all_pages))
            roads.append(_per_page(road, few, all_pages))
            parts.append(in_own_process(stages, MadeUp(count=pages)))
    whole = median(roads)
    return [
        Figure(what="bare Scrapy", value=median(bares), unit="ms/page", remark=_spread(bares)),
        Figure(what="the road", value=whole, unit="ms/page", remark=_spread(roads)),
        Figure(what="road to bare", value=whole / median(bares), unit="times", remark="aim: 4 at the most"),
        *_shares({stage: median(part[stage] for part in parts) for stage in parts[0]}, whole),
    ]


def stages(pages: MadeUp) -> dict[str, float]:
    """CPU milliseconds a page of each stage, page after page through all of them."""
    watch = Stopwatch()
    with TemporaryDirectory() as folder:
        writer = ArchiveWriter(Path(folder), name="benchmark", software="benchmark", operator=None)
        database = open_database(Path(folder) / "news.db")
        articles = Articles(database)
        told = [as_page(portal, url, body, _NOON) for portal, _, url, body in pages.articles()]
        for page in told[:_WARM]:
            read_page(page)
        for page in told:
            _walk(page, watch, writer, articles)
        writer.close()
        database.close()
    watch.seconds["fields"] -= watch.seconds["document and blocks"]  # read_page makes both once more
    return {stage: 1000 * seconds / len(told) for stage, seconds in watch.seconds.items()}


def _walk(page: Page, watch: Stopwatch, writer: ArchiveWriter, articles: Articles) -> None:
    part = page.parts[0]
    with watch.running("archive"):
        request = ArticleRequest(site=page.site, url=page.url, links=page.links)
        writer.write(_capture(page, request))
    with watch.running("document and blocks"):
        lay_flat(Document.from_bytes(part.body, part.url, part.header("content-type")).tree)
    with watch.running("fields"):
        article = read_page(page)
    with watch.running("keep"):
        articles.keep(article)


def _capture(page: Page, request: ArticleRequest) -> Capture:
    part = page.parts[0]
    return Capture(
        url=part.url,
        request=f"GET {part.url} HTTP/1.1\r\n\r\n".encode(),
        protocol="HTTP/1.1",
        status=part.status,
        headers=[(name.encode(), value.encode()) for name, value in part.headers],
        body=part.body,
        fetched=part.fetched,
        article=request,
    )


def _per_page(crawl: Crawl, few: MadeUp, all_pages: MadeUp) -> float:
    """Milliseconds of one page more."""
    seconds = in_own_process(crawl, all_pages) - in_own_process(crawl, few)
    return 1000 * seconds / (all_pages.count - few.count)


def _spread(costs: list[float]) -> str:
    return f"{min(costs):.2f} to {max(costs):.2f}"


def _shares(costs: dict[str, float], whole: float) -> list[Figure]:
    costs = costs | {"rest": whole - sum(costs.values())}
    remarks = {"rest": "fetching, politeness, listings, Scrapy"}
    return [
        Figure(
            what=f"  {stage}",
            value=cost,
            unit="ms/page",
            remark=", ".join(filter(None, [f"{cost / whole:.0%}", remarks.get(stage)])),
        )
        for stage, cost in costs.items()
    ]
