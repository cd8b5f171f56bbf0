"""Rows of an interface's answer: JSON (also JSONP, or text like it), with its rows as objects or as HTML in strings.

No family is asked for: the array whose objects have a title and an address is the list, by the names of
data/lexicon/answers.toml. Interfaces differ in where the array lies, hardly in what its fields are called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.addresses import absolute
from crawler.discovery.row_dates import RowDate, date_in
from pipelines.items import Link
from pipelines.lexicon import lexicon
from pipelines.normalise.dates import from_epoch
from pipelines.normalise.text import squeeze

_JSONP = re.compile(r"^\s*(?:/\*.*?\*/)?\s*[\w$.]{1,80}\s*\(\s*(?=[\[{\"'<])", re.DOTALL)
_KEY = re.compile(r'"(\w{1,40})"\s*:\s*(?:"|(-?\d{1,18})\b)')
_VALUE_ENDS = re.compile(r'"\s*[,}\]]')
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_ROW_IN_HTML = re.compile(r"<(?:a|li|tr|record)\b", re.IGNORECASE)
_LONGEST = 1000
_DEEPEST = 12
"""Levels of an answer that are looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an interface said.

    objects: its rows, where they are objects, field names in small letters; markup: where they are HTML. totals: rows
    and pages in all.
    """

    objects: tuple[Mapping[str, Any], ...] = ()
    markup: str = ""
    total_rows: int | None = None
    total_pages: int | None = None


def answer_of(text: str) -> Answer | None:
    """Read a text as an interface's answer; None where it is none (an HTML page, say)."""
    called = _JSONP.match(text)
    inside = text[called.end() :].rstrip().rstrip(";").rstrip().removesuffix(")") if called else text
    inside = inside.strip().lstrip("\ufeff")
    if called and inside[:1] in "\"'<" and "<" in inside:
        return Answer(markup=inside.strip("\"'"))
    if inside[:1] not in ("{", "["):
        return None
    try:
        value = json.loads(inside, strict=False)
    except (ValueError, RecursionError):
        return _patched(inside)
    return _answer(value)


def links_of(answer: Answer, *, base: str, listing: str, fetched: datetime, zone: str) -> tuple[Link, ...]:
    """The rows of an answer's objects as links, each address once. base: what relative addresses stand on."""
    links: dict[str, Link] = {}
    for row in answer.objects:
        address = absolute(_text(row, "addresses"), base)
        title = _words(_text(row, "titles"))
        if address and title:
            date = _date(row, fetched, zone)
            links.setdefault(address, Link(url=address, title=title, date=date.iso, raw_date=date.raw, listing=listing))
    return tuple(links.values())


def _answer(value: Any) -> Answer:
    """The fullest array of rows in a decoded answer, else its HTML."""
    objects: tuple[Mapping[str, Any], ...] = ()
    numbers: dict[str, int] = {}
    markup = []
    for key, inner in _walked(value, "", 0):
        if isinstance(inner, list):
            objects = max(objects, _rows(inner), key=len)
        elif isinstance(inner, str) and "<" in inner and _ROW_IN_HTML.search(inner):
            markup.append(inner)
        elif not isinstance(inner, bool) and isinstance(inner, int | str) and str(inner).isdecimal():
            numbers.setdefault(key, int(str(inner)[:12]))
    return Answer(
        objects=objects,
        markup="" if objects else "\n".join(markup),
        total_rows=_first(numbers, "totals"),
        total_pages=_first(numbers, "page_totals"),
    )


def _walked(value: Any, key: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Every value of an answer with its key, outer ones first; objects of an array of rows are not entered."""
    level = [(key, value)]
    for _ in range(_DEEPEST):
        deeper: list[tuple[str, Any]] = []
        for name, one in level:
            yield name, one
            if isinstance(one, dict):
                deeper.extend((str(inner).lower(), item) for inner, item in one.items())
            elif isinstance(one, list) and not _rows(one):
                deeper.extend((name, item) for item in one)
        level = deeper


def _rows(value: list[Any]) -> tuple[Mapping[str, Any], ...]:
    """The objects of an array that have a title and an address."""
    objects = (_lowered(one) for one in value if isinstance(one, dict))
    return tuple(one for one in objects if _text(one, "addresses") and _text(one, "titles"))


def _lowered(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in row.items()}


def _patched(text: str) -> Answer | None:
    """Read text that is nearly JSON (TRS WAS prints quotes inside strings): its pairs, a row at each repetition."""
    rows: list[dict[str, Any]] = [{}]
    numbers: dict[str, int] = {}
    for name, value in _pairs(text):
        if value.isdecimal():
            numbers.setdefault(name, int(value))
        if name in rows[-1]:
            rows.append({})
        rows[-1][name] = value
    objects = _rows(list(rows))
    if not objects:
        return None
    return Answer(objects=objects, total_rows=_first(numbers, "totals"), total_pages=_first(numbers, "page_totals"))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Keys, in small letters, with their values: a string ends at a quote with a comma or a bracket behind it."""
    key = _KEY.search(text)
    while key is not None:
        end = None if key[2] else _VALUE_ENDS.search(text, key.end())
        if key[2] is None and end is None:
            return
        yield key[1].lower(), key[2] or text[key.end() : end.start() if end else 0]
        key = _KEY.search(text, end.start() + 1 if end else key.end())


def _text(row: Mapping[str, Any], kind: str) -> str:
    """The first field of a kind that is filled, as text."""
    values = (row.get(name) for name in _names(kind))
    return next((str(value).strip() for value in values if isinstance(value, str | int) and value), "")


def _words(title: str) -> str:
    """A title without its markup: search interfaces mark what was searched for."""
    title = title[:_LONGEST]
    return squeeze(LexborHTMLParser(f"<p>{title}").text() if "<" in title or "&" in title else title)


def _date(row: Mapping[str, Any], fetched: datetime, zone: str) -> RowDate:
    """A row's date: the first of its date fields that is one."""
    for name in _names("dates"):
        said = str(row.get(name) or "").strip()
        if _EPOCH.fullmatch(said):
            moment = from_epoch(said, now=fetched, zone=zone)
            date = RowDate(iso=moment.iso if moment else None, raw=said)
        else:
            date = date_in(said, now=fetched, zone=zone)
        if date.iso:
            return date
    return RowDate()


def _first(numbers: Mapping[str, int], kind: str) -> int | None:
    """The first number of a kind that is there; 0 is none."""
    return next((numbers[name] for name in _names(kind) if numbers.get(name)), None)


@cache
def _names(kind: str) -> tuple[str, ...]:
    """How fields of a kind are called, the surest first."""
    return tuple(lexicon("answers")[kind])
