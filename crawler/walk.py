"""One walk through the listings of a site: which rows are new, which were seen, and when a listing is at its end.

Pure: no network, no clock, no database. The spider asks the database what is known and tells the walk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from crawler.discovery.page_requests import PageRequest
from crawler.hosts import host_key
from crawler.sites import Listing, Site
from pipelines.items import Link
from pipelines.normalise.addresses import canonical

_MOST_EMPTY = 3
"""Pages without rows, one after the other, that are passed over: a column page, a look-up, a day without a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What the rows of one list page mean.

    wanted: to be asked for. seen: of articles that are kept, or handed on in this run. waiting: of articles that are
    asked for already and will carry these rows. links, known, resting, elsewhere: addresses that this run had not met
    before: all of the site's own, those of kept articles, those that brought no article lately and are left alone for
    now, those on other hosts (they are not followed).
    """

    wanted: tuple[Link, ...] = ()
    seen: tuple[Link, ...] = ()
    waiting: tuple[Link, ...] = ()
    links: int = 0
    known: int = 0
    resting: int = 0
    elsewhere: int = 0


class Walk:
    """The walk through one site in one run.

    ended: the listings whose last walk came to its end. The others are read on although all rows of a page are known:
    what the last walk missed may stand on any page.
    """

    def __init__(self, site: Site, *, ended: Collection[str] = ()) -> None:
        self.site = site
        self._ended = ended
        self._hosts = {host_key(url) for url in site.addresses}
        self._rows: dict[str, list[Link]] = {}
        self._asked: set[str] = set()
        self._again: set[str] = set()
        self._handed_on: set[str] = set()

    def listings(self) -> list[ListingWalk]:
        """One walk for each listing, in the order of the profile."""
        return [ListingWalk(self, listing, to_the_end=listing.url not in self._ended) for listing in self.site.listings]

    def is_at_home(self, url: str) -> bool:
        """Whether the address is on a host of this site."""
        return host_key(url) in self._hosts

    def moved(self, url: str) -> None:
        """A listing was answered from this address: its host is one of the site's from now on."""
        self._hosts.add(host_key(url))

    def sort(self, rows: Iterable[Link], known: Collection[str], resting: Collection[str] = ()) -> Rows:
        """Take the rows of a page in.

        known: those of their addresses whose articles are kept already; resting: those to be left alone for now.
        """
        by_fate: dict[str, list[Link]] = {fate: [] for fate in ("wanted", "seen", "waiting", "resting", "elsewhere")}
        met: dict[str, int] = dict.fromkeys(by_fate, 0)
        for link in rows:
            key = canonical(link.url)
            fate = self._fate(link, key, known, resting)
            by_fate[fate].append(link)
            met[fate] += key not in self._rows
            if link not in self._rows.setdefault(key, []):
                self._rows[key].append(link)
        return Rows(
            wanted=tuple(by_fate["wanted"]),
            seen=tuple(by_fate["seen"]),
            waiting=tuple(by_fate["waiting"]),
            links=met["wanted"] + met["seen"] + met["resting"],
            known=met["seen"],
            resting=met["resting"],
            elsewhere=met["elsewhere"],
        )

    def ask_again(self, rows: Iterable[Link]) -> tuple[Link, ...]:
        """Take in rows of earlier runs that brought no article; returns those to ask for. They are not news."""
        wanted = self.sort(rows, set()).wanted
        self._again.update(canonical(link.url) for link in wanted)
        return wanted

    def _fate(self, link: Link, key: str, known: Collection[str], resting: Collection[str]) -> str:
        """What becomes of a row; one that is wanted counts as asked for from now on."""
        if not self.is_at_home(link.url):
            return "elsewhere"
        if key in self._handed_on or (link.url in known and key not in self._asked):
            return "seen"
        if key in self._asked:
            return "waiting"
        if link.url in resting:
            return "resting"
        self._asked.add(key)
        return "wanted"

    def rows_of(self, url: str) -> tuple[Link, ...]:
        """All rows of this run that lead to the address, or a twin of it, first seen first."""
        return tuple(self._rows.get(canonical(url), ()))

    def hand_on(self, url: str) -> None:
        """The article of this address was received: rows that come later are sightings."""
        self._handed_on.add(canonical(url))

    def all_old(self, rows: Iterable[Link], known: Collection[str]) -> bool:
        """Whether a page shows only what earlier runs met; what this run asked for is new, whoever kept it since."""
        return not any(self._is_new(link, known) for link in rows if self.is_at_home(link.url))

    def _is_new(self, link: Link, known: Collection[str]) -> bool:
        key = canonical(link.url)
        return key not in self._again and (link.url not in known or key in self._asked)


@dataclass(slots=True)
class ListingWalk:
    """The walk through the pages of one listing."""

    walk: Walk
    listing: Listing
    to_the_end: bool = True
    """Whether pages that show only old rows are passed over, too."""
    pages: int = 0
    rows: int = 0
    cut: bool = False
    """It had more pages than max_pages."""
    ended: bool = False
    """It was walked as far as it should be."""
    _asked: set[tuple[str, str, bytes]] = field(default_factory=set)
    _shown: set[str] = field(default_factory=set)
    _empty: int = 0

    def __post_init__(self) -> None:
        self._asked.add(PageRequest(url=self.listing.url).key)

    def next_page(
        self, rows: Collection[Link], known: Collection[str], following: PageRequest | None
    ) -> PageRequest | None:
        """Which page to read after one with these rows; None where the listing is at its end, or old from here on.

        At its end: no next page, no rows, rows that were all shown before, a page asked before, max_pages. A few pages
        without rows are passed over where the next one is asked for even so.
        """
        wanted = self._next(rows, known, following)
        self.ended = wanted is None
        return wanted

    def goes_on(self, rows: Collection[Link], known: Collection[str]) -> bool:
        """Whether it is worth guessing where a list goes on: nothing but pinned rows was met before."""
        return self.to_the_end or not any(link.url in known for link in rows if not link.pinned)

    def _next(
        self, rows: Collection[Link], known: Collection[str], following: PageRequest | None
    ) -> PageRequest | None:
        self.pages += 1
        self.rows += len(rows)
        keys = {canonical(link.url) for link in rows}
        self._empty = 0 if rows else self._empty + 1
        skipped = following is not None and following.after_nothing and 0 < self._empty <= _MOST_EMPTY
        repeats = keys <= self._shown and not skipped
        self._shown |= keys
        if repeats or following is None or following.key in self._asked or not self.walk.is_at_home(following.url):
            return None
        if rows and not self.to_the_end and self.walk.all_old(rows, known):
            return None
        if self.pages >= self.walk.site.max_pages:
            self.cut = True
            return None
        self._asked.add(following.key)
        return following
