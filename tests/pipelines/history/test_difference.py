"""Differences as a person would mark them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.history.difference import applied, difference, kept
from tests.pipelines.articles import BODY

TEXT = "守了一夜的人们，到2026年3月4日9:30才回家。\n修渠花了3500元，来了9位老渠工。"
WORDS = st.lists(st.sampled_from(["渠", "水", "的", "，", "。", "\n", " ", "3月4日", "15", "%", "km", "\u2028", "𠮷"]))
TEXTS = WORDS.map("".join) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("old", "new", "hunks"),
    [
        ("守了一夜的人们", "熬了一个通宵的乡亲们", [("守了一夜的人", "熬了一个通宵的乡亲")]),
        (
            "要深入贯彻落实会议精神，扎实推进各项工作。",
            "要认真学习领会会议精神，全力抓好各项任务落实。",
            [("深入贯彻落实", "认真学习领会"), ("扎实推进各项工作", "全力抓好各项任务落实")],
        ),
        ("3500元", "3600元", [("3500", "3600")]),
        ("3月4日9:30", "3月14日10:30", [("3月4日9:30", "3月14日10:30")]),
        ("来了9位老渠工", "来了十位老渠工", [("9", "十")]),
        ("甲村5户乙村6户", "甲村7户乙村8户", [("5", "7"), ("6", "8")]),
        ("书记张伟说", "书记张玮说", [("伟", "玮")]),
        ("哪里漏、哪里淤，都记下来", "哪里漏、哪里裂、哪里淤，都记下来", [("", "哪里裂、")]),
        ("先看东坡，再看西坡，最后回家", "先看东坡，最后回家", [("再看西坡，", "")]),
        ("GDP增长5%", "GDP增长5.2%", [("5%", "5.2%")]),
        ("the channel flows", "the canal flows", [("channel", "canal")]),
        ("渠，水", "渠；水", [("，", "；")]),
        ("春天来了。夏天来了。", "春天来了。夏天来了。秋天来了。", [("", "秋天来了。")]),
        ("", "渠", [("", "渠")]),
        ("渠", "", [("渠", "")]),
        ("渠", "渠", []),
    ],
)
def test_changes_read_as_a_person_would_mark_them(old: str, new: str, hunks: list[tuple[str, str]]) -> None:
    assert [(hunk.old, hunk.new) for hunk in difference(old, new)] == hunks
    assert [(hunk.old, hunk.new) for hunk in difference(BODY + old + BODY, BODY + new + BODY)] == hunks


def test_other_paragraphs_are_left_alone() -> None:
    first, second = TEXT.split("\n")
    added = "\n".join([first, "县里来了人。", second])
    assert difference(TEXT, added) == ((len(first) + 1, "", "县里来了人。\n"),)
    assert difference(added, TEXT) == ((len(first) + 1, "县里来了人。\n", ""),)


def test_a_text_that_is_another_reads_as_one_change() -> None:
    old, new = (
        BODY.replace("\n", ""),
        "县里的图书馆搬进了新楼，二层的阅览室朝南，冬天不用开灯。孩子们放学以后坐满了长桌",
    )
    assert difference(old, f"{new}。") == ((0, old[:-1], new),)


def test_how_much_still_stands() -> None:
    assert kept("", ()) == 0
    assert kept("一二三四", difference("一二三四", "一二五")) == 2
    assert kept("一二三四", difference("一二三四", "")) == 0


def test_long_runs_of_one_sign() -> None:
    line = "—" * 10_000
    assert difference(f"渠{line}", f"渠{line}{line}") == ((10_001, "", line),)


def test_books_that_have_no_line_in_common_are_one_change() -> None:
    one, other = "渠水" * 15_000, "水路" * 15_000
    assert difference(f"序\n{one}\n跋", f"序\n{other}\n跋") == ((2, f"{one}\n", f"{other}\n"),)


@given(TEXTS, TEXTS)
def test_the_hunks_make_the_new_text_of_the_old(old: str, new: str) -> None:
    hunks = difference(old, new)
    assert applied(old, hunks) == new
    assert (hunks == ()) == (old == new)
    assert all(old[hunk.at :].startswith(hunk.old) and hunk.old != hunk.new for hunk in hunks)
    assert all(one.at + len(one.old) <= two.at for one, two in pairwise(hunks))
