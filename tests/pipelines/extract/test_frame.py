"""What stands around a text: words and names, and the same lines where they are text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.blocks import Block
from pipelines.extract.frame import (
    hides,
    is_end,
    is_frame,
    is_interruption,
    is_widget,
    known_container,
    names_elsewhere,
    names_picture,
    set_apart,
    words_of,
)
from pipelines.normalise.text import size


@pytest.mark.parametrize(
    ("text", "expected"), [("磨坊转了", 4), ("the mill turned", 3), ("2026年3月1日", 6), ("，。！", 0), ("", 0)]
)
def test_size_counts_characters_and_words(text: str, expected: int) -> None:
    assert size(text) == expected


def test_words_are_told_apart_without_case() -> None:
    assert words_of("The mill 磨坊 turns") == ["the", "mill", "磨", "坊", "turns"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("相关阅读", True),
        ("【相关链接】", True),
        ("上一篇：渡口", True),
        ("相关阅读" + "字" * 60, False),
        ("磨坊相关阅读", False),
    ],
)
def test_end_words_begin_a_short_line(text: str, expected: bool) -> None:
    assert is_end(Block(text, 0, 0, "p")) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("【打印】", True), ("分享", True), ("打印机修好了", False), ("×", True)]
)
def test_widgets(text: str, expected: bool) -> None:
    assert is_widget(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("某ICP备1号", True), ("版权所有", True), ("渡口", False), ("版权所有" + "字" * 200, False)]
)
def test_frame(text: str, expected: bool) -> None:
    assert is_frame(text) is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("zoom", True), ("a trs_editor b", True), ("zoomed", False), ("", False)]
)
def test_known_containers(name: str, expected: bool) -> None:
    assert known_container(name) is expected


@pytest.mark.parametrize(
    ("name", "tag", "expected"),
    [
        ("related", "div", True),
        ("mill__related-box", "div", True),
        ("relatedposts", "ul", True),
        ("newsletterbox", "section", True),
        ("img__description", "p", True),
        ("photo-credit", "span", True),
        ("", "figcaption", True),
        ("", "aside", True),
        ("", "div", False),
        ("article-text", "div", False),
        ("image-story", "div", False),
        ("mediterranean", "div", False),
        ("unrelated", "div", False),
        ("no-share", "div", False),
        ("page has_sidebar", "div", False),
        ("entry-content share", "div", False),
    ],
)
def test_names_of_other_parts(name: str, tag: str, expected: bool) -> None:
    assert names_elsewhere(name, tag) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("visually-hidden", True), ("a hidden", True), ("hidden md:block", False), ("hiddenvalley", False), ("", False)],
)
def test_classes_that_hide(name: str, expected: bool) -> None:
    assert hides(name) is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("photo", True), ("x imgbox", True), ("text-photo", True), ("text", False), ("", False)]
)
def test_names_of_pictures(name: str, expected: bool) -> None:
    assert names_picture(name) is expected


def test_what_may_be_longer_than_the_article() -> None:
    assert set_apart("mill-comments")
    assert not set_apart("mill-text")


@pytest.mark.parametrize(
    ("text", "linked", "expected"),
    [
        ("Advertisement", 0, True),
        ("— Anzeige —", 0, True),
        ("Read more: the ferry bell is right again", 29, True),
        ("Read more slowly, the teacher said, and she turned the page back.", 0, False),
        ("By signing up you agree that the miller may write to you.", 0, True),
        ("By signing up" + " and so on" * 60, 0, False),
        ("The mill turns again.", 0, False),
    ],
)
def test_lines_that_interrupt(text: str, linked: int, expected: bool) -> None:
    assert is_interruption(Block(text, linked, 0, "p")) is expected


@given(st.text(max_size=60), st.sampled_from(["div", "p", "aside", "td"]))
def test_any_name_and_any_line_get_an_answer(text: str, tag: str) -> None:
    assert names_elsewhere(text, tag) in {True, False}
    assert is_interruption(Block(text, 0, 0, tag)) in {True, False}
    assert size(text) == len(words_of(text)) or text != text.casefold()
