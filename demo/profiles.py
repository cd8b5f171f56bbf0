"""Writes profiles of made-up portals: small ones, no selectors, so that the product must find everything itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from demo.families import Families
from demo.portals.portal import Facts
from demo.town import Town

DELAY = 0.05
"""Seconds between requests: the town is on this machine. Never 0, which would let requests overlap."""


def write_profiles(town: Town, folder: Path) -> tuple[Path, ...]:
    """One TOML file a portal, named for its site (town-gov.toml …), in a folder that is made where missing."""
    return tuple(
        _write(portal.facts, f"{town.root(key)}/", town.listings(key), folder) for key, portal in town.portals.items()
    )


def write_family_profiles(served: Families, folder: Path) -> tuple[Path, ...]:
    """The same for family portals, their columns of local news as listings (family-trs-wcm.toml …)."""
    return tuple(
        _write(portal.facts, served.home(family), served.listings(family), folder)
        for family, portal in served.portals.items()
    )


def _write(facts: Facts, home: str, listings: Sequence[str], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{facts.site}.toml"
    values = {
        "name": facts.name,
        "division": facts.division,
        "division_scheme": "made-up",
        "home": home,
        "listings": list(listings),
        "delay": DELAY,
        "checked": "never",
    }
    # For strings, lists of strings and numbers JSON and TOML are spelled alike.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
