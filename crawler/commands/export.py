"""district-news export: writes what is kept as CSV."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from crawler.command import NewsCommand
from crawler.places import exports
from pipelines.errors import StoreError
from pipelines.export import ExportReport, Filters, Profile, export_csv
from pipelines.store.schema import open_database


class Command(NewsCommand):
    """One row an article, the columns of the view articles_flat."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[--profile excel|data] [--out FILE] [filters]"
    summary = "Write what is kept as CSV, for Excel or for programs"
    description = (
        "The excel profile opens in Excel with Chinese, dates and codes intact and nothing that calculates; "
        "the data profile is plain UTF-8 with nothing altered. --out - writes the data profile to standard output."
    )
    example = "district-news export --profile data --division 6201 --since 2026-01-01 --out lanzhou.csv"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        # Scrapy's own --profile writes cProfile statistics; here the word means the kind of CSV.
        parser.conflict_handler = "resolve"
        parser.add_argument(
            "--profile", dest="kind", choices=("excel", "data"), default="excel", help="for whom (excel)"
        )
        parser.set_defaults(profile=None)
        parser.add_argument("--out", metavar="FILE", help="where to (articles.csv among the exports, unless given)")
        parser.add_argument("--site", help="only this site (its id)")
        parser.add_argument("--division", metavar="CODE", help="only divisions whose code begins so")
        parser.add_argument("--since", metavar="DATE", help="only articles published on or after this day")
        parser.add_argument("--until", metavar="DATE", help="only articles published on or before this day")
        parser.add_argument("--source", help="only this source, as printed")
        parser.add_argument("--reporter", help="only this reporter, as printed")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file and say where it is. Raises UsageError for a bad date, StoreError where nothing is kept."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        filters = Filters(
            site=opts.site,
            division=opts.division,
            since=_day("--since", opts.since),
            until=_day("--until", opts.until),
            source=opts.source,
            reporter=opts.reporter,
        )
        database = Path(self.settings["DATABASE"])
        if not database.exists():
            raise StoreError(f"{database}: nothing is kept there yet; crawl or replay first")
        db = open_database(database, read_only=True)
        try:
            self._write(db, opts.out, opts.kind, filters)
        finally:
            db.close()

    def _write(self, db: Any, out: str | None, profile: Profile, filters: Filters) -> None:
        if out == "-":
            export_csv(db, sys.stdout, profile="data", filters=filters)
            return
        path = Path(out) if out else exports() / "articles.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        sys.stdout.write(told(export_csv(db, path, profile=profile, filters=filters)) + "\n")


def told(report: ExportReport) -> str:
    """What was written."""
    return f"{report.rows} articles: {', '.join(map(str, report.files))}"


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option} {text}: expected a day such as 2026-02-14", print_help=False) from None
