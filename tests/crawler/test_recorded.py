"""Recorded pages: what is kept beside a profile, and what is said when it is no longer read as expected."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.recorded import Recorded, differences, folder_of, is_recorded, record
from crawler.sites import Site, profile_of
from pipelines.errors import ProfileError
from pipelines.items import Link, Received
from tests.crawler.portal import article, list_page

ROOT = "http://www.xigu.gov.cn"
PROFILE = f'name = "西固区人民政府"\nlistings = ["{ROOT}/yw/"]\n'


def received(url: str, body: bytes) -> Received:
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    return Received(url=url, status=200, headers=kind, body=body, fetched=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with what is recorded of it."""
    found = profile_of(PROFILE, tmp_path / "sites" / "xigu.gov.toml")
    link = Link(
        url=f"{ROOT}/yw/1.html", title="某街道第1次走访商户", date="2024-03-02", listing=f"{ROOT}/yw/", position=2
    )
    pages = list_page([f"/yw/{number}.html" for number in range(12)]).body
    recorded = Recorded(page=received(link.url, article(1).body), link=link, list_page=received(f"{ROOT}/yw/", pages))
    record(recorded, found)
    return found


def test_what_is_kept_reads_as_expected(site: Site) -> None:
    folder = folder_of(site.path)
    assert is_recorded(site)
    assert {path.name for path in folder.iterdir()} == {"page.html", "list.html", "expected.json"}
    assert list(folder.parent.iterdir()) == [folder]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert (expected["title"], expected["source"], expected["reporters"]) == (
        "夏街道第1次走访商户听取意见",
        "测试日报",
        ["张三"],
    )
    assert expected["published"] == "2024-03-02T08:30:00+08:00"
    assert expected["listing"]["rows"][0] == [
        f"{ROOT}/yw/0.html",
        "区里召开第0次推进会安排部署春季重点工作",
        "2024-03-28",
    ]
    assert list(differences(site)) == []


CHANGES = [
    ("page.html", "测试日报", "别的日报", 'page.html: source: expected "测试日报", found "别的日报"'),
    ("page.html", "2024-03-02 08:30", "", "page.html: published: expected "),
    ("page.html", "张三", "李四", 'page.html: reporters: expected ["张三"], found ["李四"]'),
    ("page.html", "号公告", "号布告", "page.html: body: expected "),
    ("list.html", "第3次", "第三次", "list.html: row 4: title: expected "),
    ("list.html", "2024-03-25", "2024-03-24", 'list.html: row 4: date: expected "2024-03-25", found "2024-03-24"'),
    ("list.html", '<li><a href="/yw/11.html">', "<li><a>", "list.html: rows: expected 12, found 11"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), CHANGES, ids=[told for *_, told in CHANGES])
def test_what_differs_is_named(site: Site, name: str, old: str, new: str, told: str) -> None:
    path = folder_of(site.path) / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(told in line for line in differences(site)), list(differences(site))


def test_a_rule_that_misleads_is_found(site: Site) -> None:
    misled = profile_of(f'{PROFILE}\n[read]\nsource = "h1"\n', site.path)
    assert ["source" in line for line in differences(misled)] == [True]
    blind = profile_of(PROFILE.replace(f'["{ROOT}/yw/"]', f'[{{ url = "{ROOT}/yw/", title = "span" }}]'), site.path)
    assert all("list.html" in line for line in differences(blind))


BROKEN = [("{", "expected.json"), ("[]", ""), ('{"given": 1}', ""), ('{"given": {"link": {}}}', "")]


@pytest.mark.parametrize("text", [text for text, _ in BROKEN])
def test_evidence_that_is_none_says_so(site: Site, text: str) -> None:
    (folder_of(site.path) / "expected.json").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match="the recorded page cannot be compared"):
        list(differences(site))


def test_evidence_is_replaced_as_a_whole(site: Site) -> None:
    link = Link(url=f"{ROOT}/yw/2.html", listing=f"{ROOT}/yw/")
    record(Recorded(page=received(link.url, article(2).body), link=link), site)
    assert {path.name for path in folder_of(site.path).iterdir()} == {"page.html", "expected.json"}
    assert list(differences(site)) == []
