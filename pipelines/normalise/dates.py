"""Dates of Chinese pages, and of others: one value, all of a text, an address, seconds since 1970.

Rules: chapter 6 of the notes on Chinese government sites, in short

- a day stays a day, a month a month, a year alone is nothing; midnight means that no time is known;
- a time without a zone is the site's, CST is China's; results stand in the site's own zone;
- nothing before 1995, nothing later than a day after the fetch time;
- a date of publication wins over an unlabelled one, that over an update; deadlines, validity, clocks, spans of days
  and the times pages were built at are refused;
- what counts back (3小时前, 2月13日 without a year) counts from the fetch time, never from the machine's clock.

`now` is always the fetch time, aware, in any zone; `zone` an IANA name ("Asia/Shanghai"). No function here raises on
any text; a zone nobody knows raises zoneinfo.ZoneInfoNotFoundError, a naive `now` ValueError.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pipelines.items import Moment
from pipelines.lexicon import lexicon
from pipelines.normalise.frame import Clock, DayOrder, Frame, calendar_day
from pipelines.normalise.month_names import named_dates
from pipelines.normalise.other_languages import read_foreign
from pipelines.normalise.values import epoch_moment, month_days, value_date
from pipelines.normalise.written import BLANK, DASH, GAP, Written, one_of, shows_year, written_dates

Standing = Literal["published", "plain", "weak", "refused"]
"""What the words around a date make of it: labelled as publication, nothing, an update, or a date of something else."""

_WORDS = lexicon("dates")
_LABELS = _WORDS["labels"]
_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels}
_OFFSET = re.compile(r"\d:\d\d(?:\.\d+)?\s?(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)(?!\d)")
_LABEL = re.compile(one_of(_KINDS))
_BLANKS = re.compile(f"{BLANK}+")
_HAN = re.compile("[\u4e00-\u9fff]")
_CONTEXT = 40
"""How far in front of a date its label may stand."""
_AFTER = re.compile(one_of(_WORDS["after"]["refused"]))
_JOINED = re.compile(rf"{GAP}(?:至|到|[~～{DASH}]+){GAP}(?=\d|[一二]\S{{0,3}}[年月])", re.VERBOSE)
_JOINED_BEFORE = re.compile(rf"(?:[至到]|[日号]{GAP}[~～{DASH}]){GAP}\Z", re.VERBOSE)

_USUAL = re.compile(r"([12]\d{3})-(\d\d)-(\d\d)(?: (\d\d):([0-5]\d)(?::([0-5]\d))?)?", re.ASCII)
"""Nine of ten values: read at once, with the same result as the long way and a third of its time."""
_ADDRESS_DAYS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+",  # TRS: /202302/t20230214_123456.html
        r"/((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)/",  # Epoint, IVS: /20230214/…; news sites: /2023-02-14/…
        r"/((?:19|20)\d\d)[-_]?(\d\d)/(\d\d)/",  # e-papers: /2023-02/14/, /202302/14/
        r"/((?:19|20)\d\d)/(\d\d)[-_]?(\d\d)/",  # WebPlus: /2023/0214/; news sites: /2023/02-14/
        r"/((?:19|20)\d\d)/(\d\d?)/(\d\d?)/",  # Hanweb: /art/2023/2/14/
    )
)
_ADDRESS_MONTH = re.compile(r"/((?:19|20)\d\d)(?:[-_]?(?=\d\d/)|/(?=\d\d?/))(\d\d?)/", re.ASCII)
"""Ucap: /c100123/202302/…"""


class FoundDate(NamedTuple):
    """A date in running text. start, end: its place in the text as given; raw: what stands there."""

    moment: Moment
    start: int
    end: int
    raw: str
    in_range: bool = False
    """One end of a span (2月14日至20日): the date of an event or a notice period, not of publication."""
    standing: Standing = "plain"


def parse(text: str, *, now: datetime, zone: str | None, order: DayOrder = "zone") -> Moment | None:
    """Read one date string: a value, its label, what a page glued to it. None where there is no date to believe.

    Of several full dates the best labelled wins, of equals the first. Where no zone is known (None), an offset of whole
    hours that the text prints is the zone, and UTC otherwise. order: how 03/04/2023 is read.
    """
    frame = Frame.at(now, zone or _printed_zone(text), order)
    usual = _USUAL.fullmatch(text)
    if usual:
        return _usual(usual, frame)
    written = list(written_dates(text))
    if not written:
        named = next((moment for moment, _, _ in named_dates(text, frame)), None)
        return value_date(text, frame) or named or read_foreign(text, frame)
    best: dict[Standing, Moment] = {}
    for found in _judged(text, written, frame):
        if not found.in_range:
            best.setdefault(found.standing, found.moment)
    return best.get("published") or best.get("plain") or best.get("weak")


def find_all(
    text: str, *, now: datetime, zone: str | None, month_day: bool = False, order: DayOrder = "zone"
) -> list[FoundDate]:
    """Find every full date of running text that can be believed, in order; month_day: also M月D日 without a year.

    Nothing is left out for the words around it: see `standing` and `in_range` of each.
    """
    if not month_day and not shows_year(text):
        return []
    frame = Frame.at(now, zone or "UTC", order)
    written = list(written_dates(text))
    found = list(_judged(text, written, frame))
    named = [date for date in _with_named_months(text, frame) if not _overlaps(date, written)]
    if named:
        found = sorted((*found, *named), key=lambda date: date.start)
    if month_day:
        found += [date for date in _without_year(text, frame) if not _overlaps(date, written)]
        found.sort(key=lambda date: date.start)
    return found


def from_address(url: str, *, now: datetime, zone: str | None) -> Moment | None:
    """Read the date in the path of an address: a day, a month where the family prints no more, or None.

    The day is the one an article was made on; the page's own text may differ by a few days and wins. A year alone
    (/art/2022/) is nothing, digits inside an id (post_20230214) are nothing.
    """
    frame = Frame.at(now, zone or "UTC")
    path = _path(url)
    for pattern in _ADDRESS_DAYS:
        match = pattern.search(path)
        day = calendar_day(*map(int, match.groups())) if match else None
        moment = frame.day(day) if day else None
        if moment:
            return moment
    month = _ADDRESS_MONTH.search(path)
    return frame.month(int(month[1]), int(month[2])) if month else None


def from_epoch(value: str | int, *, now: datetime, zone: str | None) -> Moment | None:
    """Read seconds or milliseconds since 1970, as number or digits (told apart by size); None where that is no date."""
    frame = Frame.at(now, zone or "UTC")
    digits = str(value).strip()
    return epoch_moment(digits, frame) if digits.isdecimal() and 9 <= len(digits) <= 13 else None


def _printed_zone(text: str) -> str:
    """The zone of an offset that a time prints, as IANA spells whole hours (its signs are turned round); else UTC."""
    offset = _OFFSET.search(text)
    if offset is None or offset["minutes"] != "00":
        return "UTC"
    hours = int(offset["hours"])
    return "UTC" if hours == 0 or hours > 12 else f"Etc/GMT{'-' if offset['sign'] == '+' else '+'}{hours}"


def _usual(match: re.Match[str], frame: Frame) -> Moment | None:
    year, month, day, hour, minute, second = match.groups()
    found = calendar_day(int(year), int(month), int(day))
    clock = Clock(int(hour), int(minute), int(second) if second else None) if hour else None
    return frame.moment(found, clock) if found else None


def _judged(text: str, written: Iterable[Written], frame: Frame) -> Iterator[FoundDate]:
    """Keep the dates that can be, each with what the words around it say."""
    floor, joiner = 0, None
    for date in written:
        before = text[max(floor, date.start - _CONTEXT) : date.start]
        follows = joiner is not None and joiner.end() == date.start
        joiner = _JOINED.match(text, date.end)
        moment = _moment(date, frame)
        if moment:
            in_range = joiner is not None or follows or (before != "" and _JOINED_BEFORE.search(before) is not None)
            yield _found(text, date.start, date.end, moment, before, in_range)
        floor = date.end


def _found(text: str, start: int, end: int, moment: Moment, before: str, in_range: bool) -> FoundDate:
    raw = text[start:end]
    edge = ("日" in raw or "号" in raw) and _AFTER.match(text, end)
    standing: Standing = "refused" if edge else _standing(before)
    return FoundDate(moment, start, end, raw, in_range, standing)


def _with_named_months(text: str, frame: Frame) -> Iterator[FoundDate]:
    for moment, start, end in named_dates(text, frame):
        yield _found(text, start, end, moment, text[max(0, start - _CONTEXT) : start], in_range=False)


def _without_year(text: str, frame: Frame) -> Iterator[FoundDate]:
    for moment, start, end in month_days(text, frame):
        before = text[max(0, start - _CONTEXT) : start]
        in_range = bool(_JOINED.match(text, end) or _JOINED_BEFORE.search(before))
        yield _found(text, start, end, moment, before, in_range)


def _overlaps(date: FoundDate, written: list[Written]) -> bool:
    """Tell whether a place is part of a full date: of the last that begins before its end, for they are sorted."""
    before = bisect_left(written, date.end, key=attrgetter("start"))
    return before > 0 and written[before - 1].end > date.start


def _standing(before: str) -> Standing:
    """Judge a date by the last label in front of it."""
    if not before:
        return "plain"
    context = _BLANKS.sub("", before).lower()
    label = None
    for label in _LABEL.finditer(context):  # noqa: B007 - the last one is wanted
        pass
    if label is None:
        return "plain"
    kind = _KINDS[label[0]]
    if kind == "refused":
        return "refused"
    if kind == "other" or _HAN.search(context, label.end()):  # words in between: the date is not the label's value
        return "plain"
    if kind == "generic" and label.start() and context[label.start() - 1].isalnum():
        return "plain"
    return "weak" if kind == "weak" else "published"


def _moment(date: Written, frame: Frame) -> Moment | None:
    month, day = date.month, date.day
    if date.order == "unsure" and month <= 12 and day <= 12 and month != day and frame.order == "unsure":
        return None
    if date.order != "ymd" and (month > 12 or (date.order == "unsure" and day <= 12 and frame.order == "month")):
        month, day = day, month
    found = calendar_day(date.year, month, day)
    return frame.moment(found, date.clock) if found else None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
