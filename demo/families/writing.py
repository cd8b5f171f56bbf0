"""Writes the stories of a portal from demo/families/stories.toml: the same ones each time, no two alike on a portal.

A column's name says which kind of story it prints; every name that is not listed there is one of local news.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
_SHARED = 3
"""The newest posts of a column, which stand in mixed columns as well; the second column of local news shares them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its key in addresses, its name, its place among the portal's columns from 1, its own stories."""

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
    also = {column.key: tuple(_shows_too(column, columns)) for column in columns}
    news = iter(_shuffled(_told()[NEWS]["topics"], Random(portal)))  # noqa: S311 - nothing is kept secret by it
    return tuple(
        replace(post, columns=(column.key, *also[column.key])) if place_in_list < _SHARED else post
        for column in columns
        for place_in_list, post in enumerate(_column(portal, place, county, column, latest, news))
    )


def _shows_too(column: Column, columns: Sequence[Column]) -> Iterator[str]:
    """The columns that print the newest posts of this one, too."""
    news = [each for each in columns if each.news]
    if column in news[1:]:
        yield news[0].key
    yield from (each.key for each in columns if not each.stories)


def digits(seed: str) -> str:
    """32 hexadecimal digits that follow from a seed."""
    return f"{Random(seed).getrandbits(128):032x}"  # noqa: S311


def _column(
    portal: str, place: str, county: str, column: Column, latest: date, news: Iterator[Mapping[str, Any]]
) -> Iterator[Post]:
    """The posts of one column, newest first; news: the topics that the portal's local news has not yet used."""
    chance = Random(f"{portal} {column.key}")  # noqa: S311
    kind = _told()[_kind(column.name, place)]
    topics = news if column.news else iter(_shuffled(kind["topics"], chance))
    for place_in_list, topic in enumerate(islice(topics, column.stories)):
        day = latest - timedelta(days=place_in_list * 2 + column.number % 2)
        words = _words(chance, place, county)
        opening, ending = (chance.choice(kind[key]).format(**words) for key in ("openings", "endings"))
        ending = "" if opening else ending
        closing = chance.choice(kind["closings"]).format(**_words(chance, place, county) | _who(words))
        first, *more = (text.format(**words) for text in topic["text"])
        yield Post(
            story=f"{portal}-{column.key}-{place_in_list + 1}",
            portal=portal,
            number=1_000_000 + column.number * 1000 + column.stories - place_in_list,
            columns=(column.key,),
            title=topic["title"].format(**words),
            blocks=tuple(map(_block, (opening + first, *more, closing + ending))),
            credits=Credits(reporters=(words["reporter"],) if opening or ending else ()),
            published=f"{day}T{chance.randint(8, 17):02}:{chance.randint(1, 59):02}",
            source=chance.choice(_told()["sources"]).format(**words),
            author=chance.choice(_told()["persons"]),
            editor=chance.choice(_told()["persons"]),
        )


def _kind(name: str, place: str) -> str:
    """Which stories a column of that name prints."""
    for kind in _KINDS[1:]:
        if name in [each.format(place=place) for each in _told()[kind]["columns"]]:
            return kind
    return NEWS


def _shuffled(topics: Sequence[Mapping[str, Any]], chance: Random) -> list[Mapping[str, Any]]:
    return chance.sample(topics, len(topics))


def _words(chance: Random, place: str, county: str) -> dict[str, str]:
    told = _told()
    numbers = {"a": chance.randint(3, 9), "b": chance.randint(11, 48), "c": chance.randint(120, 960)}
    person, reporter = chance.sample(told["persons"], 2)
    names = {"town": chance.choice(told["towns"]), "person": person, "reporter": reporter}
    return {"place": place, "county": county, **names, **{name: str(number) for name, number in numbers.items()}}


def _who(words: Mapping[str, str]) -> dict[str, str]:
    """What a closing shares with the story before it."""
    return {name: words[name] for name in ("town", "person")}


def _block(text: str) -> Block:
    return Block(text=text)


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(STORIES.read_text(encoding="utf-8"))
