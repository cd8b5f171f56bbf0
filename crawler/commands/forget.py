"""district-news forget: takes articles down, and leaves a tombstone that says when and why."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError
from sqlite_utils import Database

from crawler.command import NewsCommand
from crawler.database import prepare_database
from crawler.leases import Lease, held
from crawler.moments import minute
from crawler.table import Column, console, show
from crawler.takedown import complete, copies_left, drop_recorded, wipe
from pipelines.errors import StoreError
from pipelines.normalise.addresses import canonical, host
from pipelines.store.addressed import Addressed, articles_at
from pipelines.store.forgotten import Forgotten, Twin
from pipelines.store.schema import open_database
from pipelines.store.tombstones import forgotten_among

Wanted = list[tuple[str, Addressed | None]]


class Command(NewsCommand):
    """Erases articles from database and archive, and names what it leaves: copies elsewhere, exports, backups."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[URL… --why TEXT]"
    summary = "take articles down: text, evidence, archived payload; a tombstone stays"
    description = (
        "Nothing of the text is left in database and archive afterwards, and no crawl or replay brings it back. "
        "Articles with the same text are named and left, unless --with-twins is given. It cannot be undone. Without "
        "URL, completes what a killed run left and shows the tombstones. Addresses that no article is kept from are "
        "refused, unless --unseen is given."
    )
    examples = (
        "district-news forget https://www.xigu.gov.cn/art/1.html --why 'request of the person named, 2026-03-04'",
        "district-news forget https://www.xigu.gov.cn/art/1.html --dry-run",
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--why", metavar="TEXT", help="the reason, kept with the tombstone (default: none)")
        parser.add_argument("--with-twins", action="store_true", help="and all with the same text, on any site")
        parser.add_argument("--site", metavar="SITE", help="whose, where several have the address (default: all)")
        parser.add_argument(
            "--unseen", action="store_true", help="also addresses that nothing is kept from: they are never asked for"
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what would be forgotten")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Forget. Raises UsageError and StoreError, which exit with 2.

        1, and nothing is forgotten, where a crawl is in the way or nothing is kept from an address.
        """
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        path = Path(self.settings["DATABASE"])
        if not path.exists():
            raise StoreError(f"{path}: nothing is kept there yet; there is nothing to forget")
        if args and not opts.dry_run and not (opts.why and opts.why.strip()):
            raise UsageError("say why with --why: the tombstone keeps it", print_help=False)
        for url in args:
            if not host(url):
                told = f"{url}: expected the address of an article, such as https://www.example.gov.cn/1.html"
                raise UsageError(told, print_help=False)
        prepare_database(path)
        db = open_database(path)
        try:
            wanted = _wanted(db, args, opts.site, with_twins=opts.with_twins)
            unknown = [] if opts.unseen else [url for url, article in wanted if article is None]
            self._refuse(unknown, opts.site)
            if opts.dry_run:
                _show_wanted(db, [(url, article) for url, article in wanted if url not in unknown])
            elif not unknown:
                self._forget(db, wanted, opts.why or "")
        finally:
            db.close()

    def _refuse(self, unknown: list[str], site: str | None) -> None:
        """Say of which addresses nothing is kept: a slip of the pen takes nothing down, and is no tombstone."""
        of_site = f" of {site}" if site else ""
        for url in unknown:
            told = f"no article{of_site} is kept from that address, nothing was taken down"
            console().print(f"{url}: {told}; --unseen forbids it for the future")
        self.exitcode = int(bool(unknown))

    def _forget(self, db: Database, wanted: Wanted, why: str) -> None:
        assert self.settings is not None  # noqa: S101
        now, forgotten = datetime.now(UTC), Forgotten(db)
        with ExitStack() as leases:
            if not self._free(_sites(db, wanted), leases):
                return
            begun = [forgotten.begin(url, article, why=why, now=now) for url, article in wanted]
            twins = {one.url: forgotten.twins(one.article_id) for one in begun if one.article_id is not None}
            done = complete(db, Path(self.settings["ARCHIVE_DIR"]), now=now)
        wiped = wipe(db, now=now)
        _show_tombstones(db, [one.id for one in begun])
        _name_twins(twins)
        addresses = [form for one in done for form in (one.url, canonical(one.url))]
        for folder in drop_recorded(addresses):
            console().print(f"{folder}: a recorded page, removed; addsite records another")
        for file in copies_left(addresses):
            console().print(f"{file}: made before, and still names it; it is yours to change or delete")
        if not wiped:
            told = "bytes of earlier versions may lie in free pages of the database: run tidy when nobody uses it"
            console().print(told)

    def _free(self, sites: list[str], leases: ExitStack) -> bool:
        """Whether nobody crawls; the leases of these sites are ours from then on. Who does is said; the status is 1.

        Of any site: the index is merged and the file made anew, and a crawl that wants to write would wait for that.
        """
        busy = {name: Lease("site", name) for name in held("site")}
        for site in sites:
            lease = leases.enter_context(Lease("site", site))
            if not lease.take():
                busy[site] = lease
        for site, lease in busy.items():
            told = f"process {lease.holder()} is crawling it; stop it or wait for its end, then forget again"
            console().print(f"{site}: {told}")
        self.exitcode = 1 if busy else 0
        return not busy


def _wanted(db: Database, urls: list[str], site: str | None, *, with_twins: bool) -> Wanted:
    """What is to be forgotten: each address, and the article there; None where nothing is kept from it.

    What was forgotten already is said and left out.
    """
    gone, begun = (
        forgotten_among(db, {url: canonical(url) for url in urls}),
        {one.article_id for one in Forgotten(db).begun()},
    )
    for url in gone:
        left = {one.id for one in articles_at(db, url)} & begun
        console().print(f"{url}: {'begun before, and completed now' if left else 'forgotten already'}")
    wanted: dict[str, tuple[str, Addressed | None]] = {}
    for url in urls:
        found = articles_at(db, url, site)
        near = [twin for one in found for twin in Forgotten(db).twins(one.id)] if with_twins else []
        twins = [twin for twin in near if twin.same]
        found += [one for twin in twins for one in articles_at(db, twin.url, twin.site)]
        wanted |= {str(one.id): (one.url, one) for one in found if one.id not in begun}
        if not found and url not in gone:
            wanted[url] = (url, None)
    return list(wanted.values())


def _sites(db: Database, wanted: Wanted) -> list[str]:
    """The sites that must not be crawled meanwhile."""
    begun = [one.site for one in Forgotten(db).begun() if one.site]
    return sorted({*begun, *(one.site for _, one in wanted if one)})


def _show_wanted(db: Database, wanted: Wanted) -> None:
    for url, one in wanted:
        if one is None:
            console().print(f"{url}: nothing is kept from it; it would not be asked again")
            continue
        console().print(f"{one.url} ({one.site}): {one.title or 'without a title'}")
    _name_twins({one.url: Forgotten(db).twins(one.id) for _, one in wanted if one})


def _name_twins(twins: dict[str, list[Twin]]) -> None:
    left = {twin for found in twins.values() for twin in found if twin.url not in twins}
    for twin in sorted(left):
        told = "the same text and stays; --with-twins takes it down, too" if twin.same else "an edited copy and stays"
        console().print(f"{twin.url} ({twin.site}): has {told}")


def _show_tombstones(db: Database, ids: list[int]) -> None:
    """Print these tombstones; all where none is named."""
    where = f"WHERE id IN ({', '.join('?' * len(ids))})" if ids else ""
    query = f"SELECT url, coalesce(site_id, ''), why, ended, responses, pages FROM forgotten {where} ORDER BY id"  # noqa: S608
    rows = [["" if cell is None else str(cell) for cell in row] for row in db.execute(query, ids)]
    rows = [[*row[:3], minute(row[3]) or "not yet", *row[4:]] for row in rows]
    if not rows:
        console().print("nothing was forgotten")
        return
    least = {"why": 12}
    names = ("article", "site", "why", "ended (UTC)", "responses", "pages of others")
    columns = [
        Column(name=name, least=least.get(name), side="right" if name in names[-2:] else "left") for name in names
    ]
    show(columns, rows, ("why", "article", "pages of others", "responses"))
