"""district-news export: writes what is kept as CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, ClassVar, TextIO

from sqlite_utils import Database

from crawler.command import NewsCommand
from crawler.counted import counted
from crawler.filters import add_filters, check_site, given_filters
from crawler.places import exports
from pipelines.errors import StoreError
from pipelines.export import ExportReport, Profile, export_csv
from pipelines.store.filters import Filters
from pipelines.store.schema import open_database

_NAMES: dict[Profile, str] = {"excel": "articles.csv", "data": "articles-data.csv"}
"""The files among the exports: one a profile, so that neither takes the place of the other."""


class Command(NewsCommand):
    """One row an article, the columns of the view articles_flat."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[--profile excel|data] [--out FILE] [filters]"
    summary = "write what is kept as CSV, for Excel or for programs"
    description = (
        "The excel profile opens in Excel with Chinese, dates and codes intact and nothing that calculates; "
        "the data profile is plain UTF-8 with nothing altered. Several filters must all hold."
    )
    examples = (
        "district-news export",
        "district-news export --profile data --division 6201 --since 2026-01-01 --out lanzhou.csv",
        "district-news export --out - | head",
    )
    most = 0

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        # Scrapy's own --profile writes cProfile statistics; here the word means the kind of CSV.
        parser.conflict_handler = "resolve"
        told = "excel or data (default: excel for a file, data for standard output)"
        parser.add_argument("--profile", dest="kind", metavar="PROFILE", choices=tuple(_NAMES), help=told)
        parser.set_defaults(profile=None)
        told = "where to; - is standard output (default: exports/articles.csv or articles-data.csv, by profile)"
        parser.add_argument("--out", metavar="FILE", help=told)
        add_filters(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file and say where it is. Raises UsageError for a bad date, StoreError where nothing is kept."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        filters = given_filters(opts)
        database = Path(self.settings["DATABASE"])
        if not database.exists():
            raise StoreError(f"{database}: nothing is kept there yet; crawl or replay first")
        db = open_database(database, read_only=True)
        try:
            check_site(db, opts.site)
            self._write(db, opts.out, opts.kind, filters)
        finally:
            db.close()

    def _write(self, db: Database, out: str | None, profile: Profile | None, filters: Filters) -> None:
        if out == "-":
            with _standard_output() as stream:
                export_csv(db, stream, profile=profile or "data", filters=filters)
            return
        profile = profile or "excel"
        path = Path(out) if out else exports() / _NAMES[profile]
        sys.stdout.write(told(export_csv(db, path, profile=profile, filters=filters)) + "\n")


def told(report: ExportReport) -> str:
    """What was written."""
    return f"{counted(report.rows, 'article')}: {', '.join(map(str, report.files))}"


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Standard output for a CSV: UTF-8 whatever the terminal speaks, line ends as they are written."""
    stream = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield stream
        stream.flush()
    finally:
        stream.detach()
