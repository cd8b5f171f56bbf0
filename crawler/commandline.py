"""district-news COMMAND: Scrapy's command line with this project's settings, from any folder."""

from __future__ import annotations

import logging
import os
import pkgutil
import sys
from importlib import import_module
from importlib.metadata import version
from typing import NoReturn

from scrapy.cmdline import execute

from crawler.command import PROGRAM
from pipelines.errors import DistrictNewsError

_CHATTY = ("scrapy.addons", "scrapy.core.engine", "scrapy.crawler", "scrapy.middleware", "scrapy.utils.log")
"""Loggers of Scrapy that print versions, settings and components at every start."""


def main() -> NoReturn:
    """Run the command that the arguments name; exit with its status, and with 2 for anything a person did wrong."""
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
    for chatty in _CHATTY:  # a filter: Scrapy sets the levels of its loggers anew when it starts
        logging.getLogger(chatty).addFilter(lambda record: record.levelno >= logging.WARNING)
    execute(argv)
    return 0


def _overview() -> str:
    """Our commands, one line each."""
    package = import_module("crawler.commands")
    lines = [f"{PROGRAM} COMMAND …    (COMMAND --help says more; Scrapy's own commands work, too)", ""]
    for module in pkgutil.iter_modules(package.__path__):
        command = import_module(f"crawler.commands.{module.name}").Command()
        lines.append(f"  {module.name:<11} {command.short_desc()}")
    return "\n".join(lines)
