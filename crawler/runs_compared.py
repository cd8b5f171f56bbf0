"""Two runs beside each other: what came out differently, by site and listing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crawler.figures import CALLED
from crawler.table import Column, console, show
from pipelines.store.runs import Run, SiteRun
from pipelines.store.walks import ListingRun

_OTHERS = {"pages": "list pages", "responses": "responses"}
_GIVE_WAY = ("change", "listing", "site")


def show_compared(one: Run, other: Run, walks: Sequence[ListingRun], other_walks: Sequence[ListingRun]) -> None:
    """Print what differs, one row a figure; sites that only one of them crawled are named below."""
    rows = [*_sites(one, other), *_listings(walks, other_walks)]
    if rows:
        names = (f"run {one.id}", f"run {other.id}", "change")
        columns = [Column(name="site"), Column(name="listing", least=24), Column(name="figure")]
        show([*columns, *(Column(name=name, side="right") for name in names)], rows, _GIVE_WAY)
    else:
        console().print("What both crawled came out the same.")
    for run, without in ((one, other), (other, one)):
        alone = sorted({part.site for part in run.sites} - {part.site for part in without.sites})
        if alone:
            console().print(f"only in run {run.id}: {', '.join(alone)}", markup=False)


def _sites(one: Run, other: Run) -> Iterator[list[str]]:
    """The figures of sites that both crawled, and their reasons of failing, where they differ."""
    others = {part.site: part for part in other.sites}
    for part in one.sites:
        if part.site in others:
            before, after = _figures(part), _figures(others[part.site])
            for name in [*before, *(name for name in after if name not in before)]:
                yield from _row(part.site, "", name, before.get(name, 0), after.get(name, 0))


def _figures(part: SiteRun) -> Mapping[str, int]:
    counts = {called: part.counts.get(name, 0) for name, called in (CALLED | _OTHERS).items()}
    return counts | {f"why: {reason}": number for reason, number in sorted(part.reasons.items())}


def _listings(walks: Sequence[ListingRun], other_walks: Sequence[ListingRun]) -> Iterator[list[str]]:
    """How listings that both walked were walked, where that differs."""
    others = {(walk.site, walk.listing): walk for walk in other_walks}
    for walk in walks:
        after = others.get((walk.site, walk.listing))
        if after:
            for name, value in _walk(walk).items():
                yield from _row(walk.site, walk.listing, name, value, _walk(after)[name])


def _walk(walk: ListingRun) -> dict[str, int | str]:
    return {
        "walk": walk.kind,
        "pages": walk.pages,
        "rows": walk.rows,
        "to its end": "yes" if walk.ended else "no",
        "newest": walk.newest or "",
    }


def _row(site: str, listing: str, name: str, before: int | str, after: int | str) -> Iterator[list[str]]:
    if before != after:
        change = f"{after - before:+}" if isinstance(before, int) and isinstance(after, int) else ""
        yield [site, listing, name, str(before), str(after), change]
