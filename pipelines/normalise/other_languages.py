"""Dates of other languages: the month names of the world, read by dateparser, the last to be asked.

dateparser guesses where it should refuse (02-13 became November 2002, a month without a day got today's number), and
counts from the clock unless told otherwise. So it sees only short values that print a year, a day and a word, gets a
fixed base, and must answer with the year and the day that are printed.
"""

from __future__ import annotations

import re
from datetime import datetime

from pipelines.items import Moment
from pipelines.lexicon import lexicon
from pipelines.normalise.frame import Frame
from pipelines.normalise.text import han_count, squeeze

_LONGEST = 60
_YEAR_PRINTED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY_PRINTED = re.compile(r"(?<!\d)\d\d?(?![\d:])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_CLOCK = re.compile(r"\d\s?[:h]\s?\d\d")


def read_foreign(text: str, frame: Frame) -> Moment | None:
    """Read a value like "14 février 2023"; None where it isn't surely a day with its year."""
    if len(text) > 4 * _LONGEST:
        return None
    value = squeeze(text)
    years, days = _YEAR_PRINTED.findall(value), _DAY_PRINTED.findall(value)
    if len(value) > _LONGEST or len(years) != 1 or not days or not _WORD.search(value) or han_count(value):
        return None
    found = _ask_dateparser(value, frame)
    if found is None or found.year != int(years[0]) or found.day not in map(int, days):
        return None
    if not _CLOCK.search(value):
        return frame.day(found.date())
    return frame.instant(found if found.tzinfo else found.replace(tzinfo=frame.zone), "minute")


def _ask_dateparser(value: str, frame: Frame) -> datetime | None:
    import dateparser  # here, not above: it takes a second to load and most runs never need it

    try:
        answer = dateparser.parse(
            value,
            languages=lexicon("dates")["other_languages"]["languages"],
            settings={
                "RELATIVE_BASE": frame.now.replace(tzinfo=None),
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
                "DATE_ORDER": "DMY",
            },
        )
    except (ValueError, OverflowError, TypeError, AttributeError, KeyError, IndexError, re.error):
        return None  # its own errors on odd strings; they say nothing about the page
    return answer if isinstance(answer, datetime) else None
