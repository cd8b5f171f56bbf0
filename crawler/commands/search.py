"""district-news search: finds articles by what they say."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from scrapy.exceptions import UsageError
from sqlite_utils import Database

from crawler.command import NewsCommand
from crawler.filters import add_filters, check_site, given_filters
from pipelines.errors import StoreError
from pipelines.store.batches import catch_up
from pipelines.store.schema import open_database
from pipelines.store.search import RANKED, Found, Hit, marks, search
from pipelines.store.tokens import words
from pipelines.store.upkeep import pending

_MOST = 1_000_000
"""Hits that can be asked for."""
_SMALL = 2_000
"""So many articles are indexed before the answer: it takes a second. More are left to the next crawl."""
_PATIENCE = 2_000
"""Milliseconds to wait for a crawl that is just writing; the answer comes first."""
_QUOTED = re.compile(r'\s*(?:"[^"]+"|[^\s"]+)(?:\s+(?:"[^"]+"|[^\s"]+))*\s*')
"""An argument that is a line of a search box, with quotes that were meant as such."""


class Command(NewsCommand):
    """Articles that contain all the words, with a piece of their text."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "WORDS… [--best] [--limit N] [--json] [filters]"
    summary = "find articles by the words in their titles and texts"
    description = (
        "Finds the articles whose title or text contains each of the words, wherever they stand and however short they "
        "are; an argument with blanks in it is looked for as it is. Newest first. Several filters must all hold."
    )
    examples = (
        "district-news search 扫雪除冰",
        "district-news search 西固 雪 --since 2026-01-01 --division 6201",
        'district-news search "5 G" --best --json',
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        told = f"best first, among the newest {RANKED} that contain the words (default: newest first)"
        parser.add_argument("--best", action="store_true", help=told)
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many (default: %(default)s)")
        parser.add_argument("--json", action="store_true", help="a JSON array, for programs")
        add_filters(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Search and show. Raises UsageError for no words and bad options, StoreError where nothing is kept yet."""
        wanted = asked_for(args)
        if not wanted or not 1 <= opts.limit <= _MOST:
            raise UsageError(f"name the words to look for; --limit is from 1 to {_MOST}", print_help=False)
        filters = given_filters(opts)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        database = Path(self.settings["DATABASE"])
        if not database.exists():
            raise StoreError(f"{database}: nothing is kept there yet; crawl or replay first")
        db = open_database(database, read_only=True)
        try:
            check_site(db, opts.site)
            index_the_last(db, database)
            found = search(db, wanted, filters=filters, limit=opts.limit, best=opts.best)
        finally:
            db.close()
        show_json(found.hits) if opts.json else show_found(found, wanted, best=opts.best)
        if found.waiting:
            print(waiting_told(found.waiting), file=sys.stderr)  # noqa: T201


def asked_for(args: Sequence[str]) -> list[str]:
    """The words of a command line: each argument is one, as it stands, unless it has quotes inside, as a search box."""
    found: list[str] = []
    for arg in args:
        found += words(arg) if '"' in arg and _QUOTED.fullmatch(arg) else [arg]
    return [word for word in found if word.strip()]


def index_the_last(db: Database, database: Path) -> None:
    """Bring the index up to date where that takes a moment; a database that cannot be written is searched as it is."""
    if 0 < len(pending(db, "search", _SMALL + 1)) <= _SMALL:
        try:
            writer = open_database(database)
        except StoreError:
            return
        try:
            writer.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            catch_up(writer, ("search",))
        except StoreError:
            pass
        finally:
            writer.close()


def show_json(hits: Sequence[Hit]) -> None:
    """A JSON array, an object a line, in UTF-8 whatever the terminal speaks."""
    lines = ",\n".join(json.dumps(asdict(hit), ensure_ascii=False) for hit in hits)
    sys.stdout.buffer.write(f"[{lines}]\n".encode("utf-8", "replace"))
    sys.stdout.flush()


def show_found(found: Found, wanted: Sequence[str], *, best: bool) -> None:
    """Three lines an article, the words marked; the number of all comes first."""
    out = Console(highlight=False, emoji=False, soft_wrap=not sys.stdout.isatty())
    out.print(Text(summed_up(found, best=best), style="bold"))
    for hit in found.hits:
        day = (hit.published or "no date")[:16].replace("T", " ")
        head = Text.assemble((day, "cyan"), "  ", hit.site_name, "  ", _marked(hit.title or "no title", wanted, "bold"))
        out.print(head)
        for line in (_marked(hit.excerpt, wanted), Text(hit.url, style="dim", overflow="fold")):
            out.print(Padding(line, (0, 0, 0, 4)) if sys.stdout.isatty() else Text("    ").append_text(line))


def summed_up(found: Found, *, best: bool) -> str:
    """How many there are, how many are shown, and in which order."""
    number = f"{found.count}+" if found.more else str(found.count)
    shown = f", {len(found.hits)} shown" if found.more or len(found.hits) < found.count else ""
    order = f"best first among the newest {RANKED}" if found.partly else "best first" if best else "newest first"
    return f"{number} {'article' if number == '1' else 'articles'}{shown}{f', {order}' if found.hits else ''}"


def waiting_told(number: int) -> str:
    """That some articles are kept, but cannot be found yet."""
    articles, them = ("1 article is", "it") if number == 1 else (f"{number} articles are", "them")
    return f"{articles} not in the index yet; the next crawl brings {them} in"


def _marked(text: str, wanted: Sequence[str], style: str = "") -> Text:
    shown = Text(" ".join(text.split()), style=style)
    for mark in marks(shown.plain, wanted):
        shown.stylize("bold red", mark.start, mark.end)
    return shown
