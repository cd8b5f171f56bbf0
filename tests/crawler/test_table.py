"""Tables: whole where there is room, and giving way in the stated order where there is none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crawler.table import Column, lines, shortened

COLUMNS = (
    Column(name="site"),
    Column(name="new", side="right"),
    Column(name="why"),
    Column(name="name", least=7),
)
ROWS = (("alpha", "12", "robots 1", "青榆区人民政府"), ("b", "0", "0", "河"))
ORDER = ("name", "why", "new")


def shown(width: int | None) -> list[str]:
    return list(lines(COLUMNS, ROWS, ORDER, width))


def test_with_room_nothing_gives_way_and_wide_characters_fill_two_cells() -> None:
    whole = [
        "site   new  why       name",
        "alpha   12  robots 1  青榆区人民政府",
        "b        0  0         河",
    ]
    assert shown(None) == whole
    assert shown(36) == whole


def test_first_a_column_is_shortened_in_its_middle_but_not_below_its_least() -> None:
    assert shown(35)[1] == "alpha   12  robots 1  青榆区…民政府"
    assert shown(29)[1] == "alpha   12  robots 1  青…府"
    assert shown(29)[0] == "site   new  why       name"


def test_a_column_may_give_up_its_tail_instead() -> None:
    columns = (Column(name="run"), Column(name="command", least=8, cut="tail"))
    rows = [("1", "crawl 西固 --since 2019-01-01")]
    assert list(lines(columns, rows, ("command",), 20))[1] == "1    crawl 西固 --s…"


def test_then_columns_fold_below_their_row_where_they_say_something() -> None:
    assert shown(28) == [
        "site   new  name",
        "alpha   12  青…府",
        "    why robots 1",
        "b        0  河",
    ]
    assert shown(14) == [
        "site   name",
        "alpha  青…府",
        "    new 12",
        "    why robots 1",
        "b      河",
    ]


def test_a_column_that_is_not_there_cannot_give_way() -> None:
    assert list(lines(COLUMNS, ROWS, ("remark", *ORDER), 29)) == shown(29)


def test_a_line_break_in_a_cell_breaks_no_row() -> None:
    assert list(lines((Column(name="a"),), [("one\ntwo",)], (), None)) == ["a", "one two"]


def test_no_rows_leave_the_header() -> None:
    assert list(lines(COLUMNS, [], ORDER, 80)) == ["site  new  why  name"]


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=40)


@given(TEXT, st.integers(3, 60))
def test_what_is_shortened_fits(text: str, width: int) -> None:
    for cut in ("middle", "tail"):
        short = shortened(text, width, cut)
        assert cell_len(short) <= width
        assert short == text or "…" in short


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=4), st.integers(1, 120))
def test_any_cells_at_any_width(rows: list[tuple[str, str, str, str]], width: int) -> None:
    told = list(lines(COLUMNS, rows, ORDER, width))
    assert len(told) > len(rows)
    assert all("\n" not in line and line == line.rstrip() for line in told)
