"""district-news readlist: the rows of list pages, and where they go on."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from scrapy.exceptions import UsageError

from crawler import profile
from crawler.command import NewsCommand, fetch_time
from crawler.counted import counted
from crawler.discovery.list_answers import answers, as_answer, list_of_bytes, list_of_file
from crawler.discovery.list_pages import ListPage
from crawler.fetching import fetch
from crawler.table import Column, console, show
from pipelines.errors import UnreadablePage

_ZONE = "Asia/Shanghai"


class Command(NewsCommand):
    """Reads list pages without rules and prints every row with its date; addresses are fetched politely, kept nowhere.

    With --jsonl and no file it answers requests on stdin, one a line.
    """

    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "FILE|URL… [--url ADDRESS] [--fetched TIME] [--jsonl]"
    summary = "read list pages and show their rows, dates and next page"
    description = (
        "Reads list pages from files and addresses. With --jsonl and no file: answers each line "
        '{"id","path","url"} on stdin with {"id","links","next","total_pages"}.'
    )
    examples = ("district-news readlist list.html --url https://www.example.gov.cn/xwzx/index.html",)

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--url", metavar="ADDRESS", help="the page's address (default: none, addresses stay as printed)"
        )
        parser.add_argument("--fetched", metavar="TIME", help="when the page was fetched, ISO 8601 (default: now)")
        parser.add_argument("--zone", default=_ZONE, help="zone of times printed without one (default: %(default)s)")
        parser.add_argument(
            "--jsonl", action="store_true", help="answer in JSON lines; without a file, requests on standard input"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the files and addresses, or the requests on stdin. Raises UsageError, ContactMissing."""
        fetched = fetch_time(opts.fetched)
        _check_zone(opts.zone)
        if args:
            for name, page in self._lists(args, fetched or _now(), opts):
                self._show(name, page, opts)
        elif opts.jsonl:
            for answer in answers(sys.stdin, fetched=lambda: fetched or _now(), zone=opts.zone):
                sys.stdout.write(f"{answer}\n")
                sys.stdout.flush()
        else:
            raise UsageError("readlist wants a file, an address, or --jsonl and requests on stdin", print_help=False)

    def _lists(self, names: list[str], fetched: datetime, opts: argparse.Namespace) -> Iterator[tuple[str, ListPage]]:
        """Every list page with its name; what cannot be had is said on stderr, and the status is 1."""
        addresses = [name for name in names if name.startswith(("http://", "https://"))]
        for name in names:
            if name not in addresses:
                try:
                    yield name, list_of_file(Path(name), url=opts.url, fetched=fetched, zone=opts.zone)
                except UnreadablePage as error:
                    self._trouble(str(error))
            elif not profile.is_web_address(name):
                self._trouble(f"{name}: no web address; expected one such as https://www.example.gov.cn/xwzx/")
        if sound := [name for name in addresses if profile.is_web_address(name)]:
            yield from self._fetched(sound, opts.zone)

    def _fetched(self, addresses: list[str], zone: str) -> Iterator[tuple[str, ListPage]]:
        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy's command line
        pages, failures = fetch(self.crawler_process, addresses, whole=False)
        for address, why in failures.items():
            self._trouble(f"{address}: {why}")
        for page in pages:
            part = page.parts[0]
            yield page.url, list_of_bytes(part.body, url=part.url, fetched=page.fetched, zone=zone)

    def _show(self, name: str, page: ListPage, opts: argparse.Namespace) -> None:
        """Print one page's rows; a page without any is trouble."""
        if opts.jsonl:
            sys.stdout.write(json.dumps({"id": name, **as_answer(page, opts.url)}, ensure_ascii=False) + "\n")
        else:
            show_rows(page)
            console().print(summary(page), markup=False)
        if not page.rows:
            self.exitcode = 1

    def _trouble(self, what: str) -> None:
        Console(stderr=True, soft_wrap=True, highlight=False).print(what, markup=False)
        self.exitcode = 1


def show_rows(page: ListPage) -> None:
    """Print one line a row of the list."""
    rows = [
        [
            f"{link.position}{' pinned' if link.pinned else ''}",
            link.date or (f"({link.raw_date})" if link.raw_date else "-"),
            link.title or "-",
            link.url,
        ]
        for link in page.rows
    ]
    columns = [Column(name="row"), Column(name="date"), Column(name="title", least=20), Column(name="address")]
    show(columns, rows, ("address", "title"))


def summary(page: ListPage) -> str:
    """How many rows, how they were read, and where the list goes on."""
    claimed = ((page.total_rows, "row"), (page.total_pages, "page"))
    total = "".join(f", {counted(count, what)} in all" for count, what in claimed if count)
    return f"{counted(len(page.rows), 'row')} ({page.how}){total}; next page: {page.next_url or 'none found'}"


def _check_zone(name: str) -> None:
    """Raise UsageError for a zone nobody knows."""
    try:
        profile.zone(name)
    except profile.Unexpected as wanted:
        raise UsageError(f"--zone {name}: expected {wanted}", print_help=False) from None


def _now() -> datetime:
    return datetime.now(UTC)
