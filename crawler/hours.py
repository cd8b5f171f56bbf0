"""The hours of the day in which a site may be asked, on its own clock. Pure: the time comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """From begin to end, begin included; over midnight where the end is not after the begin."""

    begin: time
    end: time

    def hold(self, now: datetime, zone: str) -> bool:
        """Whether it is such an hour now. now: aware; zone: the IANA name of the site's."""
        clock = now.astimezone(ZoneInfo(zone)).time()
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"
