"""district-news replay: re-reads archived pages with today's rules."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.bar import bar
from crawler.command import NewsCommand
from crawler.compared import show_comparison
from crawler.database import prepare_database
from crawler.learning import stored_knowledge
from crawler.spiders.replay import ReplaySpider
from crawler.table import Column, show
from pipelines.archive.folder import archive_files
from pipelines.dedupe.comparison import Comparison
from pipelines.errors import StoreError

VERDICTS = ("new", "revised", "unchanged", "re-post")

_ACCOUNTS = ("kept", "compared", "not_articles", "failed")

Row = tuple[str, str]


class Command(NewsCommand):
    """Walks WARC files through the stages of a live crawl, with the recorded fetch time as "now"."""

    arguments = "[WARC…] [--compare | --apply]"
    summary = "read archived pages again with today's rules"
    description = (
        "Reads WARC files, ours or anybody's, compressed or not, and takes every article page in them through the same "
        "stages as a crawl, with the recorded fetch time as now. No network is touched, nothing is archived again. "
        "Without files, reads all of the archive. What today's rules read otherwise becomes a new version, the old one "
        "stays as a revision (cause: re-read); corrections stay on top."
    )
    examples = (
        "district-news replay --compare",
        "district-news replay --apply",
        "district-news replay data/var/warc/2026/*.warc.gz",
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--compare", action="store_true", help="only report what would change; write nothing")
        which.add_argument("--apply", action="store_true", help="take it over, and report what changed")
        told = "samples shown of each field and kind of change (default: 3)"
        parser.add_argument("--samples", metavar="N", type=int, default=3, help=told)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Replay. Raises UsageError, which exits with 2, where a file is not there, or none is."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        if missing := [name for name in args if not Path(name).is_file()]:
            raise UsageError(f"no such file: {', '.join(missing)}", print_help=False)
        files = [Path(name) for name in args] or archive_files(Path(self.settings["ARCHIVE_DIR"]))
        if not files:
            raise UsageError(f"{self.settings['ARCHIVE_DIR']}: no archive there; name WARC files", print_help=False)
        database = Path(self.settings["DATABASE"])
        if opts.compare and not database.exists():
            raise StoreError(f"{database}: nothing is kept there yet; there is nothing to compare with")
        prepare_database(database)
        comparison = Comparison(max(opts.samples, 0)) if opts.compare or opts.apply else None
        counted = self._replay(files, comparison, writes=not opts.compare)
        if not opts.compare:
            show_counted(counted)
        if comparison is not None:
            show_comparison(comparison, dict(under(counted, "compared")), applied=opts.apply)
        self.exitcode = 1 if found_trouble(counted) else 0

    def _replay(self, files: list[Path], comparison: Comparison | None, *, writes: bool) -> Mapping[str, Any]:
        """The statistics of the replay. Raises StoreError and the like where it could not even start."""
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy's command line, as are the settings
        assert self.settings is not None  # noqa: S101
        spider = ReplaySpider if comparison is None else _comparing(writes=writes)
        crawler = self.crawler_process.create_crawler(spider)
        with bar("reading the archive", 2 * sum(file.stat().st_size for file in files)) as advance:
            replaying = self.crawler_process.crawl(
                crawler,
                files=[str(file) for file in files],
                archive=self.settings.get("ARCHIVE_DIR"),
                knowledge=stored_knowledge(Path(self.settings["DATABASE"])),
                comparison=comparison,
                advance=advance,
            )
            self.crawler_process.start()
        if isinstance(replaying, asyncio.Future) and replaying.done():
            replaying.result()
        assert crawler.stats is not None  # noqa: S101 - there once a crawl has started
        return crawler.stats.get_stats()


def _comparing(*, writes: bool) -> type[ReplaySpider]:
    """The spider of a replay with the stage that compares; writes: also with the one that keeps."""
    stages = {"pipelines.stages.Read": 100, "pipelines.stages.Compare": 150, "pipelines.stages.Refuse": 200}
    if writes:
        stages["pipelines.stages.Keep"] = 300
    settings = {**(ReplaySpider.custom_settings or {}), "ITEM_PIPELINES": stages}
    return type("ComparingSpider", (ReplaySpider,), {"custom_settings": settings})


def found_trouble(counted: Mapping[str, Any]) -> bool:
    """Whether something was not read that should have been. A file's end that was cut off by a kill is no trouble."""
    broken = counted.get("replay/damaged") or counted.get("spider_exceptions/count")
    return bool(broken) or counted.get("finish_reason", "finished") != "finished" or unaccounted(counted) > 0


def unaccounted(counted: Mapping[str, Any]) -> int:
    """Pages that went into the stages and of which no stage says what became of them."""
    sums = {group: sum(number for _, number in under(counted, group)) for group in _ACCOUNTS}
    articles = sums["kept"] if sums["kept"] else sums["compared"] - sums["not_articles"]
    return int(counted.get("replay/pages", 0)) - articles - sums["not_articles"] - sums["failed"]


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
        for name, number in under(counted, group):
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


def under(counted: Mapping[str, Any], group: str) -> list[tuple[str, int]]:
    """The statistics of a group, by name."""
    prefix = f"{group}/"
    return sorted((key.removeprefix(prefix), number) for key, number in counted.items() if key.startswith(prefix))
