"""Which sites are due. Pure: the clock's time comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from crawler.sites import Site

AFTER_TROUBLE = timedelta(hours=1)
"""A site whose last crawl was no good is due again after this time: soon, but not whenever cron calls."""


def due(
    sites: Iterable[Site], last_good: Mapping[str, datetime], last_tried: Mapping[str, datetime], now: datetime
) -> list[Site]:
    """The sites whose interval has passed since their last good run, longest overdue first.

    Sites without listings are never due, nor are those that were tried a moment ago. last_good, last_tried: start of
    the last good run, and of the last one, by site id; a site without them is due at once. Times are aware; those in
    the future (the clock was set back) count as none.
    """
    waiting = [(_overdue(site, last_good.get(site.id), now), site) for site in sites if site.listings]
    ready = [(overdue, site) for overdue, site in waiting if overdue >= 0 and _rested(site, last_tried, now)]
    return [site for _, site in sorted(ready, key=lambda pair: (-pair[0], pair[1].id))]


def _rested(site: Site, last_tried: Mapping[str, datetime], now: datetime) -> bool:
    """Whether the last try, good or not, is long enough ago."""
    last = last_tried.get(site.id)
    return last is None or last > now or now - last >= min(site.interval, AFTER_TROUBLE)


def _overdue(site: Site, last: datetime | None, now: datetime) -> float:
    """Seconds since the site was due; below 0 where it is not yet."""
    if last is None or last > now:
        return float("inf")
    return (now - last - site.interval).total_seconds()
