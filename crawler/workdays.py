"""What kind of day a day is: of work, a weekend, a public holiday. China's are a table of chinese_calendar's."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import chinese_calendar

DayKind = Literal["work", "weekend", "holiday"]

_MAYBE_FREE = (((1, 1), (1, 3)), ((1, 20), (2, 28)), ((4, 30), (5, 5)), ((10, 1), (10, 8)))
"""Days, by month and day, that may be holidays of a year that is not published yet: New Year, Spring Festival with the
days around it, Labour Day, National Day."""

_LEAVE = tuple(timedelta(days=days) for days in range(-7, 8))


@lru_cache(maxsize=4096)
def day_kind(day: date, *, china: bool = True) -> DayKind:
    """The kind of a day. In China a weekend that pays for a holiday is work; elsewhere only weekends are known.

    The week before and after Spring Festival counts as a holiday, too: many take it off, and offices write little.
    The State Council publishes a year's holidays in the autumn before. Of a year that the installed table does not
    have, the days that may be free count as holidays: a silence too long is better than a false alarm.
    """
    weekend: DayKind = "weekend" if day.weekday() >= 5 else "work"
    if not china:
        return weekend
    try:
        free, name = chinese_calendar.get_holiday_detail(day)
        leave = _is_leave(day)
    except NotImplementedError:
        maybe = any(first <= (day.month, day.day) <= last for first, last in _MAYBE_FREE)
        return "holiday" if maybe else weekend
    if leave or (free and name):
        return "holiday"
    return "weekend" if free else "work"


def _is_leave(day: date) -> bool:
    """Whether Spring Festival is a week away at most. Raises NotImplementedError near the end of the table."""
    around = (chinese_calendar.get_holiday_detail(day + step) for step in _LEAVE if 1 <= (day + step).month <= 3)
    return any(free and name == chinese_calendar.Holiday.spring_festival.value for free, name in around)
