"""Profiles: what is read, and how kindly the checker complains."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sites import Listing, Site, find, load_sites, read_profile, survey
from pipelines.errors import ProfileError, UnknownSite
from pipelines.rules import Rules

SMALL = 'name = "A"\ndivision = "620104"\nlistings = ["http://a.test/news/"]\n'


def written(folder: Path, text: str, name: str = "a-site") -> Path:
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_small_profile_is_enough(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL)
    assert read_profile(path) == Site(
        id="a-site",
        name="A",
        division="620104",
        listings=(Listing(url="http://a.test/news/"),),
        path=path,
        checked="never",
        zone="Asia/Shanghai",
        interval=timedelta(hours=12),
        delay=None,
        max_pages=50,
    )


FULL = """
name = "A"
division = "AB-01"
division_scheme = "iso-3166-2"
origin = "a list of sites, 2026"
home = "https://a.test:8443/"
checked = 2026-04-26
zone = "Europe/Berlin"
interval = "90m"
hours = "22:00 - 06:00"
delay = 2
platform = "cloud.one"
max_pages = 3
listings = [
  "https://a.test/one/",
  {url = "https://a.test/two/", name = "Two", row = "li", link = "a", title = "a b", date = "i", next = "a.next"},
]
[read]
title = "h1"
date = "meta[name=PubDate]@content"
body = ["#zoom", "xpath://div[@id='text']"]
drop = [".share"]
"""


def test_everything_a_profile_can_say(tmp_path: Path) -> None:
    site = read_profile(written(tmp_path, FULL))
    assert site.listings[1] == Listing(
        url="https://a.test/two/", name="Two", row="li", link="a", title="a b", date="i", next="a.next"
    )
    assert (site.checked, site.interval, site.delay, site.max_pages) == ("2026-04-26", timedelta(minutes=90), 2.0, 3)
    assert (site.division, site.division_scheme, site.platform) == ("AB-01", "iso-3166-2", "cloud.one")
    assert str(site.hours) == "22:00-06:00"
    assert site.origin == "a list of sites, 2026"
    assert site.facts.zone == "Europe/Berlin"
    assert site.facts.name == "A"
    assert site.facts.rules == Rules(
        title=("h1",),
        date=("meta[name=PubDate]@content",),
        body=("#zoom", "xpath://div[@id='text']"),
        drop=(".share",),
    )
    assert site.addresses == ("https://a.test:8443/", "https://a.test/one/", "https://a.test/two/")


COMPLAINTS = [
    ('naem = "B"', "naem: expected no such key, did you mean name?"),
    ("zzz = 1", "zzz: expected no such key, known are attachments, checked, delay, division"),
    ("origin = 2026", "origin: expected a text, found the number 2026"),
    ('checked = "soon"', 'checked: expected "never" or a day like "2026-04-26", found the text "soon"'),
    ('zone = "China"', 'zone: expected an IANA time zone such as "Asia/Shanghai", found the text "China"'),
    ("zone = 8", "zone: expected an IANA time zone"),
    ('zone = "../etc"', "zone: expected an IANA time zone"),
    ('interval = "12"', 'interval: expected a time such as "90m", "12h" or "1d", in quotes, found the text "12"'),
    ("interval = 12", "interval: expected a time such as"),
    ('interval = "0h"', "interval: expected a time such as"),
    ('hours = "22-6"', 'hours: expected hours of the day such as "22:00-06:00", in quotes, found the text "22-6"'),
    ('hours = "22:00-24:00"', "hours: expected hours of the day"),
    ('hours = "06:00-06:00"', "hours: expected hours of the day"),
    ('tls = "old"', 'tls: expected "legacy", or no such key, found the text "old"'),
    ("delay = 0", "delay: expected seconds from 0.02 to 3600, found the number 0"),
    ("delay = true", "delay: expected seconds from 0.02 to 3600, found the truth value true"),
    ("delay = 0.5", "delay: expected at least 1 second (less is for loopback only), found 0.5"),
    ("max_pages = 0", "max_pages: expected a whole number from 1 to 10000"),
    ('home = "a.test"', 'home: expected an absolute http:// or https:// address, found the text "a.test"'),
    ('home = "http://a.test:x/"', "home: expected an absolute http:// or https:// address"),
    ('home = "file:///etc/passwd"', "home: expected an absolute http:// or https:// address"),
    ('platform = "A B"', "platform: expected small letters, digits, - and ., found the text"),
    ('read = "h1"', 'read: expected a table, found the text "h1"'),
    ('[read]\nbodi = "p"', "read.bodi: expected no such key, did you mean body?"),
    ('[read]\nbody = "p["', 'read.body: expected a CSS selector, "xpath:…", or an array of them, found the text "p["'),
    ('[read]\nbody = ["p", 3]', "(not the number 3), found an array"),
    ('[read]\nbody = "xpath://p["', "read.body: expected a CSS selector"),
    ('[read]\nbody = ""', "read.body: expected a CSS selector"),
]


@pytest.mark.parametrize(("line", "complaint"), COMPLAINTS, ids=[line for line, _ in COMPLAINTS])
def test_complaints_name_file_key_expected_and_found(tmp_path: Path, line: str, complaint: str) -> None:
    path = written(tmp_path, SMALL + line)
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


INSTEAD = [
    ('division = "1"\nlistings = []', "name: is missing"),
    ('name = "A"', "listings: is missing"),
    (
        'name = "A"\ndivision = "620140"\nlistings = []',
        'division: expected a code of data/divisions.csv (the nearest is 620100, 甘肃 兰州), found the text "620140"',
    ),
    (
        'name = "A"\ndivision = "AB-01"\nlistings = []',
        "division: expected a code of data/divisions.csv (`district-news list` shows some)",
    ),
    ('name = "A"\ndivision = "62 01"\nlistings = []', "division: expected a code of letters and digits, in quotes"),
    ('name = " "\nlistings = []', 'name: expected a text, found the text " "'),
    ('name = "A"\nlistings = "http://a.test/"', "listings: expected an array of addresses or tables"),
    ('name = "A"\nlistings = ["/news/"]', "listings[1]: expected an absolute http:// or https:// address, found"),
    ('name = "A"\nlistings = ["http://a.test/", 3]', "listings[2]: expected a table, found the number 3"),
    ('name = "A"\n[[listings]]\nname = "x"', "listings[1].url: is missing"),
    ('name = "A"\n[[listings]]\nurl = "http://a.test/"\nrwo = "li"', "listings[1].rwo: expected no such key, did you"),
    ('name = "A"\n[[listings]]\nurl = "http://a.test/"\nrow = "li["', "listings[1].row: expected a CSS selector"),
    ("name = ", "expected TOML"),
]


@pytest.mark.parametrize(("text", "complaint"), INSTEAD, ids=[text for text, _ in INSTEAD])
def test_complaints_about_what_must_be_there(tmp_path: Path, text: str, complaint: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert str(path) in str(caught.value)
    assert complaint in str(caught.value)


def test_a_bare_number_is_no_division_code(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r'division: expected the code as text, "620104" in quotes .* leading zero'):
        read_profile(written(tmp_path, 'name = "A"\ndivision = 620104\nlistings = []'))


@pytest.mark.parametrize(
    "wrong", ['"m.a.test"', '["http://m.a.test"]', '["m.a.test/x"]', '[""]', "[1]", "3", '["a:b"]']
)
def test_twin_hosts_are_hosts(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ProfileError, match="twin_hosts: expected an array of hosts such as"):
        read_profile(written(tmp_path, f"{SMALL}twin_hosts = {wrong}"))


def test_twin_hosts_stand_for_the_host_of_the_home_page_or_the_first_listing(tmp_path: Path) -> None:
    small = read_profile(written(tmp_path, f'{SMALL}twin_hosts = ["M.A.test", "www.old.test:8080"]'))
    assert small.twins == {"m.a.test": "a.test", "old.test:8080": "a.test"}
    assert small.facts.twins == small.twins
    assert small.addresses == ("http://a.test/news/", "http://M.A.test/", "http://www.old.test:8080/")
    full = read_profile(written(tmp_path, f'twin_hosts = ["old.test"]\n{FULL}'))
    assert full.twins == {"old.test": "a.test:8443"}
    assert read_profile(written(tmp_path, 'name = "A"\nlistings = []\ntwin_hosts = ["old.test"]')).twins == {}


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profile(written(tmp_path, 'division = 1\nlistings = ["x"]\nfoo = 1\n[read]\ntitle = "p["'))
    assert len(str(caught.value).splitlines()) == 5


def test_a_file_that_is_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes('name = "兰"'.encode("gb18030"))
    with pytest.raises(ProfileError, match="cannot be read as UTF-8"):
        read_profile(path)


def test_an_editor_s_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(SMALL, encoding="utf-8-sig")
    assert read_profile(path).name == "A"


def test_the_file_name_is_the_id(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r'file name: expected small letters.*found the text "A Site"'):
        read_profile(written(tmp_path, SMALL, "A Site"))


@given(st.text(max_size=200))
def test_any_text_is_a_profile_or_a_profile_error(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.toml"
        path.write_text(SMALL + text, encoding="utf-8", errors="replace", newline="")
        sites, errors = survey([Path(folder)])
        assert len(sites) + len(errors) == 1
        assert all(str(path) in str(error) for error in errors.values())


def test_sites_are_sorted_and_a_later_folder_lies_over(tmp_path: Path) -> None:
    shipped, added = tmp_path / "shipped", tmp_path / "added"
    written(shipped / "y", SMALL, "two")
    written(shipped / "x", SMALL, "one")
    path = written(added, SMALL.replace('"A"', '"Mine"'), "two")
    sites = load_sites([shipped, added, tmp_path / "nowhere"])
    assert list(sites) == ["one", "two"]
    assert (sites["two"].name, sites["two"].path) == ("Mine", path)


def test_two_profiles_of_one_id_in_one_tree(tmp_path: Path) -> None:
    paths = [written(tmp_path / province, SMALL, "one") for province in ("x", "y")]
    with pytest.raises(ProfileError) as caught:
        load_sites([tmp_path])
    assert all(str(path) in str(caught.value) for path in paths)


def test_a_broken_profile_does_not_take_the_others_along(tmp_path: Path) -> None:
    written(tmp_path, SMALL, "good")
    written(tmp_path, "name = 1", "bad")
    sites, errors = survey([tmp_path])
    assert list(sites) == ["good"]
    assert list(errors) == ["bad"]
    with pytest.raises(ProfileError):
        load_sites([tmp_path])


def test_an_unknown_site_names_the_nearest(tmp_path: Path) -> None:
    sites = load_sites([written(tmp_path, SMALL, "xigu").parent])
    assert find(sites, "xigu").id == "xigu"
    with pytest.raises(UnknownSite, match="xgu: no site of that name; did you mean xigu"):
        find(sites, "xgu")
    with pytest.raises(UnknownSite, match="district-news list"):
        find(sites, "qqqqqq")


@pytest.mark.parametrize(
    ("code", "lies"), [("62", True), ("620104", True), ("", True), ("61", False), ("6201040", False)]
)
def test_a_site_lies_where_its_code_begins(tmp_path: Path, code: str, lies: bool) -> None:
    assert read_profile(written(tmp_path, SMALL)).lies_in(code) is lies


def test_a_site_without_division_lies_everywhere_and_nowhere(tmp_path: Path) -> None:
    site = read_profile(written(tmp_path, 'name = "A"\nlistings = []'))
    assert (site.lies_in(""), site.lies_in("62")) == (True, False)


def test_a_code_that_is_in_force_no_more_is_still_a_code(tmp_path: Path) -> None:
    assert read_profile(written(tmp_path, SMALL.replace("620104", "622421"))).division == "622421"
