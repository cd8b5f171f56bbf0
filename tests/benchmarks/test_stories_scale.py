"""Stories at scale: a night costs what it did, a look-up takes a millisecond at most, also at a million articles."""

from __future__ import annotations

import pytest

from benchmarks import story_growth


def measured(articles: int) -> dict[str, float]:
    return {figure.what: figure.value or 0 for figure in story_growth.measure(articles)}


@pytest.mark.soak
@pytest.mark.parametrize("articles", [100_000, 1_000_000])
def test_stories_keep_their_promises(articles: int) -> None:
    few, many = measured(10_000), measured(articles)
    assert many[f"a night of 1000, after {articles}"] <= 1.5 * few["a night of 1000, after 10000"]
    assert many["looking a story up, CPU, 95 of 100"] <= 1
    assert many["what texts are found by"] <= 1_000
    assert many["memory of the process"] <= 300
