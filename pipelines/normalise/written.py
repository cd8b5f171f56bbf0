"""Full dates as they are written: finding them in text and reading their parts. No judgement, no calendar.

The patterns work on the text as it stands (full-width digits, blanks and entities inside, dashes of any kind), so that
places in it stay places in the original. They begin at a year and use possessive gaps: a text is read once, however
long its runs of digits and blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from pipelines.lexicon import lexicon
from pipelines.normalise.frame import Clock
from pipelines.normalise.text import INVISIBLE

_WORDS = lexicon("dates")


def one_of(words: list[str] | dict[str, int] | str) -> str:
    """Make an alternation that prefers the longer word."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


BLANK = rf"(?:[\s{INVISIBLE}]|&(?:nbsp|ensp|emsp|thinsp|\#160|\#12288);?)"
GAP = f"{BLANK}*+"
"""Nothing, or blanks of any kind, also as entities not yet decoded. Possessive: never gives back."""
DASH = r"\-\u2010-\u2015\u2212\uff0d\ufe63"
"""Dashes of all kinds, as the inside of a set."""
_SLASH = "/／"
_DOT = ".．"
_COLON = ":：∶︰﹕"
_DIGIT_GLUED = rf"(?!\d)|(?=\d\d[{_COLON}]|\d{{4}}[年{DASH}{_SLASH}{_DOT}])"
"""Behind a day: no digit, unless a time or the next date is glued to it (2023-02-1408:30)."""

_PARTS = _WORDS["day_parts"]
_FIRST, _NOON, _SECOND = (frozenset(_PARTS[key]) for key in ("first_half", "noon", "second_half"))
CLOCK = rf"""
(?:(?P<part>{one_of([*_FIRST, *_NOON, *_SECOND])}){GAP})?
(?P<hour>\d\d?){GAP}
(?:[{_COLON}]{GAP}(?P<minute>[0-5０-５]\d|\d(?!\d))
    (?:{GAP}[{_COLON}]{GAP}(?P<second>[0-5０-５]\d|\d(?!\d))(?:[.,]\d{{1,9}})?)?
  |(?:时|時|点(?![\u4e00-\u9fff])|点(?=整|钟|\d))
    (?:{GAP}(?P<han_minute>\d\d?){GAP}分(?:{GAP}(?P<han_second>\d\d?){GAP}秒)?)?)
(?:{GAP}(?P<half>[AaPp])\.?[Mm]\b\.?)?
# An offset. "08:30-09:30" is a span of time: a minus needs seconds in front.
(?:{GAP}(?P<offset>(?:UTC|GMT)?(?:\+\d\d:?\d\d|(?(second)[-−]\d\d:?\d\d|(?!)))|UTC|GMT|Z(?![A-Za-z])))?
"""
"""A time of day, for use inside a verbose pattern. Read it with `clock_of`."""

_WEEKDAY = rf"[(（\[【]?{GAP}(?:星期|周|礼拜)[一二三四五六日天]{GAP}[)）\]】]?"
TO_CLOCK = rf"(?:T|{GAP}[,，、]?{GAP}(?:{_WEEKDAY}{GAP}[,，]?{GAP})?(?:[|｜{DASH}]{GAP})?)"
"""What may stand between a day and its time: a blank, a comma, the day of the week, a dash, the T of ISO 8601."""
_THEN_CLOCK = f"(?:{TO_CLOCK}{CLOCK})?"

_YEAR_FIRST = re.compile(
    rf"""(?P<year>\d{{4}}){GAP}
    (?:(?P<han>[年년])|(?P<dot>[{_DOT}])|[{DASH}{_SLASH}]){GAP}(?P<month>\d\d?){GAP}
    (?(han)[月월]|(?(dot)[{_DOT}]|[{DASH}{_SLASH}])){GAP}(?P<day>\d\d?)(?:{_DIGIT_GLUED})
    # 2023年2月14个 is no day; a value that ends without 日 is one. 2023년 2월 14일 is Korean.
    (?(han)(?:{GAP}[日号일]|(?!{GAP}(?![星周礼上下中凌早晚])[\u4e00-\u9fff])))
    {_THEN_CLOCK}""",
    re.VERBOSE,
)
_DAY_FIRST = re.compile(
    rf"(?<![\d{DASH}{_SLASH}{_DOT}])(?P<day>\d\d?)(?P<sign>[{DASH}{_SLASH}{_DOT}])(?P<month>\d\d?)(?P=sign)"
    rf"(?P<year>\d{{4}})(?:{_DIGIT_GLUED}){_THEN_CLOCK}",
    re.VERBOSE,
)
_MONTHS: list[str] = _WORDS["english"]["months"]
_MONTH_WORD = rf"(?<![A-Za-z])(?P<month>{one_of(_MONTHS)})[a-z]*+\.?"
_ENGLISH = (
    # 14 Feb 2023 08:30:00 +0800 · 14-Feb-2023 · 14th February 2023
    re.compile(
        rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th)?[\s-]?{_MONTH_WORD},?[\s-]?(?P<year>\d{{4}})(?!\d){_THEN_CLOCK}",
        re.VERBOSE | re.IGNORECASE,
    ),
    # Feb 14, 2023 8:30:00 AM
    re.compile(
        rf"{_MONTH_WORD}[\s]?(?P<day>\d\d?)(?:st|nd|rd|th)?,?[\s]?(?P<year>\d{{4}})(?!\d){_THEN_CLOCK}",
        re.VERBOSE | re.IGNORECASE,
    ),
    # Feb 14 08:30:00 CST 2023: Java's Date.toString. CST is the site's own zone, not US Central.
    re.compile(
        rf"{_MONTH_WORD}\s(?P<day>\d\d?)\s{CLOCK}(?:\s[A-Z]{{3,4}})?\s(?P<year>\d{{4}})(?!\d)",
        re.VERBOSE | re.IGNORECASE,
    ),
)
_BEFORE_YEAR = re.compile(rf"[\s,{_DOT}{_SLASH}{DASH}]")
_LETTERS = re.compile("[A-Za-z]{3}")
_WINDOW = 44
"""How far in front of its year a date may begin: the longest is Java's, with a month written out."""

