"""What is known of each family of content systems, read from data/platforms/*.toml.

A file says how the family is recognised and its ways to a list's further pages:

    vendor = "…"
    sure = ['regular expression', …]        # on the page's text or address: what no other family has
    signs = ['regular expression', …]       # what others may have, too: two of them are needed
                                            # (they begin with letters of their own: a search for those is quick)
    second_page = "{stem}_2.{ext}"          # what page 2 of index.html is called, for guesses

    [[ways]]
    needs = ["createPage"]                  # words that must stand in the page: a quick look
    find = ['(?P<name>…)', …]               # all must be found in the page; their groups become values
    maybe = ['(?P<name>…)', …]              # may be found
    at = '(?P<name>…)'                      # must be found in the page's address
    defaults = { size = "15" }              # values that the page need not say; "{other}" is another value
    first = 1                               # how the way numbers the first page
    address = "{stem}_{n}.{ext}"            # of the page wanted; or:
    counter = "page"                        # the parameter of the page's own address that counts pages
    method = "POST"                         # default GET
    form = { currpage = "{n}" }             # or json = '{"pageIndex":{n}}'
    headers = { X-Requested-With = "…" }
    answer = "rows"                         # an interface's answer; default "page": a list page like the first
    before_links = true                     # the page's own pager says less than this way
    screens = 3                             # screens of rows that one answer holds, each of {size}
    look_up = { address = "…", find = '(?P<name>…)' }   # a value that another file of the site holds

A way without needs, find and counter holds only where the family is recognised and the number of pages is known.
Values the reader adds: {n} the number of the page wanted, {down} the same where pages count down, {before} the number
in the address less one, {start} and {end} the rows wanted, counted from 1.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pipelines.errors import LexiconError
from pipelines.lexicon import DATA

FOLDER = DATA / "platforms"
_ENOUGH_SIGNS = 2
"""Signs that make a family certain: one alone (a class name) is borrowed by others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """A file of the site that holds a value, and how it stands there."""

    address: str
    find: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to a list's further pages; the keys are explained at the head of this module."""

    needs: tuple[str, ...] = ()
    find: tuple[re.Pattern[str], ...] = ()
    maybe: tuple[re.Pattern[str], ...] = ()
    at: re.Pattern[str] | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    first: int = 1
    address: str = ""
    counter: str | None = None
    method: Literal["GET", "POST"] = "GET"
    form: Mapping[str, str] = field(default_factory=dict)
    json: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: Literal["page", "rows"] = "page"
    before_links: bool = False
    screens: int = 1
    look_up: LookUp | None = None

    @property
    def is_custom(self) -> bool:
        """Whether nothing in the page itself points this way: it is what the family does."""
        return not (self.needs or self.find or self.counter)

    @property
    def by_rows(self) -> bool:
        """Whether it asks for rows by their numbers, not for pages."""
        return any("{start}" in part for part in (self.address, self.json or "", *self.form.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A family of content systems."""

    id: str
    vendor: str
    sure: tuple[re.Pattern[str], ...] = ()
    signs: tuple[re.Pattern[str], ...] = ()
    second_page: str | None = None
    ways: tuple[Way, ...] = ()


@cache
def platforms(folder: Path = FOLDER) -> dict[str, Platform]:
    """All families by id (the stem of the file), in its order. Raises LexiconError, naming file and key."""
    return {path.stem: _platform(path) for path in sorted(folder.glob("*.toml"))}


def belongs(platform: Platform, text: str, url: str) -> bool:
    """Whether a page shows enough signs of one family."""
    return _shown(platform, text, url) >= _ENOUGH_SIGNS


def recognised(text: str, url: str) -> Platform | None:
    """The family that shows most on a page and in its address, what is sure counted twice; None below two."""
    counted = [(_shown(platform, text, url), platform) for platform in platforms().values()]
    most, platform = max(counted, key=lambda one: one[0], default=(0, None))
    return platform if most >= _ENOUGH_SIGNS else None


def _shown(platform: Platform, text: str, url: str) -> int:
    """How many signs of a family a page shows."""
    weighed = chain(((sign, 1) for sign in platform.signs), ((sign, _ENOUGH_SIGNS) for sign in platform.sure))
    return sum(weight for sign, weight in weighed if sign.search(url) or sign.search(text))


def _platform(path: Path) -> Platform:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        ways = tuple(_way(way) for way in table.pop("ways", ()))
        signs = tuple(map(re.compile, table.pop("signs", ())))
        sure = tuple(map(re.compile, table.pop("sure", ())))
        return Platform(id=path.stem, sure=sure, signs=signs, ways=ways, **table)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, re.error) as error:
        raise LexiconError(f"{path}: cannot be read as a platform: {error}") from error


def _way(table: dict[str, Any]) -> Way:
    """One table of [[ways]]; a key nobody knows is a TypeError."""
    made: dict[str, Any] = dict(table)
    for key in ("find", "maybe"):
        made[key] = tuple(re.compile(pattern) for pattern in table.get(key, ()))
    made["needs"] = tuple(table.get("needs", ()))
    made["at"] = re.compile(table["at"]) if "at" in table else None
    if "look_up" in table:
        made["look_up"] = LookUp(address=table["look_up"]["address"], find=re.compile(table["look_up"]["find"]))
    way = Way(**made)
    if bool(way.address) == bool(way.counter):
        raise ValueError("a way has either an address or a counter")
    return way
