"""district-news read: reads articles from files or addresses and shows every value with its evidence."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from rich.console import Console
from rich.text import Text
from scrapy.exceptions import UsageError

from crawler import places
from crawler.command import NewsCommand, fetch_time
from crawler.fetching import fetch
from crawler.learning import stored_knowledge
from crawler.places import site_folders
from crawler.profile import is_web_address
from crawler.protocol import answers, as_answer, page_of_file
from crawler.reading import lines, table
from crawler.sites import Site, find, survey
from pipelines.errors import DistrictNewsError, UnreadablePage
from pipelines.extract.reader import read_page
from pipelines.items import Article, Page
from pipelines.rules import SiteFacts

_WIDTH = 140
"""Columns of the table in a file or a pipe."""
_NO_ARTICLE = {"list": "a list", "other": "neither an article nor a list"}


class Command(NewsCommand):
    """Files are read as they are; addresses are fetched politely and neither archived nor kept."""

    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}
    arguments = "FILE|URL… | --jsonl"
    summary = "read articles from files or addresses and show every value with its evidence"
    description = (
        "Shows title, date, source, people, body and the rest, each with where it was read or why it is absent. "
        "With --jsonl, reads lines {id, path, url} on standard input and answers each with one line of JSON."
    )
    examples = (
        "district-news read page.html --url https://www.xigu.gov.cn/art/2026/2/14/art_1591_1.html --explain",
        "district-news read https://www.xigu.gov.cn/art/2026/2/14/art_1591_1.html --site xigu --json",
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--url", metavar="ADDRESS", help="the address that the file was received from (default: unknown)"
        )
        parser.add_argument("--site", metavar="SITE", help="read with this site's name and rules (default: none)")
        parser.add_argument("--fetched", metavar="TIME", help="when it was fetched, ISO 8601 (default: now)")
        parser.add_argument("--explain", action="store_true", help="show the candidates that lost, too")
        parser.add_argument(
            "--json", action="store_true", help="print one line of JSON for each page instead of a table"
        )
        parser.add_argument("--jsonl", action="store_true", help="answer request lines on standard input")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read. Raises UsageError for wrong use, UnknownSite and ProfileError for --site."""
        if bool(args) == opts.jsonl:
            raise UsageError("name files or addresses to read, or give --jsonl", print_help=False)
        if opts.url and len(args) != 1:
            raise UsageError("--url goes with one file", print_help=False)
        fetched = fetch_time(opts.fetched)
        facts = _facts(opts.site)
        if opts.jsonl:
            for answer in answers(sys.stdin, lambda: fetched or datetime.now(UTC), facts):
                sys.stdout.write(answer + "\n")
                sys.stdout.flush()
            return
        for page in self._pages(args, opts.url, fetched or datetime.now(UTC)):
            try:
                article = read_page(page, facts)
            except UnreadablePage as error:
                self._trouble(f"{page.url or 'the page'}: {error}")
                continue
            show(article, explain=opts.explain, as_json=opts.json)

    def _pages(self, names: list[str], url: str | None, fetched: datetime) -> Iterator[Page]:
        """The pages of these files and addresses; what cannot be had is said on stderr, and the status is 1."""
        addresses = [name for name in names if name.startswith(("http://", "https://"))]
        for name in names:
            if name not in addresses:
                yield from self._file(name, url, fetched)
            elif not is_web_address(name):
                self._trouble(f"{name}: no web address; expected one such as https://www.example.gov.cn/a.html")
        if sound := [name for name in addresses if is_web_address(name)]:
            yield from self._fetch(sound)

    def _file(self, name: str, url: str | None, fetched: datetime) -> Iterator[Page]:
        """The page in a file, if it can be read."""
        try:
            yield page_of_file(Path(name), url, fetched)
        except DistrictNewsError as error:
            self._trouble(str(error))

    def _fetch(self, addresses: list[str]) -> list[Page]:
        """The pages of these addresses."""
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy's command line
        pages, failures = fetch(self.crawler_process, addresses)
        for address, why in failures.items():
            self._trouble(f"{address}: {why}")
        return pages

    def _trouble(self, what: str) -> None:
        Console(stderr=True, soft_wrap=True, highlight=False).print(Text(what))
        self.exitcode = 1


def _facts(site_id: str | None) -> SiteFacts | None:
    """What the profile says, for --site."""
    if site_id is None:
        return None
    sites, errors = survey(site_folders())
    if site_id in errors:
        raise errors[site_id]
    site: Site = find(sites, site_id)
    return replace(site.facts, knowledge=stored_knowledge(places.database()))


def show(article: Article, *, explain: bool, as_json: bool) -> None:
    """One article on standard output."""
    if as_json:
        sys.stdout.write(json.dumps({"url": article.url or None, **as_answer(article)}, ensure_ascii=False) + "\n")
        return
    out = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False, emoji=False)
    if article.kind.value in _NO_ARTICLE:
        out.print(f"no article: {_NO_ARTICLE[article.kind.value]}; nothing of this is kept")
    out.print(table(article))
    if explain:
        for line in lines(article):
            out.print(Text(line))
    out.print()
