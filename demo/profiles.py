"""Writes the town's site profiles: small ones, no selectors, so that the product must find everything itself."""

from __future__ import annotations

import json
from pathlib import Path

from demo.town import Town

DELAY = 0.05
"""Seconds between requests: the town is on this machine. Never 0, which would let requests overlap."""


def write_profiles(town: Town, folder: Path) -> tuple[Path, ...]:
    """One TOML file a portal, named for its site (town-gov.toml …), in a folder that is made where missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_write(town, key, folder) for key in town.portals)


def _write(town: Town, key: str, folder: Path) -> Path:
    facts = town.portals[key].facts
    path = folder / f"{facts.site}.toml"
    values = {
        "name": facts.name,
        "division": facts.division,
        "division_scheme": "made-up",
        "home": f"{town.root(key)}/",
        "listings": list(town.listings(key)),
        "delay": DELAY,
        "checked": "never",
    }
    # For strings, lists of strings and numbers JSON and TOML are spelled alike.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
