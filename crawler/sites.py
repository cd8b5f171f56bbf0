"""Sites and their listings: profiles under data/sites/<province>/<site>.toml, read and checked.

A profile may be as small as a name, a division code and one address:

    name = "…"
    division = "620104"
    listings = ["https://…/index.html"]

The id of a site is the stem of its file; it names the spider, the lock and the rows in the database. A profile in a
later folder (those added here, in $DISTRICT_NEWS_DATA/sites) lies over one with the same id in an earlier folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from crawler import profile
from crawler.counted import counted
from crawler.hosts import on_loopback
from crawler.hours import Hours
from crawler.nearest import did_you_mean
from crawler.profile import Table, Unexpected
from pipelines.errors import ProfileError, UnknownSite
from pipelines.normalise.addresses import twin_hosts
from pipelines.normalise.divisions import SCHEME
from pipelines.rules import Rules, SiteFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A place on a site that names articles.

    row, link, title, date: CSS, the last three within one row; next: the link to the next page. All optional: what is
    not said is found by looking at the page.
    """

    url: str
    name: str | None = None
    row: str | None = None
    link: str | None = None
    title: str | None = None
    date: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publisher's web site, as its profile describes it."""

    id: str
    name: str
    division: str | None = None
    """Code of the division it speaks for, as text; division_scheme says in which list."""
    division_scheme: str = SCHEME
    home: str | None = None
    listings: tuple[Listing, ...] = ()
    twin_hosts: tuple[str, ...] = ()
    """Other names of its host: old ones, that of its phone pages. The same path names the same article there."""
    origin: str | None = None
    """Where the profile's facts come from, in words."""
    checked: str = "never"
    """Either "never" or the ISO date a person last saw the profile work."""
    paused: str | None = None
    """Why it is not crawled for now, in words; by its name it is crawled even so."""
    zone: str = "Asia/Shanghai"
    interval: timedelta = timedelta(hours=12)
    """Time between two crawls: a county posts a handful of stories a day, two visits are enough."""
    hours: Hours | None = None
    """When it may be asked, on its own clock; None: at any time."""
    delay: float | None = None
    """Mean seconds between two requests; None stands for the default of the settings."""
    platform: str | None = None
    """Name of a machine shared by many sites: they share one download slot."""
    tls: str | None = None
    """"legacy": its servers know the encryption of long ago only, which is allowed for them then (crawler.tls)."""
    max_pages: int = 50
    attachments: bool = False
    """Whether the files that articles link to are fetched as well."""
    rules: Rules = field(default_factory=Rules)
    path: Path

    @property
    def facts(self) -> SiteFacts:
        """What the reader of articles may know about this site."""
        return SiteFacts(name=self.name, zone=self.zone, rules=self.rules, twins=self.twins)

    @property
    def twins(self) -> dict[str, str]:
        """The twin hosts, by each the host that stands for all: that of the home page, or of the first listing."""
        main = self.home or next((listing.url for listing in self.listings), None)
        return twin_hosts(main, self.twin_hosts)

    def lies_in(self, code: str) -> bool:
        """Whether its division's code begins so: "62" is a province, "6201" a prefecture; "" is everywhere."""
        return (self.division or "").startswith(code)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses the profile names: its home, its listings and the roots of its twin hosts."""
        named = (*([self.home] if self.home else []), *(listing.url for listing in self.listings))
        return (*named, *(f"http://{host}/" for host in self.twin_hosts))


def read_profile(path: Path) -> Site:
    """The site that a profile describes.

    Raises ProfileError with one line for each thing that is wrong, or one that says why it is no TOML file.
    """
    return profile_of(_text(path), path)


def profile_of(text: str, path: Path) -> Site:
    """The site that the text of a profile describes; path: the file it stands or will stand in.

    Raises ProfileError as read_profile does.
    """
    complaints: list[str] = []
    table = Table(str(path), _parsed(text, path), complaints)
    site = _site(path, table)
    if complaints:
        raise ProfileError("\n".join(complaints))
    return site


def survey(folders: Iterable[Path]) -> tuple[dict[str, Site], dict[str, ProfileError]]:
    """All sites that can be read, and what is wrong with the others; both by id, in its order.

    A broken profile hides a sound one of the same id in an earlier folder: whoever wrote it meant to replace that.
    """
    paths: dict[str, list[Path]] = {}
    for folder in folders:
        paths |= _by_id(folder)
    sites: dict[str, Site] = {}
    errors: dict[str, ProfileError] = {}
    for site_id, several in sorted(paths.items()):
        try:
            sites[site_id] = read_profile(_only(several))
        except ProfileError as error:
            errors[site_id] = error
    return sites, errors


def load_sites(folders: Iterable[Path]) -> dict[str, Site]:
    """All sites by id, in its order. A folder that does not exist holds none.

    Raises ProfileError with everything that is wrong in any profile.
    """
    sites, errors = survey(folders)
    if errors:
        raise ProfileError("\n".join(map(str, errors.values())))
    return sites


def find(sites: Mapping[str, Site], wanted: str) -> Site:
    """The site with that id. Raises UnknownSite, naming the nearest id, if one is near."""
    if wanted in sites:
        return sites[wanted]
    raise unknown(wanted, sites)


def unknown(wanted: str, known: Iterable[str]) -> UnknownSite:
    """The error that names the nearest of the known ids, if one is near."""
    return UnknownSite(
        f"{wanted}: no site of that name; {did_you_mean(wanted, known, '`district-news list` shows all sites')}"
    )


def nowhere(code: str, sites: Iterable[Site]) -> str:
    """What to say of a division code that no site's begins with: how many begin like it, by its longest beginning."""
    known = list(sites)
    told = f"no site has a division that begins with {code}"
    for end in range(len(code) - 1, 1, -1):
        if near := sum(site.lies_in(code[:end]) for site in known):
            return f"{told}; {counted(near, 'site')} with {code[:end]}"
    return f"{told}; `district-news list` shows them all"


