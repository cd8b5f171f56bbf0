"""A portal: its facts (demo/town.toml), the posts it prints, and the pages that come of them.

A subclass knows one family of CMS: how addresses are built, how pages are laid out. Markup lies in
demo/templates/FAMILY/ as string.Template files.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, ClassVar

from demo.files import PDF, PIXEL
from demo.story import Block, Credits, Post

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a portal answers for one path."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a portal is asked: the query without its question mark, and what was posted."""

    query: str
    body: bytes = b""


ANY = "*"
"""Stands for every path that a portal does not have."""
Interface = Callable[[Asked], Answer]
"""What answers where the path alone does not say which page is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A row of a listing that leads to no article of this portal, or to one by another address.

    what: "twin" (the same article with a query), "neighbour" (an article of another portal of the town),
    "elsewhere" (another host), "forbidden" (robots.txt says no), "broken" (500), "missing" (404), "empty" (no text).
    """

    what: str
    column: str
    title: str
    date: str
    href: str = ""
    """A path of this portal; a whole address for "elsewhere"; a query for "twin"; unused for "neighbour"."""
    story: str = ""
    """The story a twin or a neighbour leads to."""
    portal: str = ""
    """The portal a neighbour stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What demo/town.toml says about a portal."""

    key: str
    site: str
    name: str
    host: str
    """Its loopback address."""
    division: str
    encoding: str
    content_type: str
    """Of its pages; not always true."""
    robots: str
    robots_type: str
    """Content type of robots.txt; "" where there is none (404)."""
    per_page: int
    columns: Mapping[str, str]
    """Listings: key in the address, name."""
    odd: tuple[Odd, ...]

    @classmethod
    def told(cls, key: str, told: Mapping[str, Any]) -> Facts:
        """From a table of demo/town.toml."""
        odd = tuple(Odd(**row) for row in told.get("odd", ()))
        return cls(key=key, **{**told, "odd": odd})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a listing as printed; href is a path from the root or a whole address."""

    href: str
    title: str
    day: str | None
    """2026-02-14; None where the row shows no date."""
    rank: str = ""
    """Sorts the rows of a listing, newest last."""
    pinned: bool = False
    summary: str = ""


class Portal(ABC):
    """A portal of one family. address_of gives the whole address of a post on any portal, for links between them."""

    family: ClassVar[str]

    def __init__(self, facts: Facts, posts: Iterable[Post]) -> None:
        self.facts = facts
        self.posts = tuple(sorted(posts, key=self.rank, reverse=True))

    @abstractmethod
    def address(self, post: Post) -> str:
        """The path of a post."""

    @abstractmethod
    def list_path(self, column: str, page: int, pages: int) -> str:
        """The path of a page (from 1) of a listing of so many pages; page 1 as a profile names it."""

    @abstractmethod
    def article(self, post: Post) -> str:
        """The page of a post."""

    @abstractmethod
    def listing(self, column: str, page: int, screens: Sequence[Sequence[Row]]) -> str:
        """A page (from 1) of a listing; screens are the rows of all its pages."""

    @abstractmethod
    def home(self) -> str:
        """The home page."""

    def aliases(self) -> Mapping[str, str]:
        """Paths that answer as another: {"/yw/index.html": "/yw/"}."""
        return {}

    def fill(self, template: str, **values: str) -> str:
        """A template of this family with the portal's name put in beside the values (already markup)."""
        return _template(self.family, template).substitute(values, site=escape(self.facts.name))

    def encoded(self, page: str) -> bytes:
        """A page in the bytes this portal sends."""
        return page.encode(self.facts.encoding)

    def answers(self, elsewhere: Mapping[tuple[str, str], str]) -> dict[str, Answer]:
        """Every path of this portal and what it answers; elsewhere: (portal, story) to the whole address."""
        answers = {self.address(post): self._page(self.article(post)) for post in self.posts}
        answers |= {path: self._page(page) for path, page in self._listings(elsewhere)}
        answers |= {odd.href: answer for odd in self.facts.odd if (answer := self._odd(odd))}
        answers |= {"/": self._page(self.home())} | self._robots() | self._files()
        return answers | {path: answers[same] for path, same in self.aliases().items()}

    def rows(self, column: str, elsewhere: Mapping[tuple[str, str], str]) -> list[Row]:
        """The rows of a listing: pinned ones first, then the newest."""
        rows = [self._row(post, column) for post in self.posts if column in post.columns]
        odd = [self._odd_row(odd, elsewhere) for odd in self.facts.odd if odd.column == column]
        return sorted([*rows, *odd], key=lambda row: (row.pinned, row.rank), reverse=True)

    def screens(self, column: str, elsewhere: Mapping[tuple[str, str], str]) -> list[list[Row]]:
        """The rows of a listing cut into its pages."""
        rows, size = self.rows(column, elsewhere), self.facts.per_page
        return [rows[start : start + size] for start in range(0, len(rows), size)]

    def rank(self, post: Post) -> str:
        """What the posts are sorted by, newest last: the time of publication."""
        return f"{post.published} {post.number}"

    def row_day(self, post: Post) -> str | None:
        """The day that a row shows; None where this portal's listing shows none."""
        return post.day

    def _row(self, post: Post, column: str) -> Row:
        return Row(
            href=self.address(post),
            title=post.row_title or post.title,
            day=self.row_day(post),
            rank=self.rank(post),
            pinned=post.pinned and column == post.columns[0],
            summary=teaser(post),
        )

    def _odd_row(self, odd: Odd, elsewhere: Mapping[tuple[str, str], str]) -> Row:
        href = odd.href
        if odd.what == "neighbour":
            href = elsewhere[odd.portal, odd.story]
        elif odd.what == "twin":
            href = self.address(self.post(odd.story)) + odd.href
        return Row(href=href, title=odd.title, day=odd.date, rank=odd.date)

    def post(self, story: str) -> Post:
        """The post of a story on this portal. Raises KeyError where it has none."""
        for post in self.posts:
            if post.story == story:
                return post
        raise KeyError(f"{self.facts.site} prints no story {story}")

    def _listings(self, elsewhere: Mapping[tuple[str, str], str]) -> Iterable[tuple[str, str]]:
        for column in self.facts.columns:
            screens = self.screens(column, elsewhere)
            for page in range(1, len(screens) + 1):
                yield self.list_path(column, page, len(screens)), self.listing(column, page, screens)

    def _odd(self, odd: Odd) -> Answer | None:
        if odd.what == "broken":
            return Answer(status=500, content_type="text/html", body=b"<html><body><h1>500</h1></body></html>")
        if odd.what not in ("empty", "forbidden"):
            return None
        blocks = (Block(text="本页仅供内部传阅，不对外发布。"),) * 3 if odd.what == "forbidden" else ()
        bare = Post(
            story="",
            portal=self.facts.key,
            number=0,
            columns=(odd.column,),
            title=odd.title,
            blocks=blocks,
            credits=Credits(),
        )
        return self._page(self.article(bare))

    def _page(self, page: str) -> Answer:
        return Answer(status=200, content_type=self.facts.content_type, body=self.encoded(page))

    def _robots(self) -> dict[str, Answer]:
        if not self.facts.robots_type:
            return {}
        body = self.facts.robots.encode()
        return {"/robots.txt": Answer(status=200, content_type=self.facts.robots_type, body=body)}

    def _files(self) -> dict[str, Answer]:
        images = {f"/images/{block.image}" for post in self.posts for block in post.blocks if block.image}
        files = {path: Answer(status=200, content_type="image/png", body=PIXEL) for path in images}
        attached = {f"/files/{post.attachment}" for post in self.posts if post.attachment}
        return files | {path: Answer(status=200, content_type="application/pdf", body=PDF) for path in attached}


def teaser(post: Post, length: int = 88) -> str:
    """The first words of a post, as lists and side boxes print them: cut in the middle of a sentence."""
    return "".join(post.paragraphs)[:length]


def markup(text: str) -> str:
    """Text as markup; an ideographic space stays as it is."""
    return escape(text, quote=False)


@cache
def _template(family: str, name: str) -> Template:
    return Template((TEMPLATES / family / f"{name}.html").read_text(encoding="utf-8"))
