"""Runs district-news as a person would: as a process, on a data folder of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any


class Program:
    """The command line with its data folder."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.clock = ""
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DISTRICT_NEWS", "SCRAPY"))},
            "DISTRICT_NEWS_DATA": str(data),
            **environment,
        }

    def site(
        self, name: str, root: str, *more: str, listings: tuple[str, ...] = ("/news/",), delay: float = 0.02
    ) -> None:
        """Write a profile."""
        folder = self.data / "sites"
        folder.mkdir(parents=True, exist_ok=True)
        addresses = ", ".join(f'"{root}{path}"' for path in listings)
        lines = [f'name = "{name}"', 'division = "620104"', f"listings = [{addresses}]", f"delay = {delay}", *more]
        (folder / f"{name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def at(self, moment: datetime) -> None:
        """Set the clock of the runs from now on; it goes on from there."""
        self.clock = f"import time_machine; time_machine.travel({moment.isoformat()!r}).start(); "

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a command."""
        return subprocess.Popen(
            [sys.executable, "-c", self.clock + "from crawler.commandline import main; main()", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            cwd=self.data if self.data.exists() else None,
        )

    def run(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"{arguments} did not end\n{out}\n{err}") from None
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database."""
        connection = sqlite3.connect(self.data / "news.db")
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()
