"""district-news list: the sites, and how they stand."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from rich.table import Table

from crawler.command import NewsCommand
from crawler.places import site_folders
from crawler.sites import Site, survey
from crawler.table import console
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database


class Command(NewsCommand):
    """Shows every site with its state; profiles that cannot be read are named on stderr."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[--names]"
    summary = "Show the sites: name, division, listings, when a person checked them, last good run"
    example = "district-news list"

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
            console().print(table(list(sites.values()), last_good(Path(self.settings["DATABASE"]), sites)))
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


def table(sites: list[Site], good: dict[str, datetime]) -> Table:
    """One row a site."""
    shown = Table("site", "name", "division", "listings", "checked", "last good run", box=None, pad_edge=False)
    for site in sites:
        listings = str(len(site.listings)) if site.listings else "no known listing"
        last = good[site.id].isoformat(timespec="minutes") if site.id in good else "never"
        shown.add_row(site.id, site.name, site.division or "", listings, site.checked, last)
    return shown
