"""Which sites are due, and whether a walk may stop where everything is known. Pure: the clock's time comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from crawler.sites import Site
from pipelines.store.runs import Run


def due(sites: Iterable[Site], last_good: Mapping[str, datetime], now: datetime) -> list[Site]:
    """The sites whose interval has passed since their last good run, longest overdue first.

    Sites without listings are never due. last_good: start of the last good run by site id; a site without one is due
    at once. Times are aware. A last good run in the future (the clock was set back) counts as none.
    """
    waiting = [(_overdue(site, last_good.get(site.id), now), site) for site in sites if site.listings]
    return [site for overdue, site in sorted(waiting, key=lambda pair: (-pair[0], pair[1].id)) if overdue >= 0]


def _overdue(site: Site, last: datetime | None, now: datetime) -> float:
    """Seconds since the site was due; below 0 where it is not yet."""
    if last is None or last > now:
        return float("inf")
    return (now - last - site.interval).total_seconds()


def came_to_its_end(site: str, runs: Iterable[Run], last_good: datetime | None) -> bool:
    """Whether the last crawl of a site walked all its listings, so that nothing older can be missing.

    Only then a walk may stop at a page of known rows: a crawl that was killed may have kept the first page and missed
    the third. runs: newest first, without the one that asks; they may end before last_good.
    """
    for run in runs:
        counts = next((part.counts for part in run.sites if part.site == site), None)
        if counts is not None and run.command.startswith("crawl"):
            return run.state == "finished" and counts.get("listings", 0) > 0 and not counts.get("unwalked")
    return last_good is not None
