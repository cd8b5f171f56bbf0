"""Divisions: the table that is shipped, and what can be asked of it."""

from __future__ import annotations

import csv
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import LexiconError
from pipelines.normalise.divisions import Division, Divisions, divisions, read_divisions

REFERENCE = Path(__file__).parents[3] / "../shared/reference/data/divisions.csv"

SHORT = [
    ("西固区", "西固"), ("兰州市", "兰州"), ("甘肃省", "甘肃"), ("永登县", "永登"), ("昌都地区", "昌都"),
    ("内蒙古自治区", "内蒙古"), ("广西壮族自治区", "广西"), ("宁夏回族自治区", "宁夏"), ("新疆维吾尔自治区", "新疆"),
    ("西藏自治区", "西藏"), ("香港特别行政区", "香港"), ("浦东新区", "浦东"), ("神农架林区", "神农架"), ("六枝特区", "六枝"),
    ("井陉矿区", "井陉"), ("翠峦区", "翠峦"), ("碑林区", "碑林"), ("革新区", "革新"), ("榆中县", "榆中"), ("沙县区", "沙县"),
    ("临夏回族自治州", "临夏"), ("东乡族自治县", "东乡"), ("积石山保安族东乡族撒拉族自治县", "积石山"),
    ("海西蒙古族藏族自治州", "海西"), ("克孜勒苏柯尔克孜自治州", "克孜勒苏"), ("察布查尔锡伯自治县", "察布查尔"),
    ("龙胜各族自治县", "龙胜"), ("鄂伦春自治旗", "鄂伦春"), ("鄂温克族自治旗", "鄂温克"), ("管城回族区", "管城"),
    ("敖汉旗", "敖汉"), ("锡林郭勒盟", "锡林郭勒"), ("科尔沁左翼中旗", "科尔沁左翼中旗"), ("杭锦后旗", "杭锦后旗"),
    ("礼县", "礼县"), ("郊区", "郊区"), ("东区", "东区"), ("市", "市"), ("", ""),
]  # fmt: skip

NAMES = [
    ("西固区", ["620104"]),
    ("西固", ["620104"]),
    ("甘肃西固", ["620104"]),
    ("甘肃省兰州市西固区", ["620104"]),
    ("兰州西固", ["620104"]),
    ("朝阳", ["110105", "211300", "211321", "220104"]),
    ("辽宁朝阳", ["211300", "211321"]),
    ("朝阳市朝阳县", ["211321"]),
    ("长春市朝阳区", ["220104"]),
    ("吉林", ["220000", "220200"]),
    ("吉林吉林", ["220200"]),
    ("临夏", ["622900", "622901", "622921"]),
    ("襄樊", ["420600"]),
    ("定西县", ["622421"]),
    ("兰州西固朝阳", []),
    ("北京西固", []),
    ("西固区人民政府", []),
    ("区", []),
    ("", []),
]


@pytest.mark.parametrize(("name", "short"), SHORT)
def test_names_as_people_say_them(name: str, short: str) -> None:
    assert Division("000000", name).short == short


@pytest.mark.parametrize(("text", "codes"), NAMES)
def test_by_name(text: str, codes: list[str]) -> None:
    assert [one.code for one in divisions().named(text)] == codes


