"""Dates in running text and in addresses; hostile text."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.items import Precision
from pipelines.lexicon import lexicon
from pipelines.normalise.dates import FoundDate, find_all, from_address, from_epoch, parse

ZONE = "Asia/Shanghai"
NOW = datetime.fromisoformat("2024-03-06T10:17:33+08:00")
PIECES = [
    "2024", "03", "5", "-", "/", ".", "年", "月", "日", "号", " ", "\u3000", "&nbsp;", "\u200b", "T", "Z", ":", "：",
    "08:30", "+08:00",
    "下午", "AM", "Mar", "CST", "二〇二四", "三", "十", "廿", "〇", "至", "前", "发布时间", "今天是", "天前", "昨天",
    "２", "１", "讯", "电",
    "http://a/", "/t20240305_1.html", "'", "(", "[", "1709629500", "星期二", "\n", "mars", "é",
]  # fmt: skip


def found(text: str, *, month_day: bool = False) -> list[FoundDate]:
    return find_all(text, now=NOW, zone=ZONE, month_day=month_day)


def test_every_full_date_in_order_with_what_the_words_say() -> None:
    text = "发布时间：2024-03-05 报名截止2024-03-06，最后更新 2024年3月4日 08:05；二〇二四年三月三日和5 Mar 2023开会"
    assert [(date.moment.iso, date.standing) for date in found(text)] == [
        ("2024-03-05", "published"),
        ("2024-03-06", "refused"),
        ("2024-03-04T08:05:00+08:00", "weak"),
        ("2024-03-03", "plain"),
        ("2023-03-05", "plain"),
    ]


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("2024-03-01 至 2024-03-05", [True, True]),
        ("2024年3月1日—3月5日", [True]),
        ("2024.03.01-05", [True]),
        ("2024-03-01 - 2024-03-05", [True, True]),
        ("2024年3月1日到2099年3月5日", [True]),
        ("直至2024年3月5日", [True]),
        ("3日-2024年3月5日", [True]),
        ("公告 - 2024-03-05", [False]),
        ("2024-03-01 2024-03-05", [False, False]),
        ("2024-03-01 10:002024-03-01 10:05", [False]),
        ("2024-03-01 - 10:00", [False]),
    ],
)
def test_spans_are_marked(text: str, ranges: list[bool]) -> None:
    assert [date.in_range for date in found(text)] == ranges


def test_days_without_a_year_only_when_asked_for() -> None:
    text = "2024年2月29日启动，3月5日完工，12月1日至3日培训，11月31日，4月前"
    assert [date.raw for date in found(text)] == ["2024年2月29日"]
    assert [(date.moment.iso, date.in_range) for date in found(text, month_day=True)] == [
        ("2024-02-29", False),
        ("2024-03-05", False),
        ("2023-12-01", True),
    ]


def test_an_impossible_date_is_no_day_without_a_year_either() -> None:
    assert found("2024年2月30日", month_day=True) == []


@pytest.mark.parametrize(
    ("path", "iso", "precision"),
    [
        ("/zwyw/202403/t20240305_123456.html", "2024-03-05", "day"),
        ("/zwyw/t20240305_1.shtml?from=list#top", "2024-03-05", "day"),
        ("/art/2024/3/5/art_12_345.html", "2024-03-05", "day"),
        ("/001/001001/20240305/0a1b2c3d-0000-4000-8000-000000000001.html", "2024-03-05", "day"),
        ("/html/2024-03/05/node_2.htm", "2024-03-05", "day"),
        ("/pc/content/202403/05/content_1.html", "2024-03-05", "day"),
        ("/2024/0305/c1a2/page.htm", "2024-03-05", "day"),
        ("/2024/03-05/1077.html", "2024-03-05", "day"),
        ("/a/2024-03-05/doc-1.shtml", "2024-03-05", "day"),
        ("/2024/03/05/title/", "2024-03-05", "day"),
        ("/c100123/202403/0123456789abcdef0123456789abcdef.shtml", "2024-03", "month"),
        ("/2024/03/title.html", "2024-03", "month"),
        ("/202403/t20240335_1.html", "2024-03", "month"),
        ("/art/2024/art_0123456789abcdef0123456789abcdef.html", None, None),
        ("/t19700101_1.html", None, None),
        ("/202413/t20241345_1.html", None, None),
        ("/20240308/1.html", None, None),
        ("/post_20240305.html", None, None),
        ("/p/2024030592716942541.html", None, None),
        ("/info/1103/7719.htm", None, None),
        ("/search?date=/20240305/", None, None),
        ("", None, None),
    ],
)
def test_dates_of_addresses(path: str, iso: str | None, precision: Precision | None) -> None:
    moment = from_address(f"http://www.example.gov.cn{path}", now=NOW, zone=ZONE)
    assert (moment.iso, moment.precision) == (iso, precision) if moment else iso is None


def test_the_word_list_is_in_small_letters_and_says_each_word_once() -> None:
    labels = [label for kind in lexicon("dates")["labels"].values() for label in kind]
    assert labels == [label.lower() for label in labels]
    assert sorted(labels) == sorted(set(labels))


def _never_raises(text: str) -> None:
    parse(text, now=NOW, zone=ZONE)
    from_address(text, now=NOW, zone=ZONE)
    from_epoch(text, now=NOW, zone=ZONE)
    dates = found(text, month_day=True)
    assert all(text[date.start : date.end] == date.raw for date in dates)
    assert all(before.end <= after.start for before, after in pairwise(dates))


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.text(max_size=80))
def test_no_text_raises(text: str) -> None:
    _never_raises(text)


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_text_made_of_pieces_of_dates_raises(text: str) -> None:
    _never_raises(text)


@pytest.mark.parametrize(
    "piece",
    [
        "2", "2024", "2024 ", "2024年3月", "12/", "/2024", "1.", " ", "&nbsp;", "\u200b", "一", "二〇二四年",
        "3月5日至", "发",
        "时间：", "(（", "ct ", "jan ", "Mar 5 ", "讯", "2024-03-05 ", "2024-03-05 08:30 至", "3月5日2024-03-05 ",
    ],
)  # fmt: skip
def test_long_runs_are_read_once(piece: str) -> None:
    """No timing: with a pattern that gives back what it took, any of these would run for hours."""
    text = "2024" + piece * (200_000 // len(piece)) + "x"
    parse(text, now=NOW, zone=ZONE)
    found(text, month_day=True)
    from_address(f"http://a/{text}", now=NOW, zone=ZONE)
