"""One measured figure, and how figures are shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured; value None where it could not be, and the remark says why."""

    what: str
    value: float | None
    unit: str
    remark: str = ""


Measure = Callable[[int], list[Figure]]
"""Takes the number of made-up pages."""


class Stopwatch:
    """CPU seconds of this process, all its threads, summed by name; waiting does not count."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        """Add what the block costs to a name."""
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began


def table(title: str, figures: list[Figure]) -> Table:
    """The figures of one benchmark."""
    shown = Table("", "", "", "", title=title, title_justify="left", show_header=False, box=None, pad_edge=False)
    shown.columns[1].justify = "right"
    for figure in figures:
        value = "—" if figure.value is None else f"{figure.value:.2f}"
        shown.add_row(figure.what, value, figure.unit, figure.remark)
    return shown
