"""Tables for people: whole in a file or a pipe; on a terminal as wide as that, columns giving way in a stated order.

A column that gives way is shortened, in its middle or at its tail, down to its `least` cells, or folded into a line of
details below its row, where nothing that is empty or 0 is said again. Widths are cells: a Chinese character fills two.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

_GAP = 2
"""Cells between two columns."""
_EMPTY = {"", "-", "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, its side, and the least cells it may be shortened to; None where it folds instead.

    cut: which part of a cell is given up when it is shortened.
    """

    name: str
    side: Literal["left", "right"] = "left"
    least: int | None = None
    cut: Literal["middle", "tail"] = "middle"


def show(columns: Sequence[Column], rows: Sequence[Sequence[str]], gives_way: Sequence[str] = ()) -> None:
    """Print a table on standard output. gives_way: names of columns, the least important first; some may be missing."""
    out = console()
    width = out.width if sys.stdout.isatty() else None
    for number, line in enumerate(lines(columns, rows, gives_way, width)):
        out.print(Text(line, style="" if number else "bold"))


def console() -> Console:
    """The console of standard output; nothing on it is folded or coloured by itself."""
    return Console(highlight=False, emoji=False, soft_wrap=True)


def lines(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], gives_way: Sequence[str], width: int | None
) -> Iterator[str]:
    """The header, and each row with its details. width: cells there are; None: as many as it takes."""
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    names = [column.name for column in columns]
    natural = {
        name: max(map(cell_len, (name, *(row[at] for row in rows)))) for at, name in enumerate(names)
    }  # fmt: skip
    widths = natural if width is None else _fitted(columns, natural, gives_way, width)
    yield _line(columns, names, widths)
    for row in rows:
        yield _line(columns, row, widths)
        folded = [(name, cell) for name, cell in zip(names, row, strict=True) if name not in widths]
        yield from _details([f"{name} {cell}" for name, cell in folded if cell not in _EMPTY], width or 0)


def shortened(text: str, width: int, cut: Literal["middle", "tail"] = "middle") -> str:
    """The text with an ellipsis for its middle, or its tail, where it takes more cells."""
    if cell_len(text) <= width:
        return text
    if cut == "tail":
        return f"{chop_cells(text, max(width - 1, 1))[0]}…"
    half = (width - 1) // 2
    head, tail = chop_cells(text, max(width - 1 - half, 1))[0], chop_cells(text[::-1], max(half, 1))[0][::-1]
    return f"{head}…{tail}"


def _fitted(
    columns: Sequence[Column], natural: Mapping[str, int], gives_way: Sequence[str], width: int
) -> dict[str, int]:
    """Cells by column; a column that is missing is folded."""
    widths, least = dict(natural), {column.name: column.least for column in columns}
    for name in filter(widths.__contains__, gives_way):  # a table may come without a column it has at other times
        excess = sum(widths.values()) + _GAP * (len(widths) - 1) - width
        if excess <= 0:
            break
        shortest = least[name]
        if shortest is None:
            del widths[name]
        else:
            widths[name] = max(widths[name] - excess, min(shortest, widths[name]))
    return widths


def _line(columns: Sequence[Column], cells: Sequence[str], widths: Mapping[str, int]) -> str:
    shown = []
    for column, cell in zip(columns, cells, strict=True):
        if column.name in widths:
            text = shortened(cell, widths[column.name], column.cut)
            blank = " " * (widths[column.name] - cell_len(text))
            shown.append(blank + text if column.side == "right" else text + blank)
    return (" " * _GAP).join(shown).rstrip()


def _details(told: Sequence[str], width: int) -> Iterator[str]:
    """What was folded, indented, as many to a line as it holds; one that is longer stays whole, to be copied."""
    line = ""
    for part in told:
        longer = f"{line}; {part}" if line else f"    {part}"
        if line and cell_len(longer) > width:
            yield line
            longer = f"    {part}"
        line = longer
    if line:
        yield line
