"""Whether an article is still there."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.history.presence import CHECKS, SPAN, Fact, Saying, State, standings
from tests.pipelines.articles import NOON

HOURS = st.integers(0, 96).map(lambda hours: timedelta(hours=hours))
FACTS = st.lists(st.builds(Fact, at=HOURS.map(NOON.__add__), says=st.sampled_from(get_args(Saying))), max_size=14)


def facts(told: str) -> list[Fact]:
    """Read facts as "there@0 missing@5": what was found, and after how many hours."""
    read = (word.split("@") for word in told.split())
    return [Fact(at=NOON + timedelta(hours=float(hour)), says=says, why=says) for says, hour in read]  # type: ignore[arg-type]


def states(told: list[Fact]) -> list[State]:
    return [standing.state for standing in standings(told)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", []),
        ("there@0 listed@1 there@2", []),
        ("unlisted@1", ["unlisted"]),
        ("unlisted@1 unlisted@30 unlisted@60 unlisted@90", ["unlisted"]),
        ("unlisted@1 listed@2", ["unlisted", "live"]),
        ("unlisted@1 there@2", ["unlisted"]),
        ("missing@0", ["gone"]),
        ("missing@0 missing@1 missing@2 missing@23.9", ["gone"]),
        ("missing@0 missing@30", ["gone"]),
        ("missing@0 missing@12 missing@24", ["gone", "removed"]),
        ("missing@0 missing@12 missing@20 missing@50", ["gone", "removed"]),
        ("unlisted@0 missing@1 missing@12 missing@25", ["unlisted", "gone", "removed"]),
        ("missing@0 listed@1 missing@12 missing@24", ["gone", "removed"]),  # a list may be slower than its pages
        ("missing@0 there@1", ["gone", "restored"]),
        ("missing@0 missing@12 there@13 missing@24 missing@25", ["gone", "restored", "gone"]),
        ("missing@0 missing@12 missing@24 there@90", ["gone", "removed", "restored"]),
        ("missing@0 there@1 unlisted@2 listed@3", ["gone", "restored", "unlisted", "live"]),
        ("missing@0 missing@1 missing@24 unlisted@25", ["gone", "removed"]),
        ("missing@5 there@5", ["gone", "restored"]),
    ],
)  # fmt: skip
def test_what_facts_make_of_an_article(told: str, expected: list[State]) -> None:
    assert states(facts(told)) == expected


def test_a_standing_says_since_when_why_and_by_how_many_checks() -> None:
    first, _, last = found = facts("missing@0 missing@12 missing@24")
    gone, removed = standings(found)
    assert (gone.since, gone.why, gone.checks) == (first.at, "missing", 1)
    assert (removed.since, removed.checks) == (last.at, 3)


@given(FACTS)
def test_never_removed_before_its_time_nor_by_too_few_checks(told: list[Fact]) -> None:
    story = standings(told)
    for before, after in pairwise(story):
        if after.state == "removed":
            assert before.state == "gone"
            assert after.since - before.since >= SPAN
            assert after.checks >= CHECKS


@given(FACTS)
def test_absence_from_lists_alone_never_removes(told: list[Fact]) -> None:
    assert {"gone", "removed"}.isdisjoint(states([fact for fact in told if fact.says != "missing"]))


@given(FACTS)
def test_one_good_answer_brings_it_back(told: list[Fact]) -> None:
    later = [*told, Fact(at=NOON + timedelta(days=9), says="there")]
    assert not {"gone", "removed"} & set(states(later)[-1:])


@given(FACTS, st.randoms())
def test_neither_order_nor_repetition_makes_a_difference(told: list[Fact], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = [*told, *told[:3]]
    chance.shuffle(shuffled)
    assert standings(shuffled) == standings(told)


@given(FACTS)
def test_a_state_follows_on_another_one(told: list[Fact]) -> None:
    story = ["live", *states(told)]
    assert all(before != after for before, after in pairwise(story))
