"""What a copy took, added and left out; and when two texts say other things in the same place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.history.copies import Copy, compare, differ

FIRST = "青禾镇的老水渠今年开春又通了水。"
SECOND = "镇上请来三位老渠工，沿着9公里渠道一段一段地看，哪里漏、哪里淤，都记在一本旧账簿上。"
THIRD = "到了三月初，第一股水流进东坡的麦田，守了一夜的人们才回家睡觉，第二天又来看水。"
TEXT = f"{FIRST}\n{SECOND}\n{THIRD}"


@pytest.mark.parametrize("copy", [TEXT, TEXT.replace("，", ","), TEXT.replace("\n", ""), f"  {TEXT}！"])
def test_what_is_equal_but_for_marks_is_copied_whole(copy: str) -> None:
    assert compare(TEXT, copy) == Copy(copied=1.0, kept=1.0)


@pytest.mark.parametrize(
    ("copy", "added", "cut"),
    [
        (f"石桥融媒讯。{TEXT}", ("石桥融媒讯。",), ()),
        (f"{FIRST}\n{SECOND}", (), (THIRD,)),
        (TEXT.replace("9公里", "12公里"), ("12",), ("9",)),
        (f"{TEXT}\n（来源：青禾报）", ("（来源：青禾报）",), ()),
        (TEXT.replace("，", "、"), (), ()),  # marks are no passage
    ],
)
def test_passages(copy: str, added: tuple[str, ...], cut: tuple[str, ...]) -> None:
    found = compare(TEXT, copy)
    assert (found.added, found.cut) == (added, cut)


def test_shares_are_of_the_copy_and_of_the_text() -> None:
    longer = compare(TEXT, TEXT + "雪" + "".join(map(chr, range(0x5000, 0x5064))))
    assert longer.kept == 1
    assert 0.45 < longer.copied < 0.6
    shorter = compare(TEXT, f"{FIRST}\n{SECOND}\n{SECOND}")
    assert shorter.kept < shorter.copied


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (TEXT, False),
        (TEXT.replace("。", "！").replace("\n", " "), False),
        (f"石桥融媒三月四日讯。{TEXT}", False),
        (f"{FIRST}\n{THIRD}", False),
        (f"石桥融媒三月四日讯。{FIRST}\n{SECOND}", False),
        (TEXT.replace("9公里", "12公里"), True),
        (TEXT.replace("9公里", "19公里"), True),  # a figure is one thing, whatever its digits
        (TEXT.replace("青禾镇", "石桥街道"), True),
        (TEXT.replace("三月初", "四月初"), True),
        (TEXT.replace("东坡的", ""), True),  # a word, not a passage
        (TEXT.replace(SECOND, "今年的雪下得很晚，人们等到月底才看见山上白了一层，也没有谁急着扫。"), True),
    ],
)
def test_differ(other: str, differs: bool) -> None:
    assert differ(TEXT, other) == differ(other, TEXT) == differs


@given(st.text(max_size=60), st.text(max_size=60))
def test_anything_can_be_compared_either_way_round(one: str, other: str) -> None:
    assert differ(one, other) == differ(other, one)
    assert not differ(one, one)
    found = compare(one, other)
    assert 0 <= found.copied <= 1
    assert 0 <= found.kept <= 1
