"""What our commands share: a --help in one style, and nothing on the command line that is swallowed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from textwrap import fill
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.nearest import did_you_mean

PROGRAM = "district-news"

_SHARED = {
    "logfile": "where log lines go (default: the terminal)",
    "loglevel": "least level of log lines: DEBUG, INFO, WARNING, ERROR (default: {level}, on a terminal WARNING)",
    "nolog": "no log lines at all",
    "set": "another value for a setting of crawler/settings.py; may be repeated (default: none)",
}
"""Scrapy's options for all commands, in our words; its others work, too, but are for those who know Scrapy."""


def fetch_time(text: str | None) -> datetime | None:
    """The time given with --fetched: ISO 8601, UTC where it has no zone. Raises UsageError for anything else."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if not 1990 <= moment.year < 3000:  # beyond, a change of zone would leave what a clock can show
            raise ValueError
    except ValueError:
        wanted = "expected a time such as 2026-02-14T08:30+08:00"
        raise UsageError(f"--fetched {text}: {wanted}", print_help=False) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class NewsCommand(ScrapyCommand):
    """A command of district-news: a subclass says what it is called with, what it does, and shows an example.

    examples: one line each. most: how many arguments it takes; None for any number.
    """

    requires_project = True
    arguments: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    description: ClassVar[str] = ""
    examples: ClassVar[tuple[str, ...]] = ()
    most: ClassVar[int | None] = None

    @property
    def name(self) -> str:
        """What it is called by: the name of its file."""
        return type(self).__module__.rpartition(".")[2]

    def syntax(self) -> str:
        """What stands behind the command's name."""
        return self.arguments

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return self.summary

    def long_desc(self) -> str:
        """For --help."""
        return self.description or f"{self.summary}."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own options (log, settings), our usage line, and the examples."""
        super().add_options(parser)
        parser.prog = PROGRAM
        parser.register("type", int, _whole)
        parser.usage = f"{PROGRAM} {self.name} {self.syntax()}".strip()
        parser.formatter_class = _Help
        examples = "\n".join(f"  {line}" for line in self.examples)
        parser.epilog = f"examples:\n{examples}\n\nexit status: 0 good, 1 found trouble, 2 wrong use"
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        _reword(parser, str(self.settings["LOG_LEVEL"]))

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse options nobody knows (Scrapy would take them for arguments), and more arguments than are read.

        Log lines stay off a terminal, which shows progress and results, unless they were asked for.
        """
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        _check_settings(opts.set, self.settings)
        super().process_options(args, opts)
        if sys.stderr.isatty() and not opts.loglevel and not opts.logfile:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        for unknown in args:
            if unknown.startswith("-"):
                raise UsageError(f"unknown option {unknown}", print_help=False)
        if self.most is not None and len(args) > self.most:
            takes = f"at most {self.most} argument{'s'[: self.most - 1]}" if self.most else "no arguments"
            raise UsageError(f"{self.name} takes {takes}; what is {args[self.most]}?", print_help=False)


def _check_settings(given: Sequence[str], known: BaseSettings) -> None:
    """Raise UsageError for a -s that names no setting, of ours or Scrapy's: it would change nothing, in silence."""
    for name, sign, _ in (one.partition("=") for one in given):
        if not sign:
            raise UsageError(f"-s {name}: expected NAME=VALUE", print_help=False)
        if name not in known:
            hint = did_you_mean(name, known, "crawler/settings.py has them with their reasons")
            raise UsageError(f"-s {name}: no setting of that name; {hint}", print_help=False)


def _whole(text: str) -> int:
    """An option's whole number. Raises ArgumentTypeError for anything else."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a whole number, found {text}") from None


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse's own, but the examples keep their lines, and descriptions are filled as usual."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        filler = super()._fill_text if "\n" in text else super(argparse.RawDescriptionHelpFormatter, self)._fill_text
        return filler(text, width, indent)

    def _format_usage(self, *told: Any) -> str:
        """One that is given as text is not filled by argparse, and a terminal would break it within words."""
        usage = super()._format_usage(*told)
        return fill(usage, self._width, subsequent_indent=" " * 7, break_on_hyphens=False) + "\n\n"


def _reword(parser: argparse.ArgumentParser, level: str) -> None:
    """Scrapy's own options in our words, or out of the help."""
    for group in parser._action_groups:
        if group.title == "Global Options":
            group.title = "options of every command"
            for action in group._group_actions:
                told = _SHARED.get(action.dest)
                action.help = told.format(level=level) if told else argparse.SUPPRESS
