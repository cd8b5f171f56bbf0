"""How far a long piece of work has come: a bar on a terminal, a plain line now and then in a log."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

EVERY = 30.0
"""Seconds between two lines where stderr is no terminal."""

Advance = Callable[[int], None]
"""Called with how much more is done."""


@contextmanager
def bar(what: str, total: int) -> Iterator[Advance]:
    """Show the progress of some work while the context lasts. total: in whatever unit it is advanced by."""
    if is_terminal():
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        shown = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
        with shown:
            task = shown.add_task(what, total=total or 1)
            yield lambda done: shown.advance(task, done)
    else:
        yield _Lines(what, total).advance


def is_terminal() -> bool:
    """Whether a bar can be drawn on stderr: not in a file or a pipe, nor where the cursor cannot be moved."""
    return sys.stderr.isatty() and os.environ.get("TERM", "").lower() not in {"dumb", "unknown"}


class _Lines:
    """Progress as lines of text."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._done, self._told = 0, time.monotonic()

    def advance(self, done: int) -> None:
        self._done += done
        if self._total and time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            sys.stderr.write(f"{self._what}: {100 * self._done // self._total} %\n")
