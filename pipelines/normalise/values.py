"""Values that are a date as a whole, though they say less than a full date or say it otherwise.

Digits without separators, seconds since 1970, blocks with a big day, months, dates without a year, times counted back
from the fetch time. Each of these means something else in running text, so they are read only where they are the
value: at its beginning, behind a label of publication at most.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from pipelines.items import Moment
from pipelines.lexicon import lexicon
from pipelines.normalise.frame import Clock, Frame, calendar_day, from_seconds
from pipelines.normalise.written import CLOCK, DASH, GAP, TO_CLOCK, clock_of, one_of

_WORDS = lexicon("dates")
_RELATIVE = _WORDS["relative"]
_LABELS = [*_WORDS["labels"]["published"], *_WORDS["labels"]["generic"], *_WORDS["labels"]["weak"]]
# Spread by blanks only (发 布 时 间): a set of every invisible sign, a hundred times over, takes 0.1 s to compile.
_SPREAD_LABELS = "|".join(r"\s*+".join(map(re.escape, label)) for label in sorted(_LABELS, key=len, reverse=True))
_LEAD = re.compile(rf"{GAP}(?:(?:{_SPREAD_LABELS}){GAP}[:：∶︰丨∣|｜/=]?{GAP})?[(（\[【〔\"'“‘]*+{GAP}", re.IGNORECASE)
"""What may stand in front of a value: a label of publication, brackets, quotes."""
_END = rf"{GAP}[)）\]】〕\"'”’;]*+{GAP}\Z"
_STOP = r"(?=\Z|[\s)）\]】〕&|｜])"
"""Behind a value that other words may follow: 3天前，全县… is prose, 3天前 is a value."""
_UNTIL = re.compile(rf"{GAP}(?:{one_of(_WORDS['after']['refused'])}|[至到~～{DASH}]{GAP}\d)", re.VERBOSE)
"""Words that make a date the edge of a span."""

_COMPACT = re.compile(rf"(\d{{4}})(\d\d)(\d\d)(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?{_END}", re.VERBOSE)
_EPOCH = re.compile(rf"(\d{{10}}|\d{{13}}){_END}", re.VERBOSE)
_EPOCH_WRAPPED = re.compile(
    rf"/Date\((\d{{12,13}})(?:[+-]\d{{4}})?\)|\b(?:{one_of(_WORDS['epoch']['names'])})\b[\"']?\s*[:=]\s*[\"']?"
    r"(\d{13}|\d{10})(?!\d)",
    re.IGNORECASE,
)
_DAY_BELOW = re.compile(rf"(\d{{4}})[年./{DASH}](\d\d?)月?[\s]{GAP}(\d\d?)日?{_END}", re.VERBOSE)
_DAY_ABOVE = re.compile(rf"(\d\d?)日?[\s]{GAP}(\d{{4}})[年./{DASH}](\d\d?)月?{_END}", re.VERBOSE)
_MONTH = re.compile(rf"(\d{{4}}){GAP}(?:年{GAP}(\d\d?){GAP}月|[./{DASH}](\d\d?)){_END}", re.VERBOSE)
_SHORT_YEAR = re.compile(rf"[’'‘]?(\d\d)([./{DASH}])(\d\d?)\2(\d\d?)(?!\d)(?:{TO_CLOCK}{CLOCK})?{_END}", re.VERBOSE)
_SHORT_YEAR_LAST = re.compile(rf"(\d\d?)([./])(\d\d?)\2(\d\d)(?![\d.])(?:{TO_CLOCK}{CLOCK})?{_END}", re.VERBOSE)
_COUNT = rf"(?P<count>\d{{1,3}}|[半一两二三四五六七八九十]){GAP}(?P<unit>{one_of(_RELATIVE['units'])})"
_AGO = re.compile(rf"{_COUNT}{GAP}(?:之前|以前|前){_STOP}", re.VERBOSE)
_THAT_DAY = re.compile(rf"(?P<word>{one_of(_RELATIVE['days'])})(?:{TO_CLOCK}{CLOCK}|{_STOP})", re.VERBOSE)
_JUST_NOW = re.compile(rf"(?:{one_of(_RELATIVE['now'])}){_STOP}", re.VERBOSE)
_HALF_DAY_CLOCK = re.compile(rf"(?=\D){CLOCK}{_STOP}", re.VERBOSE)
_HAN_MONTH_DAY = re.compile(rf"(?P<month>\d\d?){GAP}月{GAP}(?P<day>\d\d?){GAP}[日号](?:{TO_CLOCK}{CLOCK})?", re.VERBOSE)
# Without a time both numbers have two digits: 1/10 is a pager, 3-5 a score.
_MONTH_DAY = re.compile(
    rf"(?P<month>\d\d?)[/{DASH}](?P<day>\d\d?)(?:(?=\d\d:)|(?!\d)){TO_CLOCK}{CLOCK}"
    rf"|(?P<month_>\d\d)[./{DASH}](?P<day_>\d\d){_STOP}",
    re.VERBOSE,
)
_NEWS_HEAD = re.compile(rf"[\u4e00-\u9fff]{{0,8}}讯{GAP}[)）:：,，]?{GAP}", re.VERBOSE)
_DATELINE = re.compile(rf"(?<![\d年])(?P<month>\d\d?)月(?P<day>\d\d?)日(?={GAP}[电電讯訊])", re.VERBOSE)
_MONTH_DAY_IN_TEXT = re.compile(r"\d\d?月")

_COUNTS = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def value_date(text: str, frame: Frame) -> Moment | None:
    """Read a value that holds no full date; None where it is none of the forms above."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    for read in _FORMS:
        found = read(text, start, frame)
        if found is not None:
            return found
    return None


