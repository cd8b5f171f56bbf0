"""A story as its file tells it, and a post: the story as one portal prints it.

A file demo/articles/NAME.toml says:

    title, body          one paragraph a line; a line ![caption](file.png) is a picture
    opening, closing     printed in front of the first and behind the last paragraph: 本报讯（记者 …）, （本报记者 …）
    [credits]            whom the page names, by role; what a reader must find, not what is printed
    [[posts]]            the portals that print it; any of the keys above may stand here again and wins, and
      portal, number, columns   where
      published          "2026-02-14T08:30" or "2026-02-14", Asia/Shanghai; absent where the page shows no date
      source, author, editor, collector   what the info line prints
      head, tail         credit lines of their own before and behind the body, as printed
      edits              [{find, put}] or [{cut = N}]: what this portal changed (paragraph N, from 1 or from -1)
      and the oddities listed at Post.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).resolve().parent / "articles"
PICTURE = re.compile(r"!\[(?P<caption>[^\]]*)\]\((?P<file>[^)]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Whom a page names, by role, in the order of the page."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, or a picture with its caption ("" where it has none) as text."""

    text: str
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A story as one portal prints it, edits and bylines done."""

    story: str
    """Id of the story: the stem of its file."""
    portal: str
    number: int
    """The running number in its address."""
    columns: tuple[str, ...]
    """Keys of the listings that name it; the first one gives the address its folder."""
    title: str
    blocks: tuple[Block, ...]
    credits: Credits
    published: str | None = None
    source: str = ""
    author: str = ""
    editor: str = ""
    collector: str = ""
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    kicker: str = ""
    """A line above the title (引题)."""
    subtitle: str = ""
    """A line below the title (副题)."""
    pinned: bool = False
    """Kept on top of its first listing."""
    row_title: str = ""
    """The title as the listing cuts it; "" where it is whole."""
    row_date: str | None = None
    """The only date a portal shows that prints none on the page: in the listing."""
    nested: bool = False
    """The body's box stands in another of the same class, with a <style> in it."""
    attachment: str = ""
    """A file embedded in the page in place of text."""

    @property
    def day(self) -> str:
        """The day of the page, else of its row: 2026-02-14; "" where neither shows one."""
        return (self.published or self.row_date or "")[:10]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What a reader must find as the body: paragraphs and captions, white space folded."""
        return tuple(" ".join(block.text.split()) for block in self.blocks if block.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story and everywhere it was printed, in the order of its file."""

    id: str
    title: str
    posts: tuple[Post, ...] = field(default=())


def read_stories(folder: Path = ARTICLES) -> tuple[Story, ...]:
    """All stories of a folder, by file name. Raises ValueError or KeyError where a file says what none should."""
    return tuple(read_story(path) for path in sorted(folder.glob("*.toml")))


def read_story(path: Path) -> Story:
    """One story. Raises ValueError, naming the file, where an edit finds nothing to change or a key is unknown."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = {key: value for key, value in told.items() if key != "posts"}
    try:
        posts = tuple(_post(path.stem, shared | own) for own in told["posts"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
    return Story(id=path.stem, title=told["title"], posts=posts)


def _post(story: str, told: Mapping[str, Any]) -> Post:
    body = {"body", "opening", "closing", "edits", "credits"}
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in told.items() if key not in body
    }
    return Post(story=story, blocks=_blocks(told), credits=_credits(told.get("credits", {})), **values)


def _credits(told: Mapping[str, list[str]]) -> Credits:
    if unknown := set(told) - {each.name for each in fields(Credits)}:
        raise ValueError(f"unknown role {unknown}")
    return Credits(**{role: tuple(names) for role, names in told.items()})


def _blocks(told: Mapping[str, Any]) -> tuple[Block, ...]:
    blocks = [_block(line.strip()) for line in told.get("body", "").splitlines() if line.strip()]
    texts = [number for number, block in enumerate(blocks) if block.image is None]
    if texts:
        first, last = blocks[texts[0]], texts[-1]
        blocks[texts[0]] = Block(text=told.get("opening", "") + first.text)
        blocks[last] = Block(text=blocks[last].text + told.get("closing", ""))
    return tuple(_edited(blocks, told.get("edits", ())))


def _block(line: str) -> Block:
    picture = PICTURE.fullmatch(line)
    return Block(text=picture["caption"], image=picture["file"]) if picture else Block(text=line)


def _edited(blocks: list[Block], edits: Iterable[Mapping[str, Any]]) -> list[Block]:
    """The blocks after a re-poster went over them. Raises ValueError where a find is not there."""
    for edit in edits:
        if "cut" in edit:
            number = edit["cut"]
            del blocks[number - 1 if number > 0 else number]
            continue
        found = [number for number, block in enumerate(blocks) if edit["find"] in block.text]
        if not found:
            raise ValueError(f"nothing to edit: {edit['find']!r}")
        old = blocks[found[0]]
        blocks[found[0]] = Block(text=old.text.replace(edit["find"], edit["put"]), image=old.image)
    return blocks
