"""district-news runs: what ran, what it found, what failed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from crawler.command import NewsCommand
from crawler.extensions.runs import is_alive
from crawler.figures import CALLED, told
from crawler.runs_compared import show_compared
from crawler.table import Column, console, show
from crawler.walked import show_walks
from pipelines.store.runs import Run, Runs
from pipelines.store.schema import open_database
from pipelines.store.walks import ListingRun, Walks

_FIGURES = {**CALLED, "responses": "responses"}
_NUMBERS = [Column(name=called, side="right") for called in _FIGURES.values()]
_GIVE_WAY = ("responses", "revised", "no articles", "re-posts", "known", "listings", "links")
"""Figures of both tables, the least important first."""


class Command(NewsCommand):
    """Shows the newest runs, one of them by site, or what two did differently."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[RUN [RUN]] [--limit N]"
    summary = "show the newest runs, one run by site, or compare two"
    description = (
        "Shows the newest runs, newest first, or one run by site with the reasons of what failed, and by listing. Of "
        "two runs it shows what came out differently on the sites and listings that both crawled. "
        "A run that is interrupted was stopped or killed; the next one fetches the rest."
    )
    examples = ("district-news runs", "district-news runs 12", "district-news runs 11 12")
    most = 2

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The option of this command."""
        super().add_options(parser)
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many runs (default: %(default)s)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print runs. Raises UsageError for what is no run, StoreError where there is no database yet."""
        if opts.limit < 1 or not all(arg.isascii() and arg.isdigit() for arg in args):
            raise UsageError(
                "give one run by its number, two to compare, or none; --limit is 1 or more", print_help=False
            )
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        db = open_database(Path(self.settings["DATABASE"]), read_only=True)
        try:
            if len(args) > 1:
                one, other = (_found(Runs(db), int(arg)) for arg in args)
                show_compared(one, other, Walks(db).of_run(one.id), Walks(db).of_run(other.id))
            elif args:
                run = _found(Runs(db), int(args[0]))
                show_one(run, Walks(db).of_run(run.id))
            else:
                show_several(Runs(db).recent(opts.limit))
        finally:
            db.close()


def state(run: Run) -> str:
    """Its state as it is now: nobody closes a run that was killed, so one that nobody holds any more is interrupted."""
    return "interrupted" if run.state == "running" and not is_alive(run) else run.state


def show_several(runs: list[Run]) -> None:
    """One row a run."""
    right = [Column(name=name, side="right") for name in ("minutes", "sites")]
    columns = [Column(name="run", side="right"), Column(name="started (UTC)"), Column(name="state"), *right]
    rows = []
    for run in runs:
        totals = [str(sum(part.counts.get(name, 0) for part in run.sites)) for name in _FIGURES]
        minutes = f"{(run.ended - run.started).total_seconds() / 60:.1f}" if run.ended else ""
        known = [str(run.id), f"{run.started:%Y-%m-%d %H:%M}", state(run), minutes, str(len(run.sites))]
        rows.append([*known, *totals, run.command])
    columns += [*_NUMBERS, Column(name="command", least=16, cut="tail")]
    show(columns, rows, ("command", *_GIVE_WAY, "minutes", "sites"))


def show_one(run: Run, walks: list[ListingRun]) -> None:
    """One row a site of one run, then one row a listing."""
    console().print(f"run {run.id}, {run.command}, {state(run)}, {run.started:%Y-%m-%d %H:%M} UTC", markup=False)
    rows = [
        [part.site, *(str(part.counts.get(name, 0)) for name in _FIGURES), f"{part.seconds:.1f}", told(part.reasons)]
        for part in run.sites
    ]
    columns = [Column(name="site"), *_NUMBERS, Column(name="seconds", side="right"), Column(name="why")]
    show(columns, rows, ("why", *_GIVE_WAY, "seconds"))
    if walks:
        console().print()
        show_walks(walks)


def _found(runs: Runs, number: int) -> Run:
    """The run of that number. Raises UsageError where there is none."""
    newest = runs.recent(1)
    back = newest[0].id - number + 1 if newest else 0
    run = next((run for run in runs.recent(max(back, 0)) if run.id == number), None)
    if run is None:
        raise UsageError(f"there is no run {number}; `district-news runs` shows them", print_help=False)
    return run
