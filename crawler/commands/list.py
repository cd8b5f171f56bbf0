"""district-news list: the sites, and how they stand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console

from crawler.command import NewsCommand
from crawler.places import site_folders
from crawler.readiness import remark
from crawler.sites import Site, nowhere, survey
from crawler.table import Column, show
from pipelines.normalise.divisions import SCHEME, divisions
from pipelines.store.facts import Facts
from pipelines.store.rests import Rests
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database

_COLUMNS = {"site": None, "name": 8, "division": 14, "listings": None, "checked": None, "last good (UTC)": None}
"""Names of the columns, and the cells of those that may be shortened."""


class Command(NewsCommand):
    """Shows every site with its state; profiles that cannot be read are named on stderr."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[--division CODE] [--names]"
    summary = "show the sites: name, division, listings, when a person checked them, last good run"
    description = (
        "Shows every site with its state. A remark says which hosts refused and are left alone, have moved, or have an "
        "expired certificate."
    )
    examples = ("district-news list", "district-news list --division 62 --names")
    most = 0

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--names", action="store_true", help="only the ids, one a line")
        parser.add_argument("--division", metavar="CODE", help="sites whose division code begins so (default: all)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the sites."""
        every, errors = survey(site_folders())
        sites = {site_id: site for site_id, site in every.items() if site.lies_in(opts.division or "")}
        if opts.names:
            sys.stdout.writelines(f"{site_id}\n" for site_id in sites)
        elif sites:
            assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
            database = Path(self.settings["DATABASE"])
            show_sites(sites.values(), last_good(database, sites), remarks(database, sites))
        for error in errors.values():
            _say(str(error))
        if not sites:
            _say(nowhere(opts.division, every.values()) if opts.division else "there is no site yet")
        self.exitcode = 1 if errors or not sites else 0


def _say(what: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(what, markup=False)


def last_good(database: Path, sites: dict[str, Site]) -> dict[str, datetime]:
    """When the last good run of each site began; sites that had none are left out. Times aware, UTC."""
    if not database.exists():
        return {}
    db = open_database(database, read_only=True)
    runs = Runs(db)
    found = {site_id: started for site_id in sites if (started := runs.last_good(site_id))}
    db.close()
    return found


def remarks(database: Path, sites: dict[str, Site]) -> dict[str, str]:
    """What is to be said about sites: hosts left alone, moved, with expired certificates; the others are left out."""
    if not database.exists():
        return {}
    db = open_database(database, read_only=True)
    rests, facts, now = Rests(db).all(), Facts(db).all(), datetime.now(UTC)
    db.close()
    return {site.id: said for site in sites.values() if (said := remark(site, rests, facts, now))}


def show_sites(sites: Iterable[Site], good: dict[str, datetime], remarks: Mapping[str, str]) -> None:
    """Print one row a site: neighbours stand together. remarks: one more column, where there are any."""
    rows = []
    for site in sorted(sites, key=lambda site: (site.division is None, site.division or "", site.id)):
        listings = str(len(site.listings)) if site.listings else "none"
        last = f"{good[site.id]:%Y-%m-%d %H:%M}" if site.id in good else "never"
        said = [remarks.get(site.id, "")] if remarks else []
        rows.append([site.id, site.name, place(site), listings, site.checked, last, *said])
    columns = [Column(name=name, least=least) for name, least in _COLUMNS.items()]
    columns += [Column(name="remark")] if remarks else []
    show(columns, rows, ("remark", "name", "division", "checked", "listings"))


def place(site: Site) -> str:
    """The code of a site's division and the way to it: 620104 甘肃 兰州 西固; the bare code of another scheme."""
    table = divisions()
    known = table.with_code(site.division or "") if site.division_scheme == SCHEME else None
    return f"{known.code} {table.path(known)}" if known else site.division or "-"
