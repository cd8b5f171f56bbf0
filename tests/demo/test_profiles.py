"""The profiles the demo and the tests crawl by: small, and naming addresses that answer."""

from __future__ import annotations

import tomllib
from pathlib import Path

from demo.profiles import write_profiles
from demo.town import Town
from tests.demo.visitor import ask


def test_a_profile_a_portal(tmp_path: Path) -> None:
    with Town.serve() as town:
        paths = write_profiles(town, tmp_path / "sites")
        profiles = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}
        assert set(profiles) == {"town-gov", "town-media", "town-zone", "town-mirror", "town-paper"}
        for profile in profiles.values():
            assert set(profile) == {"name", "division", "division_scheme", "home", "listings", "delay", "checked"}
            assert profile["delay"] > 0
            assert all(ask(url).status == 200 for url in [profile["home"], *profile["listings"]])
