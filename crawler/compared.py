"""What today's rules change, for a person: a table of counts by site and field, then samples, old and new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from crawler.marks import marked
from crawler.table import Column, console, show
from pipelines.dedupe.comparison import FIELDS, KINDS, Comparison, Sample
from pipelines.history.difference import difference


def show_comparison(comparison: Comparison, outcomes: Mapping[str, int], *, applied: bool) -> None:
    """Print the report. outcomes: pages by what they came to; applied: it has been taken over."""
    out = console()
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items(), key=lambda one: -one[1]))
    out.print(f"pages compared with what is kept: {told or 'none'}")
    if not comparison.counts:
        out.print("no field changed" if applied else "no field would change")
        return
    numbers = [Column(name=name, side="right") for name in (*KINDS, "articles")]
    show([Column(name="site", least=12), Column(name="field"), *numbers], list(rows(comparison)), ("site",))
    for samples in _in_order(comparison):
        for sample in samples:
            for line in _told(sample, coloured=out.is_terminal):
                out.print(line)


def rows(comparison: Comparison) -> Iterator[list[str]]:
    """One row a site and field, in order; of several sites also their sums."""
    cells = {(site, field) for site, field, _ in comparison.counts}
    sites = sorted({site for site, _ in cells})
    for site in sites:
        for field in FIELDS:
            if (site, field) in cells:
                yield _row(site, field, [comparison.counts[site, field, kind] for kind in KINDS])
    if len(sites) > 1:
        for field in FIELDS:
            sums = [sum(comparison.counts[site, field, kind] for site in sites) for kind in KINDS]
            if any(sums):
                yield _row("all", field, sums)


def _row(site: str, field: str, numbers: list[int]) -> list[str]:
    return [site, field, *map(str, numbers), str(sum(numbers))]


def _in_order(comparison: Comparison) -> Iterator[list[Sample]]:
    for field in FIELDS:
        for kind in KINDS:
            if samples := comparison.samples.get((field, kind)):
                yield samples


def _told(sample: Sample, *, coloured: bool) -> Iterator[Text]:
    """Two lines or more: which article, and what of it."""
    yield Text(f"{sample.field}, {sample.site}: {sample.url}", style="dim")
    if sample.field in ("title", "body") and sample.old and sample.new:
        for line in marked(sample.old, difference(sample.old, sample.new), coloured=coloured):
            yield Text.assemble("  ", line)
    else:
        yield Text(f"  {_spelled(sample.old)} → {_spelled(sample.new)}")


_LONGEST = 120


def _spelled(value: Any) -> str:
    """A value in words, on one line."""
    if isinstance(value, tuple):
        return "、".join(one if isinstance(one, str) else str(one[1] or one[0]) for one in value) or "—"
    text = "—" if value is None else str(value).replace("\n", "¶")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
