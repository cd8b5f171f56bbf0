"""Whose news a portal's is: its division, by site code and by name, and the names the place goes by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipelines.lexicon import lexicon
from pipelines.normalise.divisions import Division, divisions
from pipelines.normalise.text import squeeze

_SITE_CODE = re.compile(r"\d{10}")
"""Chapter 1.2: six digits of the division when the site was registered, four of a serial number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place a portal speaks for.

    division: None where neither code nor name leads to one. how: what it was found by, or why there is none.
    own, upper, below: names of the place, of what it lies in, of what lies in it. kind: 县, 区, 市 …, "" where unknown.
    doubt: what speaks against the division, "" where nothing does.
    """

    division: Division | None = None
    how: str = ""
    own: frozenset[str] = frozenset()
    upper: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()
    kind: str = ""
    doubt: str = ""


def locate(site_code: str | None, names: Iterable[str], *, given: str | None = None) -> Place:
    """The place of a portal.

    site_code: 网站标识码 as printed, None where there is none. names: what the publisher is called, best first. given:
    the code of a division that a person named; it is believed.
    A code whose division ended means the one that took its place; one that stands for nothing (functional zones have
    such codes) leaves it to the names, and so does a name borne by several divisions, where the code's first digits
    say which.
    """
    cores = [core for name in names if (core := _core(name))]
    by_code, told = _by_code(site_code)
    by_name = _by_name(cores, site_code)
    if given:
        division, how = divisions().with_code(given), "as given"
    elif by_code:
        division, how = by_code, told
    elif by_name:
        division, how = by_name, f"by name: {by_name.name}" + (f" ({told})" if told else "")
    else:
        division, how = None, told or "no site code, and no division of that name"
    doubt = _doubt(division, by_name) if not given else ""
    return _place(division, cores, how, doubt)


def _by_code(site_code: str | None) -> tuple[Division | None, str]:
    """The division in force that a site code stands for, and how that was found or why not."""
    if not site_code or not _SITE_CODE.fullmatch(site_code):
        return None, f"the site code {site_code} is no division's" if site_code else ""
    meant = divisions().with_code(site_code[:6])
    if meant is None:
        return None, f"the site code {site_code} stands for no division"
    today = divisions().today(meant)
    if today is None:
        return meant, f"site code {site_code}; {meant.name} ended in {meant.until}"
    was = f", once {meant.name}" if today.name != meant.name or today.code != meant.code else ""
    return today, f"site code {site_code}{was}"


def _by_name(cores: Iterable[str], site_code: str | None) -> Division | None:
    """The one division of the first name that is one; of several, those the code's digits agree with most."""
    for core in cores:
        found = [one for one in divisions().named(core) if one.until is None]
        if len({one.code for one in found}) == 1:
            return found[0]
        for digits in (4, 2):
            near = [one for one in found if site_code and one.code[:digits] == site_code[:digits]]
            if len({one.code for one in near}) == 1:
                return near[0]
    return None


def _doubt(division: Division | None, by_name: Division | None) -> str:
    """Code and name that lead to different divisions, neither within the other."""
    if division is None or by_name is None or by_name.code == division.code:
        return ""
    related = {one.code for one in (*divisions().ancestors(division), *divisions().ancestors(by_name))}
    if {division.code, by_name.code} & related:
        return ""
    return f"the site code says {division.name}, the page calls itself {by_name.name}"


def _place(division: Division | None, cores: list[str], how: str, doubt: str) -> Place:
    own = {spelled for core in cores for spelled in _spellings(core)}
    if division is None:
        kind = next((kind for core in cores if (kind := _kind(core))), "")
        return Place(how=how, own=frozenset(own), kind=kind)
    table = divisions()
    upper = {spelled for one in table.ancestors(division) for spelled in _spellings(one.name)}
    below = {spelled for one in table.children(division.code) for spelled in _spellings(one.name)}
    own = {spelled for spelled in own if spelled not in upper} | set(_spellings(division.name))
    return Place(
        division=division,
        how=how,
        own=frozenset(own),
        upper=frozenset(upper),
        below=frozenset(below - own),
        kind=_kind(division.name),
        doubt=doubt,
    )


def _core(name: str) -> str:
    """The place in the name of an office: 青榆区 of 青榆区人民政府办公室; "" where nothing stands before the office."""
    found = _office().match(squeeze(name).replace(" ", ""))
    return found[1] if found and len(found[1]) > 1 else ""


def _spellings(name: str) -> set[str]:
    """In full and short."""
    return {name, Division(code="", name=name).short}


def _kind(name: str) -> str:
    kinds = lexicon("columns")["kinds"]
    return next((kind for kind in sorted(kinds, key=len, reverse=True) if name.endswith(kind)), "")


@cache
def _office() -> re.Pattern[str]:
    offices = sorted(lexicon("portals")["offices"], key=len, reverse=True)
    return re.compile(rf"(.*?)(?:{'|'.join(map(re.escape, offices))})*$")
