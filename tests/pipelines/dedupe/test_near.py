"""Sketches, bands and shares: of made-up texts, and of anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.copies import EDITS, Edit, Teller
from pipelines.dedupe.near import (
    BANDS,
    MIN_SHINGLES,
    keys,
    mark_keys,
    may_be_near,
    near,
    share,
    shingles,
    sketch,
)


def sketched(body: str) -> bytes:
    made = sketch(body)
    assert made is not None
    return made


@pytest.mark.parametrize("body", [None, "", "图片新闻", "水" * (MIN_SHINGLES + 1), "，。！" * 200])
def test_a_short_text_has_no_shingles(body: str | None) -> None:
    assert (shingles(body), sketch(body)) == (frozenset(), None)


def test_marks_width_and_white_space_make_no_difference() -> None:
    told = Teller(1).story("a").body
    other = told.replace("，", ", ").replace("\n", "  \n\n").replace("1", "１")
    assert (sketch(other), shingles(other)) == (sketch(told), shingles(told))


def test_a_sketch_is_the_same_on_every_machine() -> None:
    """What is stored is compared with what is made later: rensa must not change under us (METHOD names its version)."""
    body = "".join(chr(0x4E00 + number * 7 % 400) for number in range(200)) + "3月4日5时"
    assert sketched(body).hex() == EXPECTED


EXPECTED = (
    "e292592d3a23f5b6cd330441b506f390f0033b8de000c3224699398be8df7628153efda767e73e8ff35e8b192d18e4c3ab8"
    "304bcd6b7c11d60512c7cb3bf60b3314991e0bea8fba5bc5f93d01bb08e0e4a87050ef625b763c7c66b1cd86af1e2c4060c"
)


@pytest.mark.parametrize("edit", EDITS)
def test_a_copy_is_near_whatever_was_edited(edit: Edit) -> None:
    teller = Teller(3)
    for _ in range(10):
        told = teller.story("a")
        copy = teller.copy(told, edit, "b")
        assert near(shingles(told.body), shingles(copy.body))
        assert near(shingles(copy.body), shingles(told.body))


def test_texts_that_share_their_boilerplate_are_not_near() -> None:
    teller = Teller(4)
    for _ in range(10):
        assert not near(shingles(teller.campaign("a").body), shingles(teller.campaign("a").body))


def test_shares_are_of_the_first_text() -> None:
    long, short = shingles("一二三四五六七八九十" * 3 + "".join(map(chr, range(0x5000, 0x5100)))), shingles("")
    assert share(long, long) == 1
    assert (share(short, long), share(long, short), near(short, short)) == (0, 0, False)


def test_copies_of_a_notice_share_a_mark_and_other_days_do_not() -> None:
    teller = Teller(5)
    first, *others = [teller.weather("青口镇", day, "a") for day in teller.days(20, 1)]
    copy = teller.copy(first, "lead added", "b")
    marks = set(mark_keys(sketched(first.body)))
    assert marks & set(mark_keys(sketched(copy.body)))
    assert sum(bool(marks & set(mark_keys(sketched(other.body)))) for other in others) < 5
    assert mark_keys(sketched("雪花飞舞" + "".join(map(chr, range(0x5000, 0x5100))))) == []


@given(st.text(max_size=300), st.text(max_size=300))
def test_anything_can_be_compared_either_way_round(one: str, other: str) -> None:
    ours, theirs = shingles(one), shingles(other)
    assert near(ours, theirs) == near(theirs, ours)
    made, also = sketch(one), sketch(other)
    if made and also:
        assert may_be_near(made, also) == may_be_near(also, made)
        assert may_be_near(made, made)
        found = keys(made)
        assert len(found) == len(set(found)) == BANDS
        assert all(0 <= key < 1 << 30 for key in (*found, *mark_keys(made)))
