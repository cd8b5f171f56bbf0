"""Runs a command that needs no crawler within the test's own process: a start costs a second of CPU time."""

from __future__ import annotations

import argparse
import io
import os
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from unittest import mock

from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.command import NewsCommand
from pipelines.errors import DistrictNewsError


def at_hand(data: Path, name: str, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """What `district-news NAME ARGUMENTS…` prints and how it ends, on that data folder."""
    command: NewsCommand = import_module(f"crawler.commands.{name}").Command()
    places = {"DATABASE": str(data / "news.db"), "ARCHIVE_DIR": str(data / "warc")}
    command.settings = Settings(places | settings)
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    opts, args = parser.parse_known_args(arguments)
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {"DISTRICT_NEWS_DATA": str(data)}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            command.process_options(args, opts)
            command.run(args, opts)
        except (UsageError, DistrictNewsError) as error:
            return subprocess.CompletedProcess(arguments, 2, out.getvalue(), str(error))
    return subprocess.CompletedProcess(arguments, command.exitcode, out.getvalue(), err.getvalue())
