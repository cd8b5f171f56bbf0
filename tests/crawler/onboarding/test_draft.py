"""The profile that comes of a proposal: its id, its text, and how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.onboarding.draft import former, free_id, known_as, profile_text, recorded_of, write
from crawler.recorded import differences, folder_of
from crawler.sites import Site, read_profile
from pipelines.errors import ProfileError, StoreError
from tests.crawler.onboarding.made_up import menu
from tests.crawler.onboarding.test_visit import FIRST, HOST, home, look

IDS = [
    ("http://www.xigu.gov.cn/", "xigu"),
    ("https://xw.lanzhou.gov.cn/index.html", "lanzhou"),
    ("http://www.lanzhou.gov.cn/xigu/", "lanzhou-xigu"),
    ("https://www.northmoor.gov.uk/", "northmoor"),
    ("http://127.0.0.1:8642/", "127.0.0.1-8642"),
    ("http://localhost/", "localhost"),
    ("http://[::1]:80/", "1-80"),
    ("http://www.gov.cn/", "gov-cn"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "site"), IDS)
def test_an_id_made_of_an_address(url: str, site: str) -> None:
    assert free_id(url, set()) == site


def test_an_id_that_is_taken() -> None:
    taken = {"lanzhou"}
    assert free_id("http://xw.lanzhou.gov.cn/", taken) == "xw-lanzhou"
    taken |= {"xw-lanzhou", "xw-lanzhou-gov-cn", "xw-lanzhou-gov-cn-2"}
    assert free_id("http://xw.lanzhou.gov.cn/", taken) == "xw-lanzhou-gov-cn-3"


def site(name: str, url: str) -> Site:
    return Site(id=name, name=name, home=url, path=Path(f"{name}.toml"))


KNOWN = [
    ("https://xigu.gov.cn/index.html", "xigu"),  # https and http, www and bare are one host
    ("http://www.lanzhou.gov.cn/county/", "county"),
    ("http://www.lanzhou.gov.cn/other/", None),  # another county on that host
    ("http://www.lanzhou.gov.cn/", "county"),
    ("http://www.xigu.gov.cn:8080/", None),
    ("http://www.gansu.gov.cn/", None),
]  # fmt: skip


@pytest.mark.parametrize(("url", "known"), KNOWN)
def test_who_has_a_profile(url: str, known: str | None) -> None:
    sites = [site("xigu", "http://www.xigu.gov.cn/"), site("county", "http://www.lanzhou.gov.cn/county/index.html")]
    found = known_as(url, sites)
    assert (found.id if found else None) == known


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    proposal, _ = look(home(menu(要闻="/a/"), title='西固区人民政府"\\') | FIRST)
    path = tmp_path / "sites" / "xigu.toml"
    written = write(profile_text(proposal, day="2026-03-01", checked="never"), recorded_of(proposal), path)
    assert written == read_profile(path)
    assert (written.division, written.home, written.checked) == ("620104", f"{HOST}/", "never")
    assert [(one.url, one.name) for one in written.listings] == [(f"{HOST}/a/", "要闻")]
    assert written.origin is not None
    assert written.origin.startswith("addsite, 2026-03-01, from the portal's own pages; division: site code 6201040011")
    assert list(differences(written)) == []
    assert sorted(one.name for one in path.parent.iterdir()) == ["xigu", "xigu.toml"]


def test_a_profile_that_is_replaced_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "xigu.toml"
    path.write_text("# mine\n", encoding="utf-8")
    proposal, _ = look(home(menu(要闻="/a/")) | FIRST)
    text = profile_text(proposal, day="2026-03-01", checked="2026-03-01")
    with pytest.raises(StoreError, match="somebody wrote this profile meanwhile"):
        write(text, recorded_of(proposal), path)
    assert path.read_text(encoding="utf-8") == "# mine\n"
    for _ in range(3):
        write(text, recorded_of(proposal), path, again=True)
    assert (tmp_path / "xigu.toml.before").read_text(encoding="utf-8") == "# mine\n"
    assert former(path).name == "xigu.toml.before.3"
    assert read_profile(path).checked == "2026-03-01"


def test_nothing_is_written_of_what_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="listings: is missing"):
        write('name = "x"\n', None, tmp_path / "sites" / "xigu.toml")
    assert not (tmp_path / "sites").exists()
    (tmp_path / "sites").write_text("a file", encoding="utf-8")
    proposal, _ = look(home(menu(要闻="/a/")) | FIRST)
    text = profile_text(proposal, day="2026-03-01", checked="never")
    with pytest.raises(StoreError, match="cannot be written"):
        write(text, recorded_of(proposal), tmp_path / "sites" / "xigu.toml")
    assert not folder_of(tmp_path / "sites" / "xigu.toml").exists()
