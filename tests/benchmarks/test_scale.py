"""Keeping at a million articles: what an article costs, what a search takes, how big the file and the process are."""

from __future__ import annotations

import pytest

from benchmarks import scale


@pytest.mark.soak
def test_keeping_holds_its_promises_at_a_million_articles() -> None:
    first, *_, last = scale.sizes(1_000_000)
    assert first.articles == 10_000
    assert last.storing + last.catching_up <= 1.5 * (first.storing + first.catching_up)
    assert last.to_text <= 3
    assert last.first_page <= 100
    assert last.story <= 1
    assert last.memory <= 300
