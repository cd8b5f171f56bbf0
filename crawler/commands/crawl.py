"""district-news crawl: asks sites for what is new."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.command import PROGRAM, NewsCommand
from crawler.contact import require_contact
from crawler.counted import counted
from crawler.database import prepare_database
from crawler.extensions.runs import RunRecord
from crawler.figures import ACCOUNTS, CALLED, checks, figures, in_trouble, reasons, told, unaccounted
from crawler.learning import learn_hosts, stored_knowledge
from crawler.leases import Lease
from crawler.places import site_folders
from crawler.readiness import why_not_now
from crawler.schedule import due
from crawler.sites import Site, find, nowhere, survey
from crawler.spiders.news import NewsSpider
from crawler.table import Column, console, show
from crawler.walked import lines
from pipelines.rules import HostKnowledge
from pipelines.store.rests import Rest, Rests
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database
from pipelines.store.walks import Walks

_GIVE_WAY = ("why", "revised", "no articles", "re-posts", "seconds", "known", "listings", "links")
"""Columns of the table at the end, those that fold first at the front; why reads as well on a line of its own."""


class Command(NewsCommand):
    """One crawler for all sites of a run, a lock for each site, and a table at the end."""

    arguments = "SITE… [--due] | --all | --due [--division CODE] [--deep | --since DATE]"
    summary = "fetch what is new from the sites named, from all, or from those that are due"
    description = (
        "Walks the listings of the sites, fetches the articles that are not kept yet and keeps them. A site that "
        "another run is crawling is left to that run, and one whose host refused is left alone for a while. One cron "
        "line with --due is enough for all sites: it walks each listing until enough is known, and once a week through "
        "all pages of two months."
    )
    examples = (
        "district-news crawl xigu honggu",
        "district-news crawl --due --division 6201",
        "district-news crawl xigu --since 2019-01-01",
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="all sites that have a listing")
        parser.add_argument(
            "--due",
            action="store_true",
            help="of those named or all, the ones whose interval has passed",
        )
        parser.add_argument(
            "--division", metavar="CODE", help="of --all or --due, those whose division code begins so (default: all)"
        )
        parser.add_argument(
            "--deep", action="store_true", help="walk all pages of two months now, not only once a week"
        )
        parser.add_argument(
            "--since",
            metavar="DATE",
            help="fill in what is younger than this day (2019-01-01), newest first, a part of it each run "
            "(default: what is new)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse a crawl of nothing, or of two things at once."""
        super().process_options(args, opts)
        if not (args or opts.all or opts.due):
            raise UsageError("name the sites to crawl, or give --all or --due", print_help=False)
        if opts.all and (args or opts.due):
            raise UsageError(f"{'names' if args else '--due'} or --all, not both", print_help=False)
        if args and opts.division:
            raise UsageError("--division goes with --all or --due, not with the names of sites", print_help=False)
        opts.since = _day(opts.since)
        if opts.since and not args:
            raise UsageError("--since goes with the names of sites: a backfill asks much", print_help=False)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl. Raises UnknownSite, ProfileError, ContactMissing and StoreError before anything is asked."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        sites, errors = survey(site_folders())
        wanted = named(args, sites, errors) if args else _around(sites, opts.division)
        wanted = self._due(wanted) if opts.due else wanted
        self.exitcode = self._say_broken(errors) if not args else 0
        require_contact(url for site in wanted if site.listings for url in site.addresses)
        prepare_database(Path(self.settings["DATABASE"]))  # a crawl that was refused above leaves nothing behind
        self._rests = _host_rests(Path(self.settings["DATABASE"]))
        with ExitStack() as leases:
            ours = [site for site in wanted if self._free(site, leases, is_named=bool(args))]
            if ours:
                self._crawl(ours, " ".join(["crawl", *args, *_choice(opts), *_depth(opts)]), opts)
            elif not opts.due:  # nobody wants to hear of a cron line that finds nothing due
                print("nothing to crawl")  # noqa: T201

    def _due(self, sites: list[Site]) -> list[Site]:
        """Those of the sites that are due now."""
        assert self.settings is not None  # noqa: S101
        good, tried = _last_runs(Path(self.settings["DATABASE"]), sites)
        return due(sites, good, tried, datetime.now(UTC))

    def _say_broken(self, errors: Mapping[str, Exception]) -> int:
        """Profiles that cannot be read hold nobody up, but somebody should look: status 1."""
        for error in errors.values():
            print(f"{PROGRAM}: {error}", file=sys.stderr)  # noqa: T201
        return 1 if errors else 0

    def _free(self, site: Site, leases: ExitStack, *, is_named: bool) -> bool:
        """Whether the site can be crawled now; its lease is ours from then on."""
        lease = leases.enter_context(Lease("site", site.id))
        resting = why_not_now(site, self._rests, datetime.now(UTC))
        if site.listings and not resting and lease.take():
            lease.sign()
            return True
        why = resting or f"process {lease.holder()} is crawling it" if site.listings else "it has no known listing"
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

    def _walked(self, run_id: int | None, since: date | None) -> list[str]:
        """What the deeper walks of the run came to."""
        assert self.settings is not None  # noqa: S101
        if run_id is None:
            return []
        db = open_database(Path(self.settings["DATABASE"]), read_only=True)
        found = lines(Walks(db).of_run(run_id), since)
        db.close()
        return found

    def _crawl(self, sites: list[Site], command: str, opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy's command line
        crawler = self.crawler_process.create_crawler(NewsSpider)
        asked = {"sites": sites, "command": command, "deep": opts.deep, "since": opts.since}
        crawling = self.crawler_process.crawl(crawler, **asked, knowledge=self._learned(sites))
        try:
            self.crawler_process.start()
        finally:
            record = crawler.get_extension(RunRecord) if crawler.extensions else None
            if record:
                record.close()
        if isinstance(crawling, asyncio.Future) and crawling.done():
            crawling.result()  # what kept the crawl from starting, a database for example, is raised here
        if crawler.stats is None:  # stopped before it began
            self.exitcode = 1
            return
        stats = crawler.stats.get_stats()
        found = {site.id: figures(stats, site.id) for site in sites}
        seconds = {site.id: record.seconds(site.id) if record else 0.0 for site in sites}
        show_found(found, {site.id: reasons(stats, site.id) for site in sites}, seconds)
        console().print(accounted(found.values()))
        again = sum((checks(stats, site.id) for site in sites), Counter[str]())
        if again:
            console().print(f"{counted(again.total(), 'known article')} looked at again: {told(again)}")
        for line in self._walked(getattr(crawler.spider, "run_id", None), opts.since):
            console().print(line, markup=False)
        if _was_interrupted(crawler):
            console().print("interrupted; the next crawl fetches the rest")
        self.exitcode = self.exitcode or int(_ended_badly(crawler) or any(map(in_trouble, found.values())))


def _day(text: str | None) -> date | None:
    """The day of --since. Raises UsageError for what is none, or has not come yet."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--since {text}: expected a day such as 2019-01-01", print_help=False) from None
    if day and day > datetime.now(UTC).date():
        raise UsageError(f"--since {text}: that day has not come yet", print_help=False)
    return day


def _around(sites: Mapping[str, Site], division: str | None) -> list[Site]:
    """The sites with listings that are not paused, of a division where one is given.

    Raises UsageError where that has no site at all: a code that is misspelt would crawl nothing for ever.
    """
    around = [site for site in sites.values() if site.lies_in(division or "")]
    if division and not around:
        raise UsageError(nowhere(division, sites.values()), print_help=False)
    return [site for site in around if site.listings and not site.paused]


def _last_runs(database: Path, sites: list[Site]) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """When the last good run of each site began, and the last of all; no site where there is no database yet."""
    if not database.exists():
        return {}, {}
    prepare_database(database)
    db = open_database(database, read_only=True)
    runs = Runs(db)
    good = {site.id: started for site in sites if (started := runs.last_good(site.id))}
    tried = {site.id: started for site in sites if (started := runs.last_tried(site.id))}
    db.close()
    return good, tried


def _host_rests(database: Path) -> dict[str, Rest]:
    """The hosts that refused when they were asked last."""
    db = open_database(database, read_only=True)
    rests = Rests(db).all()
    db.close()
    return rests


def _choice(opts: argparse.Namespace) -> list[str]:
    """The options that chose the sites, as they were given."""
    which = ["--all"] * opts.all + ["--due"] * opts.due
    return [*which, "--division", opts.division] if opts.division else which


def _depth(opts: argparse.Namespace) -> list[str]:
    """The options that say how far to walk, as they were given."""
    return ["--deep"] * opts.deep + (["--since", opts.since.isoformat()] if opts.since else [])


def named(names: Iterable[str], sites: Mapping[str, Site], errors: Mapping[str, Exception]) -> list[Site]:
    """The sites of these names, each once. Raises UnknownSite, or what is wrong with the profile."""
    for name in names:
        if name in errors:
            raise errors[name]
    return [find(sites, name) for name in dict.fromkeys(names)]


def show_found(
    found: Mapping[str, Counter[str]], why: Mapping[str, Counter[str]], seconds: Mapping[str, float]
) -> None:
    """Print one row a site, and their sums."""
    numbers = [Column(name=name, side="right") for name in (*CALLED.values(), "seconds")]
    rows = [
        [site, *(str(found[site][name]) for name in CALLED), f"{seconds[site]:.1f}", told(why[site])] for site in found
    ]
    if len(rows) > 1:
        sums = sum(found.values(), Counter[str]())
        rows.append(["all", *(str(sums[name]) for name in CALLED), "", ""])
    show([Column(name="site"), *numbers, Column(name="why")], rows, _GIVE_WAY)


def accounted(found: Iterable[Counter[str]]) -> str:
    """Where every response went, in one line."""
    sums = sum(found, Counter[str]())
    there = ((sums[account], words) for account, words in ACCOUNTS.items() if sums[account])
    parts = [f"{number} {one if number == 1 else many}" for number, (one, many) in there]
    lost = f"; {unaccounted(sums)} unaccounted for" if unaccounted(sums) else ""
    return f"{counted(sums['responses'], 'response')}: {', '.join(parts) or 'none'}{lost}"


def _ended_badly(crawler: Crawler) -> bool:
    return bool(crawler.stats.get_value("finish_reason") != "finished")


def _was_interrupted(crawler: Crawler) -> bool:
    """By Ctrl-C; a second one leaves no reason behind."""
    return bool(crawler.stats.get_value("finish_reason", "shutdown") == "shutdown")
