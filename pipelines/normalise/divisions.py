"""The divisions of China: their codes, names and years, from data/divisions.csv (origin and licence: data/README.md).

Codes are those of GB/T 2260: two digits each for province, prefecture and county. A code says what a division belongs
to; its years say when it meant that. The source knows years, no days: in the year of a change, old and new both hold.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import zip_longest
from math import inf
from pathlib import Path

from pipelines.errors import LexiconError
from pipelines.lexicon import DATA, lexicon

SCHEME = "cn-gb2260"
"""What `division_scheme` says of these codes."""


@dataclass(frozen=True, slots=True)
class Division:
    """A code and what it meant for a while."""

    code: str
    """Six digits: 620104."""
    name: str
    """In full: 西固区."""
    since: int | None = None
    """The year in which it began; None where it is as old as the source (1981), or the source does not say."""
    until: int | None = None
    """The year in which it ended; None while it is in force."""
    became: str | None = None
    """Code of the division that took its place; its own where only the name changed. None where none is known."""

    def holds(self, on: date) -> bool:
        """Whether it meant this on that day."""
        return (self.since or -inf) <= on.year <= (self.until or inf)

    @property
    def short(self) -> str:
        """The name as people say it: 西固, 临夏, 内蒙古; in full where too little would be left (礼县, 郊区)."""
        return _short(self.name)


class Divisions:
    """A table of divisions, asked by code or by name.

    Where `on` is left out, what is in force is meant; where nothing of that code or name is, the ones that were.
    """

    def __init__(self, rows: Iterable[Division]) -> None:
        self._by_code: dict[str, list[Division]] = {}
        for row in rows:
            self._by_code.setdefault(row.code, []).append(row)

    def __iter__(self) -> Iterator[Division]:
        """All of them, ended ones included, in the order of the table."""
        for rows in self._by_code.values():
            yield from rows

    def with_code(self, code: str, on: date | None = None) -> Division | None:
        """What a code means, or meant on a day; None where it is no code. Of two on one day, the later."""
        return max(_meant(self._by_code.get(code, ()), on), key=_age, default=None)

    def named(self, text: str, on: date | None = None) -> tuple[Division, ...]:
        """All divisions of a name; empty for what is none. In the order of their codes.

        The name is full (西固区) or short (西固); what it lies in may stand in front (甘肃兰州西固).
        """
        for cut in range(len(text)):
            found = [one for one in self._by_name.get(text[cut:], ()) if self._leads_to(text[:cut], one)]
            if meant := _meant(found, on):
                return meant
        return ()

    def ancestors(self, division: Division) -> tuple[Division, ...]:
        """What it lies in (or lay in when it ended), the province first."""
        parent = self.parent(division)
        return (*self.ancestors(parent), parent) if parent else ()

    def parent(self, division: Division) -> Division | None:
        """The prefecture of a county; the province of a prefecture, or of a county without prefecture."""
        for code in (division.code[:4] + "00", division.code[:2] + "0000"):
            together = [one for one in self._by_code.get(code, ()) if _together(one, division)]
            if code != division.code and together:
                return max(together, key=_age)
        return None

    def children(self, code: str, on: date | None = None) -> tuple[Division, ...]:
        """What lies directly in the division of that code; by code. Empty where there is nothing."""
        return _meant(self._by_parent.get(code, ()), on)

    def today(self, division: Division) -> Division | None:
        """The division in force that took its place, step by step; itself while it is. None where none is known."""
        while division.until is not None:
            later = [one for one in self._by_code.get(division.became or "", ()) if _age(one) > division.until]
            if not later:
                return None
            division = min(later, key=_age)
        return division

    def path(self, division: Division) -> str:
        """The way to it in short names: 甘肃 兰州 西固."""
        return " ".join(one.short for one in (*self.ancestors(division), division))

    def nearest(self, code: str) -> Division:
        """The division in force whose code differs least, and as far to the right as can be."""
        return min((one for one in self if one.until is None), key=lambda one: _distance(one.code, code))

    def _leads_to(self, text: str, division: Division) -> bool:
        """Whether the text names ancestors of the division, in their order, and nothing else."""
        for ancestor in self.ancestors(division) if text else ():
            if text.startswith(ancestor.short):
                text = text.removeprefix(ancestor.name if text.startswith(ancestor.name) else ancestor.short)
        return not text

    @cached_property
    def _by_name(self) -> dict[str, list[Division]]:
        names: dict[str, list[Division]] = {}
        for one in self:
            for name in {one.name, one.short}:
                names.setdefault(name, []).append(one)
        return names

    @cached_property
    def _by_parent(self) -> dict[str, list[Division]]:
        parents: dict[str, list[Division]] = {}
        for one in self:
            if parent := self.parent(one):
                parents.setdefault(parent.code, []).append(one)
        return parents


@cache
def divisions() -> Divisions:
    """The table that is shipped. Raises LexiconError where it is missing or is none."""
    return Divisions(read_divisions(DATA / "divisions.csv"))


def read_divisions(path: Path) -> list[Division]:
    """The rows of a table with the columns code, name, from, to, became. Raises LexiconError naming file and line."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            next(lines, None)
            return [_row(cells, f"{path}, line {number}") for number, cells in enumerate(lines, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LexiconError(f"{path}: cannot be read as a table of divisions: {error}") from error


def _row(cells: list[str], where: str) -> Division:
    try:
        code, name, since, until, became = cells
        return Division(code, name, int(since) if since else None, int(until) if until else None, became or None)
    except ValueError as error:
        raise LexiconError(f"{where}: expected code,name,from,to,became with years, found {','.join(cells)}") from error


def _meant(rows: Iterable[Division], on: date | None) -> tuple[Division, ...]:
    """Those that hold on a day; with no day, those in force or else all."""
    rows = tuple(sorted(rows, key=lambda one: (one.code, _age(one))))
    if on is not None:
        return tuple(one for one in rows if one.holds(on))
    return tuple(one for one in rows if one.until is None) or rows


def _age(division: Division) -> float:
    """Larger for the later holder of a code."""
    return division.until or inf


def _together(one: Division, other: Division) -> bool:
    """Whether both held at a time, be it less than a year."""
    ends = min(one.until or inf, other.until or inf)
    begins = max(one.since or -inf, other.since or -inf)
    return begins < ends


def _distance(code: str, wanted: str) -> tuple[int, int]:
    """How many places differ, and how far to the left they begin (0 is the best)."""
    same = [a == b for a, b in zip_longest(code, wanted)]
    return same.count(False), -same.index(False) if False in same else 0


@cache
def _shortening() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """A name and its kind; a name and the peoples behind it; the endings that stay. Two characters are left always."""
    words = lexicon("divisions")
    peoples = "|".join(words["peoples"])
    kind = re.compile(rf"(.{{2,}}?)({'|'.join(words['kinds'])})")
    return kind, re.compile(rf"(.{{2,}}?)(?:(?:{peoples})族?)*族?"), tuple(words["needed"])


def _short(name: str) -> str:
    kinds, peoples, needed = _shortening()
    found = kinds.fullmatch(name)
    if not found or name.endswith(needed):
        return name
    with_peoples = peoples.fullmatch(found[1]) if found[2].startswith("自治") or found[1].endswith("族") else None
    return with_peoples[1] if with_peoples else found[1]
