"""Cells for Excel: nothing calculates, codes stay codes, and everything but a cut comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.excel import AS_TEXT, CELL, CRAWL_TIMES, PRINTED_TIMES, cut, decode, encode

CHINA = "+08:00"
ADDRESS = "https://news.qinghe.example/1.html"
COLUMNS = sorted(AS_TEXT | PRINTED_TIMES | CRAWL_TIMES | {"title", "body", "url", "version"})

offsets = st.sampled_from(["+08:00", "+00:00", "-03:30", "+05:45"])
times = st.builds(
    lambda moment, hours, precision: moment.replace(tzinfo=timezone(timedelta(hours=hours))).isoformat(
        timespec=precision
    ),
    st.datetimes(),
    st.sampled_from([0, 8, -3.5]),
    st.sampled_from(["minutes", "seconds", "microseconds"]),
)
starts = st.text(alphabet="=+-@＝＋－＠\t\r\n'␛␍ 1", max_size=4)
texts = st.one_of(st.text(), times, st.builds(str.__add__, starts, st.text(alphabet="水a1\r\n␛␍'", max_size=20)))


def written(column: str, text: str, offset: str = CHINA) -> str:
    return encode(column, text, url=ADDRESS, offset=offset)


@pytest.mark.parametrize("column", COLUMNS)
@given(text=texts, offset=offsets)
@example(text="2023-02-14 08:30", offset=CHINA)
@example(text="2023-02-14T24:00:00+00:00", offset=CHINA)
@example(text="0001-01-01T00:00:00+00:00", offset="-03:30")
@example(text="'", offset=CHINA)
@example(text="\r", offset=CHINA)
@example(text="\t=1", offset=CHINA)
@example(text="２０２３-02-14T08:30:00+08:00", offset=CHINA)
def test_every_cell_comes_back(column: str, text: str, offset: str) -> None:
    assert decode(column, written(column, text, offset), offset=offset) == text


@pytest.mark.parametrize("column", COLUMNS)
@given(text=texts)
def test_nothing_that_calculates_and_no_bare_return(column: str, text: str) -> None:
    cell = written(column, text)
    assert "\r" not in cell
    assert not cell.removeprefix("\t").startswith(tuple("=+-@＝＋－＠\t\r\n"))
    if column not in AS_TEXT:
        assert not cell.startswith("\t")


@pytest.mark.parametrize(
    ("column", "text", "cell"),
    [
        ("title", "老水渠", "老水渠"),
        ("title", "=1+1", "'=1+1"),
        ("title", "＝1+1", "'＝1+1"),
        ("title", "-1", "'-1"),
        ("title", "@SUM(A1)", "'@SUM(A1)"),
        ("title", "\t=1", "'\t=1"),
        ("title", "\rA", "'␍A"),
        ("title", "'甲'", "''甲'"),
        ("body", "一\r\n二\n三\r四␍␛", "一␍\n二\n三␍四␛␍␛␛"),
        ("id", "17", "\t17"),
        ("division_code", "620104", "\t620104"),
        ("division_code", "=1", "\t'=1"),
        ("division_code", "", ""),
        ("version", "2", "2"),
        ("published", "2023-02-14", "2023-02-14"),
        ("published", "2023-02", "2023-02"),
        ("published", "2023-02-14T08:30:00+08:00", "2023-02-14 08:30"),
        ("published", "2023-02-14T08:30:15+08:00", "2023-02-14 08:30:15"),
        ("published", "2023-02-14T08:30:00+01:00", "2023-02-14 08:30+01:00"),
        ("published", "2023-02-14 08:30", "'2023-02-14 08:30"),
        ("first_seen", "2026-03-04T12:00:00+00:00", "2026-03-04 20:00"),
        ("last_seen", "2026-03-04T17:00:05+00:00", "2026-03-05 01:00:05"),
        ("title", "2023-02-14T08:30:00+08:00", "2023-02-14T08:30:00+08:00"),
    ],
)
def test_cells(column: str, text: str, cell: str) -> None:
    assert written(column, text) == cell
    assert decode(column, cell, offset=CHINA) == text


@pytest.mark.parametrize(
    "text", ["水" * CELL, "𠮷" * (CELL // 2), "'" + "a" * (CELL - 2)], ids=["basic", "pairs", "quoted"]
)
def test_a_cell_that_just_fits_is_not_cut(text: str) -> None:
    assert decode("body", written("body", text), offset=CHINA) == text


@pytest.mark.parametrize(
    "text",
    ["水" * (CELL + 1), "𠮷" * CELL, "a" + "𠮷" * CELL, "a" + "\r" * CELL, "=" + "a" * CELL],
    ids=["basic plane", "pairs", "pairs, odd", "returns", "formula"],
)
def test_a_longer_cell_is_cut_and_says_where_the_whole_text_is(text: str) -> None:
    head, mark, note = written("body", text).partition("…【")
    assert mark + note == f"…【cut for Excel, the whole text: {ADDRESS}】"
    assert CELL - 1 <= len((head + mark + note).encode("utf-16-le")) // 2 <= CELL
    shown = text.replace("\r", "␍").replace("=", "'=")
    assert head == shown[: len(head)]


def test_even_an_endless_address_leaves_a_cell_that_fits() -> None:
    assert len(cut("水" * 40_000, "https://x.example/" + "a" * 90_000)) == CELL


@given(st.text(alphabet="水𠮷a", min_size=1, max_size=9))
def test_a_cut_never_halves_a_character(text: str) -> None:
    cell = cut(text * CELL, ADDRESS)
    assert "�" not in cell
    assert CELL - 1 <= len(cell.encode("utf-16-le")) // 2 <= CELL


def test_the_clock_of_crawl_times() -> None:
    noon = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    assert written("first_seen", noon.isoformat(timespec="seconds"), "-03:30") == "2026-03-04 08:30"
