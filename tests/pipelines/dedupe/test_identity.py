"""When two bodies are the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe.identity import MIN_COMPARABLE, body_hash, storable
from tests.pipelines.articles import BODY


@pytest.mark.parametrize(
    "other",
    [
        BODY.replace("\n", ""),
        BODY.replace("，", ", ").replace("。", "."),
        BODY.replace("九", "九\u3000"),
        BODY.replace("\n", "\n\u200b\n"),
    ],
)
def test_spaces_and_punctuation_make_no_difference(other: str) -> None:
    assert body_hash(other) == body_hash(BODY)


@pytest.mark.parametrize("other", [BODY.replace("九", "八"), BODY + "完", BODY[1:]])
def test_another_word_makes_another_text(other: str) -> None:
    assert body_hash(other) != body_hash(BODY)


def test_width_and_case_make_no_difference() -> None:
    assert body_hash("Ａ１b" * 20) == body_hash("a1B" * 20)


@pytest.mark.parametrize("short", [None, "", "点击下载", "水" * (MIN_COMPARABLE - 1), "，" * 200])
def test_short_bodies_are_not_compared(short: str | None) -> None:
    assert body_hash(short) is None


def test_a_body_just_long_enough_is_compared() -> None:
    assert body_hash("水" * MIN_COMPARABLE) is not None


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_what_is_storable_is_storable_for_good(text: str) -> None:
    stored = storable(text)
    assert stored is None or stored.encode().decode() == stored
    assert storable(stored) == stored
    assert (stored is None) == (not text)


def test_storable_replaces_lone_surrogates_alone() -> None:
    assert storable("渠\ud83d水") == "渠�水"
    assert storable("渠𠮷水") == "渠𠮷水"
