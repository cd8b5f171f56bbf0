"""Which articles are meant: what export and search have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles are meant; None lets all pass, several must all hold.

    division: the beginning of a division code ("62" is a province, "620104" a district). since and until: days of
    publication on the site's own clock, both included; an article without a date passes neither, one that is dated
    to the month passes as if it were the month's first day. source, reporter: exactly as printed.
    """

    site: str | None = None
    division: str | None = None
    since: date | None = None
    until: date | None = None
    source: str | None = None
    reporter: str | None = None
