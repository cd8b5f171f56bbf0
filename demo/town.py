"""The made-up town: its portals, its stories, and what a reader must find there.

    with Town.serve() as town:
        town.expected()          every article of every portal, once a portal
        town.not_articles()      the addresses on its listings that give no article, and why
        town.listings("gov")     where to begin

Everything follows from demo/town.toml and demo/articles/; nothing here reads a page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from demo.expected import Expected, expect
from demo.portals.gov import GovernmentPortal
from demo.portals.media import MediaPortal
from demo.portals.mirror import MirrorPortal
from demo.portals.paper import PaperPortal
from demo.portals.portal import Answer, Facts, Portal
from demo.portals.zone import ZonePortal
from demo.server import Server
from demo.story import Post, Story, read_stories

FACTS = Path(__file__).resolve().parent / "town.toml"
PORT = 8642
"""The port the demo is served on, on every address; tests take a free one."""

FAMILIES: dict[str, type[Portal]] = {
    "gov": GovernmentPortal,
    "media": MediaPortal,
    "zone": ZonePortal,
    "mirror": MirrorPortal,
    "paper": PaperPortal,
}

REASONS = {
    "broken": "answers 500",
    "missing": "answers 404",
    "empty": "a template without text",
    "forbidden": "robots.txt forbids it",
    "elsewhere": "stands on another host",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotArticle:
    """An address on a listing that gives no article: what, a key of REASONS, and why in words."""

    site: str
    url: str
    what: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Town:
    """The town as it stands on one port."""

    port: int
    stories: tuple[Story, ...] = field(default_factory=read_stories)

    @classmethod
    @contextmanager
    def serve(cls, port: int = 0, log: Path | None = None, delay: float = 0.0) -> Iterator[Town]:
        """The town on loopback for as long as the block lasts.

        port: the same on every address; 0 takes one that is free on all of them.
        log: a JSON line a request is appended there (see demo.server.Visit).
        delay: seconds before each answer.
        Raises OSError where an address or the port cannot be had.
        """
        hosts = [facts.host for facts in _facts().values()]
        with Server(hosts, port, log=log, delay=delay) as server:
            town = cls(port=server.port)
            server.start(town.answers)
            yield town

    @cached_property
    def portals(self) -> dict[str, Portal]:
        """By key: gov, media, zone, mirror, paper."""
        posts = [post for story in self.stories for post in story.posts]
        if strangers := {post.portal for post in posts} - set(FAMILIES):
            raise ValueError(f"demo/articles: no portal is called {strangers}")
        facts = _facts()
        return {key: FAMILIES[key](facts[key], [post for post in posts if post.portal == key]) for key in FAMILIES}

    def root(self, key: str) -> str:
        """The address of a portal without a path: http://127.0.11.1:8642."""
        return f"http://{self.portals[key].facts.host}:{self.port}"

    def listings(self, key: str) -> tuple[str, ...]:
        """The first pages of a portal's listings."""
        portal = self.portals[key]
        elsewhere = self._addresses
        return tuple(
            self.root(key) + portal.list_path(column, 1, len(portal.screens(column, elsewhere)))
            for column in portal.facts.columns
        )

    def expected(self) -> tuple[Expected, ...]:
        """Every article of every portal, in the order of the portals, newest first."""
        return tuple(self._expected(portal, post) for portal in self.portals.values() for post in portal.posts)

    def not_articles(self) -> tuple[NotArticle, ...]:
        """The addresses on listings that must leave no row behind."""
        return tuple(
            NotArticle(
                site=portal.facts.site,
                url=odd.href if odd.what == "elsewhere" else self.root(key) + odd.href,
                what=odd.what,
                reason=REASONS[odd.what],
            )
            for key, portal in self.portals.items()
            for odd in portal.facts.odd
            if odd.what in REASONS
        )

    @cached_property
    def answers(self) -> dict[str, dict[str, Answer]]:
        """What every loopback address answers for every path that is there."""
        return {portal.facts.host: portal.answers(self._addresses) for portal in self.portals.values()}

    @cached_property
    def _addresses(self) -> dict[tuple[str, str], str]:
        return {
            (key, post.story): self.root(key) + portal.address(post)
            for key, portal in self.portals.items()
            for post in portal.posts
        }

    def _expected(self, portal: Portal, post: Post) -> Expected:
        key = portal.facts.key
        named = zip(portal.facts.columns, self.listings(key), strict=True)
        return expect(portal, post, self.root(key), tuple(at for column, at in named if column in post.columns))


def _facts() -> dict[str, Facts]:
    told = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    return {key: Facts.told(key, table) for key, table in told.items()}
