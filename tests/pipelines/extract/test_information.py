"""The information line: what is one, labels whose value stands in the next cell, which lines belong to the title."""

from __future__ import annotations

import pytest

from pipelines.extract.information import find_information, near_title
from tests.pipelines.extract.pages import NOW, ZONE, flat


def found(inside: str) -> dict[int, list[tuple[str, str]]]:
    lines = find_information(flat(inside), now=NOW, zone=ZONE)
    return {i: [(label.kind, label.value) for label in line.labels] for i, line in lines.items()}


def test_one_line_falls_into_its_labels() -> None:
    line = "发布时间：2026-03-01 08:52 信息来源：县水务局 作者： 编辑：张木兰 浏览次数：2168 字体：【大 中 小】 打印"
    assert found(f"<p>{line}</p>")[0][:5] == [
        ("date", "2026-03-01 08:52"),
        ("source", "县水务局"),
        ("reporter", ""),
        ("editor", "张木兰"),
        ("counter", "2168"),
    ]


@pytest.mark.parametrize(
    "line",
    ["2026-03-01", "2026年3月1日 08:00", "26-03-01 09:22", "2026-03-01 青禾新闻网", "来源：青禾报", "记者：张木兰", "时间：2026-03-01", "By Ada Quill | Published March 1, 2026", "索引号：1 成文日期：2026-02-26"],
)  # fmt: skip
def test_information(line: str) -> None:
    assert list(found(f"<p>{line}</p>")) == [0]


@pytest.mark.parametrize(
    "line",
    [
        "3月1日，县里召开会议，安排春耕用水。",
        "2026年3月1日，县里召开会议，安排春耕用水，要求各镇抓紧落实。",
        "首页",
        "时间都去哪儿了",
        "来源于生活的故事",
        "记者从会上获悉，项目开工。",
        "据介绍，来源：农户自筹。今年又添了两台磨面机；明年还要添。",
        "12:30",
        "“来源：青禾报”这几个字",
        "联系电话：0000-1234567",
    ],
)
def test_running_text_is_no_information(line: str) -> None:
    assert found(f"<p>{line}</p>") == {}


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<table><tr><td>发布日期</td><td>2026-03-01</td></tr></table>", None),
        ("<table><tr><td>发布日期：</td><td>2026-03-01</td></tr></table>", ("date", "2026-03-01")),
        ("<ul><li>来源：</li><li>青禾报</li></ul>", ("source", "青禾报")),
        ("<ul><li>日期：</li><li>来源：青禾报</li></ul>", ("date", "")),
        ("<ul><li>来源：</li><li>会议指出，要抓紧落实。各镇行动。</li></ul>", ("source", "")),
    ],
)
def test_a_value_in_the_next_cell(inside: str, expected: tuple[str, str] | None) -> None:
    lines = found(inside)
    if expected is None:  # a label without a colon is a word; the date beside it speaks for itself
        assert list(lines) == [1]
    else:
        assert lines[0][-1] == expected


def test_lines_behind_the_title_come_before_those_above_it() -> None:
    page = flat(
        "<p>2026-03-02</p><h1>渡口的钟</h1><p>来源：青禾报</p><p>文</p>" + "<p>文</p>" * 20 + "<p>来源：远处</p>"
    )
    near = near_title(find_information(page, now=NOW, zone=ZONE), 1, 2)
    assert [line.text for line in near] == ["来源：青禾报", "2026-03-02"]


def test_without_a_title_on_the_page_the_first_lines_count() -> None:
    page = flat("".join(f"<p>来源：青禾报{i}</p>" for i in range(9)))
    assert len(near_title(find_information(page, now=NOW, zone=ZONE), -1, -1)) == 6
