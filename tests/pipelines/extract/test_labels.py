"""Lines split at labels: every sign for a colon, spread and glued labels, empty values, words that only look like labels."""

from __future__ import annotations

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.labels import kinds, split_labels

LINE = "发布时间：2022-02-11 08:52 信息来源：某厅 作者： 编辑：张敏 浏览次数：2168 字体：【大 中 小】 打印"
PARTS = [
    "来源",
    "收集编辑",
    "发布时间",
    "作者",
    "记者",
    "文",
    "图",
    "文/图",
    "时间",
    "通讯员",
    "实习生",
    "供稿",
    "字体",
    "打印",
    "Source",
    "By",
    "：",
    ":",
    "丨",
    "/",
    "·",
    "。",
    "，",
    "（",
    "）",
    "【",
    "】",
    "《",
    "》",
    "&nbsp;",
    "张敏",
    "某县日报",
    "2023-02-14",
    "系",
    "报道",
    "讯",
    "电",
    "摄",
    "本报",
    "等",
    "口",
    "王",
    "综合",
    *" \u3000\n\ufeff",
]
lines = st.one_of(st.text(), st.lists(st.sampled_from(PARTS), max_size=30).map("".join))


def pairs(text: str) -> list[tuple[str, str, str]]:
    return [(one.label, one.kind, one.value) for one in split_labels(text)]


def test_an_information_line_falls_into_its_labels() -> None:
    assert pairs(LINE) == [
        ("发布时间", "date", "2022-02-11 08:52"),
        ("信息来源", "source", "某厅"),
        ("作者", "reporter", ""),
        ("编辑", "editor", "张敏"),
        ("浏览次数", "counter", "2168"),
        ("字体", "other", "【大 中 小】"),
        ("打印", "other", ""),
    ]


@pytest.mark.parametrize("colon", ["：", ":", "∶", "︰", "丨", "|", "｜", "∣", "/", " ", "\u3000", " ： ", "﹕"])
def test_many_signs_are_a_colon(colon: str) -> None:
    assert pairs(f"记者{colon}张敏 责任编辑{colon}刘洋") == [
        ("记者", "reporter", "张敏"),
        ("责任编辑", "editor", "刘洋"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("来 源：某县日报", [("来源", "source", "某县日报")]),
        ("发 布 时 间：2023-02-14来 源：某社", [("发布时间", "date", "2023-02-14"), ("来源", "source", "某社")]),
        ("记　者：张敏", [("记者", "reporter", "张敏")]),
        ("来源:新东区收集编辑:新东区", [("来源", "source", "新东区"), ("收集编辑", "collector", "新东区")]),
        (
            "来源:云上某县 收集编辑: 日期:",
            [("来源", "source", "云上某县"), ("收集编辑", "collector", ""), ("日期", "date", "")],
        ),
        ("收集编辑:小雨日期:2023-02-14", [("收集编辑", "collector", "小雨"), ("日期", "date", "2023-02-14")]),
        ("来源： 发布时间：2023-02-14", [("来源", "source", ""), ("发布时间", "date", "2023-02-14")]),
        ("2023年02月13日07:48 | 来源：某日报", [("来源", "source", "某日报")]),
        ("2019年09月09日来源：某网", [("来源", "source", "某网")]),
        (
            "来源：某网 | 作者：张敏 | 编辑：",
            [("来源", "source", "某网"), ("作者", "reporter", "张敏"), ("编辑", "editor", "")],
        ),
        ("【信息来源：某镇】【打印】", [("信息来源", "source", "某镇"), ("打印", "other", "")]),
        ("（记者：张敏）今天上午", [("记者", "reporter", "张敏")]),
        ("文/记者 张敏 图/记者 陈浩", [("文", "reporter", "记者 张敏"), ("图", "photographer", "记者 陈浩")]),
        ("采写/张敏 校对/刘洋", [("采写", "reporter", "张敏"), ("校对", "reviewer", "刘洋")]),
        ("发布时间2023-02-14 浏览次数 12", [("发布时间", "date", "2023-02-14"), ("浏览次数", "counter", "12")]),
        ("ContentSource: 某市", [("ContentSource", "source", "某市")]),
        ("来源：本网 记者：张敏", [("来源", "source", "本网"), ("记者", "reporter", "张敏")]),
        ("编辑：张文 图片：王刚", [("编辑", "editor", "张文"), ("图片", "photographer", "王刚")]),
        ("本报 记者：张敏", [("本报记者", "reporter", "张敏")]),
    ],
)
def test_spread_glued_and_empty(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "label", ["成文日期", "生成时间", "截止时间", "更新时间", "会议时间", "比赛时间", "招聘会时间"]
)
def test_other_dates_are_no_day_of_publication(label: str) -> None:
    assert [(one.kind, one.label) for one in split_labels(f"{label}：2023年2月14日")] == [("other_date", label)]


@pytest.mark.parametrize("label", ["图片来源", "资料来源", "经费来源", "用水来源"])
def test_other_sources_are_not_the_article_s(label: str) -> None:
    assert [one.kind for one in split_labels(f"{label}：某网")] == ["other"]


@pytest.mark.parametrize(
    "text",
    [
        "编辑部今天开会。",
        "作文/图画比赛",
        "他是一名作者",
        "时间不等人",
        "来源于生活",
        "http://example.com/a",
        "文化和旅游",
        "打印机",
        "Resource: a",
    ],
)
def test_words_are_no_labels(text: str) -> None:
    assert split_labels(text) == []


def test_every_label_of_the_lexicon_is_found_by_itself() -> None:
    lost = [label for label in kinds() if [one.label for one in split_labels(f"{label}：某某某")] != [label]]
    assert lost == []


@given(lines)
def test_labels_lie_in_the_text_in_order(text: str) -> None:
    found = split_labels(text)
    assert all(one.value in text[one.start : one.end] for one in found)
    assert [one.end for one in found] == [*(one.start for one in found[1:]), len(text)][: len(found)]


def test_an_information_line_is_split_quickly() -> None:
    split_labels(LINE)
    seconds = min(timeit.repeat(lambda: split_labels(LINE), number=20, repeat=50)) / 20
    assert seconds < 500e-6  # 35 microseconds where the machine is idle


@pytest.mark.parametrize("unit", ["来源：", "来 ", "时间：", "活动时间：", "(甲)", "（", "文/图", "编辑/"])
def test_time_grows_with_length_not_with_its_square(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        return min(timeit.repeat(lambda: split_labels(text), number=1, repeat=3))

    assert seconds(100_000) < 25 * seconds(10_000) + 0.05
