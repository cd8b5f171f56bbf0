"""When a template was seen, and what number a story bears."""

from __future__ import annotations

import pytest

from pipelines.dedupe.stories import number, shows_template


@pytest.mark.parametrize(
    ("texts", "shows"),
    [
        ([], False),
        (["3日", "4日"], False),  # a text and its correction
        (["3日", "4日", "5日"], True),
        (["3日", "3日", "3日", "3日"], False),
        (["3日", "4日", "4日", "3日"], False),
        (["3日", "4日", "4日", "3日", "5日"], True),
    ],
)
def test_a_template_was_seen_three_times_with_something_else_each_time(texts: list[str], shows: bool) -> None:
    assert shows_template(texts, lambda one, other: one != other) == shows


def test_what_differs_from_each_other_text_only_in_turn_is_no_template() -> None:
    far = {("a", "b"), ("b", "c"), ("c", "d")}  # a and c are the same for all we know
    assert not shows_template(list("abcd"), lambda one, other: (one, other) in far or (other, one) in far)


def test_a_story_bears_the_lowest_number() -> None:
    assert number(iter([7, 3, 5])) == 3
