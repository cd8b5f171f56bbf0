"""The ledger by site, listing and day, and whether anything on it is missing. Pure: what was kept comes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from zoneinfo import ZoneInfo

from pipelines.store.ledger import Entry, Fate, Open
from pipelines.store.walks import recall


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One listing on one day, all crawls of it together; an address met by two of them counts twice.

    day: of the site's own zone. claimed_rows, claimed_pages: what the list said last of itself. held: articles kept of
    it by now. failed, skipped, unread: by reason. missed: what a sweep found, None where there was none. open: its
    addresses that could not be had yet, on its newest day. listing and day are None for those of no known listing.
    """

    site: str
    listing: str | None
    day: str | None
    runs: tuple[int, ...] = ()
    claimed_rows: int | None = None
    claimed_pages: int | None = None
    held: int = 0
    pages: int = 0
    rows: int = 0
    stored: int = 0
    known: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    to_its_end: bool = False
    newest: str | None = None
    missed: int | None = None
    recall: float | None = None
    open: tuple[Open, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the listing was read as far as it should be, and nothing of it waits."""
        return (self.to_its_end or self.listing is None) and not self.open


def days(
    entries: Iterable[Entry], opened: Iterable[Open], held: Mapping[tuple[str, str], int], zones: Mapping[str, str]
) -> list[Day]:
    """The ledger, newest day first within a listing, then what is open of no listing in it.

    entries: in order of site and listing. zones: by site; another site's days are those of UTC.
    """
    waiting: dict[tuple[str, str | None], list[Open]] = {}
    for one in opened:
        waiting.setdefault((one.site, one.listing), []).append(one)
    found: list[Day] = []
    for (site, listing), some in groupby(entries, key=lambda entry: (entry.site, entry.listing)):
        by_day: dict[str, list[Entry]] = {}
        for entry in some:
            by_day.setdefault(_day(entry, zones.get(site, "UTC")), []).append(entry)
        for day in sorted(by_day, reverse=True):
            still = tuple(waiting.pop((site, listing), ()))
            found.append(_sum(by_day[day], day, held.get((site, listing), 0), still))
    found += [Day(site=site, listing=None, day=None, open=tuple(left)) for (site, _), left in waiting.items()]
    return found


def newest(found: Iterable[Day]) -> list[Day]:
    """Of each listing the newest day."""
    last: dict[tuple[str, str | None], Day] = {}
    for day in found:
        last.setdefault((day.site, day.listing), day)
    return list(last.values())


def _day(entry: Entry, zone: str) -> str:
    return entry.started.astimezone(ZoneInfo(zone)).date().isoformat()


def _sum(entries: list[Entry], day: str, held: int, still: tuple[Open, ...]) -> Day:
    last, sweeps = entries[-1], [entry for entry in entries if entry.missed is not None]
    missed, kept = sum(entry.missed or 0 for entry in sweeps), sum(entry.kept or 0 for entry in sweeps)
    return Day(
        site=last.site,
        listing=last.listing,
        day=day,
        runs=tuple(entry.run_id for entry in entries),
        claimed_rows=_last(entry.claimed_rows for entry in entries),
        claimed_pages=_last(entry.claimed_pages for entry in entries),
        held=held,
        pages=sum(entry.pages for entry in entries),
        rows=sum(entry.rows for entry in entries),
        stored=sum(entry.number("stored") for entry in entries),
        known=sum(entry.number("known") for entry in entries),
        failed=_reasons(entries, "failed"),
        skipped=_reasons(entries, "skipped"),
        unread=_reasons(entries, "unread"),
        to_its_end=last.ended,
        newest=max((entry.newest for entry in entries if entry.newest), default=None),
        missed=missed if sweeps else None,
        recall=recall(missed, kept) if sweeps else None,
        open=still,
    )


def _reasons(entries: Iterable[Entry], fate: Fate) -> dict[str, int]:
    return dict(sum((Counter(entry.fates.get(fate, {})) for entry in entries), Counter[str]()))


def _last(claims: Iterable[int | None]) -> int | None:
    return next((claim for claim in reversed(list(claims)) if claim is not None), None)
