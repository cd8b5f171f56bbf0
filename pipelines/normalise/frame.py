"""The frame a date is read in: when the page was fetched and where its clock stands.

Everything relative is counted from here, everything impossible is refused here; nothing reads the machine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from pipelines.items import Moment, Precision
from pipelines.lexicon import lexicon

DayOrder = Literal["zone", "day", "month", "unsure"]
"""How 03/04/2023 is read: as the zone's country writes it, day first, month first, or not at all, for nobody knows."""

EARLIEST = date(1995, 1, 1)
"""Nothing on the web is older. Refuses the empty values of databases too: 0001-01-01, 1970-01-01."""
TOLERANCE = timedelta(days=1)
"""How far behind the fetch time a date may lie: papers are dated tomorrow, clocks are wrong."""
_LEAP_YEARS_APART = 8
"""The longest way back to a 29 February (1896 to 1904, 2096 to 2104)."""
_MONTH_FIRST_ZONES = frozenset(lexicon("dates")["english"]["month_first_zones"])
_ONE_DAY = timedelta(days=1)
_MIDNIGHT = time(0)


class Clock(NamedTuple):
    """A time of day as printed. Minute and second are None where they aren't printed; hour may be 24 (with 0 minutes).

    offset: the distance from UTC where one is printed, else None.
    """

    hour: int
    minute: int | None = None
    second: int | None = None
    offset: timedelta | None = None

    @property
    def precision(self) -> Precision:
        """The finest unit that is printed."""
        if self.second is not None:
            return "second"
        return "hour" if self.minute is None else "minute"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date is read against. All times stand on the site's clock."""

    now: datetime
    """The fetch time, aware."""
    latest: datetime
    """The last moment an article can be of: now and the tolerance."""
    latest_day: date
    zone: ZoneInfo
    order: DayOrder
    """Never "zone": that is settled here."""

    @classmethod
    def at(cls, now: datetime, zone: str, order: DayOrder = "zone") -> Frame:
        """Make the frame of a page fetched at `now` (aware, any zone) on a site in `zone` (an IANA name).

        Raises zoneinfo.ZoneInfoNotFoundError for a zone nobody knows, ValueError for a naive time.
        """
        return _frame(now, zone, order)

    def day(self, day: date, *, approximate: bool = False) -> Moment | None:
        """Make a day; None where no article can be of that day."""
        return Moment(day.isoformat(), "day", approximate) if self.allows(day) else None

    def month(self, year: int, month: int) -> Moment | None:
        """Make a month without a day; never its first day."""
        if not 1 <= month <= 12 or not self.allows(date(year, month, 1)):
            return None
        return Moment(f"{year:04d}-{month:02d}", "month")

    def moment(self, day: date, clock: Clock | None, *, approximate: bool = False) -> Moment | None:
        """Join a day and its time. A time that can't be (25:70) is left out; at midnight no time is known."""
        start = _time_of(clock) if clock else None
        if clock is None or start is None or not self.allows(day):
            return self.day(day, approximate=approximate)
        if start == _MIDNIGHT and clock.hour == 0:  # with a zone too: 2023-02-14T00:00:00Z is a day
            return self.day(day, approximate=approximate)
        printed = datetime.combine(day, start, self.zone)
        if clock.offset is not None:
            printed = printed.replace(tzinfo=timezone(clock.offset)).astimezone(self.zone)
        if clock.hour == 24:  # the start of the next day; printed on purpose, so it stays a time
            return self._timed(printed + _ONE_DAY, "minute", approximate)
        return self._with_time(printed, clock.precision, approximate)

    def instant(self, when: datetime, precision: Precision, *, approximate: bool = False) -> Moment | None:
        """Put an aware time on the site's clock; midnight to the second is how databases write "that day"."""
        return self._with_time(when.astimezone(self.zone), precision, approximate)

    def without_year(self, month: int, day: int) -> date | None:
        """Find the latest such day that is allowed, this year's or an earlier one; None for the 31st of February."""
        for year in range(self.latest.year, self.latest.year - _LEAP_YEARS_APART - 1, -1):
            found = calendar_day(year, month, day)
            if found is not None and found <= self.latest_day:
                return found
        return None

    def allows(self, day: date) -> bool:
        """Whether an article of that day can have been fetched."""
        return EARLIEST <= day <= self.latest_day

    def _with_time(self, local: datetime, precision: Precision, approximate: bool) -> Moment | None:
        if local.time() == _MIDNIGHT and not approximate:
            return self.day(local.date())
        return self._timed(local, precision, approximate)

    def _timed(self, local: datetime, precision: Precision, approximate: bool) -> Moment | None:
        if local.year < EARLIEST.year or local > self.latest:
            return None
        return Moment(local.isoformat(timespec="seconds"), precision, approximate)


@lru_cache(maxsize=64)  # a page has one frame and dozens of dates
def _frame(now: datetime, zone: str, order: DayOrder) -> Frame:
    if now.tzinfo is None:
        raise ValueError(f"the fetch time {now} has no time zone: pass an aware datetime")
    place = ZoneInfo(zone)
    local = now.astimezone(place)
    if order == "zone":
        order = "month" if zone in _MONTH_FIRST_ZONES else "day"
    return Frame(local, local + TOLERANCE, (local + TOLERANCE).date(), place, order)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Make a day; None where the calendar has none such (2023-02-30)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def from_seconds(seconds: float) -> datetime | None:
    """Make an aware time from seconds since 1970; None beyond what a calendar holds."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _time_of(clock: Clock) -> time | None:
    if clock.hour == 24:
        return None if clock.minute or clock.second else _MIDNIGHT
    try:
        return time(clock.hour, clock.minute or 0, clock.second or 0)
    except ValueError:
        return None
