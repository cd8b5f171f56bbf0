"""district-news history: what became of an article: every version, what each changed, and whether it is still there."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from scrapy.exceptions import UsageError

from crawler.command import NewsCommand
from crawler.marks import marked
from crawler.table import Column, console, show
from pipelines.store.addressed import Addressed, article_at, articles_at, taken_down_at
from pipelines.store.history import History, Mended, Step, history_of
from pipelines.store.schema import open_database
from pipelines.store.tombstones import TakenDown

_SHOWN = 60
"""Characters of a corrected value that are shown; --json has all of it."""


class Command(NewsCommand):
    """Shows the versions and states of one article."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "URL [--site SITE] [--json]"
    summary = "show what became of an article: versions, corrections, whether it is still there"
    description = (
        "Shows every change of an article that is kept, what went and what came, marked in its place; then what people "
        "corrected, and the states it went through. Of one that was taken down, says when and why. docs/changes.md "
        "says what the classes and states mean. --json: one object, for programs."
    )
    examples = (
        "district-news history https://www.xigu.gov.cn/art/1.html",
        "district-news history https://www.xigu.gov.cn/art/1.html --json",
    )
    most = 1

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="whose, where several have the address (default: any)")
        parser.add_argument("--json", action="store_true", help="one JSON object (default: for people)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the history. Raises UsageError without an address, StoreError where nothing is kept from it."""
        if not args:
            raise UsageError("name the address of an article", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        db = open_database(Path(self.settings["DATABASE"]), read_only=True)
        try:
            gone = [] if articles_at(db, args[0], opts.site) else taken_down_at(db, args[0], opts.site)
            if gone:
                _show_gone(args[0], gone, as_json=opts.json)
                return
            article = article_at(db, args[0], opts.site)
            history = history_of(db, article.id)
        finally:
            db.close()
        if opts.json:
            console().print(_as_json(article, history), markup=False)
        else:
            _show(article, history)


def _show(article: Addressed, history: History) -> None:
    out = console()
    out.print(Text(history.title or "(no title)", style="bold"))
    seen = f"first seen {_minute(history.first_seen)}, last seen {_minute(history.last_seen)} UTC"
    out.print(Text(f"{article.url}\n{history.state}, version {history.version}, {seen}"))
    for step in history.steps:
        for line in _told(step, coloured=out.is_terminal):
            out.print(line)
    if not history.steps and not history.stages:
        out.print("The page never changed.")
    if history.corrections:
        out.print()
        for one in history.corrections:
            out.print(Text(_mended(one)))
    if history.stages:
        out.print()
        rows = [[one.state, _minute(one.since), str(one.checks), one.why] for one in history.stages]
        names = (Column(name="state"), Column(name="since (UTC)"), Column(name="checks", side="right"))
        show([*names, Column(name="why", least=16)], rows, ("why",))


def _show_gone(url: str, gone: list[TakenDown], *, as_json: bool) -> None:
    """Print what is left of articles that were taken down: with --json, one object as for any other article."""
    if not as_json:
        for one in gone:
            console().print(Text(f"{url}: {one.told()}"))
        return
    told = {
        "url": gone[0].url,
        "site": gone[0].site,
        "state": "taken down",
        "tombstones": [one._asdict() for one in gone],
    }
    console().print(json.dumps(told, ensure_ascii=False), markup=False)


def _mended(one: Mended) -> str:
    """Put a correction in words."""
    change = f"{_short(one.read)} → {_short(one.value)}"
    ended = f"; ended {one.ended[:10]}, '{one.ended_why}'" if one.ended else ""
    return f"corrected by hand: {one.field} {change} ({one.made[:10]}, '{one.why}'{ended})"


def _short(value: str | None) -> str:
    """A value in one line, cut where it is long."""
    line = " ".join((value or "—").split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _told(step: Step, *, coloured: bool) -> Iterator[Text]:
    """Yield what one step changed, in lines."""
    what = ", ".join(step.classes) or "no class"
    cause = "" if step.cause == "changed" else f", {step.cause}"
    yield Text()
    yield Text(
        f"version {step.version} to {step.version + 1}, {_minute(step.replaced)} UTC{cause}: {what}", style="bold"
    )
    for field in step.changed:
        if field not in ("title", "body"):
            yield Text(f"  {field}: {_spelled(getattr(step.old, field))} → {_spelled(getattr(step.new, field))}")
    for field, hunks in (("title", step.title), ("body", step.body)):
        for line in marked(getattr(step.old, field) or "", hunks, coloured=coloured):
            yield Text.assemble(f"  {field}: ", line)


def _as_json(article: Addressed, history: History) -> str:
    told = asdict(history)
    for step, known in zip(told["steps"], history.steps, strict=True):
        del step["old"], step["new"]
        step["title"], step["body"] = [list(hunk) for hunk in known.title], [list(hunk) for hunk in known.body]
    return json.dumps({"url": article.url, "site": article.site, **told}, ensure_ascii=False)


def _minute(stamp: str) -> str:
    return stamp[:16].replace("T", " ")


def _spelled(value: Any) -> str:
    """A field's value in words: names joined, files by their names."""
    if isinstance(value, tuple):
        return "、".join(_spelled(one[1] or one[0] if isinstance(one, tuple) else one) for one in value) or "—"
    return "—" if value is None else str(value)
