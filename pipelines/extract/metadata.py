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


class Metadata:
    """The head's statements, read once.

    title: text of the first <title>, or None.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        title = tree.css_first("title")
        self.title = squeeze(title.text()) or None if title is not None else None
        self._meta: dict[str, list[str]] = {}
        for node in tree.css("meta"):
            attributes = node.attributes
            name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
            content = plain(attributes.get("content") or "")
            if name and content:
                self._meta.setdefault(name.strip().lower(), []).append(content)
        self._linked = list(_linked_data(tree))

    def first(self, *names: str) -> str | None:
        """The first filled meta of these names (lower case), in the order given."""
        return next((self._meta[name][0] for name in names if name in self._meta), None)

    def linked(self, key: str, *, about: str | None = None) -> str | None:
        """A text value of an article in JSON-LD; of several articles, the one whose headline is about the title."""
        things = self._linked if about is None or len(self._linked) < 2 else sorted(self._linked, key=_other(about))
        for thing in things:
            value = thing.get(key)
            if isinstance(value, str) and value.strip():
                return plain(value)
        return None

    def linked_names(self, key: str) -> tuple[str, ...]:
        """Names of people (author: [{"@type": "Person", "name": …}]) of an article in JSON-LD."""
        for thing in self._linked:
            value = thing.get(key)
            people = value if isinstance(value, list) else [value]
            names = [p.get("name") if isinstance(p, dict) and p.get("@type") != "Organization" else p for p in people]
            flat = tuple(plain(name) for name in names if isinstance(name, str) and name.strip())
            if flat:
                return flat
        return ()


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
    return squeeze(_TAG.sub(" ", text))


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Every article-like object of the page's JSON-LD; damaged JSON is passed over."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles(data, 0)


def _articles(data: object, depth: int) -> Iterator[dict[str, Any]]:
    """Objects whose @type names an article, posting or report, however they are wrapped."""
    if depth > 4:
        return
    if isinstance(data, list):
        for part in data:
            yield from _articles(part, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if (
            any(isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report")) for kind in names)
            or "pubDate" in data
        ):
            yield data
        yield from _articles(data.get("@graph"), depth + 1)
