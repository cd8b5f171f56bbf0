"""district-news COMMAND: Scrapy's command line with this project's settings, from any folder."""

from __future__ import annotations

import gc
import logging
import os
import pkgutil
import sys
from importlib import import_module
from importlib.metadata import version
from shutil import get_terminal_size
from textwrap import fill
from typing import NoReturn

from scrapy.cmdline import execute

from crawler.command import PROGRAM
from crawler.nearest import did_you_mean
from crawler.places import check_folder
from pipelines.errors import DistrictNewsError

_CHATTY = ("scrapy.addons", "scrapy.core.engine", "scrapy.crawler", "scrapy.middleware", "scrapy.utils.log")
"""Loggers of Scrapy that print versions, settings and components at every start."""
_DAY = (
    "list", "addsite", "crawl", "runs", "health", "missed", "history", "search", "stories", "export", "read",
    "readlist", "replay", "correct", "forget", "backup", "tidy", "checksites",
)  # fmt: skip
"""The commands in the order of a day's work, which is that of the README; any other comes behind them."""


def collect_seldom() -> None:
    """Let Python look for cycles of dead objects a fiftieth as often.

    A page becomes some thousand objects that die without a cycle; looking through them while they live, and through
    all of Scrapy's again and again, took an eighth of a crawl's CPU time.
    """
    gc.set_threshold(50_000, 20, 100)


def main() -> NoReturn:
    """Run the command that the arguments name; exit with its status, and with 2 for anything a person did wrong."""
    collect_seldom()
    os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"  # wherever we stand, and whatever else is set
    try:
        sys.exit(_run(sys.argv))
    except DistrictNewsError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)  # noqa: T201 - this is where a person reads it
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `district-news list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _run(argv: list[str]) -> int:
    if len(argv) < 2 or argv[1] in {"-h", "--help", "help"}:
        print(_overview())  # noqa: T201
        return 0
    if argv[1] == "--version":
        print(version(PROGRAM))  # noqa: T201
        return 0
    if wrong := _unknown(argv[1]):
        print(f"usage: {PROGRAM} COMMAND …\n{PROGRAM}: error: {wrong}", file=sys.stderr)  # noqa: T201
        return 2
    if not {"-h", "--help"} & set(argv):
        check_folder()
    for chatty in _CHATTY:  # a filter: Scrapy sets the levels of its loggers anew when it starts
        logging.getLogger(chatty).addFilter(lambda record: record.levelno >= logging.WARNING)
    execute(argv)
    return 0


def _unknown(word: str) -> str | None:
    """What is wrong with the first word; None where it names a command of ours, or one of Scrapy's."""
    if word.startswith("-"):
        return f"unknown option {word}; the command comes first, then its options"
    known = [*_commands("crawler.commands"), *_commands("scrapy.commands")]
    if word in known:
        return None
    return f"{word}: no command of that name; {did_you_mean(word, known, f'`{PROGRAM} -h` shows them all')}"


def _commands(package: str) -> list[str]:
    """The commands of a package: one a module."""
    return [module.name for module in pkgutil.iter_modules(import_module(package).__path__)]


def _overview() -> str:
    """Our commands, one line each; on a terminal that is narrower, broken between words."""
    width = get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    names = sorted(_commands("crawler.commands"), key=lambda name: (*_DAY, name).index(name))
    lines = [f"usage: {PROGRAM} COMMAND …", "", "commands, in the order of a day's work:"]
    for name in names:
        told = f"  {name:<11} {import_module(f'crawler.commands.{name}').Command().short_desc()}"
        lines.append(fill(told, width, subsequent_indent=" " * 14, break_on_hyphens=False))
    return "\n".join([*lines, "", f"`{PROGRAM} COMMAND -h` shows its options and examples."])
