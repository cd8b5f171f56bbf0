"""Writes the stories of a portal from demo/families/stories.toml: the same ones each time, no two alike on a portal.

A column's name says which kind of story it prints; every name that is not listed there is one of local news.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from demo.story import Block, Credits, Post

STORIES = Path(__file__).resolve().parent / "stories.toml"
NEWS = "news"
LATEST = date(2026, 10, 30)
"""The day of the newest story, where nobody asks for another."""
_KINDS = (NEWS, "notice", "state", "department", "picture", "special")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its key in addresses, its name, its place among the portal's columns from 1, how much it prints."""

    key: str
    name: str
    number: int
    news: bool
    stories: int

    @property
    def id(self) -> str:
        """The number that stands for it in addresses."""
        return str(7700 + self.number)

    @property
    def hex(self) -> str:
        """32 hexadecimal digits that stand for it."""
        return digits(f"column {self.key} {self.number}")


def write(portal: str, place: str, county: str, columns: Sequence[Column], latest: date) -> tuple[Post, ...]:
    """All posts of a portal. latest: the day of the newest one; the others go back from there."""
    return tuple(post for column in columns for post in _column(portal, place, county, column, latest))


def digits(seed: str) -> str:
    """32 hexadecimal digits that follow from a seed."""
    return f"{Random(seed).getrandbits(128):032x}"  # noqa: S311 - nothing is kept secret by it


def _column(portal: str, place: str, county: str, column: Column, latest: date) -> Iterator[Post]:
    chance = Random(f"{portal} {column.key}")  # noqa: S311
    kind = _told()[_kind(column.name, place)]
    topics = islice(_shuffled(kind["topics"], chance), column.stories)
    for place_in_list, topic in enumerate(topics):
        day = latest - timedelta(days=place_in_list * 2 + column.number % 2)
        words = _words(chance, place, county)
        opening = chance.choice(kind["openings"]).format(**words)
        closing = chance.choice(kind["closings"]).format(**_words(chance, place, county) | _who(words))
        first, *more = (text.format(**words) for text in topic["text"])
        yield Post(
            story=f"{portal}-{column.key}-{place_in_list + 1}",
            portal=portal,
            number=1_000_000 + column.number * 1000 + column.stories - place_in_list,
            columns=(column.key,),
            title=topic["title"].format(**words),
            blocks=tuple(map(_block, (opening + first, *more, closing))),
            credits=Credits(reporters=(words["person"],) if "记者" in opening else ()),
            published=f"{day}T{chance.randint(8, 17):02}:{chance.randint(1, 59):02}",
            source=chance.choice(_told()["sources"]).format(**words),
            editor=chance.choice(_told()["persons"]),
        )


def _kind(name: str, place: str) -> str:
    """Which stories a column of that name prints."""
    for kind in _KINDS[1:]:
        if name in [each.format(place=place) for each in _told()[kind]["columns"]]:
            return kind
    return NEWS


def _shuffled(topics: Sequence[Mapping[str, Any]], chance: Random) -> Iterator[Mapping[str, Any]]:
    yield from chance.sample(topics, len(topics))


def _words(chance: Random, place: str, county: str) -> dict[str, str]:
    told = _told()
    numbers = {"a": chance.randint(3, 9), "b": chance.randint(11, 48), "c": chance.randint(120, 960)}
    names = {"town": chance.choice(told["towns"]), "person": chance.choice(told["persons"])}
    return {"place": place, "county": county, **names, **{name: str(number) for name, number in numbers.items()}}


def _who(words: Mapping[str, str]) -> dict[str, str]:
    """What a closing shares with the story before it."""
    return {name: words[name] for name in ("town", "person")}


def _block(text: str) -> Block:
    return Block(text=text)


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(STORIES.read_text(encoding="utf-8"))
