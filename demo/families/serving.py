"""Serves the family portals, and says what must be found on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from demo.expected import Expected, expect
from demo.families.family import read_families
from demo.families.paper import PaperPortal
from demo.families.portal import FamilyPortal
from demo.families.writing import LATEST
from demo.server import Log, Server, Visit
from demo.story import Post

_TOLD = read_families()
FAMILIES: tuple[str, ...] = tuple(_TOLD)
"""The ids of all portals: stems of demo/families/cms/*.toml."""


@dataclass(frozen=True, kw_only=True)
class Families:
    """Portals as they stand on one port; id: a value of FAMILIES."""

    port: int
    portals: dict[str, FamilyPortal]
    log: Log

    def root(self, family: str) -> str:
        """The address of a portal without a path."""
        return self.portals[family].root

    def home(self, family: str) -> str:
        """The address that a person would give: the host, or the county's folder where it shares its city's host."""
        told = self.portals[family].told
        return self.root(family) + (told.front if told.city else "/")

    def listings(self, family: str) -> tuple[str, ...]:
        """The first pages of the columns of local news."""
        return tuple(self._listings[family, key] for key in self.portals[family].told.news)

    def expected(self, family: str) -> tuple[Expected, ...]:
        """Every article of local news, newest first."""
        portal = self.portals[family]
        return tuple(
            expect(portal, post, self.root(family), tuple(self._listings[family, column] for column in post.columns))
            for post in portal.news
        )

    def others(self, family: str) -> frozenset[str]:
        """The addresses of the articles of all other columns."""
        portal = self.portals[family]
        return frozenset(self.root(family) + portal.address(post) for post in set(portal.posts) - set(portal.news))

    def visits(self, family: str) -> list[Visit]:
        """The requests that a portal has answered, in order."""
        host = self.portals[family].facts.host
        return [visit for visit in self.log.visits if visit.host == host]

    def _naming(self, family: str, post: Post) -> tuple[str, ...]:
        news = self.portals[family].told.news
        return tuple(self._listings[family, column] for column in post.columns if column in news)

    @cached_property
    def _listings(self) -> dict[tuple[str, str], str]:
        return {
            (family, key): self.root(family) + portal.entrance(key)
            for family, portal in self.portals.items()
            for key in portal.columns
        }


@contextmanager
def serve_families(
    only: Iterable[str] = FAMILIES,
    *,
    port: int = 0,
    log: Path | None = None,
    delay: float = 0.0,
    latest: date = LATEST,
) -> Iterator[Families]:
    """Serve the portals on loopback for as long as the block lasts.

    only: ids of those wanted. port: the same on every address; 0 takes one that is free on all of them. log: a JSON
    line a request is appended there, too. delay: seconds before each answer. latest: the day of the newest stories.
    Raises OSError where an address or the port cannot be had, KeyError for an id that is none.
    """
    told = {family: _TOLD[family] for family in only}
    with Server([each.host for each in told.values()], port, log=log, delay=delay) as server:
        portals = {
            family: (PaperPortal if each.paper else FamilyPortal)(each, f"http://{each.host}:{server.port}", latest)
            for family, each in told.items()
        }
        server.start({portal.facts.host: portal.answers({}) for portal in portals.values()})
        yield Families(port=server.port, portals=portals, log=server.log)
