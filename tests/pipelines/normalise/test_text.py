"""White space, widths, comparison keys."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalise.text import comparison_key, fold_width, han_count, has_key, one_spelling, size, squeeze


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("", ""),
        (" \t\r\n\u3000\u00a0", ""),
        ("城关\u3000\u3000要闻\u00a0\n快讯 ", "城关 要闻 快讯"),
        ("\ufeff城\u200b关\u200d要\u00ad闻\u2060", "城关要闻"),
        ("城关\x00\x07要闻\x1f", "城关要闻"),
        ("a\u2028b\u0085c\x0bd", "a b c d"),
        ("ＡＢ：１", "ＡＢ：１"),
    ],
)
def test_squeeze(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@pytest.mark.parametrize(
    ("printed", "spelled"),
    [
        ("张\u3000三", "张三"),
        (" 兰州 日报\n", "兰州日报"),
        ("ＣＣＴＶ 新闻", "CCTV新闻"),
        ("CCTV  13", "CCTV 13"),
        ("José García", "José García"),
        ("𠮷 田", "𠮷田"),
        ("", ""),
    ],
)
def test_one_spelling(printed: str, spelled: str) -> None:
    assert one_spelling(printed) == spelled
    assert one_spelling(spelled) == spelled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("城关区：“春耕”开始！", "城关区:春耕开始"),
        ("ＡＢＣ１２３", "abc123"),
        ("第１期_上", "第1期 上"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("Straße", "STRASSE"),
        ("㈠ ㎡", "一m2"),
        ("城\u200b关", "城关"),
    ],
)
def test_two_spellings_share_a_key(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("城关区", "城关县"), ("国", "國"), ("1.5", "1.6"), ("𠮷", "吉")])
def test_two_things_do_not(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


def test_widths() -> None:
    assert fold_width("ＡＢｃ１２３：（　）～！") == "ABc123:( )~!"
    assert fold_width("。、“”￥ｱ城") == "。、“”￥ｱ城"


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("a1 ，", 0), ("城关abc区", 3), ("二〇二四", 4), ("㛃𠮷\U00030000", 3), ("ひらがな", 0), ("豈", 1)],
)
def test_han_characters_are_counted(text: str, count: int) -> None:
    assert han_count(text) == count


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.text())
def test_applied_twice_nothing_changes(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
    assert fold_width(fold_width(text)) == fold_width(text)
    assert comparison_key(comparison_key(text)) == comparison_key(text)


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.text())
def test_a_key_is_letters_and_digits_and_does_not_see_widths_and_blanks(text: str) -> None:
    key = comparison_key(text)
    assert key == "" or key.isalnum()
    assert comparison_key(fold_width(text)) == key
    assert comparison_key(f"\u3000{text} ") == key


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.text())
def test_squeezing_keeps_what_is_seen(text: str) -> None:
    squeezed = squeeze(text)
    assert han_count(squeezed) == han_count(text)
    assert squeezed == squeezed.strip()
    assert "  " not in squeezed


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("区政府召开会议", 7),
        ("区政府召开2026年第3次会议。", 12),
        ("Two words", 2),
        ("用Python 3.11写的", 6),
        ("ひらがな、カタカナ", 8),
        ("𠀀𠀁 snake_case", 3),
        ("。，！ …", 0),
    ],
)
def test_length_in_characters_and_words(text: str, length: int) -> None:
    assert size(text) == length


@given(st.text(alphabet="区政府一丈（) ，Ａa1é", max_size=6), st.text(alphabet="区政府一丈（) ，Ａa1é", max_size=6))
def test_a_text_has_its_own_key_and_no_other(text: str, other: str) -> None:
    assert has_key(text, comparison_key(text))
    assert has_key(text, comparison_key(other)) == (comparison_key(text) == comparison_key(other))
