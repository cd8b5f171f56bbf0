"""Classes of changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe.verdict import Content
from pipelines.history.change import CLASSES, Class, change
from pipelines.items import Attachment, Moment
from tests.pipelines.articles import BODY, an_article

MORE = "县委书记张伟说，渠修好以后，全镇有3500亩地能浇上水。会议于3月4日召开，村民都不会缺水。图书馆也在修，王老师告诉我们，今年秋天开门。"
TEXT = f"{BODY}\n{MORE}"


def content(**fields: Any) -> Content:
    return Content.of(an_article(**({"body": TEXT} | fields)))


@pytest.mark.parametrize(
    ("was", "now", "classes"),
    [
        ("能浇上水", "能浇上睡", ["typo"]),
        ("开春又通了水", "开春有通了水", ["typo"]),
        ("一段一段地看", "一段一段的看", ["typo"]),
        ("旧账簿上", "旧账簿上上", ["typo"]),
        ("水渠今年", "水渠，今年", ["typo"]),
        ("今年秋天开门。", "今年秋天开门！", ["typo"]),
        ("渠道", "道渠", ["typo"]),
        ("3500亩", "3600亩", ["number"]),
        ("3500亩", "三千亩", ["number"]),
        ("3500亩", "3,500亩", ["typo"]),
        ("3500亩", "35.00亩", ["number"]),
        ("3500亩", "3500.5亩", ["number"]),
        ("九公里", "八公里", ["number"]),
        ("3500亩", "35%", ["rewrite"]),
        ("3月4日", "3月5日", ["date"]),
        ("3月4日", "2月28日", ["date"]),
        ("三月初", "四月初", ["date"]),
        ("张伟", "张玮", ["name"]),
        ("张伟", "李强", ["name"]),
        ("书记张伟说", "书记马志远说", ["name"]),
        ("不会缺水", "会缺水", ["cut"]),
        ("都不会", "都会不", ["typo"]),
        ("又通了水。", "又通了水，两岸的人都来看。", ["addition"]),
        (MORE, f"{MORE}\n明天还有后续报道。", ["addition"]),
        (f"\n{MORE}", "", ["cut"]),
        ("哪里漏、", "", ["cut"]),
        ("守了一夜的人们", "熬了一个通宵的乡亲们", ["rewrite"]),
        ("3500亩地能浇上水。会议于3月4日", "3600亩地能浇上水。会议于3月5日", ["number", "date"]),
        (BODY, "", ["cut"]),
        (TEXT, "县里的图书馆搬进了新楼，二层的阅览室朝南，冬天不用开灯。孩子们放学以后坐满了长桌。", ["rewrite"]),
    ],
)
def test_kinds_of_hunks(was: str, now: str, classes: list[Class]) -> None:
    assert was in TEXT
    assert list(change(content(), content(body=TEXT.replace(was, now, 1))).classes) == classes


@pytest.mark.parametrize(
    ("old", "new", "classes"),
    [
        ({}, {}, []),
        ({}, {"breadcrumb": ("首页",)}, []),
        ({}, {"title": "老水渠今年又通水了"}, ["title"]),
        ({}, {"published": Moment("2026-03-05", "day")}, ["date"]),
        ({}, {"source": "石桥日报"}, ["name"]),
        ({}, {"reporters": ("甲一",)}, ["name"]),
        ({}, {"attachments": (Attachment(url="https://a.example/1.pdf"),)}, ["addition"]),
        ({"attachments": (Attachment(url="https://a.example/1.pdf"),)}, {}, ["cut"]),
        ({"body": None}, {}, ["addition"]),
        ({}, {"body": None}, ["cut"]),
        ({}, {"title": "别的", "body": TEXT.replace("3500", "9")}, ["number", "title"]),
        ({"reporters": ("艾山江",)}, {"reporters": ("艾山姜",)}, ["name"]),
        ({"reporters": ("艾山江",), "body": f"{BODY}艾山江摄"}, {"body": f"{BODY}艾山姜摄"}, ["name"]),
    ],
)
def test_kinds_of_fields(old: dict[str, Any], new: dict[str, Any], classes: list[Class]) -> None:
    assert list(change(content(**old), content(**new)).classes) == classes


def test_the_hunks_of_title_and_body() -> None:
    found = change(content(), content(title="老水渠又通电了", body=TEXT.replace("3500", "3600")))
    assert [(hunk.old, hunk.new) for hunk in found.title] == [("水", "电")]
    assert [(hunk.old, hunk.new) for hunk in found.body] == [("3500", "3600")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_change(old: str, new: str) -> None:
    found = change(content(title=old, body=old), content(title=new, body=new))
    assert set(found.classes) <= set(CLASSES)
    assert len(set(found.classes)) == len(found.classes)
    same = Content.of(an_article(body=old)).body == Content.of(an_article(body=new)).body
    assert bool(found.body) != same
