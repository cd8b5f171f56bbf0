"""Files of portals, and the report of what became of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.onboarding.batch import Report, of_trouble, read_batch, with_scheme
from crawler.onboarding.visit import Wish
from pipelines.errors import ProfileError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_read(tmp_path: Path, encoding: str) -> None:
    lines = [
        "地方,url,name,division,zone,column",
        "西固,www.xigu.gov.cn,西固区人民政府,620104,,要闻|部门动态",
        ",,,,,",
        "又一次,http://www.xigu.gov.cn/,,,,",
        '别处,https://www.northmoor.gov.uk/en/,"Northmoor, Council",,Europe/London,',
    ]
    (tmp_path / "portals.csv").write_bytes("\r\n".join(lines).encode(encoding))
    assert read_batch(tmp_path / "portals.csv")[0] == [
        Wish(url="http://www.xigu.gov.cn/", name="西固区人民政府", division="620104", columns=("要闻", "部门动态")),
        Wish(url="https://www.northmoor.gov.uk/en/", name="Northmoor, Council", zone="Europe/London"),
    ]


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_any_separator_any_case_and_a_bad_row_does_not_stop_the_others(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "portals.csv"
    rows = [("URL", " Name "), ("a.example", "甲"), ("http://", ""), ("no address", ""), ("b.example", "乙")]
    path.write_text("\n".join(map(separator.join, rows)), encoding="utf-8")
    wishes, wrong = read_batch(path)
    assert wishes == [Wish(url="http://a.example/", name="甲"), Wish(url="http://b.example/", name="乙")]
    assert [line.partition(": url: expected an absolute ")[0] for line in wrong] == [
        f"{path}, line 3",
        f"{path}, line 4",
    ]


WRONG = [
    ("", "expected CSV with a column url, found nothing"),
    ("地址\nhttp://a.example/", "expected CSV with a column url, found 地址"),
    ("url,name\n,\n", "names no portal"),
    ("url\nhttp://", "line 2: url: expected an absolute"),
    ("url,division\na.example,999999", "line 2: division: expected a code of data/divisions.csv"),
    ("url,zone\na.example,Mars", "line 2: zone: expected an IANA time zone"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_a_file_that_cannot_be_meant(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "portals.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_batch(path)
    assert str(error.value).startswith(str(path))
    assert told in str(error.value)
    with pytest.raises(ProfileError, match="No such file"):
        read_batch(tmp_path / "missing.csv")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_a_file_or_a_message(tmp_path: Path, body: bytes, headed: bool) -> None:
    path = tmp_path / "portals.csv"
    path.write_bytes(b"url,name\r\n" + body if headed else body)
    try:
        wishes, _ = read_batch(path)
    except ProfileError as error:
        wishes, told = [], str(error)
    else:
        told = str(path)
    assert all(wish.url.startswith("http") for wish in wishes)
    assert str(path) in told


ADDRESSES = [
    ("www.xigu.gov.cn", "http://www.xigu.gov.cn/"),
    (" https://www.xigu.gov.cn ", "https://www.xigu.gov.cn/"),
    ("http://www.lz.gov.cn/xigu/", "http://www.lz.gov.cn/xigu/"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "whole"), ADDRESSES)
def test_addresses_as_people_write_them(written: str, whole: str) -> None:
    assert with_scheme(written) == whole


def test_a_report_survives_any_cut(tmp_path: Path) -> None:
    path = tmp_path / "exports" / "report.csv"
    told = [of_trouble(f"http://{n}.example/", "no news", f'=why "{n}",\nin lines', site="一") for n in range(3)]
    report = Report(path)
    for row in told:
        report.add(row)
    assert Report(path).rows == {row["url"]: row for row in told}
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        rows = Report(path).rows
        assert list(rows.values()) == told[: len(rows)], cut
    Report(path).add(told[2])
    assert list(Report(path).rows)[-1] == told[2]["url"]


def test_a_report_of_nothing(tmp_path: Path) -> None:
    Report(tmp_path / "exports" / "report.csv").order([])
    assert Report(tmp_path / "exports" / "report.csv").rows == {}


def test_a_report_is_put_in_the_order_of_its_file(tmp_path: Path) -> None:
    report = Report(tmp_path / "report.csv")
    for name in "cab":
        report.add(of_trouble(name, "no news", ""))
    report.order(["a", "b"])
    assert list(Report(tmp_path / "report.csv").rows) == ["a", "b", "c"]
    assert (tmp_path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"'=" not in (tmp_path / "report.csv").read_bytes()
