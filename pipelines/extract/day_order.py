"""How a page writes 03/04/2023: day first, month first, or nobody knows.

What the page's own sure dates show (25/12/2023) outweighs its address (.uk), that its language (en-US, which templates
leave as they found it). English without a country is written both ways: then such a date is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.blocks import Flat
from pipelines.extract.document import Document
from pipelines.extract.metadata import Metadata
from pipelines.lexicon import lexicon
from pipelines.normalise.addresses import host
from pipelines.normalise.frame import DayOrder

_NUMERIC = re.compile(r"(?P<first>\d(?<![\d/.-].)\d?)([/-])(?P<second>\d\d?)\2(?P<year>(?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = ("{}-{:02}-{:02}", "{}{:02}{:02}", "{}/{:02}/{:02}", "{}年{}月{}日")
_BY_24_HOURS = re.compile(r"\d[/-]\d\d?[/-](?:19|20)\d\d[ ,|-]{1,3}(?:00|1[3-9]|2[0-3]):[0-5]\d")
"""Who counts the hours to 24 puts the day first; month first goes with AM and PM (CLDR: en-US, es-US, en-PH)."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")


class _Numbers(NamedTuple):
    """A date whose year stands last, in numbers: day and month, or month and day."""

    year: int
    first: int
    second: int


def read_order(flat: Flat, document: Document, metadata: Metadata, zone: str | None) -> DayOrder:
    """The order of days and months on a page; "unsure" where nothing tells. zone: the site's, where one is known."""
    lines = [block.text for block in flat.blocks if "/" in block.text or "-" in block.text]
    dates = [date for line in lines for date in _numbers(line)]
    told = (
        _by_neighbours(dates)
        or _by_source(dates, document.text)
        or _by_domain(document.url)
        or _by_language(document.tree, metadata)
    )
    if told == "unsure" and not zone:
        return "day" if any(map(_BY_24_HOURS.search, lines)) else told
    return "zone" if told == "unsure" else told


def _numbers(text: str) -> Iterator[_Numbers]:
    for found in _NUMERIC.finditer(text):
        yield _Numbers(int(found["year"]), int(found["first"]), int(found["second"]))


def _by_neighbours(dates: list[_Numbers]) -> DayOrder | None:
    """What the dates that can be read one way only show; dates that contradict each other show nothing."""
    shown: set[DayOrder] = set()
    for date in dates:
        if date.first > 12 >= date.second:
            shown.add("day")
        elif date.second > 12 >= date.first:
            shown.add("month")
    return shown.pop() if len(shown) == 1 else None


def _by_source(dates: list[_Numbers], text: str) -> DayOrder | None:
    """Which reading stands in the page's source with its year first, in an address, a script or a meta."""
    shown: set[DayOrder] = set()
    for year, first, second in {date for date in dates if date.first != date.second and max(date[1:]) <= 12}:
        if _stands(text, year, second, first):
            shown.add("day")
        if _stands(text, year, first, second):
            shown.add("month")
    return shown.pop() if len(shown) == 1 else None


def _stands(text: str, year: int, month: int, day: int) -> bool:
    return any(form.format(year, month, day) in text for form in _YEAR_FIRST)


def _by_domain(url: str | None) -> DayOrder | None:
    """A country's domain, where the country writes the day first."""
    domain = host(url).rpartition(".")[2] if url else ""
    return "day" if domain in lexicon("dates")["order"]["day_first_domains"] else None


def _by_language(tree: LexborHTMLParser, metadata: Metadata) -> DayOrder:
    """What the page says its language is: <html lang>, og:locale."""
    words = lexicon("dates")["order"]
    root = tree.root
    said = [root.attributes.get("lang") if root is not None else None, metadata.first("og:locale")]
    for tag in (value.strip().lower().replace("_", "-") for value in said if value):
        if tag in words["month_first_languages"]:
            return "month"
        if tag in words["day_first_languages"]:
            return "day"
        language = _LANGUAGE.match(tag)
        if language and language.group() not in words["languages_of_either_order"]:
            return "day"
    return "unsure"
