"""The profiles that are shipped: sound, told apart, in the right folder, and saying what the facts say."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.places import KNOWN
from crawler.sites import Site, load_sites
from pipelines.normalise.divisions import divisions

PORTALS = Path(__file__).parents[2] / "../shared/reference/data/gov_portals.csv"
SURVEY = "github.com/anyi-econ/china-public-debt at 9b01b30, seen on 2026-04-26"
"""The origin of what gov_portals.csv says."""

FOLDERS = {
    "beijing": "11", "tianjin": "12", "hebei": "13", "shanxi": "14", "neimenggu": "15",
    "liaoning": "21", "jilin": "22", "heilongjiang": "23",
    "shanghai": "31", "jiangsu": "32", "zhejiang": "33", "anhui": "34", "fujian": "35", "jiangxi": "36", "shandong": "37",
    "henan": "41", "hubei": "42", "hunan": "43", "guangdong": "44", "guangxi": "45", "hainan": "46",
    "chongqing": "50", "sichuan": "51", "guizhou": "52", "yunnan": "53", "xizang": "54",
    "shaanxi": "61", "gansu": "62", "qinghai": "63", "ningxia": "64", "xinjiang": "65",
}  # fmt: skip

SHAPES = {
    "directories of TRS and others": r"/[\w/]+/$",
    "Hanweb": r"/col/col\d+/index\.html$",
    "Ucap": r"/(?:c\d{6}/\w+|\w*list)\.shtml$",
    "VSB": r"/\w+\.htm$",
    "NFCMS, Lonsun, Shanghai": r"/\w+/index\.html$",
    "Epoint": r"/\d{6}/(?:subPage|secondPage)\.html$",
    "TrueCMS": r"/(\w+)/\1\.html$",
    "JEECMS or .NET with page numbers": r"\.jhtml$|/showList/\d+/page_1\.html$",
    "iList": r"/info/iList\.jsp\?",
}
"""Shapes of listing addresses that the catalogue holds twice at least."""


@cache
def shipped() -> dict[str, Site]:
    return load_sites([KNOWN / "sites"])


def plain(column: str) -> str:
    """The name of a column without the icons and spaces of its page."""
    return re.sub(r"&#x\w+;|\s", "", column)


def test_every_profile_says_where_it_comes_from_and_that_nobody_tried_it() -> None:
    assert len(shipped()) >= 60
    assert [site.id for site in shipped().values() if not site.origin] == []
    assert {site.checked for site in shipped().values()} == {"never"}


def test_every_division_is_in_force() -> None:
    table = divisions()
    for site in shipped().values():
        division = table.with_code(site.division or "")
        assert division, site.id
        assert division.until is None, site.id


def test_the_folder_is_the_province_of_the_division() -> None:
    assert set(FOLDERS.values()) <= {one.code[:2] for one in divisions() if one.code.endswith("0000")}
    for site in shipped().values():
        assert FOLDERS[site.path.parent.name] == (site.division or "")[:2], site.path


def test_every_province_is_there() -> None:
    assert {site.path.parent.name for site in shipped().values()} == set(FOLDERS)


def test_no_address_belongs_to_two_profiles() -> None:
    addresses = Counter(
        urlsplit(url)._replace(scheme="").geturl().rstrip("/")
        for site in shipped().values()
        for url in {*site.addresses}
    )
    assert [url for url, times in addresses.items() if times > 1] == []


def test_a_listing_is_no_home_page() -> None:
    assert [site.id for site in shipped().values() if site.home in {listing.url for listing in site.listings}] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_of_the_families_are_there_twice(shape: str) -> None:
    listings = [listing.url for site in shipped().values() for listing in site.listings]
    assert sum(bool(re.search(SHAPES[shape], url)) for url in listings) >= 2


def test_gansu_is_there_with_all_its_prefectures_and_counties() -> None:
    table = divisions()
    prefectures = table.children("620000")
    counties = [county for prefecture in prefectures for county in table.children(prefecture.code)]
    codes = {site.division for site in shipped().values()}
    assert {"620000", *(one.code for one in (*prefectures, *counties))} <= codes


def test_the_profiles_of_lanzhou_keep_their_names() -> None:
    lanzhou = {site.id: site for site in shipped().values() if site.lies_in("6201")}
    assert set(lanzhou) == {
        "lanzhou", "chengguan", "qilihe", "xigu", "anning", "honggu", "yongdeng", "gaolan", "yuzhong",
    }  # fmt: skip
    assert [site.id for site in lanzhou.values() if not site.listings] == ["qilihe"]


@pytest.mark.skipif(not PORTALS.exists(), reason="the reference data beside the checkout is not there")
def test_the_profiles_say_what_the_facts_say() -> None:
    with PORTALS.open(encoding="utf-8") as file:
        facts = {row["code"]: row for row in csv.DictReader(file)}
    surveyed = [site for site in shipped().values() if site.origin == SURVEY]
    assert len(surveyed) > 150
    for site in surveyed:
        row = facts[site.division or ""]
        own = row["news_url"] and not row["news_flag"]
        assert (site.home, site.name) == (row["portal_url"], row["portal_name"])
        if site.id != "nanjing":  # whose listing is a fact of another list
            expected = [(row["news_url"], plain(row["news_column"]))] if own else []
            assert [(listing.url, listing.name) for listing in site.listings] == expected, site.id
