"""district-news missed: the completeness ledger, and what could not be had yet."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from crawler.command import NewsCommand
from crawler.commands.crawl import Command as Crawl
from crawler.completeness import Day, days, newest
from crawler.database import prepare_database
from crawler.failures import is_our_no
from crawler.figures import told
from crawler.places import site_folders
from crawler.sites import find, survey
from crawler.table import Column, console, show
from pipelines.store.ledger import Ledger, Open
from pipelines.store.schema import open_database
from pipelines.store.unkept import Unkept

_COLUMNS = [
    Column(name="day"),
    Column(name="site"),
    Column(name="listing", least=24),
    *(Column(name=name, side="right") for name in ("claims", "held", "pages", "rows", "stored", "known", "missed")),
    Column(name="newest"),
    Column(name="to its end"),
    *(Column(name=name) for name in ("failed", "skipped", "unread")),
]
_GIVE_WAY = ("skipped", "failed", "unread", "pages", "held", "claims", "rows", "known", "missed", "site", "listing")
_OPEN = [
    *(Column(name=name) for name in ("site", "open since (UTC)")),
    Column(name="times", side="right"),
    *(Column(name=name) for name in ("asked again (UTC)", "reason")),
    Column(name="address", least=24),
]
_MOST_DAYS = 36_500
_SHOWN = 20
"""Open failures that a person is shown; the others are in --json."""


class Command(NewsCommand):
    """Prints the ledger of the last days and the open failures; or tries those again by an ordinary crawl."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[SITE…] [--days N] [--json | --retry]"
    summary = "show by listing and day what was seen, stored and missed, and what is open"
    description = (
        "Shows what each list claims, what was seen of it, and what became of every row: stored, known, failed, "
        "skipped, and why. Below it stands every address that could not be had yet. docs/missed.md explains each "
        "column. Exit status 1: something is missing."
    )
    examples = ("district-news missed", "district-news missed xigu --days 7", "district-news missed --retry")

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--days", type=int, default=1, metavar="N", help="how many days back, beside today (default: %(default)s)"
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--json", action="store_true", help="an array by listing and day, for programs")
        how.add_argument("--retry", action="store_true", help="crawl the sites of the open failures now")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, or crawl. Raises UsageError, UnknownSite, and StoreError where there is no database yet."""
        if not 0 <= opts.days <= _MOST_DAYS:
            raise UsageError(f"--days is from 0 to {_MOST_DAYS}", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        sites, _ = survey(site_folders())
        wanted = [find(sites, name).id for name in args] or None
        path = Path(self.settings["DATABASE"])
        if path.exists():
            prepare_database(path)
        db = open_database(path, read_only=True)
        try:
            ledger, now = Ledger(db), datetime.now(UTC)
            opened = [one for one in ledger.open(wanted) if not is_our_no(one.reason)]
            entries = ledger.entries(now - timedelta(days=opts.days + 1))
            zones = {site.id: site.zone for site in sites.values()}
            kept = [entry for entry in entries if wanted is None or entry.site in wanted]
            found = days(kept, opened, ledger.held(), zones)
        finally:
            db.close()
        if opts.retry:
            self._retry(list(dict.fromkeys(one.site for one in opened if one.site in sites)))
            return
        print(as_json(found)) if opts.json else show_days(found)  # noqa: T201
        self.exitcode = int(not all(day.is_whole for day in newest(found)))

    def _retry(self, sites: list[str]) -> None:
        """Ask for all that is open now, whatever its rest, by an ordinary crawl of its sites."""
        if not sites:
            console().print("nothing is open")
            return
        assert self.settings is not None  # noqa: S101
        db = open_database(Path(self.settings["DATABASE"]))
        for site in sites:
            Unkept(db).hasten(site, datetime.now(UTC))
        db.close()
        self.settings.set("LOG_ENABLED", True, priority="cmdline")
        crawl = Crawl()
        crawl.settings, crawl.crawler_process = self.settings, AsyncCrawlerProcess(self.settings)
        crawl.run(sites, argparse.Namespace(all=False, due=False, division=None, deep=False, since=None))
        self.exitcode = crawl.exitcode


def as_json(found: list[Day]) -> str:
    """The ledger for programs: times in ISO 8601, UTC."""
    return json.dumps([asdict(day) for day in found], ensure_ascii=False, indent=1, default=_iso)


def show_days(found: list[Day]) -> None:
    """The ledger for a person: one row a listing and day, then what is open."""
    rows = [_row(day) for day in sorted(found, key=lambda day: day.day or "", reverse=True) if day.day]
    if rows:
        show(_COLUMNS, rows, _GIVE_WAY)
    else:
        console().print("no crawl in these days")
    opened = [one for day in found for one in day.open]
    console().print()
    if not opened:
        console().print("nothing is open: every row that was wanted is kept")
        return
    console().print(f"{len(opened)} could not be had yet; `district-news missed --retry` asks for them now")
    show(_OPEN, [_open_row(one) for one in opened[:_SHOWN]], ("times", "asked again (UTC)", "address"))
    if len(opened) > _SHOWN:
        console().print(f"and {len(opened) - _SHOWN} more: --json has them all")


def _row(day: Day) -> list[str]:
    claims = f"{day.claimed_rows}" if day.claimed_rows is not None else f"{day.claimed_pages or ''} pages".strip()
    numbers = (day.held, day.pages, day.rows, day.stored, day.known)
    return [
        day.day or "",
        day.site,
        day.listing or "",
        claims if day.claimed_rows is not None or day.claimed_pages else "",
        *map(str, numbers),
        "" if day.missed is None else str(day.missed),
        day.newest or "",
        "yes" if day.to_its_end else "no",
        *(told(reasons) for reasons in (day.failed, day.skipped, day.unread)),
    ]


def _open_row(one: Open) -> list[str]:
    again = f"{one.again:%Y-%m-%d %H:%M}" if one.again and one.again > datetime.now(UTC) else "next run"
    return [one.site, f"{one.since:%Y-%m-%d %H:%M}", str(one.times), again, one.reason, one.url]


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(f"{value!r} has no form in JSON")