def month_days(text: str, frame: Frame) -> list[tuple[Moment, int, int]]:
    """Every M月D日 without a year in running text, with its place: the latest such day the frame allows."""
    found = []
    for month in _MONTH_DAY_IN_TEXT.finditer(text):
        before = text[max(0, month.start() - 8) : month.start()].rstrip()
        match = None if before.endswith("年") or before[-1:].isdigit() else _HAN_MONTH_DAY.match(text, month.start())
        moment = _yearless(match, frame) if match else None
        if match and moment:
            found.append((moment, *match.span()))
    return found


def epoch_moment(digits: str, frame: Frame) -> Moment | None:
    """Read seconds or milliseconds since 1970, told apart by their size."""
    number = int(digits)
    when = from_seconds(number / 1000 if number >= 10**11 else number)
    return frame.instant(when.replace(microsecond=0), "second") if when else None


def _compact(text: str, start: int, frame: Frame) -> Moment | None:
    match = _COMPACT.match(text, start)
    day = calendar_day(int(match[1]), int(match[2]), int(match[3])) if match else None
    if match is None or day is None:
        return None
    hour, minute, second = (None if part is None else int(part) for part in match.group("hour", "minute", "second"))
    return frame.moment(day, None if hour is None else Clock(hour, minute, second))


def _epoch(text: str, start: int, frame: Frame) -> Moment | None:
    match = _EPOCH.match(text, start)
    if match:
        return epoch_moment(match[1], frame)
    wrapped = _EPOCH_WRAPPED.search(text)
    return epoch_moment(wrapped[1] or wrapped[2], frame) if wrapped else None


def _block(text: str, start: int, frame: Frame) -> Moment | None:
    """Read a list's block of two lines: year and month in one, a big day in the other."""
    match = _DAY_BELOW.match(text, start)
    parts = match.group(1, 2, 3) if match else None
    if parts is None and (match := _DAY_ABOVE.match(text, start)):
        parts = match.group(2, 3, 1)
    day = calendar_day(*map(int, parts)) if parts else None
    return frame.day(day) if day else None


def _month(text: str, start: int, frame: Frame) -> Moment | None:
    match = _MONTH.match(text, start)
    return frame.month(int(match[1]), int(match[2] or match[3])) if match else None


def _short_year(text: str, start: int, frame: Frame) -> Moment | None:
    """26-07-13 is a year, a month and a day: the custom of Chinese hosts, so only where clocks are Asia's."""
    match = _SHORT_YEAR.match(text, start) if frame.zone.key.startswith("Asia/") else None
    if match is None:
        return None
    century = 2000 if int(match[1]) < 95 else 1900
    day = calendar_day(century + int(match[1]), int(match[3]), int(match[4]))
    return frame.moment(day, clock_of(match)) if day else None


