"""Search at scale: a page of hits within 100 ms, an index no bigger than the text."""

from __future__ import annotations

import resource

import pytest

from benchmarks import search


@pytest.mark.soak
@pytest.mark.parametrize("articles", [100_000])
def test_search_keeps_its_promises(articles: int) -> None:
    figures = {figure.what: figure.value or 0 for figure in search.measure(articles)}
    pages = {what: value for what, value in figures.items() if what.startswith("first page")}
    assert len(pages) == 5
    assert {what: value for what, value in pages.items() if value > 100} == {}
    assert figures["index to text"] <= 1
    assert figures["articles and index to text"] <= 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 300 * 1024  # KiB
