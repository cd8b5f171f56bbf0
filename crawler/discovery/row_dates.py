"""The date a row shows: read within the row only, and only where it is a full one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from crawler.discovery.rows import Row
from pipelines.normalise.dates import FoundDate, find_all, from_address, parse

_SHORT = 40
"""Characters of a text that may be a date with its label; longer ones are titles and summaries."""
_YEAR_MONTH = r"(?P<year>(?:19|20)\d\d)\s*[-./年]\s*(?P<month>\d{1,2})\s*月?"
_FULL = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*[-./年－–／．]\s*\d{1,2}\s*[-./月－–／．]\s*\d{1,2}(?!\d)"
    r"|(?<![\d.-])\d\d[-./]\d\d[-./]\d\d(?![\d.-])"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMERIC = re.compile(r"[\s\d./年月日:|\[\]()（）【】－–-]+")
_BIG_DAY = [
    re.compile(rf"(?<![\d./-])(?P<day>\d{{1,2}})\s*[日/]?\s*{_YEAR_MONTH}(?![\d./-])"),  # 14 / 2023-02
    re.compile(rf"(?<![\d./-]){_YEAR_MONTH}\s+(?P<day>\d{{1,2}})\s*日?(?![\d:./-])"),  # 2023-02 14
    re.compile(r"(?<!\d)(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})日?\s+(?P<year>(?:19|20)\d\d)(?![\d./-])"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年?\s+(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})日?(?![\d:./-])"),
]
_TWO_DIGIT_YEAR = re.compile(r"(?<![\d.-])\d\d[-./]\d\d[-./]\d\d(?![\d.-])")
_MONTH_DAY = re.compile(r"(?<![\d./-])(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})日?(?![\d./-])")
_COUNTED_BACK = re.compile(
    r"刚刚|[\d半]+\s*个?(?:秒钟?|分钟?|小时|天|周|月)前|(?:今[天日]|昨[天日]|前天)\s*[\d:]*|\d+ \w+ ago|yesterday",
    re.IGNORECASE,
)
_DATE_AND_FRINGE = re.compile(
    rf"[\s\[(（【<《]*(?:[\u4e00-\u9fff]{{2,6}}[:：]?\s*)?(?:{_FULL.pattern})[\s\d:：时分秒日\]）)】>》]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDate:
    """A row's date: ISO 8601, None where no full date is shown or certain; raw: what is printed, None for nothing."""

    iso: str | None = None
    raw: str | None = None


def shows_date(row: Row) -> bool:
    """Whether a row seems to show a full date: a quick look, for telling lists from menus."""
    texts = row.rest + row.beside
    return any(map(_FULL.search, texts)) or any(map(is_date, row.anchor.texts)) or _shows_big_day(row)


def is_date(text: str) -> bool:
    """Whether a text is a full date and nothing else but a label, a time and brackets."""
    return _DATE_AND_FRINGE.fullmatch(text) is not None


def is_numeric(text: str) -> bool:
    """Whether a text is made of digits and what stands between the numbers of a date."""
    return _NUMERIC.fullmatch(text) is not None


def row_date(row: Row, *, now: datetime, zone: str) -> RowDate:
    """Read a row's date: around its link, then inside it, then beside the row.

    now: the fetch time, aware; zone: IANA name. A month and day alone are the row's date only where the article's
    address names the same day and so the year; what counts back (3小时前) is kept as printed, for the page says more.
    """
    places = (row.rest, row.anchor.texts, row.beside)
    for texts in places:
        read = _full_date(texts, now, zone) or _joined(texts, now, zone)
        if read:
            return read
    return next((read for texts in places if (read := _partial(texts, row.anchor.url, now, zone))), RowDate())


def date_in(text: str, *, now: datetime, zone: str) -> RowDate:
    """Read the date in a text that is known to hold one (a profile's rule pointed at it)."""
    texts = (text,)
    read = _full_date(texts, now, zone) or _joined(texts, now, zone)
    return read or RowDate(raw=text or None)


def _shows_big_day(row: Row) -> bool:
    """Whether the numbers of a row, taken together, seem to be a date in pieces."""
    numbers = " ".join(text for text in row.rest + row.anchor.texts if is_numeric(text))
    return _YEAR.search(numbers) is not None and any(pattern.search(numbers) for pattern in _BIG_DAY)


def _full_date(texts: tuple[str, ...], now: datetime, zone: str) -> RowDate | None:
    """A date in one text: among the short ones the best labelled, else one at an edge of a long one."""
    short = " ".join(text for text in texts if len(text) <= _SHORT)
    if _YEAR.search(short):
        best = _best(find_all(short, now=now, zone=zone))
        if best:
            return RowDate(iso=best.moment.iso, raw=best.raw)
    for text in texts:
        if len(text) > _SHORT and _YEAR.search(text):
            found = [date for date in find_all(text, now=now, zone=zone) if _at_edge(date, text)]
            if best := _best(found):
                return RowDate(iso=best.moment.iso, raw=best.raw)
    return None


def _best(found: list[FoundDate]) -> FoundDate | None:
    """The best labelled of the dates that may be of publication; of equals the first."""
    ranks = {"published": 0, "plain": 1, "weak": 2}
    able = [date for date in found if date.standing in ranks and not date.in_range]
    return min(able, key=lambda date: ranks[date.standing], default=None)


def _at_edge(date: FoundDate, text: str) -> bool:
    """Whether a date opens or closes a text, or has a label: one inside a sentence is what the sentence is about."""
    bare = " \t[](（）)【】<>-—|"
    return date.standing == "published" or not text[: date.start].strip(bare) or not text[date.end :].strip(bare)


def _joined(texts: tuple[str, ...], now: datetime, zone: str) -> RowDate | None:
    """A date set in pieces (a big 14 over 2023-02), or with a year of two digits."""
    numbers = " ".join(text for text in texts if is_numeric(text))
    for pattern in _BIG_DAY:
        match = pattern.search(numbers)
        moment = parse(f"{match['year']}-{match['month']}-{match['day']}", now=now, zone=zone) if match else None
        if moment and match:
            return RowDate(iso=moment.iso, raw=match[0].strip())
    short = _TWO_DIGIT_YEAR.search(numbers)
    moment = parse(short[0], now=now, zone=zone) if short else None
    return RowDate(iso=moment.iso, raw=short[0]) if moment and short else None


def _partial(texts: tuple[str, ...], url: str, now: datetime, zone: str) -> RowDate | None:
    """Read what is less than a date: a month and a day, whole where the address names that day; or 3小时前, raw."""
    for text in texts:
        match = _MONTH_DAY.search(text) if is_numeric(text) else None
        if match:
            moment = from_address(url, now=now, zone=zone)
            same = moment is not None and moment.iso[5:] == f"{int(match['month']):02}-{int(match['day']):02}"
            return RowDate(iso=moment.iso if moment and same else None, raw=text)
        if len(text) <= _SHORT and _COUNTED_BACK.fullmatch(text):
            return RowDate(raw=text)
    return None
