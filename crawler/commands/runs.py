"""district-news runs: what ran, what it found, what failed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, ClassVar

from rich.table import Table
from scrapy.exceptions import UsageError

from crawler.command import NewsCommand
from crawler.table import console
from pipelines.store.runs import Run, Runs
from pipelines.store.schema import open_database

_SHOWN = ("listings", "links", "new", "known", "reposts", "revised", "not_articles", "failed", "refused", "responses")


class Command(NewsCommand):
    """Shows the newest runs, or one of them by site."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[RUN] [--limit N]"
    summary = "Show the newest runs, or one run by site"
    example = "district-news runs 12"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The option of this command."""
        super().add_options(parser)
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="so many runs (default %(default)s)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print runs. Raises UsageError for what is no run, StoreError where there is no database yet."""
        if len(args) > 1 or opts.limit < 1 or not all(arg.isascii() and arg.isdigit() for arg in args):
            raise UsageError("give one run by its number, or none; --limit is 1 or more", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        db = open_database(Path(self.settings["DATABASE"]), read_only=True)
        try:
            shown = one(Runs(db), int(args[0])) if args else several(Runs(db).recent(opts.limit))
        finally:
            db.close()
        console().print(shown)


def several(runs: list[Run]) -> Table:
    """One row a run, newest first."""
    shown = Table("run", "started", "minutes", "state", "sites", *_SHOWN, "command", box=None, pad_edge=False)
    for run in runs:
        totals = [str(sum(part.counts.get(name, 0) for part in run.sites)) for name in _SHOWN]
        minutes = f"{(run.ended - run.started).total_seconds() / 60:.1f}" if run.ended else ""
        started = run.started.isoformat(timespec="seconds")
        shown.add_row(str(run.id), started, minutes, run.state, str(len(run.sites)), *totals, run.command)
    return shown


def one(runs: Runs, number: int) -> Table:
    """One row a site of one run. Raises UsageError where there is no such run."""
    newest = runs.recent(1)
    back = newest[0].id - number + 1 if newest else 0
    run = next((run for run in runs.recent(max(back, 0)) if run.id == number), None)
    if run is None:
        raise UsageError(f"there is no run {number}; `district-news runs` shows them", print_help=False)
    title = f"run {run.id}, {run.command}, {run.state}, {run.started.isoformat(timespec='seconds')}"
    shown = Table("site", *_SHOWN, "why", "seconds", box=None, pad_edge=False, title=title, title_justify="left")
    for part in run.sites:
        why = ", ".join(f"{reason} {number}" for reason, number in sorted(part.reasons.items()))
        shown.add_row(part.site, *(str(part.counts.get(name, 0)) for name in _SHOWN), why, f"{part.seconds:.1f}")
    return shown
