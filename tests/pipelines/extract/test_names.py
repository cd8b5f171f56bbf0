"""Persons told from outlets, bodies, accounts and words, by how well they are introduced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.names import Trust, is_collective, is_outlet, is_unit, people, person, unit_and_person


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("张敏", "张敏"),
        ("王小明", "王小明"),
        ("张 敏", "张敏"),
        ("张　敏", "张敏"),
        ("欧阳晓明", "欧阳晓明"),
        ("司马静", "司马静"),
        ("李张念", "李张念"),
        ("陈林晓晓", "陈林晓晓"),
        ("𠮷田", None),
        ("旦增西旦", "旦增西旦"),
        ("阿的木呷", "阿的木呷"),
        ("买买提·阿不都拉", "买买提·阿不都拉"),
        ("古丽努尔•阿不都拉", "古丽努尔·阿不都拉"),
        ("古丽努尔.阿不都拉", "古丽努尔·阿不都拉"),
        ("古丽努尔 · 阿不都拉", "古丽努尔·阿不都拉"),
        ("John Smith", "John Smith"),
        ("Ｊohn Smith", "John Smith"),
    ],
)
def test_persons_behind_a_rank(token: str, name: str | None) -> None:
    assert person(token) == name


@pytest.mark.parametrize(
    "token",
    [
        "admin",
        "系统管理员",
        "本网编辑",
        "办公室",
        "编辑部",
        "本报评论员",
        "融媒体中心",
        "县委宣传部",
        "本站",
        "网络",
        "原创",
        "佚名",
        "记者",
        "责任编辑",
        "某县日报",
        "新甘肃·甘肃日报",
        "中青报·中青网",
        "张家镇政府",
        "县长",
        "张掖市",
        "教育局",
        "石家庄",
        "安徽",
        "江苏",
        "方案",
        "公司",
        "高温",
        "常委",
        "万元",
        "张",
        "他走进田间",
        "王明看到",
        "lee",
        "HN666",
        "Xinhua News Agency",
        "john smith",
        "",
    ],
)
def test_no_persons(token: str) -> None:
    assert person(token) is None
    assert person(token, Trust.BARE) is None


@pytest.mark.parametrize(
    ("token", "from_trust"),
    [
        ("张敏", Trust.BARE),
        ("欧阳晓明", Trust.BARE),
        ("王镇", Trust.BARE),
        ("水青", Trust.RANKED),
        ("李和平", Trust.RANKED),
        ("张建省", Trust.RANKED),
        ("旦增西旦", Trust.RANKED),
        ("李张晓明", Trust.RANKED),
        ("雨荷", Trust.LABELLED),
        ("夜归人", Trust.LABELLED),
        ("李小飞刀", Trust.LABELLED),
    ],
)
def test_what_is_believed_depends_on_the_introduction(token: str, from_trust: Trust) -> None:
    assert [trust for trust in Trust if person(token, trust)] == [trust for trust in Trust if trust >= from_trust]


@pytest.mark.parametrize(
    ("token", "names"),
    [
        ("罗科苏盈", ("罗科", "苏盈")),
        ("魏冯王博尔", ("魏冯", "王博尔")),
        ("张小明王大力", ("张小明", "王大力")),
        ("欧阳晓明", ("欧阳晓明",)),
        ("张敏", ("张敏",)),
        ("今年全县", ()),
        ("某县融媒体中心", ()),
    ],
)
def test_names_that_lost_their_separator(token: str, names: tuple[str, ...]) -> None:
    assert people(token) == names


def test_bodies_and_signatures() -> None:
    assert is_outlet("某县日报")
    assert is_outlet("《某某》杂志")
    assert not is_outlet("张敏")
    assert is_unit("县教育局")
    assert not is_unit("局")
    assert is_collective("穗卫健宣")
    assert not is_collective("张小宣")
    assert unit_and_person("某某县教育局张敏") == ("某某县教育局", "张敏")
    assert unit_and_person("某某县教育局") is None


@given(st.text(), st.sampled_from(Trust))
def test_any_text_is_answered_with_a_part_of_it(token: str, trust: Trust) -> None:
    name = person(token, trust)
    assert name is None or 2 <= len(name) <= 24


@given(st.text("张王李赵的·. 敏洋局Aa\u3000欧阳司马增旦", max_size=40), st.sampled_from(Trust))
def test_names_in_a_run_cover_it(token: str, trust: Trust) -> None:
    names = people(token, trust)
    assert not names or "".join("".join(names).split()) == "".join(token.replace(".", "·").split())