def _by_id(folder: Path) -> dict[str, list[Path]]:
    """The profiles below a folder; more than one path under an id is a mistake."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.toml")):
        found.setdefault(path.stem, []).append(path)
    return found


def _only(paths: list[Path]) -> Path:
    """The one profile of an id in its folder; raises ProfileError, naming both, where there are two."""
    if len(paths) > 1:
        raise ProfileError(f"{paths[1]}: this site has another profile, {paths[0]}; rename or remove one of them")
    return paths[0]


def _text(path: Path) -> str:
    """The text of a file; raises ProfileError where it has none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _parsed(text: str, path: Path) -> dict[str, Any]:
    """The text as TOML; raises ProfileError where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path}: expected TOML: {error}") from error


def _site(path: Path, table: Table) -> Site:
    """The site, as far as it can be read; what is wrong lies in the table's complaints."""
    try:
        profile.slug(path.stem)
    except Unexpected as wanted:
        table.complain("file name", f"expected {wanted}, found {profile.described(path.stem)}")
    scheme = table.take("division_scheme", profile.slug) or SCHEME
    site = Site(
        id=path.stem,
        path=path,
        name=table.take("name", profile.text, needed=True) or "",
        division=table.take("division", profile.division if scheme == SCHEME else profile.code),
        division_scheme=scheme,
        home=table.take("home", profile.web_address),
        listings=_listings(table),
        twin_hosts=tuple(table.take("twin_hosts", profile.hosts) or ()),
        origin=table.take("origin", profile.text),
        checked=table.take("checked", profile.checked) or "never",
        paused=table.take("paused", profile.text),
        zone=table.take("zone", profile.zone) or "Asia/Shanghai",
        interval=table.take("interval", profile.interval) or timedelta(hours=12),
        hours=table.take("hours", profile.hours),
        delay=table.take("delay", profile.seconds),
        platform=table.take("platform", profile.slug),
        tls=table.take("tls", profile.tls),
        max_pages=table.take("max_pages", profile.pages) or 50,
        attachments=table.take("attachments", profile.truth) or False,
        rules=_rules(table),
    )
    _unhurried(site, table)
    table.leftovers()
    return site


def _listings(table: Table) -> tuple[Listing, ...]:
    """The listings: an array of addresses, of tables, or of both."""
    entries = table.take("listings", _array, needed=True) or []
    listings = []
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, str) and profile.is_web_address(entry):
            listings.append(Listing(url=entry))
        elif isinstance(entry, str):
            wanted = "an absolute http:// or https:// address"
            table.complain(f"listings[{number}]", f"expected {wanted}, found {profile.described(entry)}")
        else:
            listings.append(_listing(table.inner("listings", number)))
    return tuple(listings)


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unexpected("an array of addresses or tables, [] where none is known")
    return value


def _listing(table: Table) -> Listing:
    """One listing given as a table."""
    listing = Listing(
        url=table.take("url", profile.web_address, needed=True) or "",
        name=table.take("name", profile.text),
        row=table.take("row", profile.css),
        link=table.take("link", profile.css),
        title=table.take("title", profile.css),
        date=table.take("date", profile.css),
        next=table.take("next", profile.css),
    )
    table.leftovers()
    return listing


def _rules(table: Table) -> Rules:
    """The [read] table: how to read each field."""
    read = table.inner("read")
    rules = Rules(**{rule.name: read.take(rule.name, profile.selectors) or () for rule in fields(Rules)})
    read.leftovers()
    return rules


def _unhurried(site: Site, table: Table) -> None:
    """Other people's servers get a second at least; only this machine may be asked faster."""
    addresses = [url for url in site.addresses if profile.is_web_address(url)]
    if site.delay is not None and site.delay < 1 and not all(map(on_loopback, addresses)):
        table.complain("delay", f"expected at least 1 second (less is for loopback only), found {site.delay}")
