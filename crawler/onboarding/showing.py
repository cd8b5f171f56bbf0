"""The tables a person decides by: the portal, its columns, sample articles, and what is missing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from crawler.bar import is_terminal
from crawler.onboarding.trial import FIELDS, Sample, Tried, missing
from crawler.onboarding.visit import Proposal
from crawler.reading import spelled
from crawler.table import Column, console, show
from pipelines.items import ROLES, FieldValue
from pipelines.normalise.divisions import divisions

_FACTS = ("", "value", "from")
_COLUMNS = (
    Column(name="column", least=12),
    Column(name="rows", side="right"),
    Column(name="newest"),
    Column(name="a day", side="right"),
    Column(name="verdict", least=24),
    Column(name="address"),
)
_COLUMNS_GIVE_WAY = ("address", "verdict", "column")
_REPORTED = ("url", "outcome", "site", "columns", "rows", "newest", "articles", "why")
_SHOWN_SAMPLES = 5
"""Sample articles that are shown; of several columns, some of each."""
_TITLE = 40
"""Cells a sample's title may be shortened to."""


def show_proposal(proposal: Proposal) -> None:
    """Print everything a person should see before the profile is written."""
    show(
        [Column(name=name, least=24 if name == "value" else None) for name in _FACTS], list(_facts(proposal)), ("from",)
    )
    _line("")
    show(_COLUMNS, [_column(one, proposal) for one in proposal.tried], _COLUMNS_GIVE_WAY)
    _line("")
    show_samples(proposal)
    told = list(what_is_missing(proposal))
    _line("")
    _line("missing" if told else "nothing is missing", bold=True)
    for line in told:
        _line(f"  {line}")


def show_samples(proposal: Proposal) -> None:
    """Print sample articles of the columns to take, each field with how sure it is."""
    samples = [one for one in _dealt(proposal.taken) if one.article is not None]
    columns = [
        Column(name=name, least=_TITLE if name == "title" else None) for name in ("title", *FIELDS[1:], "address")
    ]
    rows = [[_field(one, name) for name in FIELDS] + [one.link.url] for one in samples]
    show(columns, rows, ("address", *reversed(FIELDS[1:]), "title"))


def show_refused(proposal: Proposal) -> None:
    """Print the columns that were seen and not tried, because their names speak against them; one line a reason."""
    names: dict[str, list[str]] = {}
    for name, why in proposal.refused.items():
        names.setdefault(why, []).append(name)
    _line("")
    _line("seen and refused by name" if names else "no column was refused by its name", bold=True)
    for why, refused in names.items():
        _line(f"  {why}: {', '.join(refused)}")


def what_is_missing(proposal: Proposal) -> Iterator[str]:
    """What a person should know, one line each."""
    if proposal.place.division is None and proposal.home.chinese:
        yield f"division: {proposal.place.how}; say --division CODE if you know it"
    if proposal.place.doubt:
        yield f"division: {proposal.place.doubt}"
    if not proposal.zone_known:
        yield "zone: nobody says whose clock its times are of; they are taken as UTC; say --zone NAME"
    if proposal.family is None and proposal.home.chinese:
        yield "family: not one that is known; lists go on by what their pages say"
    for tried in proposal.taken:
        if tried.is_asleep(proposal.at.date()):
            yield f"{tried.candidate.name}: nothing new since {tried.newest}"
        for line in missing(tried):
            yield f"{tried.candidate.name}: {line}"


def place_of(proposal: Proposal) -> str:
    """The division with the way to it, or -."""
    division = proposal.place.division
    return f"{division.code} {divisions().path(division)}" if division else "-"


def rhythm(tried: Tried) -> str:
    """Rows a day in words: 1.4, 0.05, -."""
    return "-" if tried.rhythm is None else f"{tried.rhythm:.2g}" if tried.rhythm < 10 else f"{tried.rhythm:.0f}"


def day(value: date | None) -> str:
    """A day, or -."""
    return value.isoformat() if value else "-"


def _facts(proposal: Proposal) -> Iterator[list[str]]:
    home, place = proposal.home, proposal.place
    yield ["name", proposal.name, "as given" if proposal.wish.name else "the page"]
    yield ["address", home.url, "" if home.url == proposal.wish.url else f"asked for as {proposal.wish.url}"]
    yield ["charset", home.charset, ""]
    yield ["site code", home.site_code or "-", home.site_code_from]
    yield ["division", place_of(proposal), place.how]
    yield ["family", proposal.family or "-", ""]
    yield ["zone", proposal.zone, "" if proposal.zone_known else "not known"]


def _column(tried: Tried, proposal: Proposal) -> list[str]:
    taken = tried in proposal.taken
    verdict = f"taken: {tried.candidate.why}" if taken else tried.trouble or "not taken: others are better"
    return [
        tried.candidate.name,
        str(len(tried.rows)),
        day(tried.newest),
        rhythm(tried),
        verdict,
        tried.candidate.url,
    ]


def _dealt(taken: tuple[Tried, ...]) -> list[Sample]:
    """The first samples of all columns in turn."""
    longest = max((len(one.samples) for one in taken), default=0)
    dealt = [one.samples[at] for at in range(longest) for one in taken if at < len(one.samples)]
    return dealt[:_SHOWN_SAMPLES]


def _field(sample: Sample, name: str) -> str:
    """A value with its confidence: 2026-02-14 (0.97); a body as its length."""
    value: FieldValue[Any] = sample.value(name)
    if value.value is None:
        return "-"
    text = f"{len(value.value)} characters" if name == "body" else spelled(value.value)
    text = value.value.iso if name == "published" else text
    text = "、".join(value.value) if name in ROLES else text
    return f"{text} ({value.confidence:.2f})"


def _line(text: str, *, bold: bool = False) -> None:
    console().print(Text(text, style="bold" if bold else ""))


def show_report(rows: list[dict[str, str]], path: Path) -> None:
    """Print the report of a file: one line a portal, how many came to what, and where it lies."""
    columns = [Column(name=name, least=12 if name in ("url", "columns") else None) for name in _REPORTED]
    show(columns, [[row[name] for name in _REPORTED] for row in rows], ("why", "newest", "articles", "columns", "url"))
    counted = Counter(row["outcome"] for row in rows)
    _line("\n" + ", ".join(f"{number} {outcome}" for outcome, number in counted.most_common()) + f": {path}")


class Progress:
    """What is being asked for, while it is: a bar on a terminal, a plain line a portal in a log."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._count = 0
        self._bar = rich_bar() if is_terminal() and number else None

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=self._number)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tell(self, url: str, what: str) -> None:
        """A portal is asked for something."""
        if self._bar is not None:
            self._bar.update(self._task, description=f"{url} {what}")

    def done(self, what: str) -> None:
        """A portal is done."""
        self._count += 1
        if self._bar is not None:
            self._bar.advance(self._task)
        elif what:
            sys.stderr.write(f"{self._count} of {self._number}: {what}\n")


def rich_bar() -> Bar:
    """A bar on standard error that leaves nothing behind."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True)
