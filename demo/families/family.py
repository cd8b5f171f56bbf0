"""A family portal as its file tells it: demo/families/cms/NAME.toml.

    platform            the file of data/platforms that knows the family; absent where none is needed
    place, county, name short and full name of the made-up county; the portal's, if it is not its government's
    host, code          its loopback address; its site code
    skin                what is around lists and articles: a file of demo/families/skins
    links               how addresses are printed: "relative", "path" (from the root) or "full"
    shown               where the columns of local news are named beside the site map: "menu" (and on the home page),
                        "home", "roof" (a page called 新闻中心, not the site map), "map" (nowhere else)
    encoding, charset, content_type   of the bytes; as the pages declare it; as the header says
    news, other, mixed  columns: key in the address, name; those of local news, those of all else, and those that show
                        some of every other column and have no articles of their own
    per_page, stories   rows of a page, and in all, of a column of local news
    screens             pages of rows that the column's own page holds at once; 0 where a script fills it
    front               where the home page is; "/" leads on to it by a script, where that is another address,
    city                unless this is the name of the city whose portal stands there and whose host the county shares
    missing             "home": an address that is not there is answered with the home page, and no error
    [list]              address and further: of page 1 and of the others, "" where an interface gives them
                        door: what menus link to, a page that leads on to the list by a refresh
                        beyond: what stands behind the last page: "empty", "first" or "last"; "" for an error
                        row, between, page: what a list looks like, first: its first page, where that is another
                        next, end: what $next in page is, on the last page; frame = false: it is no web page
    [article]           address, paragraph, page
    [[interfaces]]      what is asked for further rows, see Interface; their paths are templates, too
    [files]             path, text: scripts that other pages need
    [paper]             in place of lists: an e-paper, see Paper

What stands in the templates behind $ is told in demo/families/filling.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.families.writing import Column

FOLDER = Path(__file__).resolve().parent / "cms"
_STORIES_ELSEWHERE = 5
"""Stories of a column that is none of local news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What lists look like. title, head: of the page around it; content_type: where it is no web page."""

    address: str = "/"
    row: str = ""
    page: str = ""
    further: str = ""
    between: str = "\n"
    first: str = ""
    next: str = ""
    end: str = ""
    beyond: str = ""
    door: str = ""
    title: str = "$name"
    head: str = ""
    frame: bool = True
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What articles look like. head: of the page around the text."""

    address: str
    paragraph: str
    page: str
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """A way to rows that are on no page.

    path, method: where; asks: values that must be sent, in the query, a form or JSON; they say which column is meant.
    inside: the value that is JSON with further values. page, first: the value that counts pages, and its first
    number; or start, end: those that name rows. size: rows of an answer. row, between, answer: what comes back;
    a list page as any other where there is no answer.
    """

    path: str
    asks: Mapping[str, str]
    method: str = "GET"
    inside: str = ""
    page: str = ""
    first: int = 1
    start: str = ""
    end: str = ""
    size: int = 0
    row: str = ""
    between: str = "\n"
    answer: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What an e-paper looks like. start: its start page; node: the address of a sheet's page, page: what stands there.

    sheets: number in the address, name; link: to another sheet of that day; row: an article.
    """

    start: str = ""
    node: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    row: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family portal; the keys are explained at the head of this module."""

    id: str
    place: str
    county: str
    host: str
    code: str
    news: Mapping[str, str]
    listing: Listing
    article: Text
    name: str = ""
    other: Mapping[str, str] = field(default_factory=dict)
    mixed: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""
    skin: str = "blocks"
    links: str = "path"
    shown: str = "menu"
    front: str = "/"
    city: str = ""
    missing: str = ""
    encoding: str = "utf-8"
    charset: str = ""
    content_type: str = ""
    per_page: int = 6
    stories: int = 16
    screens: int = 1
    interfaces: tuple[Interface, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    paper: Paper | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns: those of local news, those of all else, the mixed ones."""
        named = [(*column, self.stories) for column in self.news.items()]
        named += [(*column, _STORIES_ELSEWHERE) for column in self.other.items()]
        named += [(*column, 0) for column in self.mixed.items()]
        return tuple(
            Column(key=key, name=name, number=number, news=key in self.news, stories=stories)
            for number, (key, name, stories) in enumerate(named, start=1)
        )


def read_families(folder: Path = FOLDER) -> dict[str, Family]:
    """All families by id, the stem of their files, in its order. Raises ValueError, naming the file, for wrong ones."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> Family:
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        listing, article = Listing(**told.pop("list", {})), Text(**told.pop("article"))
        interfaces = tuple(Interface(**one) for one in told.pop("interfaces", ()))
        paper = Paper(**told.pop("paper")) if "paper" in told else None
        return Family(id=path.stem, listing=listing, article=article, interfaces=interfaces, paper=paper, **told)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
