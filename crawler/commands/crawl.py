"""district-news crawl: asks sites for what is new."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.command import PROGRAM, NewsCommand
from crawler.contact import require_contact
from crawler.extensions.runs import RunRecord
from crawler.figures import ACCOUNTS, figures, in_trouble, reasons, unaccounted
from crawler.learning import learn_hosts, stored_knowledge
from crawler.leases import Lease
from crawler.places import site_folders
from crawler.schedule import due
from crawler.sites import Site, find, survey
from crawler.spiders.news import NewsSpider
from crawler.table import console
from pipelines.rules import HostKnowledge
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database

_COLUMNS = {
    "listings": "listings",
    "links": "links",
    "new": "new",
    "known": "known",
    "reposts": "re-posts",
    "revised": "revised",
    "not_articles": "no articles",
    "failed": "failed",
    "refused": "refused",
}


class Command(NewsCommand):
    """One crawler for all sites of a run, a lock for each site, and a table at the end."""

    arguments = "SITE… | --all | --due"
    summary = "Crawl sites: the ones named, all, or those whose interval has passed"
    description = (
        "Walks the listings of the sites, fetches the articles that are not kept yet and keeps them. A site that "
        "another run is crawling is left to that run. One cron line with --due is enough for all sites."
    )
    example = "district-news crawl xigu honggu"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="all sites that have a listing")
        which.add_argument("--due", action="store_true", help="those whose interval has passed")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Keep log lines off a terminal that shows progress, unless they were asked for."""
        super().process_options(args, opts)
        if bool(args) + opts.all + opts.due != 1:
            raise UsageError("name the sites to crawl, or give --all or --due", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        if sys.stderr.isatty() and not opts.loglevel and not opts.logfile:
            self.settings.set("LOG_LEVEL", "WARNING", priority="command")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl. Raises UnknownSite, ProfileError, ContactMissing and StoreError before anything is asked."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        prepare_database(Path(self.settings["DATABASE"]))
        sites, errors = survey(site_folders())
        wanted = named(args, sites, errors) if args else self._chosen(sites.values(), only_due=opts.due)
        self.exitcode = self._say_broken(errors) if not args else 0
        require_contact(url for site in wanted if site.listings for url in site.addresses)
        with ExitStack() as leases:
            ours = [site for site in wanted if self._free(site, leases, is_named=bool(args))]
            if not ours:
                print("nothing to crawl")  # noqa: T201
                return
            self._crawl(ours, " ".join(["crawl", *(["--all"] if opts.all else ["--due"] if opts.due else args)]))

    def _chosen(self, sites: Iterable[Site], *, only_due: bool) -> list[Site]:
        """All sites with listings, or those of them that are due now."""
        with_listings = [site for site in sites if site.listings]
        if not only_due:
            return with_listings
        assert self.settings is not None  # noqa: S101
        db = open_database(Path(self.settings["DATABASE"]))
        runs = Runs(db)
        good = {site.id: started for site in with_listings if (started := runs.last_good(site.id))}
        tried = {site.id: started for site in with_listings if (started := runs.last_tried(site.id))}
        db.close()
        return due(with_listings, good, tried, datetime.now(UTC))

    def _say_broken(self, errors: Mapping[str, Exception]) -> int:
        """Profiles that cannot be read hold nobody up, but somebody should look: status 1."""
        for error in errors.values():
            print(f"{PROGRAM}: {error}", file=sys.stderr)  # noqa: T201
        return 1 if errors else 0

    def _free(self, site: Site, leases: ExitStack, *, is_named: bool) -> bool:
        """Whether the site can be crawled now; its lease is ours from then on."""
        lease = leases.enter_context(Lease("site", site.id))
        if site.listings and lease.take():
            lease.sign()
            return True
        why = f"process {lease.holder()} is crawling it" if site.listings else "it has no known listing"
        print(f"{site.id}: left out, {why}", file=sys.stderr)  # noqa: T201
        self.exitcode = 1 if is_named else self.exitcode
        return False

    def _learned(self, sites: list[Site]) -> dict[str, HostKnowledge]:
        """What repeats on hosts, learned from what is kept, before anything new is read."""
        assert self.settings is not None  # noqa: S101
        database = Path(self.settings["DATABASE"])
        db = open_database(database)
        for site in sites:
            learn_hosts(db, Path(self.settings["ARCHIVE_DIR"]), site.id, datetime.now(UTC))
        db.close()
        return stored_knowledge(database)

    def _crawl(self, sites: list[Site], command: str) -> None:
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy's command line
        crawler = self.crawler_process.create_crawler(NewsSpider)
        crawling = self.crawler_process.crawl(crawler, sites=sites, command=command, knowledge=self._learned(sites))
        self.crawler_process.start()
        if isinstance(crawling, asyncio.Future) and crawling.done():
            crawling.result()  # what kept the crawl from starting, a database for example, is raised here
        stats = crawler.stats.get_stats()
        found = {site.id: figures(stats, site.id) for site in sites}
        record = crawler.get_extension(RunRecord)
        seconds = {site.id: record.seconds(site.id) if record else 0.0 for site in sites}
        console().print(table(found, {site.id: reasons(stats, site.id) for site in sites}, seconds))
        console().print(accounted(found.values()))
        self.exitcode = self.exitcode or int(_ended_badly(crawler) or any(map(in_trouble, found.values())))


def prepare_database(path: Path) -> None:
    """Make the database, or bring it up to date, before anything is asked; two first crawls at once take turns.

    Raises StoreError.
    """
    with Lease("database", "opening") as lease:
        while not lease.take():
            time.sleep(0.05)
        open_database(path).close()


def named(names: Iterable[str], sites: Mapping[str, Site], errors: Mapping[str, Exception]) -> list[Site]:
    """The sites of these names, each once. Raises UnknownSite, or what is wrong with the profile."""
    for name in names:
        if name in errors:
            raise errors[name]
    return [find(sites, name) for name in dict.fromkeys(names)]


def table(found: Mapping[str, Counter[str]], why: Mapping[str, Counter[str]], seconds: Mapping[str, float]) -> Table:
    """One row a site, and their sums."""
    shown = Table("site", *_COLUMNS.values(), "seconds", "why", box=None, pad_edge=False)
    for column in shown.columns[1:-1]:
        column.justify = "right"
    rows = list(found)
    for site in rows:
        told = ", ".join(f"{reason} {number}" for reason, number in sorted(why[site].items()))
        shown.add_row(site, *(str(found[site][name]) for name in _COLUMNS), f"{seconds[site]:.1f}", told)
    if len(rows) > 1:
        sums = sum(found.values(), Counter[str]())
        shown.add_row("all", *(str(sums[name]) for name in _COLUMNS), "", "", style="bold")
    return shown


def accounted(found: Iterable[Counter[str]]) -> str:
    """Where every response went, in one line."""
    sums = sum(found, Counter[str]())
    parts = [f"{sums[account]} {called}" for account, called in ACCOUNTS.items() if sums[account]]
    lost = f"; {unaccounted(sums)} unaccounted for" if unaccounted(sums) else ""
    return f"{sums['responses']} responses: {', '.join(parts) or 'none'}{lost}"


def _ended_badly(crawler: Crawler) -> bool:
    return bool(crawler.stats.get_value("finish_reason") != "finished")
