"""The options by which export and search are kept to some of the articles."""

from __future__ import annotations

import argparse
from datetime import date

from scrapy.exceptions import UsageError
from sqlite_utils import Database

from crawler.places import site_folders
from crawler.sites import survey, unknown
from pipelines.store.filters import Filters

_OPTIONS = (
    ("--site", "SITE", "the site of this id"),
    ("--division", "CODE", "divisions whose code begins so"),
    ("--since", "DATE", "what was published on or after this day"),
    ("--until", "DATE", "what was published on or before this day"),
    ("--source", "NAME", "this source, as printed"),
    ("--reporter", "NAME", "this reporter, as printed"),
)


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add an option for each filter."""
    for option, metavar, told in _OPTIONS:
        parser.add_argument(option, metavar=metavar, help=f"only {told} (default: all)")


def given_filters(opts: argparse.Namespace) -> Filters:
    """The filters of a command line. Raises UsageError for what is no day, and for days in the wrong order."""
    filters = Filters(
        site=opts.site,
        division=opts.division,
        since=_day("--since", opts.since),
        until=_day("--until", opts.until),
        source=opts.source,
        reporter=opts.reporter,
    )
    if filters.since and filters.until and filters.since > filters.until:
        raise UsageError(f"--since {opts.since} is later than --until {opts.until}", print_help=False)
    return filters


def check_site(db: Database, wanted: str | None) -> None:
    """Raise UnknownSite for a site that has no profile and nothing kept."""
    if wanted is None:
        return
    known = {*survey(site_folders())[0], *(row[0] for row in db.execute("SELECT id FROM sites"))}
    if wanted not in known:
        raise unknown(wanted, sorted(known))


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option} {text}: expected a day such as 2026-02-14", print_help=False) from None
