"""What the deeper walks of a run came to, in lines for a person; and every walk of a run, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from crawler.counted import counted
from crawler.table import Column, show
from pipelines.store.walks import ListingRun, recall

_COLUMNS = [
    Column(name="site"),
    Column(name="listing", least=24),
    Column(name="walk"),
    *(Column(name=name, side="right") for name in ("pages", "rows")),
    Column(name="to its end"),
    Column(name="newest"),
    *(Column(name=name, side="right") for name in ("missed", "recall")),
]
_GIVE_WAY = ("newest", "rows", "site", "listing")


def lines(walks: Iterable[ListingRun], since: date | None) -> list[str]:
    """One line for each site and sweep, or backfill; since: what was asked for."""
    told: list[str] = []
    for site, some in groupby(walks, key=lambda walk: walk.site):
        listings = list(some)
        sweeps = [walk for walk in listings if walk.kind == "sweep" and walk.ended]
        told += [f"{site}: {_swept(sweeps)}"] if sweeps else []
        told += [f"{site}: {_filled(site, listings, since)}"] if since else []
    return told


def show_walks(walks: Iterable[ListingRun]) -> None:
    """Print one row a listing."""
    rows = [
        [
            walk.site,
            walk.listing,
            walk.kind,
            str(walk.pages),
            str(walk.rows),
            "yes" if walk.ended else "no",
            walk.newest or "",
            str(walk.missed) if walk.kept is not None else "",
            _share(walk.recall),
        ]
        for walk in walks
    ]
    show(_COLUMNS, rows, _GIVE_WAY)


def _swept(sweeps: list[ListingRun]) -> str:
    missed, kept = sum(walk.missed for walk in sweeps), sum(walk.kept or 0 for walk in sweeps)
    share = _share(recall(missed, kept))
    pages = sum(walk.pages for walk in sweeps)
    return (
        f"swept {counted(pages, 'page')} of {counted(len(sweeps), 'listing')}; the daily walks had missed {missed} and "
        f"found {kept}" + (f": recall {share}" if share else "")
    )


def _filled(site: str, listings: list[ListingRun], since: date) -> str:
    """How far a backfill came: as far as the listing that came least far."""
    wanted = [walk for walk in listings if walk.kind == "backfill"]
    if not wanted:
        return f"an earlier backfill came to {since} already; --deep walks there again"
    open_ones = [walk for walk in wanted if not walk.ended]
    if not open_ones:
        return f"complete back to {since}"
    reached = max(walk.oldest or "no date yet" for walk in open_ones)
    return f"back to {reached} so far; `district-news crawl {site} --since {since}` goes on from there"


def _share(share: float | None) -> str:
    """As 0.983; what is not quite all is never shown as 1."""
    return "" if share is None else f"{share if share == 1 else min(share, 0.999):.3f}"
