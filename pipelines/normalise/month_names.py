"""Full dates with the month's name written out, in the languages of data/lexicon/months.toml: 14 février 2023."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipelines.items import Moment
from pipelines.lexicon import lexicon
from pipelines.normalise.frame import Clock, Frame, calendar_day

_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|ª)?"
_BETWEEN = r"(?:[\s,./\-]|\b(?:de|del|of|d['’])\b){1,4}"
_WORD = r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u0620-\u064a]{3,14}"
_CLOCK = (
    r"(?:[\s,|–—-]{0,4}(?:at|um|à|kl\.?|alle|om|a las|в|o godz\.)?[\s]{0,2}(?P<hour>\d\d?)[:h](?P<minute>\d\d)"
    r"(?::\d\d)?\s?(?P<half>[ap]\.?m\b\.?)?(?P<zone>\s?\(?[A-Z]{2,4}\b)?)?"
)
_DATE = re.compile(
    rf"(?<![\d.])(?:"
    rf"(?P<day1>\d\d?){_ORDINAL}{_BETWEEN}(?P<month1>{_WORD})\.?{_BETWEEN}(?P<year1>(?:19|20)\d\d)"
    rf"|(?P<month2>{_WORD})\.?[\s]{{1,2}}(?P<day2>\d\d?){_ORDINAL},?[\s]{{1,2}}(?P<year2>(?:19|20)\d\d)"
    rf"|(?P<year3>(?:19|20)\d\d)\.?[\s]{{1,2}}(?P<month3>{_WORD})\.?[\s]{{1,2}}(?P<day3>\d\d?)"
    rf")(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[12](?:(?<=1)9|(?<=2)0)\d\d")
_LETTERS = re.compile(_WORD.partition("{")[0] + "{3}")
"""What every month has; most lines with a year are Chinese and have none."""


def named_dates(text: str, frame: Frame) -> Iterator[tuple[Moment, int, int]]:
    """Every such date of a text with its place [start, end); nothing for texts without a year or a letter.

    A time of day behind it counts where no zone is named beside it: what zone an abbreviation means is not knowable.
    """
    if not _YEAR.search(text) or not _LETTERS.search(text):
        return
    for found in _DATE.finditer(text):
        moment = _moment(found, frame)
        if moment:
            yield moment, found.start(), found.end()


@cache
def _months() -> dict[str, int]:
    """Word to month, 1 to 12; the first language that has a word decides."""
    months: dict[str, int] = {}
    for names in lexicon("months").values():
        for number, forms in enumerate(names, 1):
            for form in forms.split():
                months.setdefault(form.casefold(), number)
    return months


def _moment(found: re.Match[str], frame: Frame) -> Moment | None:
    """The day, with the time if it is clear."""
    which = next(form for form in "123" if found[f"year{form}"])
    month = _months().get(found[f"month{which}"].casefold())
    day = calendar_day(int(found[f"year{which}"]), month, int(found[f"day{which}"])) if month else None
    return frame.moment(day, _clock(found)) if day else None


def _clock(found: re.Match[str]) -> Clock | None:
    """The time of day, unless a zone's abbreviation makes it unclear."""
    if not found["hour"] or found["zone"]:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return Clock(hour, minute, None) if hour < 24 and minute < 60 else None
