"""Rules of a site: the first selector that gives a value wins, and what the reader found stays beside it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.items import Article, FieldValue
from pipelines.rules import Rules
from tests.pipelines.extract.pages import read

PAGE = """<html><head><title>柳湾夜话</title><meta name="day" content="2026-02-27 18:05"></head><body>
<h1>柳湾夜话 第十二期</h1>
<div class="info">发布时间：2026-03-01 来源：青禾报 记者：何处秋</div>
<h2 id="t">桥洞下的<br>读书会</h2>
<p class="d">见报：2026-02-28 09:10</p><b class="s">来源：本网</b> <i class="r">张木兰</i> <i class="r">李半山</i>
<div class="gift">扫码领书，先到先得，名额只有二十个，领完为止。</div>
<div id="a"><p>桥洞下面亮着一盏灯，灯下坐着七个人，书是各自带来的。</p><p>读完一章就换人，嗓子好的多读一章，谁也不催。</p></div>
<div id="b"><span class="in">水声有时候很大。<br>他们就停下来听一会儿。</span><p>责任编辑：王小满</p></div>
</body></html>"""


def ruled(**rules: str | tuple[str, ...]) -> Article:
    given_rules = {field: (one,) if isinstance(one, str) else one for field, one in rules.items()}
    return read(PAGE, name="柳湾新闻网", rules=Rules(**given_rules))


def told(field: FieldValue[Any]) -> tuple[Any, str, str]:
    return field.value, field.method, field.where


@pytest.mark.parametrize("selector", ["#t", "h2", "xpath://h2", "xpath://*[@id='t']"])
def test_title(selector: str) -> None:
    found = ruled(title=selector).title
    assert told(found) == ("桥洞下的 读书会", "rule", selector)
    assert (found.confidence, found.raw) == (0.97, "桥洞下的 读书会")
    assert (found.candidates[0].value, found.candidates[0].verdict) == ("柳湾夜话 第十二期", "disagrees")


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("p.d", "2026-02-28T09:10:00+08:00"),
        ("meta[name=day]@content", "2026-02-27T18:05:00+08:00"),
        ("xpath://p[@class='d']", "2026-02-28T09:10:00+08:00"),
        ("xpath://p[@class='d']/text()", "2026-02-28T09:10:00+08:00"),
        ("xpath://meta[@name='day']/@content", "2026-02-27T18:05:00+08:00"),
        ("xpath:substring-before(//meta[@name='day']/@content, ' ')", "2026-02-27"),
    ],
)
def test_date(selector: str, expected: str) -> None:
    found = ruled(date=selector).published
    assert found.value is not None
    assert (found.value.iso, found.method, found.where) == (expected, "rule", selector)
    assert (found.candidates[0].value, found.candidates[0].verdict) == ("2026-03-01", "disagrees")


@pytest.mark.parametrize(
    ("selector", "expected", "raw"),
    [
        ("b.s", "柳湾新闻网", "来源：本网"),
        ("xpath:string(//b)", "柳湾新闻网", "来源：本网"),
        (".info", "青禾报", "发布时间：2026-03-01 来源：青禾报 记者：何处秋"),
    ],
)
def test_source(selector: str, expected: str, raw: str) -> None:
    found = ruled(source=selector).source
    assert told(found) == (expected, "rule", selector)
    assert found.raw == raw


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("i.r", ("张木兰", "李半山")),
        ("xpath://i", ("张木兰", "李半山")),
        (".info", ("何处秋",)),
        ("i.r:last-of-type", ("李半山",)),
    ],
)
def test_reporters(selector: str, expected: tuple[str, ...]) -> None:
    assert told(ruled(reporter=selector).reporters) == (expected, "rule", selector)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("#a", ["桥洞下面亮着一盏灯，灯下坐着七个人，书是各自带来的。", "读完一章就换人，嗓子好的多读一章，谁也不催。"]),
        ("#b", ["水声有时候很大。", "他们就停下来听一会儿。"]),
        ("span.in", ["水声有时候很大。", "他们就停下来听一会儿。"]),
        ("#a p:first-child, #b span", ["桥洞下面亮着一盏灯，灯下坐着七个人，书是各自带来的。", "水声有时候很大。", "他们就停下来听一会儿。"]),
        ("xpath://div[@id='b']", ["水声有时候很大。", "他们就停下来听一会儿。"]),
        ("xpath://div[@id='b']/span/text()", ["水声有时候很大。", "他们就停下来听一会儿。"]),
    ],
)  # fmt: skip
def test_body(selector: str, expected: list[str]) -> None:
    found = ruled(body=selector)
    assert list(found.paragraphs) == expected
    assert (found.body.method, found.body.where, found.body.confidence) == ("rule", selector, 0.97)
    assert found.body.candidates[0].verdict == "disagrees"
    assert found.kind.value == "article"


def test_credits_in_a_body_by_rule_are_people() -> None:
    found = ruled(body="#b")
    assert found.editors.value == ("王小满",)
    assert "责任编辑" not in (found.body.value or "")


@pytest.mark.parametrize("selector", ["#a, #a p", "#b, #b span", "xpath://div[@id='a'] | //div[@id='a']/p"])
def test_elements_inside_each_other_are_laid_out_once(selector: str) -> None:
    assert len(ruled(body=selector).paragraphs) == 2


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"title": (".none", "#t")}, "title"),
        ({"date": ("h1", ".none", "p.d")}, "published"),
        ({"source": ("#none", "b.s")}, "source"),
        ({"reporter": (".gift", "i.r")}, "reporters"),
        ({"body": ("#none", "xpath://nothing", "#a")}, "body"),
    ],
)
def test_the_first_that_gives_a_value_wins(rules: dict[str, tuple[str, ...]], field: str) -> None:
    assert getattr(ruled(**rules), field).where == next(iter(rules.values()))[-1]


@pytest.mark.parametrize("field", ["title", "date", "source", "reporter", "body"])
@pytest.mark.parametrize(
    "selector", [".none", "xpath://none", "xpath:1 + 1", "xpath:true()", "meta[name=none]@content", "h1@title"]
)
def test_a_rule_that_gives_nothing_changes_nothing(field: str, selector: str) -> None:
    assert ruled(**{field: selector}) == ruled()


def test_a_rule_that_agrees_says_so() -> None:
    found = ruled(title="h1").title
    assert (found.value, found.candidates[0].verdict) == ("柳湾夜话 第十二期", "agrees")


@pytest.mark.parametrize(
    "selectors", [".gift", ("div.gift", ".gift"), "xpath://div[@class='gift']", ("body .gift, .gift",)]
)
def test_drop(selectors: str | tuple[str, ...]) -> None:
    assert "扫码领书" in (ruled().body.value or "")
    assert "扫码领书" not in (ruled(drop=selectors).body.value or "")


@pytest.mark.parametrize(
    "selectors",
    [("#a, #a p, #a",), ("xpath://div[@id='a'] | //div[@id='a']/p",), ("body",), ("*",), ("xpath://*",)],
)
def test_dropping_elements_inside_each_other_is_safe(selectors: tuple[str, ...]) -> None:
    assert "桥洞下面" not in (ruled(drop=selectors).body.value or "")


def test_what_is_dropped_is_nowhere() -> None:
    found = ruled(drop=(".info", "h1"), title="h1", source=".info")
    assert found.title.value != "柳湾夜话 第十二期"
    assert (found.source.value, found.source.method) != ("青禾报", "rule")


def test_after_a_drop_xpath_sees_the_rest() -> None:
    assert ruled(drop="#a", body="xpath://div").paragraphs[0] != "桥洞下面亮着一盏灯，灯下坐着七个人，书是各自带来的。"


def test_xpath_goes_on_after_a_stray_end() -> None:
    source = "<html><body><p>头</p></body></html><h1>桥洞下的读书会</h1><div class=x>桥洞下面亮着一盏灯，书是各自带来的。</div>"
    found = read(source, rules=Rules(body=("xpath://div[@class='x']",)))
    assert found.paragraphs == ("桥洞下面亮着一盏灯，书是各自带来的。",)


@given(st.binary(max_size=300))
def test_rules_on_any_bytes(source: bytes) -> None:
    rules = Rules(title=("h1", "xpath://h1"), date=("p",), source=("xpath://b",), reporter=("i",), body=("div", "xpath://td"), drop=("a", "xpath://b"))  # fmt: skip
    found = read(source, rules=rules)
    assert found.kind.value in {"article", "list", "other"}
