"""What our commands share: a --help that names the program and shows an example, and no option that is swallowed."""

from __future__ import annotations

import argparse
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

PROGRAM = "district-news"


class NewsCommand(ScrapyCommand):
    """A command of district-news: a subclass says what it is called with, what it does, and shows an example."""

    requires_project = True
    arguments: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    description: ClassVar[str] = ""
    example: ClassVar[str] = ""

    def syntax(self) -> str:
        """What stands behind the command's name."""
        return self.arguments

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return self.summary

    def long_desc(self) -> str:
        """For --help."""
        return f"{self.description or self.summary} Exit status: 0, 1 where it found trouble, 2 for wrong use."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own options (log, settings), our usage line, and the example."""
        super().add_options(parser)
        name = type(self).__module__.rpartition(".")[2]
        parser.prog = PROGRAM
        parser.usage = f"{PROGRAM} {name} {self.syntax()}".strip()
        parser.epilog = f"Example: {self.example}"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse options nobody knows: Scrapy would take them for arguments."""
        super().process_options(args, opts)
        for unknown in args:
            if unknown.startswith("-"):
                raise UsageError(f"unknown option {unknown}", print_help=False)
