"""Counts and moments in words."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.commands.crawl import accounted
from crawler.counted import counted
from crawler.figures import told
from crawler.moments import minute


@pytest.mark.parametrize(("number", "words"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages")])
def test_counted(number: int, words: str) -> None:
    assert counted(number, "page") == words


def test_where_responses_went_in_words_that_say_one_thing() -> None:
    sums = [Counter(responses=4, pages=1, articles=2, answered=1, failed=3), Counter(responses=3, robots=1, retried=2)]
    assert accounted(sums[1:]) == "3 responses: 1 robots.txt, 2 asked again"
    assert accounted(sums) == "7 responses: 1 list page, 2 article pages, 1 robots.txt, 2 asked again, 1 without a page"
    assert accounted([Counter(responses=1)]) == "1 response: none; 1 unaccounted for"
    assert told({"status 500": 1, "robots": 2}) == "robots ×2, status 500 ×1"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("2026-02-14T08:30:05+08:00", "2026-02-14 08:30"), ("2026-02-14", "2026-02-14"), ("", "")],
)
def test_moments_to_the_minute(stored: str, shown: str) -> None:
    assert minute(stored) == shown
