"""One walk through a site: which rows are new, which were seen, and which articles are asked for.

Pure: no network, no clock, no database. The spider asks the database what is known and tells the walk. How far each
listing is walked is crawler.listing_walk's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from crawler.hosts import host_key
from crawler.sites import Site
from pipelines.items import Link
from pipelines.normalise.addresses import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What the rows of one list page mean.

    wanted: to be asked for. seen: of articles that are kept, or handed on in this run. waiting: of articles that are
    asked for already and will carry these rows. links, known, resting, elsewhere: addresses that this run had not met
    before: all of the site's own, those of kept articles, those that brought no article lately and are left alone for
    now, those on other hosts (they are not followed). postponed: new, but more than may be asked for in this run.
    """

    wanted: tuple[Link, ...] = ()
    seen: tuple[Link, ...] = ()
    waiting: tuple[Link, ...] = ()
    links: int = 0
    known: int = 0
    resting: int = 0
    elsewhere: int = 0
    postponed: tuple[Link, ...] = ()


class Walk:
    """The walk through one site in one run. most_articles: to be asked for, None for no bound."""

    def __init__(self, site: Site, *, most_articles: int | None = None) -> None:
        self.site = site
        self.left = most_articles
        self._hosts = {host_key(url) for url in site.addresses}
        self._twins = site.twins
        self._rows: dict[str, list[Link]] = {}
        self._asked: set[str] = set()
        self._again: set[str] = set()
        self._handed_on: set[str] = set()

    def key(self, url: str) -> str:
        """What all addresses of one article share."""
        return canonical(url, self._twins)

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
        fates = ("wanted", "seen", "waiting", "resting", "elsewhere", "postponed")
        by_fate: dict[str, list[Link]] = {fate: [] for fate in fates}
        met: dict[str, int] = dict.fromkeys(by_fate, 0)
        for link in rows:
            key = self.key(link.url)
            fate = self._fate(link, key, known, resting)
            by_fate[fate].append(link)
            met[fate] += key not in self._rows
            if link not in self._rows.setdefault(key, []):
                self._rows[key].append(link)
        return Rows(
            wanted=tuple(by_fate["wanted"]),
            seen=tuple(by_fate["seen"]),
            waiting=tuple(by_fate["waiting"]),
            links=met["wanted"] + met["seen"] + met["resting"] + met["postponed"],
            known=met["seen"],
            resting=met["resting"],
            elsewhere=met["elsewhere"],
            postponed=tuple(by_fate["postponed"]),
        )

    def ask_again(self, rows: Iterable[Link]) -> tuple[Link, ...]:
        """Take in rows of earlier runs that brought no article; returns those to ask for. They are not news."""
        wanted = self.sort(rows, set()).wanted
        self._again.update(self.key(link.url) for link in wanted)
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
        if self.left is not None:
            if self.left <= 0:
                return "postponed"
            self.left -= 1
        self._asked.add(key)
        return "wanted"

    def rows_of(self, url: str) -> tuple[Link, ...]:
        """All rows of this run that lead to the address, or a twin of it, first seen first."""
        return tuple(self._rows.get(self.key(url), ()))

    def hand_on(self, url: str) -> None:
        """The article of this address was received: rows that come later are sightings."""
        self._handed_on.add(self.key(url))

    def is_news(self, url: str) -> bool:
        """Whether this run asked for the address because it was new, whoever kept it since."""
        key = self.key(url)
        return key in self._asked and key not in self._again

    def asked_before(self, url: str) -> bool:
        """Whether this run asks for it because an earlier one could not have it."""
        return self.key(url) in self._again
