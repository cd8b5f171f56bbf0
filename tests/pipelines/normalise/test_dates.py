"""Dates: the cases of the notes, made-up cases of every kind, the traps, and the promise never to raise."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.items import Moment
from pipelines.normalise.dates import find_all, from_address, from_epoch, parse
from pipelines.normalise.frame import DayOrder

SHARED = Path(__file__).parents[3] / "../shared/reference/dates.jsonl"
ZONE = "Asia/Shanghai"
NOW = datetime.fromisoformat("2024-03-06T10:17:33+08:00")
LATE = datetime.fromisoformat("2026-12-01T12:00:00+08:00")
"""The fetch time of the shared cases that name none: later than every date they expect."""


def read(text: str, now: datetime = NOW, zone: str = ZONE) -> str | None:
    moment = parse(text, now=now, zone=zone)
    return moment.iso if moment else None


def test_the_shared_cases() -> None:
    if not SHARED.exists():
        pytest.skip("the shared reference folder is not beside this checkout")
    cases = [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines()]
    wrong = [(case["text"], case["expected"], got) for case in cases if (got := _answer(case)) != case["expected"]]
    assert not wrong
    assert len(cases) >= 180


def _answer(case: dict[str, str]) -> str | None:
    """Read one case. A month alone counts as none, for the file asks for days."""
    now = datetime.fromisoformat(case["now"]) if "now" in case else LATE
    function = from_address if case.get("kind") == "url" else parse
    moment = function(case["text"], now=now, zone=ZONE)
    return moment.iso if moment and moment.precision != "month" else None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024-3-5", "2024-03-05"),
        ("2024.03.05 ", "2024-03-05"),
        ("2024－03－05", "2024-03-05"),
        ("２０２４年３月５日　１７：０５", "2024-03-05T17:05:00+08:00"),
        ("2024年 3月 5日 17时5分9秒", "2024-03-05T17:05:09+08:00"),
        ("2024年3月5号", "2024-03-05"),
        ("2024-03-05\u200b 17:05", "2024-03-05T17:05:00+08:00"),
        ("2024-03-05&nbsp;17:05&#160;", "2024-03-05T17:05:00+08:00"),
        ("2024/3/5 下午 5:05", "2024-03-05T17:05:00+08:00"),
        ("2024-03-05 中午12:10", "2024-03-05T12:10:00+08:00"),
        ("2024-03-05 中午1:10", "2024-03-05T13:10:00+08:00"),
        ("2024-03-05 凌晨12:10", "2024-03-05T00:10:00+08:00"),
        ("2024-03-05 晚上11点30分", "2024-03-05T23:30:00+08:00"),
        ("2024-03-05 12:10 AM", "2024-03-05T00:10:00+08:00"),
        ("2024-03-05(星期二) 17:05", "2024-03-05T17:05:00+08:00"),
        ("2024-03-0517:05稿源：城关融媒", "2024-03-05T17:05:00+08:00"),
        ("2024-03-052024-03-06", "2024-03-05"),
        ("2024-03-05 24:00", "2024-03-06T00:00:00+08:00"),
        ("2024-03-05 25:70", "2024-03-05"),
        ("2024-03-05 17:05:61", "2024-03-05T17:05:00+08:00"),
        ("2024-03-05 00:00", "2024-03-05"),
        ("2024-03-05T00:00:00Z", "2024-03-05"),
        ("2024-03-04T16:00:00Z", "2024-03-05"),
        ("2024-03-05T09:05:00.250Z", "2024-03-05T17:05:00+08:00"),
        ("2024-03-05T10:05:00+01:00", "2024-03-05T17:05:00+08:00"),
        ("2024-03-05T04:05:00-05:00", "2024-03-05T17:05:00+08:00"),
        ("Tue, 05 Mar 2024 09:05:00 GMT", "2024-03-05T17:05:00+08:00"),
        ("Tue Mar 05 2024 17:05:00 GMT+0800 (中国标准时间)", "2024-03-05T17:05:00+08:00"),
        ("Tue Mar 05 17:05:00 CST 2024", "2024-03-05T17:05:00+08:00"),
        ("March 5th, 2024", "2024-03-05"),
        ("5-Mar-2024", "2024-03-05"),
        ("05.03.2024", "2024-03-05"),
        ("03/25/2023", "2023-03-25"),
        ("二〇二四年三月五日", "2024-03-05"),
        ("二零二三年十二月廿一日", "2023-12-21"),
        ("二〇二三年十月三十日", "2023-10-30"),
        ("贰零贰肆年叁月伍日", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("发布日期：20240305170509", "2024-03-05T17:05:09+08:00"),
        ("202403051705", "2024-03-05T17:05:00+08:00"),
        ("1709629500", "2024-03-05T17:05:00+08:00"),
        ("1709629500000", "2024-03-05T17:05:00+08:00"),
        ("/Date(1709629500000)/", "2024-03-05T17:05:00+08:00"),
        ('var createTime = "1709629500";', "2024-03-05T17:05:00+08:00"),
        ("2024-03\n05", "2024-03-05"),
        ("05\n2024年03月", "2024-03-05"),
        ("24-03-05", "2024-03-05"),
        ("’24.03.05", "2024-03-05"),
        ("2024年3月", "2024-03"),
        ("2024-03", "2024-03"),
    ],
)
def test_a_value_with_its_year(text: str, iso: str) -> None:
    assert read(text) == iso


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 février 2023", "2023-02-14"),
        ("26 Mai, 2008 | Mühle", "2008-05-26"),
        ("14. veljače 2023.", "2023-02-14"),
        ("3. marca 2023", "2023-03-03"),
        ("14 февруари 2023", "2023-02-14"),
        ("14 فبراير 2023", "2023-02-14"),
        ("2023년 2월 14일", "2023-02-14"),
        ("14.2.23", "2023-02-14"),
        ("14.02.99", "1999-02-14"),
        ("31.02.23", None),
        ("1.14.2.23", None),
    ],
)
def test_dates_of_other_languages(text: str, day: str | None) -> None:
    assert read(text, zone="Europe/Zurich") == day


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2023", "day", "2023-04-03"),
        ("03/04/2023", "month", "2023-03-04"),
        ("03-04-2023", "unsure", None),
        ("04/04/2023", "unsure", "2023-04-04"),
        ("25/04/2023", "unsure", "2023-04-25"),
        ("04/25/2023", "unsure", "2023-04-25"),
        ("04/25/2023", "day", "2023-04-25"),
        ("03.04.2023", "month", "2023-04-03"),
        ("3/4/23", "month", "2023-03-04"),
        ("3/4/23", "day", "2023-04-03"),
        ("3/4/23", "unsure", None),
        ("2023-04-03", "unsure", "2023-04-03"),
    ],
)
def test_the_order_of_day_and_month(text: str, order: DayOrder, day: str | None) -> None:
    found = parse(text, now=NOW, zone=None, order=order)
    assert (found.iso if found else None) == day
    in_text = [date.moment.iso for date in find_all(text, now=NOW, zone=None, order=order)]
    assert in_text == ([day] if day and len(text) == 10 else [])


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3月5日", "2024-03-05"),
        ("发布时间：3月5日 17:05", "2024-03-05T17:05:00+08:00"),
        ("[03-05]", "2024-03-05"),
        ("03/05", "2024-03-05"),
        ("03-07", "2024-03-07"),
        ("03-08", "2023-03-08"),
        ("12-31 8:05", "2023-12-31T08:05:00+08:00"),
        ("城关讯 3月5日，一座桥通车", "2024-03-05"),
        ("某社城关3月5日电", "2024-03-05"),
        ("02-29", "2024-02-29"),
    ],
)
def test_a_value_without_its_year_is_of_the_latest_allowed(text: str, iso: str) -> None:
    assert read(text) == iso


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("刚刚", "2024-03-06T10:17:00+08:00", "minute"),
        ("5分钟前", "2024-03-06T10:12:00+08:00", "minute"),
        ("半小时前", "2024-03-06T09:47:00+08:00", "minute"),
        ("发布于：2小时前", "2024-03-06T08:00:00+08:00", "hour"),
        ("两个小时之前", "2024-03-06T08:00:00+08:00", "hour"),
        ("今日09:05", "2024-03-06T09:05:00+08:00", "minute"),
        ("昨天", "2024-03-05", "day"),
        ("大前天 8:05", "2024-03-03T08:05:00+08:00", "minute"),
        ("三天前", "2024-03-03", "day"),
        ("1周前", "2024-02-28", "day"),
        ("1个月前", "2024-02-06", "day"),
        ("2年前", "2022-03-06", "day"),
        ("上午9:05", "2024-03-06T09:05:00+08:00", "minute"),
    ],
)
def test_what_counts_back_counts_from_the_fetch_time(text: str, iso: str, precision: str) -> None:
    assert parse(text, now=NOW, zone=ZONE) == Moment(iso, precision, True)  # type: ignore[arg-type]


def test_months_back_end_with_their_month() -> None:
    assert read("1个月前", datetime.fromisoformat("2024-03-31T12:00:00+08:00")) == "2024-02-29"


def test_a_day_is_counted_on_the_sites_calendar() -> None:
    now = datetime.fromisoformat("2024-03-05T20:00:00+00:00")  # already the 6th in Shanghai
    assert read("昨天", now) == "2024-03-05"
    assert read("昨天", now, "Europe/Paris") == "2024-03-04"


def test_the_same_text_and_fetch_time_give_the_same_date_whatever_the_clock() -> None:
    old = datetime(2011, 6, 30, 4, 0, tzinfo=UTC)
    assert read("3天前", old) == "2011-06-27"
    assert read("07-15", old) == "2010-07-15"
    assert read("2011-07-03", old) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "—", "2024年", "2024-02-30", "2024-13-01", "0000-00-00", "0001-01-01 00:00:00",
        "1970-01-01 08:00:00",
        "1994-12-31", "2024-03-08", "2099-12-31", "发布时间：", "来源： 编辑： 日期：", "yyyy-MM-dd",
        "{{ row.date }}",
        "new Date()", "阅读：20240305", "今天是2024年3月5日 星期二", "当前时间：2024-03-05 09:00:00",
        "页面生成时间：2024-03-05 09:00", "成文日期：2024-03-05", "有效期至2024年3月5日", "报名截止时间：2024-03-05",
        "2024年3月5日前报名", "自2024年3月1日起施行", "2024-03-01 至 2024-03-05", "2024.03.01-03.05",
        "2024年3月1日—5日", "3月1日-5日", "2024-03-05 08:30-17:30", "农历二〇二四年正月初五", "正月初五",
        "Copyright © 2019-2024",
        "某政发〔2024〕3号", "第2024-03期", "2024-03-05-001", "电话：0825-2024305", "6205020013", "邮编：629000",
        "网站标识码：1304000009", "1/10", "3-5", "3-5天", "2024.1-3月", "2024年3月5个", "3天前，全县开会", "今天开会",
        "100-200", "半个月前", "no date in 2024 here 99", "12:30",
    ],
)  # fmt: skip
def test_what_is_no_date_of_publication_is_nothing(text: str) -> None:
    assert parse(text, now=NOW, zone=ZONE) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("更新时间：2024-03-06 08:00 发布时间：2024-03-05", "2024-03-05"),
        ("成文日期：2024-02-01 发 布 日 期 ：2024-03-05", "2024-03-05"),
        ("更新日期：2024-03-06 城关融媒 2024-03-05", "2024-03-05"),
        ("更新日期：2024-03-06", "2024-03-06"),
        ("公示时间：2024-03-01至2024-03-05 发布时间：2024-02-29", "2024-02-29"),
        ("来源：城关融媒 2024-03-05 17:05 编辑：某人 点击：20240301", "2024-03-05T17:05:00+08:00"),
        ("有效期：2023-01-01 来源：城关融媒 2024-03-05", "2024-03-05"),
        ('<meta name="HtmlGenerateTime" content="2024-03-06"><meta name="PubDate" content="2024-03-05">', "2024-03-05"),
        ("开工时间：2024-03-01 发布时间：2024-03-05", "2024-03-05"),
    ],
)
def test_the_best_label_wins(text: str, iso: str) -> None:
    assert read(text) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("5 mars 2024", "2024-03-05"),
        ("5. März 2024 17:05", "2024-03-05T17:05:00+01:00"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("5 марта 2024 г.", "2024-03-05"),
        ("mars 2024", None),
        ("5 mars", None),
        ("hier", None),
        ("5 mars 2025", None),
    ],
)
def test_other_languages_need_all_three_parts(text: str, iso: str | None) -> None:
    assert read(text, zone="Europe/Paris") == iso


def test_common_values_never_load_dateparser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dateparser", None)  # importing it would now raise
    for text in ("2024-03-05", "Tue, 05 Mar 2024 09:05:00 GMT", "3小时前", "浏览次数：21", "本报记者", "2024年"):
        parse(text, now=NOW, zone=ZONE)


def test_numbers_in_doubtful_order_are_read_as_the_place_does() -> None:
    assert read("06/02/2023") == "2023-02-06"
    assert read("06/02/2023", zone="America/New_York") == "2023-06-02"
    assert read("25/02/2023", zone="America/New_York") == "2023-02-25"


def test_two_digit_years_are_asias() -> None:
    assert read("24-03-05") == "2024-03-05"
    assert read("24-03-05", zone="Europe/Paris") is None


def test_a_time_without_a_zone_gets_the_offset_of_its_season() -> None:
    assert read("2023-07-05 08:00", zone="Europe/Paris") == "2023-07-05T08:00:00+02:00"
    assert read("2023-12-05 08:00", zone="Europe/Paris") == "2023-12-05T08:00:00+01:00"


def test_a_naive_fetch_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        parse("2024-03-05", now=datetime(2024, 3, 6), zone=ZONE)  # noqa: DTZ001 - the point of the test


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.times(), st.sampled_from(["", " %H:%M", " %H:%M:%S"]))
def test_the_short_way_and_the_long_way_agree(day: date, time: object, clock: str) -> None:
    text = day.isoformat() + format(time, clock) if clock else day.isoformat()
    assert read(text) == read(f" {text}")


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.integers(0, 15_340_000))
def test_every_spelling_of_a_time_gives_that_time(minutes: int) -> None:
    when = datetime(1995, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)  # until 1 March 2024
    day = when.date().isoformat()
    expected = day if (when.hour, when.minute) == (0, 0) else f"{day}T{when:%H:%M}:00+08:00"
    for form in ("%Y-%m-%d %H:%M", "%Y年%m月%d日%H时%M分", "%Y/%m/%d　%H：%M", "%Y.%m.%d%H:%M", "%d %b %Y %H:%M"):
        assert read(when.strftime(form)) == expected


def test_epochs() -> None:
    assert from_epoch(1709629500, now=NOW, zone=ZONE) == Moment("2024-03-05T17:05:00+08:00", "second")
    assert from_epoch("1709629500000", now=NOW, zone=ZONE) == Moment("2024-03-05T17:05:00+08:00", "second")
    assert from_epoch(1709568000, now=NOW, zone=ZONE) == Moment("2024-03-05", "day")  # midnight in Shanghai
    for nothing in (0, -1, "", "abc", "5109030018", 99999999999999, "１２"):
        assert from_epoch(nothing, now=NOW, zone=ZONE) is None


def test_a_day_after_the_fetch_time_is_the_last() -> None:
    assert read("2024-03-07") == "2024-03-07"
    assert read("2024-03-07 10:00") == "2024-03-07T10:00:00+08:00"
    assert read("2024-03-07 10:30") is None
    assert read((NOW + timedelta(days=2)).date().isoformat()) is None


def test_places_are_those_of_the_text_as_given() -> None:
    text = "\ufeff会　议于２０２４年３月５日召开，2024 - 03 - 04 下发。"
    found = find_all(text, now=NOW, zone=ZONE)
    assert [(date.raw, date.moment.iso) for date in found] == [
        ("２０２４年３月５日", "2024-03-05"),
        ("2024 - 03 - 04", "2024-03-04"),
    ]
    assert all(text[date.start : date.end] == date.raw for date in found)
