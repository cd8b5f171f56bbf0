"""district-news readlist: the rows of list pages, and where they go on."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from scrapy.exceptions import UsageError

from crawler import profile
from crawler.command import NewsCommand
from crawler.discovery.list_answers import answers, as_answer, list_of_file
from crawler.discovery.list_pages import ListPage
from crawler.table import Column, console, show
from pipelines.errors import UnreadablePage

_ZONE = "Asia/Shanghai"


class Command(NewsCommand):
    """Reads stored list pages without rules and prints every row with its date.

    With --jsonl and no file it answers requests on stdin, one a line.
    """

    requires_project = False
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "FILE… [--url ADDRESS] [--fetched TIME] [--jsonl]"
    summary = "read stored list pages and show their rows, dates and next page"
    description = (
        "Reads list pages from files. With --jsonl and no file: answers each line "
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
        """Read the files, or the requests on stdin."""
        fetched = _time(opts.fetched)
        _check_zone(opts.zone)
        if args:
            self.exitcode = max(_show(name, fetched, opts) for name in args)
        elif opts.jsonl:
            for answer in answers(sys.stdin, fetched=lambda: fetched or _now(), zone=opts.zone):
                sys.stdout.write(f"{answer}\n")
                sys.stdout.flush()
        else:
            raise UsageError("readlist wants a file, or --jsonl and requests on stdin", print_help=False)


def _show(name: str, fetched: datetime | None, opts: argparse.Namespace) -> int:
    """Print one file's rows; 1 where it has none or cannot be read."""
    if name.startswith(("http://", "https://")):
        raise UsageError(f"{name}: readlist reads files; save the page and give --url", print_help=False)
    try:
        page = list_of_file(Path(name), url=opts.url, fetched=fetched or _now(), zone=opts.zone)
    except UnreadablePage as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return 1
    if opts.jsonl:
        sys.stdout.write(json.dumps({"id": name, **as_answer(page, opts.url)}, ensure_ascii=False) + "\n")
    else:
        show_rows(page)
        console().print(summary(page), markup=False)
    return 0 if page.rows else 1


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
    total = "".join(
        f", {count} {unit} in all" for count, unit in ((page.total_rows, "rows"), (page.total_pages, "pages")) if count
    )
    return f"{len(page.rows)} rows ({page.how}){total}; next page: {page.next_url or 'none found'}"


def _check_zone(name: str) -> None:
    """Raise UsageError for a zone nobody knows."""
    try:
        profile.zone(name)
    except profile.Unexpected as wanted:
        raise UsageError(f"--zone {name}: expected {wanted}", print_help=False) from None


def _time(text: str | None) -> datetime | None:
    """A time given by hand, aware; one without an offset is UTC."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--fetched {text}: not a time; write 2026-02-14T08:30:00+08:00", print_help=False) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)
