"""district-news list: the sites, and how they stand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console

from crawler.command import NewsCommand
from crawler.places import site_folders
from crawler.sites import Site, survey
from crawler.table import Column, show
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database


class Command(NewsCommand):
    """Shows every site with its state; profiles that cannot be read are named on stderr."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[--names]"
    summary = "show the sites: name, division, listings, when a person checked them, last good run"
    examples = ("district-news list", "district-news list --names")
    most = 0

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The option of this command."""
        super().add_options(parser)
        parser.add_argument("--names", action="store_true", help="only the ids, one a line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the sites."""
        sites, errors = survey(site_folders())
        if opts.names:
            sys.stdout.writelines(f"{site_id}\n" for site_id in sites)
        else:
            assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
            show_sites(sites.values(), last_good(Path(self.settings["DATABASE"]), sites))
        for error in errors.values():
            Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        self.exitcode = 1 if errors else 0


def last_good(database: Path, sites: dict[str, Site]) -> dict[str, datetime]:
    """When the last good run of each site began; sites that had none are left out. Times aware, UTC."""
    if not database.exists():
        return {}
    db = open_database(database, read_only=True)
    runs = Runs(db)
    found = {site_id: started for site_id in sites if (started := runs.last_good(site_id))}
    db.close()
    return found


def show_sites(sites: Iterable[Site], good: dict[str, datetime]) -> None:
    """Print one row a site."""
    rows = []
    for site in sites:
        listings = str(len(site.listings)) if site.listings else "none known"
        last = f"{good[site.id]:%Y-%m-%d %H:%M}" if site.id in good else "never"
        rows.append([site.id, site.name, site.division or "-", listings, site.checked, last])
    names = ("site", "name", "division", "listings", "checked", "last good run (UTC)")
    columns = [Column(name=name, least=12 if name == "name" else None) for name in names]
    show(columns, rows, ("name", "checked", "division", "listings"))
