"""district-news replay: re-reads archived pages with today's rules."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.command import NewsCommand
from crawler.database import prepare_database
from crawler.learning import stored_knowledge
from crawler.spiders.replay import ReplaySpider
from crawler.table import Column, show

VERDICTS = ("new", "revised", "unchanged", "re-post")

Row = tuple[str, str]


class Command(NewsCommand):
    """Walks WARC files through the stages of a live crawl, with the recorded fetch time as "now"."""

    arguments = "WARC…"
    summary = "read archived pages again with today's rules"
    description = (
        "Reads WARC files, ours or anybody's, compressed or not, and takes every article page in them through the same "
        "stages as a crawl, with the recorded fetch time as now. No network is touched, nothing is archived again."
    )
    examples = ("district-news replay data/var/warc/2026/*.warc.gz",)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Replay the files named. Raises UsageError, which exits with 2, where one of them is not there."""
        if not args:
            raise UsageError("name the WARC files to replay", print_help=False)
        if missing := [name for name in args if not Path(name).is_file()]:
            raise UsageError(f"no such file: {', '.join(missing)}", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        prepare_database(Path(self.settings["DATABASE"]))
        counted = self._replay(args)
        show_counted(counted)
        self.exitcode = 1 if found_trouble(counted) else 0

    def _replay(self, files: list[str]) -> Mapping[str, Any]:
        """The statistics of the replay. Raises StoreError and the like where it could not even start."""
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy's command line, as are the settings
        assert self.settings is not None  # noqa: S101
        crawler = self.crawler_process.create_crawler(ReplaySpider)
        knowledge = stored_knowledge(Path(self.settings["DATABASE"]))
        archive = self.settings.get("ARCHIVE_DIR")
        replaying = self.crawler_process.crawl(crawler, files=files, archive=archive, knowledge=knowledge)
        self.crawler_process.start()
        if isinstance(replaying, asyncio.Future) and replaying.done():
            replaying.result()
        assert crawler.stats is not None  # noqa: S101 - there once a crawl has started
        return crawler.stats.get_stats()


def found_trouble(counted: Mapping[str, Any]) -> bool:
    """Whether something was not read that should have been. A file's end that was cut off by a kill is no trouble."""
    broken = counted.get("replay/damaged") or counted.get("spider_exceptions/count")
    return bool(broken) or counted.get("finish_reason", "finished") != "finished" or unaccounted(counted) > 0


def unaccounted(counted: Mapping[str, Any]) -> int:
    """Pages that went into the stages and of which no stage says what became of them."""
    known = sum(number for group in ("kept", "not_articles", "failed") for _, number in _under(counted, group))
    return int(counted.get("replay/pages", 0)) - known


def rows(counted: Mapping[str, Any]) -> Iterator[Row]:
    """The summary, label and value, in order: what came in, what became of it, what was left out."""
    yield "responses", str(counted.get("replay/responses", 0))
    yield "pages", str(counted.get("replay/pages", 0))
    if (parts := counted.get("replay/parts", 0)) != counted.get("replay/pages", 0):
        yield "parts of pages", str(parts)
    for verdict in VERDICTS:
        yield f"articles {verdict}", str(counted.get(f"kept/{verdict}", 0))
    if forgotten := counted.get("kept/forgotten"):
        yield "forgotten, and left so", str(forgotten)
    for title, group in (("not articles", "not_articles"), ("failed", "failed"), ("skipped", "replay/skipped")):
        for name, number in _under(counted, group):
            yield f"{title}: {name}", str(number)
    if (lost := unaccounted(counted)) > 0:
        yield "lost in the stages", str(lost)
    yield "damaged", str(counted.get("replay/damaged", 0))
    if cut := counted.get("replay/cut"):
        yield "files cut off at their end", str(cut)


def show_counted(counted: Mapping[str, Any]) -> None:
    """Print the summary: a table on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        show([Column(name="what"), Column(name="number", side="right")], list(rows(counted)))
    else:
        sys.stdout.writelines(f"{label}: {value}\n" for label, value in rows(counted))


def _under(counted: Mapping[str, Any], group: str) -> list[tuple[str, int]]:
    prefix = f"{group}/"
    return sorted((key.removeprefix(prefix), number) for key, number in counted.items() if key.startswith(prefix))
