"""district-news addsite: looks at a portal, proposes a profile, tries it, and writes it after a yes."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from rich.text import Text
from scrapy import signals
from scrapy.exceptions import UsageError

from crawler import places, profile
from crawler.command import NewsCommand
from crawler.contact import require_contact
from crawler.counted import counted
from crawler.leases import Lease
from crawler.onboarding import batch
from crawler.onboarding.draft import former, free_id, known_as, profile_text, recorded_of, write
from crawler.onboarding.showing import Progress, show_proposal, show_refused, show_report
from crawler.onboarding.visit import HAS_PROFILE, Proposal, Wish
from crawler.sites import Site, survey
from crawler.spiders.onboarding import OnboardingSpider, Visited

SIDE_BY_SIDE = 16
"""Portals that are looked at together; each of them is still asked one thing at a time."""


class Command(NewsCommand):
    """One portal with a question at the end, or many from a file with a report."""

    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "URL | --from FILE.csv [--yes | --dry-run]"
    summary = "look at a portal, find its local news, try it, and write its profile after a yes"
    description = (
        "Fetches the home page, finds the columns of local news by their names, tries them (rows, next page, sample "
        "articles) and shows what a crawl would collect. After a yes it writes the profile, and beside it a recorded "
        "page with the values that checksites expects there from then on. How columns are chosen: docs/add-a-site.md."
    )
    examples = (
        "district-news addsite https://www.xigu.gov.cn/",
        "district-news addsite www.xigu.gov.cn --column 区域要闻 --column http://www.xigu.gov.cn/col/col2/ --dry-run",
        "district-news addsite --from portals.csv --yes",
    )
    most = 1

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        told = "portals of a CSV file: url, and where known name, division, zone, column (default: the URL given)"
        parser.add_argument("--from", dest="file", metavar="FILE.csv", type=Path, help=told)
        told = "the column to take, by its name on the page or by address; may be repeated (default: found by name)"
        parser.add_argument("--column", action="append", metavar="NAME|URL", help=told)
        parser.add_argument("--name", metavar="NAME", help="what the publisher is called (default: what its page says)")
        parser.add_argument("--division", metavar="CODE", help="code of its division (default: by site code or name)")
        parser.add_argument("--zone", metavar="NAME", help="zone of its times (default: its country's, or UTC)")
        parser.add_argument("--id", dest="site", metavar="SITE", help="the id of the site (default: made of its host)")
        answer = parser.add_mutually_exclusive_group()
        answer.add_argument("--yes", action="store_true", help="write the profile without asking")
        answer.add_argument("--dry-run", action="store_true", help="show it only; write nothing")
        parser.add_argument("--again", action="store_true", help="also where there is a profile already: replace it")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse what cannot be meant."""
        super().process_options(args, opts)
        if args and opts.file:
            raise UsageError("an address or --from, not both", print_help=False)
        if not args and not opts.file:
            raise UsageError("name the address of a portal, or give --from FILE.csv", print_help=False)
        if opts.file and not (opts.yes or opts.dry_run):
            raise UsageError(
                "--from asks no questions: give --yes to write the profiles, or --dry-run", print_help=False
            )
        if opts.file and (opts.column or opts.name or opts.division or opts.zone or opts.site):
            raise UsageError("--from takes name, division, zone and column from its file", print_help=False)
        for option, value, check in (
            ("--division", opts.division, profile.division),
            ("--zone", opts.zone, profile.zone),
            ("--id", opts.site, profile.slug),
            ("URL", batch.with_scheme(args[0]) if args else None, profile.web_address),
        ):
            try:
                if value is not None:
                    check(value)
            except profile.Unexpected as wanted:
                raise UsageError(f"{option} {value}: expected {wanted}", print_help=False) from None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look, show, write. Raises ContactMissing, ProfileError and StoreError before anything is asked."""
        self._opts = opts
        self._sites, errors = survey(places.site_folders())
        self._ids = {*self._sites, *errors}
        self.exitcode = 0
        if opts.file:
            self._many(opts.file)
        else:
            self._one(args[0])

    def _one(self, address: str) -> None:
        """One portal: show it, ask, write."""
        opts = self._opts
        wish = Wish(
            url=batch.with_scheme(address),
            name=opts.name,
            division=opts.division,
            zone=opts.zone,
            columns=tuple(opts.column or ()),
        )
        if site := self._known(wish.url):
            self._say(self._has_profile(site))
            return
        with Progress(1) as progress:
            visited = self._visit([wish], progress)
        for one in visited:
            if one.proposal is not None:
                show_proposal(one.proposal)
                self._decide(one.proposal)
            elif one.trouble is not None and one.trouble.reason == HAS_PROFILE:
                self._say(self._has_profile(str(one.trouble)))
            else:
                self._trouble(str(one.trouble))
        if not visited:
            self._trouble("interrupted; nothing was written")

    def _decide(self, proposal: Proposal) -> None:
        """Write the profile if a person, or --yes, says so."""
        path = self._path(proposal)
        text = profile_text(proposal, day=_today(), checked="never" if self._opts.yes else _today())
        if self._opts.dry_run:
            show_refused(proposal)
            self._say(f"\n{path} would be:\n\n{text}")
        elif self._opts.yes or _agreed(path):
            replaced = path.exists()
            write(text, recorded_of(proposal), path, again=self._opts.again or bool(self._opts.site))
            self._say(f"\nwritten: {path}; district-news crawl {path.stem}")
            if replaced:
                self._say(f"the former one is {former(path)}; rules and options it had are not carried over")
        else:
            self._say("nothing was written; --column names other columns, --yes writes without asking")

    def _many(self, file: Path) -> None:
        """Portals of a file: those that are not done yet, each written when it is."""
        wishes, wrong = batch.read_batch(file)
        for line in wrong:
            self._trouble(line)
        name = f"addsite-{file.stem}{'-dry-run' if self._opts.dry_run else ''}.csv"
        with Lease("addsite", name) as lease:
            if not lease.take():
                self._trouble(f"{file}: process {lease.holder()} is adding its portals")
                return
            lease.sign()
            self._report = batch.Report(places.exports() / name)
            waiting = [wish for wish in wishes if self._opts.again or wish.url not in self._report.rows]
            if done := len(wishes) - len(waiting):
                told = f"{done} of {len(wishes)} stand in the report already"
                self._say(f"{told}; remove {self._report.path} to try them again")
            for wish in waiting:
                if site := self._known(wish.url):
                    self._report.add(batch.of_trouble(wish.url, batch.KNOWN, self._has_profile(site), site))
            waiting = [wish for wish in waiting if self._known(wish.url) is None]
            with Progress(len(waiting)) as progress:
                visited = self._visit(waiting, progress) if waiting else []
            self._report.order(wish.url for wish in wishes)
            rows = [self._report.rows[wish.url] for wish in wishes if wish.url in self._report.rows]
            show_report(rows, self._report.path)
            if len(visited) < len(waiting):
                self._trouble("interrupted; the same command goes on where this ended")
            if any(row["outcome"] not in (batch.ADDED, batch.PROPOSED, batch.KNOWN) for row in rows):
                self.exitcode = 1

    def _keep(self, visited: Visited) -> str:
        """One portal of a file is done: write its profile and its line of the report; what became of it, in words."""
        url, proposal, trouble = visited.wish.url, visited.proposal, visited.trouble
        if proposal is not None:
            path = self._path(proposal)
            if not self._opts.dry_run:
                text = profile_text(proposal, day=_today(), checked="never")
                site = write(text, recorded_of(proposal), path, again=self._opts.again)
                self._sites[site.id] = site
            self._ids.add(path.stem)
            outcome = batch.PROPOSED if self._opts.dry_run else batch.ADDED
            self._report.add(batch.of_proposal(proposal, path.stem, outcome))
            return f"{url}: {outcome} as {path.stem}"
        assert trouble is not None  # noqa: S101 - one of the two is there
        site_id = str(trouble) if trouble.reason == HAS_PROFILE else ""
        told = self._has_profile(site_id) if site_id else str(trouble)
        self._report.add(batch.of_trouble(url, trouble.reason, told, site_id))
        return f"{url}: {trouble.reason}"

    def _visit(self, wishes: list[Wish], progress: Progress) -> list[Visited]:
        """Look at portals; those of a file are kept as soon as they are done."""
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy's command line
        require_contact(wish.url for wish in wishes)
        visited: list[Visited] = []
        broken: list[BaseException] = []
        crawler = self.crawler_process.create_crawler(OnboardingSpider)

        def take(item: Visited) -> None:
            # Of a file, what is kept is let go: a proposal holds all pages of a look.
            visited.append(replace(item, proposal=None) if self._opts.file else item)
            try:
                progress.done(self._keep(item) if self._opts.file else "")
            except BaseException as error:
                broken.append(error)
                raise

        crawler.signals.connect(take, signals.item_scraped, weak=False)
        self.crawler_process.crawl(
            crawler, wishes=wishes, known=self._known, tell=progress.tell, side_by_side=SIDE_BY_SIDE
        )
        self.crawler_process.start()
        if broken:
            raise broken[0]
        return visited

    def _known(self, url: str) -> str | None:
        """The id of the site whose profile is of this portal already; None where it is to be looked at anew."""
        site = None if self._opts.again else known_as(url, self._sites.values())
        return site.id if site else None

    def _has_profile(self, site_id: str) -> str:
        site = self._sites[site_id]
        listings = counted(len(site.listings), "listing")
        return f"{site_id} is a profile of this portal already: {site.path} ({listings}); --again looks anew"

    def _path(self, proposal: Proposal) -> Path:
        """Where the profile goes: in place of the one that is replaced, else under an id that is free."""
        own = places.site_folders()[-1]
        site: Site | None = known_as(proposal.home.url, self._sites.values()) if self._opts.again else None
        if self._opts.site:
            site = self._sites.get(self._opts.site, site if site and site.id == self._opts.site else None)
            name = self._opts.site
        else:
            name = site.id if site else free_id(proposal.wish.url, self._ids)
        return site.path if site and site.path.is_relative_to(own) else own / f"{name}.toml"

    def _say(self, what: str) -> None:
        Console(highlight=False, soft_wrap=True).print(Text(what))

    def _trouble(self, what: str) -> None:
        Console(stderr=True, soft_wrap=True, highlight=False).print(Text(f"district-news: {what}"))
        self.exitcode = 1


def _agreed(path: Path) -> bool:
    """Whether a person says yes."""
    sys.stdout.write(f"\nWrite {path}? [y/N] ")  # input() itself would ask on standard error
    sys.stdout.flush()
    try:
        return input().strip().lower() in {"y", "yes", "是", "好"}
    except EOFError:
        sys.stdout.write("\n")
        return False


def _today() -> str:
    return datetime.now(UTC).astimezone().date().isoformat()
