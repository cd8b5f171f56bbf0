"""The information line: date, source, people and counters, in one line or several, near the title.

Whether a line is one is seen before the title is known (the title is found by the line below it); which of them belong
to the article is decided by the distance to the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pipelines.extract.blocks import Flat
from pipelines.extract.labels import Labelled, split_labels
from pipelines.normalise.dates import FoundDate, find_all
from pipelines.normalise.frame import DayOrder

_SIGN = re.compile(r"[:：∶︰丨|｜∣/\]】]")
_DIGIT = re.compile(r"\d")
_HINTS = re.compile(
    # The first character stands alone: so the scan skips from one such character to the next.
    r"[\d来记发编作BbPpUu](?:(?<=1)9\d\d|(?<=2)0\d\d|(?<=\d)([-./])\d\d?\1\d\d"
    r"|(?<=来)\s*源|(?<=记)者|(?<=发)布|(?<=编)辑|(?<=作)者"
    r"|(?<=\b[Bb])y\b|(?<=\b[Pp])(?:ublished|osted)\b|(?<=\b[Uu])pdated\b)"
)
_RUNNING = re.compile(r"[。！？；，](?:(?<!，)|.{0,80}，.{0,80}，)")
SHORT_YEAR = re.compile(
    r"\d(?<![\d./-].)(?:\d-\d\d-\d\d|(?:(?<=[0-3])\d)?([./])[0-3]?\d\1\d\d)(?: \d\d?:\d\d(?::\d\d)?)?(?![\d./-]\d|\d)"
)
"""16-05-17 09:22: on Chinese hosts year, month, day. 17.5.16, 17/5/16: elsewhere the year stands last."""
_LONGEST = 260
"""Characters; a longer line is text, whatever labels stand in it."""
_BEFORE, _AFTER = 5, 16
"""How many lines above and below the title may hold the article's information."""
_TELLING = frozenset(
    {
        "date",
        "source",
        "reporter",
        "correspondent",
        "photographer",
        "editor",
        "reviewer",
        "collector",
        "counter",
        "other_date",
    }
)


@dataclass(frozen=True, slots=True)
class InformationLine:
    """One such line, taken apart.

    labels: in order; a value that was empty in this line but stands alone in the next is filled in.
    dates: full dates of the line, in order.
    """

    block: int
    text: str
    labels: tuple[Labelled, ...]
    dates: tuple[FoundDate, ...]


def find_information(
    flat: Flat, *, now: datetime, zone: str | None, order: DayOrder = "zone"
) -> dict[int, InformationLine]:
    """All lines of the page that are information lines, by block. order: how 03/04/2023 is read."""
    found: dict[int, InformationLine] = {}
    for i, block in enumerate(flat.blocks):
        if len(block.text) > _LONGEST or not _worth_a_look(block.text):
            continue
        labels = _labels(block.text)
        may_date = i not in flat.repeated and _DIGIT.search(block.text) is not None
        dates = tuple(find_all(block.text, now=now, zone=zone, order=order)) if may_date else ()
        if _is_information(block.text, labels, dates):
            found[i] = InformationLine(i, block.text, labels, dates)
    return {i: _with_next_value(flat, line, found) for i, line in found.items()}


def _worth_a_look(text: str) -> bool:
    """A cheap first question: a sign that stands behind labels, a year, or one of the commonest words."""
    return _SIGN.search(text) is not None or _HINTS.search(text) is not None


@lru_cache(maxsize=8192)  # most lines are those of a site's frame, the same on all its pages
def _labels(text: str) -> tuple[Labelled, ...]:
    return tuple(split_labels(text))


def _is_information(text: str, labels: tuple[Labelled, ...], dates: tuple[FoundDate, ...]) -> bool:
    """A line of labels with short values, or of little else than a date; running text is neither."""
    telling = [label for label in labels if label.kind in _TELLING]
    if telling:
        if _RUNNING.search(text) or text[:1] in '“"':
            return False
        return telling[0].start <= 60 and all(len(label.value) <= 60 for label in telling)
    if not dates:
        short = SHORT_YEAR.search(text)
        return short is not None and len(text) - len(short.group()) <= (0 if "-" in short.group() else 30)
    covered = sum(date.end - date.start for date in dates)
    return len(text) - covered <= 30 and not _RUNNING.search(text)


def _with_next_value(flat: Flat, line: InformationLine, lines: dict[int, InformationLine]) -> InformationLine:
    """A label whose value stands in the next cell (发布日期 | 2026-02-14) gets it, unless that cell is a label."""
    if not line.labels or line.labels[-1].value or line.block + 1 >= len(flat.blocks):
        return line
    following = flat.blocks[line.block + 1]
    if not _is_value_of(flat, line.block, following.text, lines.get(line.block + 1)):
        return line
    last = line.labels[-1]
    filled = Labelled(label=last.label, kind=last.kind, value=following.text, start=last.start, end=last.end)
    return InformationLine(line.block, line.text, (*line.labels[:-1], filled), line.dates)


def _is_value_of(flat: Flat, block: int, text: str, other: InformationLine | None) -> bool:
    """Whether the next line is the value of a label that ends this one: short, unlabelled, in a sibling element."""
    if len(text) > 40 or (other is not None and other.labels) or _RUNNING.search(text) or split_labels(text):
        return False
    one, two = flat.boxes[flat.blocks[block].box], flat.boxes[flat.blocks[block + 1].box]
    return one is not two and one.parent == two.parent and flat.boxes[one.parent].tag not in {"body", "html"}


def near_title(lines: dict[int, InformationLine], start: int, end: int) -> list[InformationLine]:
    """The lines that belong to the title at blocks [start, end): those behind it first, then those above it."""
    if start < 0:
        return list(lines.values())[:6]
    behind = [line for i, line in lines.items() if end <= i < end + _AFTER]
    above = [line for i, line in lines.items() if start - _BEFORE <= i < start]
    return behind + above
