"""The profile that comes of a proposal: its id among the others, its text, and writing it with its recorded page."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Container, Iterable
from itertools import chain, count
from pathlib import Path
from urllib.parse import urlsplit

from crawler.hosts import host_key, host_of
from crawler.onboarding.home import folder_of
from crawler.onboarding.trial import FIELDS
from crawler.onboarding.visit import Proposal
from crawler.recorded import Recorded, record
from crawler.sites import Site, profile_of
from pipelines.errors import StoreError

_DOMAINS = {"gov", "com", "org", "net", "edu", "co", "govt", "gob", "gouv", "go", "lg", "ac"}
"""Parts of a host that stand for a kind of owner, not for one."""
_MOST_FORMERS = 99
_NO_SLUG = re.compile(r"[^a-z0-9.-]+")


def known_as(url: str, sites: Iterable[Site]) -> Site | None:
    """The site whose profile is of this portal already: the same host, and the same folder where one is asked for."""
    host, folder = host_key(url), folder_of(url)
    for site in sites:
        there = [address for address in site.addresses if host_key(address) == host]
        if there and (folder == "/" or folder in map(folder_of, there)):
            return site
    return None


def free_id(url: str, taken: Container[str]) -> str:
    """An id for a portal that no other has: xigu for www.xigu.gov.cn, else more of its host, else with a number."""
    names = _names(url)
    longest = names[-1]
    numbered = (f"{longest}-{number}" for number in count(2))
    return next(name for name in chain(names, numbered) if name not in taken)


def profile_text(proposal: Proposal, *, day: str, checked: str) -> str:
    """The profile as TOML. day: of the look, ISO; checked: that day where a person saw it, else "never"."""
    division = proposal.place.division
    values = {"name": proposal.name}
    if division is not None:
        values |= {"division": division.code}
    values |= {"home": proposal.home.url, "checked": checked, "origin": _origin(proposal, day)}
    if proposal.zone != "Asia/Shanghai":
        values["zone"] = proposal.zone
    lines = [f"{key} = {_spelled(value)}" for key, value in values.items()]
    for tried in proposal.taken:
        told = {"url": tried.candidate.url, "name": tried.candidate.name}
        lines += ["", "[[listings]]", *(f"{key} = {_spelled(value)}" for key, value in told.items() if value)]
    return "\n".join(lines) + "\n"


def recorded_of(proposal: Proposal) -> Recorded | None:
    """The evidence to keep: the sample with the most fields, and the first page of its column, where that has rows."""
    column = proposal.taken[0]
    samples = [one for one in column.samples if one.is_article and one.received is not None]
    if not samples:
        return None
    best = max(samples, key=lambda one: sum(one.value(name).value is not None for name in FIELDS))
    assert best.received is not None  # noqa: S101 - chosen so above
    part, page = column.lists[0]
    return Recorded(page=best.received, link=best.link, list_page=part if page.rows else None)


def write(text: str, recorded: Recorded | None, path: Path, *, again: bool = False) -> Site:
    """Put a profile and its recorded page in their places: the page first, the profile last and in one step.

    Killed anywhere between, there is either the old profile or the new one, never half of one. again: a profile that
    is there already is replaced; without it that one is left as it is (StoreError). A profile that is replaced is kept
    beside the new one (see former): its rules and whatever else a person wrote are not carried over. Raises StoreError
    where the folder cannot be written, ProfileError where the text is no profile (nothing is written then).
    """
    site = profile_of(text, path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_text(text, encoding="utf-8")
            if path.exists() and not again:
                raise StoreError(f"{path}: somebody wrote this profile meanwhile; it was left as it is")
            if recorded is not None:
                record(recorded, site)
            if again and path.exists():
                _set_aside(path)
            part.replace(path) if again else os.link(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error}; choose another folder or free some space") from error
    return site


def former(path: Path) -> Path:
    """Where the profile that was replaced last lies: not among the profiles, for its name ends otherwise."""
    return next((place for place in reversed(_formers(path)) if place.exists()), _formers(path)[0])


def _formers(path: Path) -> list[Path]:
    """The places of former profiles, first to last: none is ever written over, for a person may have written it."""
    numbers = ["", *(f".{number}" for number in range(2, _MOST_FORMERS + 1))]
    return [path.with_name(f"{path.name}.before{number}") for number in numbers]


def _set_aside(path: Path) -> None:
    """Copy a profile to the next free place. Raises OSError where there is none."""
    place = next((place for place in _formers(path) if not place.exists()), None)
    if place is None:
        raise OSError(f"there are {_MOST_FORMERS} former profiles beside it already; remove some")
    shutil.copyfile(path, place)


def _names(url: str) -> list[str]:
    """Ids made of an address, short ones first: the owner's part of the host, with its folder, the whole host."""
    host = host_of(url).removeprefix("www.")
    folder = folder_of(url).strip("/").lower()
    port = urlsplit(url).port
    if host.replace(".", "").isdigit() or ":" in host or "." not in host:
        names = [f"{host.replace(':', '-')}-{port}" if port else host]
    else:
        owners = [part for part in host.split(".")[:-1] if part not in _DOMAINS]
        names = ["-".join(owners[-1:]), "-".join(owners), host.replace(".", "-")]
    made = [f"{name}-{folder}" if folder else name for name in names]
    slugs = [_NO_SLUG.sub("-", name.lower()).strip("-.") for name in made]
    return list(dict.fromkeys(filter(None, slugs))) or ["site"]


def _origin(proposal: Proposal, day: str) -> str:
    """Where the facts of the profile come from."""
    named = ", ".join(f"{tried.candidate.name} ({tried.candidate.why})" for tried in proposal.taken)
    return f"addsite, {day}, from the portal's own pages; division: {proposal.place.how}; columns: {named}"


def _spelled(value: str) -> str:
    """A text as TOML spells it: JSON's strings are TOML's, but for U+007F."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