_NUMERALS = _WORDS["numerals"]
_DIGITS: dict[str, int] = {**_NUMERALS["digits"], **dict.fromkeys(_NUMERALS["zero"], 0)}
_TENS: dict[str, int] = _NUMERALS["tens"]
_DIGIT_SET = "".join(_DIGITS)
_NUMBER_SET = _DIGIT_SET + "".join(_TENS)
_HAN_NUMERALS = re.compile(
    rf"(?P<year>[{_DIGIT_SET}]{{4}}){GAP}年{GAP}(?P<month>[{_NUMBER_SET}]{{1,3}}){GAP}月"
    rf"{GAP}(?P<day>[{_NUMBER_SET}]{{1,4}}){GAP}[日号]{_THEN_CLOCK}",
    re.VERBOSE,
)
# The look-behind stands behind the first character, so that the scan can skip to characters a year begins with.
_YEAR = re.compile(rf"[12１２](?<!\d.)[09０９]\d\d|[一二壹贰](?<![{_DIGIT_SET}].)[{_DIGIT_SET}]{{3}}{GAP}年", re.DOTALL)


class Written(NamedTuple):
    """A full date as printed: numbers that nobody has checked, and where they stand in the text."""

    year: int
    month: int
    day: int
    clock: Clock | None
    start: int
    end: int
    order: str = "ymd"
    """How it was read: "ymd", "dmy" where dots say so (06.02.2022), "unsure" where nothing does (06/02/2022)."""


def written_dates(text: str) -> Iterator[Written]:
    """Every full date of a text, in order, none overlapping."""
    floor = 0
    for year in _YEAR.finditer(text):
        found = _read_at(text, year.start(), floor) if year.start() >= floor else None
        if found is not None:
            floor = found.end
            yield found


def shows_year(text: str) -> bool:
    """Whether a text holds four digits that may be a date's year: without them there is no full date in it."""
    return _YEAR.search(text) is not None


def clock_of(match: re.Match[str]) -> Clock | None:
    """Read the time of day that CLOCK matched; None where the pattern found none."""
    part, hour, minute, second, han_minute, han_second, half, offset = match.group(
        "part", "hour", "minute", "second", "han_minute", "han_second", "half", "offset"
    )
    if hour is None:
        return None
    minute, second = minute or han_minute, second or han_second
    return Clock(
        _of_day(int(hour), part, half),
        None if minute is None else int(minute),
        None if second is None else int(second),
        None if offset is None else _distance(offset),
    )


def numeral(text: str) -> int:
    """Read Chinese numerals below a hundred: 十四, 廿八, 三十一, 贰拾壹."""
    total, last = 0, None
    for sign in text:
        if sign in _TENS:
            tens = _TENS[sign]
            total += tens * (last or 1) if tens == 10 else tens
            last = None
        else:
            last = _DIGITS[sign] if last is None else last * 10 + _DIGITS[sign]
    return total + (last or 0)


def _read_at(text: str, year: int, floor: int) -> Written | None:
    """Read the date whose year stands at that place."""
    if text[year] not in "12１２":
        match = _HAN_NUMERALS.match(text, year)
        return _from_numerals(match) if match else None
    match = _YEAR_FIRST.match(text, year)
    if match:
        return Written(int(match["year"]), int(match["month"]), int(match["day"]), clock_of(match), *match.span())
    return _year_last(text, year, floor) if year > floor else None


def _year_last(text: str, year: int, floor: int) -> Written | None:
    """Read a date that ends with the year at that place: 14/02/2023, 14 Feb 2023, Feb 14 08:30:00 CST 2023."""
    if not _BEFORE_YEAR.match(text, year - 1):
        return None
    start = max(floor, year - _WINDOW)
    match = _DAY_FIRST.search(text, max(floor, year - 6), year + _WINDOW)
    if match and match.start("year") == year:
        day, month = int(match["day"]), int(match["month"])
        order = "dmy" if match["sign"] in _DOT else "unsure"
        return Written(int(match["year"]), month, day, clock_of(match), *match.span(), order)
    if not _LETTERS.search(text, start, year):
        return None
    for pattern in _ENGLISH:
        match = pattern.search(text, start, year + _WINDOW)
        if match and match.start("year") == year:
            month = _MONTHS.index(match["month"].lower()) + 1
            return Written(int(match["year"]), month, int(match["day"]), clock_of(match), *match.span())
    return None


def _from_numerals(match: re.Match[str]) -> Written:
    year = int("".join(str(_DIGITS[sign]) for sign in match["year"]))
    return Written(year, numeral(match["month"]), numeral(match["day"]), clock_of(match), *match.span())


def _of_day(hour: int, part: str | None, half: str | None) -> int:
    """Make an hour of the day from one of half a day: 下午3 is 15, 12 AM and 凌晨12 are 0, 中午1 is 13."""
    late = part in _SECOND or half in ("P", "p")
    if late or part in _NOON:
        return hour + 12 if hour < (12 if late else 6) else hour
    early = half is not None or (part is not None and part.startswith("凌"))
    return 0 if early and hour == 12 else hour


def _distance(offset: str) -> timedelta | None:
    """Read a distance from UTC; None for one that no place on earth has."""
    if not offset[-1].isdigit():
        return timedelta(0)
    digits = offset.replace(":", "")[-4:]
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (1 if "+" in offset else -1)
