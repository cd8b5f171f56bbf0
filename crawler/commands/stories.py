"""district-news stories: who had it first, and who copied it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from rich.progress import Progress
from scrapy.exceptions import UsageError
from sqlite_utils import Database

from crawler.command import NewsCommand
from crawler.counted import counted
from crawler.moments import minute
from crawler.table import Column, console, show
from pipelines.errors import StoreError
from pipelines.store.schema import explained, open_database
from pipelines.store.stories import begin_anew, tend_stories
from pipelines.store.upkeep import waiting

_WIDEST = """
SELECT id, sites, articles, first_published, first_site, title FROM stories_flat
WHERE id IN (SELECT a.story_id FROM reposts r JOIN articles a ON a.id = r.first_id)
ORDER BY sites DESC, articles DESC, id DESC LIMIT ?
"""
_TOLD = "SELECT count(DISTINCT first_id), count(*) FROM reposts"
_CHAIN = """
SELECT published, site, lag_hours, lag_precision, share_copied, share_kept, source_kept, source, added, cut, title, url
FROM story_articles_flat WHERE story_id = ? ORDER BY is_first DESC, published IS NULL, published, article_id
"""
_ONE = "SELECT published, site, source, title, url FROM articles_flat WHERE story_id = ?"
_BEARS = "SELECT a.story_id FROM stories s JOIN articles a ON a.id = s.given_to WHERE s.id = ?"


class Command(NewsCommand):
    """Rebuilds the stories, or shows them."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[STORY] [--show] [--limit N]"
    summary = "find anew which articles are copies, and show the stories that went farthest"
    description = (
        "Compares all texts anew and shows the stories that stand on most sites; with --show only the latter. Every "
        "crawl keeps stories up, so there is little need to compare all: after a great re-reading, or in doubt. It may "
        "be stopped at any moment; the next crawl goes on. With the number of a story: its articles in time, how late "
        "they were, how much they copied, what they added and left out."
    )
    examples = ("district-news stories", "district-news stories --show --limit 50", "district-news stories 17")
    most = 1

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--show", action="store_true", help="compare nothing, show what is known (default: compare)"
        )
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many (default: %(default)s)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Rebuild and show. Raises UsageError for what is no story, StoreError where nothing is kept yet."""
        if opts.limit < 1 or not all(arg.isascii() and arg.isdigit() and len(arg) < 19 for arg in args):
            raise UsageError("give one story by its number, or none; --limit is 1 or more", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        database = Path(self.settings["DATABASE"])
        if not database.exists():
            raise StoreError(f"{database}: nothing is kept there yet; crawl or replay first")
        is_read = bool(args) or opts.show
        db = open_database(database, read_only=is_read)
        try:
            if not is_read:
                compare_all(db)
            with explained(db, database):
                show_one(db, int(args[0])) if args else show_widest(db, opts.limit)
                if (count := waiting(db, "stories")) > 0:
                    told = f"not compared yet: {counted(count, 'article')}; the next crawl does it"
                    print(told, file=sys.stderr)  # noqa: T201
        finally:
            db.close()


def compare_all(db: Database) -> None:
    """Begin anew, with a bar on a terminal. Raises StoreError."""
    begin_anew(db)
    total = waiting(db, "stories")
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("comparing", total=total)
        while count := tend_stories(db):
            bar.update(task, advance=count)


def show_widest(db: Database, limit: int) -> None:
    """One row a story, and how many there are."""
    found = [["" if cell is None else str(cell) for cell in row] for row in db.conn.execute(_WIDEST, (limit,))]
    rows = [[*row[:3], minute(row[3]), *row[4:]] for row in found]
    numbers = [Column(name=name, side="right") for name in ("story", "sites", "articles")]
    columns = [*numbers, Column(name="first"), Column(name="by"), Column(name="title", least=16)]
    show(columns, rows, ("title", "articles"))
    ((stories, copies),) = db.conn.execute(_TOLD)
    console().print(f"stories that stand more than once: {stories}; copies: {copies}")


def show_one(db: Database, story: int) -> None:
    """The articles of a story in time, and what each copy has otherwise. Raises UsageError where there is none."""
    found = db.conn.execute(_BEARS, (story,)).fetchone()
    if found is None:
        raise UsageError(f"there is no story {story}; `district-news stories --show` shows some", print_help=False)
    if found[0] != story:
        console().print(f"story {story} is story {found[0]} now")
    chain = db.conn.execute(_CHAIN, (found[0],)).fetchall()
    names = ("published", "site", "late", "copied", "kept", "source kept", "source", "added", "cut", "title", "url")
    columns = [Column(name=name, side="right" if name in {"late", "copied", "kept"} else "left") for name in names]
    if not chain:
        ((published, site, source, title, url),) = db.conn.execute(_ONE, (found[0],))
        chain = [(published, site, None, None, None, None, None, source, None, None, title, url)]
    show(columns, [_row(*row) for row in chain], ("url", "title", "cut", "added", "source", "source kept", "kept"))


def _row(
    published: str | None,
    site: str,
    lag: float | None,
    exact: str | None,
    copied: float | None,
    kept: float | None,
    source_kept: int | None,
    *told: str | None,
) -> list[str]:
    """A row of the chain as it is shown; told: source, passages added and cut, title and address."""
    source, added, cut, title, url = told
    late = "" if lag is None or copied is None else f"{lag:g} h" if exact == "hour" else f"{lag / 24:g} d"
    shares = ["" if share is None else f"{share:.0%}" for share in (copied, kept)]
    is_kept = "" if source_kept is None else ("no", "yes")[source_kept]
    return [
        minute(published or ""),
        site,
        late,
        *shares,
        is_kept,
        source or "",
        _passages(added),
        _passages(cut),
        title or "",
        url or "",
    ]


def _passages(told: str | None) -> str:
    return " | ".join(json.loads(told)) if told else ""