def _short_year_last(text: str, start: int, frame: Frame) -> Moment | None:
    """13.7.26 and 7/13/26: outside Asia the year stands last; dots put the day first, a slash asks the order."""
    match = None if frame.zone.key.startswith("Asia/") else _SHORT_YEAR_LAST.match(text, start)
    if match is None or (match[2] == "/" and frame.order == "unsure"):
        return None
    first, second, short = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "/" and frame.order == "month":
        first, second = second, first
    day = calendar_day((2000 if short < 95 else 1900) + short, second, first)
    return frame.moment(day, clock_of(match)) if day else None


def _ago(text: str, start: int, frame: Frame) -> Moment | None:
    """3小时前: cut to the unit it is counted in, for "3 hours" is said until the fourth is full."""
    match = _AGO.match(text, start)
    if match is None:
        return None
    unit: str = _RELATIVE["units"][match["unit"]]
    if match["count"] == "半":
        return _half(unit, frame)
    count = _COUNTS.get(match["count"]) or int(match["count"])
    if unit in ("months", "years"):
        return frame.day(_months_back(frame.now.date(), count * (12 if unit == "years" else 1)), approximate=True)
    when = frame.now - timedelta(**{unit: count})
    if unit == "hours":
        return frame.instant(when.replace(minute=0, second=0, microsecond=0), "hour", approximate=True)
    if unit in ("minutes", "seconds"):
        return frame.instant(when.replace(second=0, microsecond=0), "minute", approximate=True)
    return frame.day(when.date(), approximate=True)


def _half(unit: str, frame: Frame) -> Moment | None:
    """半小时前, 半天前, 半年前; half a month is no exact number of days and stays unread."""
    if unit == "hours":
        when = (frame.now - timedelta(minutes=30)).replace(second=0, microsecond=0)
        return frame.instant(when, "minute", approximate=True)
    if unit == "years":
        return frame.day(_months_back(frame.now.date(), 6), approximate=True)
    return frame.day((frame.now - timedelta(hours=12)).date(), approximate=True) if unit == "days" else None


def _that_day(text: str, start: int, frame: Frame) -> Moment | None:
    match = _THAT_DAY.match(text, start)
    if match is None:
        return None
    day = frame.now.date() - timedelta(days=_RELATIVE["days"][match["word"]])
    return frame.moment(day, clock_of(match), approximate=True)


def _just_now(text: str, start: int, frame: Frame) -> Moment | None:
    now = frame.now.replace(second=0, microsecond=0)
    return frame.instant(now, "minute", approximate=True) if _JUST_NOW.match(text, start) else None


def _clock_of_today(text: str, start: int, frame: Frame) -> Moment | None:
    """下午3:20 in a list is today; 15:20 alone could be anything."""
    match = _HALF_DAY_CLOCK.match(text, start)
    return frame.moment(frame.now.date(), clock_of(match), approximate=True) if match else None


def _month_and_day(text: str, start: int, frame: Frame) -> Moment | None:
    head = _NEWS_HEAD.match(text, start)
    match = (
        _HAN_MONTH_DAY.match(text, start)
        or _MONTH_DAY.match(text, start)
        or (head and _HAN_MONTH_DAY.match(text, head.end()))
        or _DATELINE.search(text)
    )
    return _yearless(match, frame) if match and not _UNTIL.match(text, match.end()) else None


def _yearless(match: re.Match[str], frame: Frame) -> Moment | None:
    parts = match.groupdict()
    month, day = parts["month"] or parts["month_"], parts["day"] or parts["day_"]
    found = frame.without_year(int(month), int(day))
    return frame.moment(found, clock_of(match) if "hour" in parts else None) if found else None


def _months_back(day: date, count: int) -> date:
    """Count months back; the last day of the month where there is none such (31 March, one month: 28)."""
    months = max(day.year * 12 + day.month - 1 - count, 12)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_FORMS: tuple[Callable[[str, int, Frame], Moment | None], ...] = (
    _compact,
    _epoch,
    _block,
    _month,
    _short_year,
    _short_year_last,
    _ago,
    _that_day,
    _just_now,
    _clock_of_today,
    _month_and_day,
)