HELD = [
    ("420600", 2000, "襄樊市"),
    ("420600", 2010, "襄阳市"),  # in the year of a change both hold; the later one is told
    ("420600", 2020, "襄阳市"),
    ("420600", None, "襄阳市"),
    ("622421", 1990, "定西县"),
    ("622421", 2010, None),
    ("622421", None, "定西县"),
    ("621102", 1990, None),
    ("621102", 2010, "安定区"),
    ("620199", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("code", "year", "name"), HELD)
def test_by_code_and_day(code: str, year: int | None, name: str | None) -> None:
    found = divisions().with_code(code, date(year, 7, 1) if year else None)
    assert (found.name if found else None) == name


def test_by_name_and_day() -> None:
    assert [one.code for one in divisions().named("襄樊", date(2000, 1, 1))] == ["420600"]
    assert divisions().named("襄樊", date(2020, 1, 1)) == ()
    assert divisions().named("安定", date(1990, 1, 1)) == ()


PATHS = [
    ("620104", "甘肃 兰州 西固"),
    ("620100", "甘肃 兰州"),
    ("620000", "甘肃"),
    ("110105", "北京 朝阳"),
    ("429004", "湖北 仙桃"),
    ("622927", "甘肃 临夏 积石山"),
    ("622421", "甘肃 定西 定西县"),  # lay in 定西地区 until both ended
    ("510200", "四川 重庆"),  # until 1997
]


@pytest.mark.parametrize(("code", "path"), PATHS)
def test_the_way_to_a_division(code: str, path: str) -> None:
    found = divisions().with_code(code)
    assert found
    assert divisions().path(found) == path.replace("定西县", "定西")


def test_what_lies_in_a_division() -> None:
    table = divisions()
    assert [one.short for one in table.children("620100")] == [
        "城关", "七里河", "西固", "安宁", "红古", "永登", "皋兰", "榆中",
    ]  # fmt: skip
    assert len(table.children("620000")) == 14
    assert "620100" in [one.code for one in table.children("620000")]
    assert "定西县" in [one.name for one in table.children("622400", date(2000, 1, 1))]
    assert table.children("620104") == table.children("nowhere") == ()


TODAY = [
    ("620104", "620104"),
    ("622421", "621102"),  # 定西县, 安定区
    ("532700", "530800"),  # 思茅地区, 思茅市, 普洱市
    ("510132", "510118"),  # 新津县, 新津区
]


@pytest.mark.parametrize(("old", "new"), TODAY)
def test_what_became_of_a_division(old: str, new: str) -> None:
    found = divisions().with_code(old)
    assert found
    today = divisions().today(found)
    assert today
    assert (today.code, today.until) == (new, None)


def test_a_name_that_ended_leads_to_the_one_of_the_same_code() -> None:
    (old,) = divisions().named("襄樊")
    today = divisions().today(old)
    assert today
    assert today.name == "襄阳市"


def test_a_code_that_was_given_to_another_is_not_what_became_of_it() -> None:
    old = divisions().with_code("152725", date(1980, 1, 1))
    assert old
    assert old.name == "乌拉特中后联合旗"
    assert divisions().today(old) is None
    assert divisions().with_code("152725", date(1990, 1, 1)) != old


def test_two_that_became_each_other_became_nothing() -> None:
    one, other = Division("10", "甲", None, 2000, "20"), Division("20", "乙", None, 2000, "10")
    assert Divisions([one, other]).today(one) is None
    assert Divisions([one]).today(one) is None


@pytest.mark.parametrize(
    ("code", "near"), [("620140", "620100"), ("620114", "620111"), ("62010", "620100"), ("62O104", "620104")]
)
def test_the_nearest_code(code: str, near: str) -> None:
    assert divisions().nearest(code).code == near


@given(st.text(max_size=12))
def test_anything_can_be_asked(text: str) -> None:
    table = divisions()
    assert all(text.endswith((one.name, one.short)) for one in table.named(text))
    assert table.nearest(text).until is None
    found = table.with_code(text)
    assert found is None or found.code == text


def test_the_table_itself() -> None:
    table = divisions()
    rows = list(table)
    assert len(rows) > 7000
    assert [(one.code, one.since or 0) for one in rows] == sorted({(one.code, one.since or 0) for one in rows})
    for one in rows:
        assert re.fullmatch(r"[1-8]\d{5}", one.code)
        assert re.fullmatch(r"[\u4e00-\u9fff]{2,}", one.name), one
        assert 1980 <= (one.since or 1980) < (one.until or 2100), one
        assert one.became is None or (one.until and table.with_code(one.became)), one
        assert one.code.endswith("0000") or table.parent(one), one


def test_no_code_means_two_things_at_a_time() -> None:
    for one, other in pairwise(divisions()):
        if one.code == other.code:
            assert one.until is not None
            assert other.since is not None
            assert one.until <= other.since


def test_the_provinces() -> None:
    provinces = [one for one in divisions() if one.code.endswith("0000") and one.until is None]
    assert len(provinces) == 34
    assert {divisions().parent(one) for one in provinces} == {None}


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference data beside the checkout is not there")
def test_what_is_in_force_lies_where_the_source_says() -> None:
    table = divisions()
    with REFERENCE.open(encoding="utf-8") as file:
        chains = {row["code"]: [row["province"], row["prefecture"], row["county"]] for row in csv.DictReader(file)}
    in_force = {one.code: [up.name for up in (*table.ancestors(one), one)] for one in table if one.until is None}
    assert in_force == {code: [name for name in chain if name] for code, chain in chains.items()}


BROKEN = [
    ("620104,西固区,,\n", "line 2: expected code,name,from,to,became with years, found 620104,西固区,,"),
    ("620104,西固区,long ago,,\n", "line 2: expected"),
]


@pytest.mark.parametrize(("row", "told"), BROKEN)
def test_a_table_that_is_none(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text("code,name,from,to,became\n" + row, encoding="utf-8")
    with pytest.raises(LexiconError, match=re.escape(f"{path}, {told}")):
        read_divisions(path)


def test_a_table_that_is_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read as a table of divisions"):
        read_divisions(tmp_path / "nowhere.csv")
    (tmp_path / "gbk.csv").write_bytes("code\n620104,西固区,,,".encode("gb18030"))
    with pytest.raises(LexiconError, match=r"gbk\.csv"):
        read_divisions(tmp_path / "gbk.csv")
