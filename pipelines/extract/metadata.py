"""What the head of a page says: <title>, meta tags, JSON-LD. Witnesses, not truth."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.blocks import squeeze
from pipelines.normalise.text import comparison_key

_TAG = re.compile(r"<[^>]{0,200}>")
_TITLE_BREAK = re.compile(r"\s+[|–—-]\s+|\s*[|｜_]\s*")
_SITE_METAS = ("og:site_name", "application-name", "sitename", "publisher", "dc.publisher")
_BODIES = ("Organization", "Corporation", "WebSite", "Brand")
"""How the @type of an author ends that is nobody."""


class Metadata:
    """The head's statements, read once.

    title: text of the first <title>, or None.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        title = tree.css_first("title")
        self.title = squeeze(title.text()) or None if title is not None else None
        self._meta: dict[str, list[str]] = {}
        things: list[dict[str, Any]] = []
        for node in tree.css('meta,script[type="application/ld+json"]'):  # one search: it goes through the whole page
            if node.tag == "meta":
                self._add_meta(node.attributes)
            else:
                things += _linked_things(node.text())
        self._linked = [thing for thing in things if _is_article(thing)]
        self._by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and "name" in thing}

    def _add_meta(self, attributes: dict[str, str | None]) -> None:
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = plain(attributes.get("content") or "")
        if name and content:
            self._meta.setdefault(name.strip().lower(), []).append(content)

    def first(self, *names: str) -> str | None:
        """The first filled meta of these names (lower case), in the order given."""
        return next((self._meta[name][0] for name in names if name in self._meta), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every filled meta of a name (lower case), in order."""
        return tuple(self._meta.get(name, ()))

    def first_in_any_vocabulary(self, word: str) -> tuple[str, str] | None:
        """Name and value of the first meta whose name is this word behind a prefix of the site's own (photos:word)."""
        return next(((name, values[0]) for name, values in self._meta.items() if name.endswith(f":{word}")), None)

    def linked(self, key: str, *, about: str | None = None) -> str | None:
        """A text value of an article in JSON-LD; of several articles, the one whose headline is about the title."""
        things = self._linked if about is None or len(self._linked) < 2 else sorted(self._linked, key=_other(about))
        for thing in things:
            value = thing.get(key)
            if isinstance(value, str) and value.strip():
                return plain(value)
        return None

    def linked_names(self, key: str) -> tuple[str, ...]:
        """Names of people (author: [{"@type": "Person", "name": …}]) of an article in JSON-LD, as written there."""
        for thing in self._linked:
            names = tuple(name for one in _listed(thing.get(key)) if (name := self._person(one)))
            if names:
                return names
        return ()

    @property
    def title_is_the_publishers(self) -> bool:
        """Whether <title> is the name that signs all pages of the site: a template's, no article's.

        Not where it equals SiteName: on the Chinese portals that have that meta it is how a front page is known.
        """
        title = comparison_key(self.title or "")
        signed = [value for name in ("author", "publisher", "dc.publisher") for value in self.all(name)]
        return title in map(comparison_key, signed) and title not in map(comparison_key, self.all("sitename"))

    def site_names(self) -> frozenset[str]:
        """What the site and its publisher call themselves, case folded: no people, whoever says so."""
        metas = [value for name in _SITE_METAS for value in self.all(name)]
        publishers = [name for thing in self._linked for one in _listed(thing.get("publisher")) if (name := _name(one))]
        tail = _TITLE_BREAK.split(self.title or "")[1:]
        return frozenset(name.casefold() for name in (*metas, *publishers, *tail))

    def _person(self, one: object) -> str | None:
        """The name of an author: a text, or an object that is no organisation; a bare @id is looked up."""
        if isinstance(one, dict) and isinstance(one.get("@id"), str) and "name" not in one:
            one = self._by_id.get(one["@id"], one)
        if isinstance(one, dict) and any(kind.endswith(_BODIES) for kind in _kinds(one)):
            return None
        return _name(one)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _kinds(thing: dict[str, Any]) -> list[str]:
    return [kind for kind in _listed(thing.get("@type")) if isinstance(kind, str)]


def _name(one: object) -> str | None:
    """A name: the text itself, or an object's name, its two halves, or its byline."""
    if isinstance(one, dict):
        halves = [one.get("givenName"), one.get("familyName")]
        both = " ".join(half for half in halves if isinstance(half, str))
        one = next((value for value in (one.get("name"), both, one.get("byline")) if value), None)
        one = "; ".join(map(str, one)) if isinstance(one, list) else one
    return plain(one) or None if isinstance(one, str) else None


def _other(title: str) -> Callable[[dict[str, Any]], bool]:
    """Whether an article of JSON-LD names a headline that is not this title."""
    wanted = comparison_key(title)

    def differs(thing: dict[str, Any]) -> bool:
        headline = thing.get("headline") or thing.get("name")
        return not isinstance(headline, str) or comparison_key(plain(headline)) != wanted

    return differs


def plain(text: str) -> str:
    """A meta value without the markup and entities that some templates leave in it."""
    if "&" in text:
        text = html.unescape(text)
    return squeeze(_TAG.sub(" ", text) if "<" in text else text)


def _linked_things(text: str) -> Iterator[dict[str, Any]]:
    """Every object of a piece of JSON-LD; damaged JSON is passed over."""
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    yield from _things(data, 0)


def _things(data: object, depth: int) -> Iterator[dict[str, Any]]:
    """Objects, however they are wrapped: in lists, in a graph, as what a page is about."""
    if depth > 4:
        return
    if isinstance(data, list):
        for part in data:
            yield from _things(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        for wrapper in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(data.get(wrapper), depth + 1)


def _is_article(thing: dict[str, Any]) -> bool:
    """Whether its @type names an article, posting or report, or it has the pubDate of a search engine's dialect."""
    return "pubDate" in thing or any(kind.endswith(("Article", "Posting", "Report")) for kind in _kinds(thing))
