"""Site codes and names, and the divisions they lead to."""

from __future__ import annotations

import pytest

from crawler.onboarding.place import locate

CASES = [
    # code, names, division, what it was found by
    ("6201040011", ["西固区人民政府"], "620104", "site code 6201040011"),
    ("5101320017", ["新津区人民政府"], "510118", "site code 5101320017, once 新津县"),  # a stale code
    (None, ["西固区人民政府办公室"], "620104", "by name: 西固区"),
    (None, ["兰州市西固区人民政府"], "620104", "by name: 西固区"),
    (None, ["西固区融媒体中心"], "620104", "by name: 西固区"),
    ("4403920006", ["深圳市龙华区人民政府"], "440309", "by name: 龙华区"),  # a functional zone's code, a division since
    ("3101000000", ["朝阳区人民政府"], None, "stands for no division"),  # two divisions of that name
    ("2201990000", ["朝阳区人民政府"], "220104", "by name: 朝阳区"),  # the code's first digits say which
    ("bm17000009", ["某部"], None, "is no division's"),
    ("9901010001", ["青榆区人民政府"], None, "stands for no division"),
    (None, [], None, "no site code"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "names", "division", "how"), CASES)
def test_located(code: str | None, names: list[str], division: str | None, how: str) -> None:
    place = locate(code, names)
    assert (place.division.code if place.division else None) == division
    assert how in place.how


def test_what_a_place_is_called() -> None:
    place = locate("6201040011", ["西固区人民政府"])
    assert {"西固", "西固区"} <= place.own
    assert {"兰州", "兰州市", "甘肃", "甘肃省"} <= place.upper
    assert place.kind == "区"
    assert "西固" in locate("6201000001", ["兰州市人民政府"]).below
    assert locate(None, ["青榆区人民政府"]).own >= {"青榆", "青榆区"}


def test_code_and_name_that_disagree_are_said() -> None:
    place = locate("5001070012", ["齐齐哈尔市人民政府"])
    assert place.doubt == "" if place.division is None else "齐齐哈尔市" in place.doubt
    place = locate("6201040011", ["齐齐哈尔市人民政府"])
    assert place.division is not None
    assert place.division.code == "620104"
    assert place.doubt == "the site code says 西固区, the page calls itself 齐齐哈尔市"
    assert locate("6201040011", ["兰州市人民政府"]).doubt == ""  # a template of the level above is no contradiction
    assert locate("6201040011", ["齐齐哈尔市人民政府"], given="230200").doubt == ""
