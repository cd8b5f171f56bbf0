"""The named links of a page: what may be columns, the site map, feeds.

A home page names its columns in its menu, above its blocks, on tabs, on pictures, and by a 更多 that stands below a
heading. All of these are signposts; which of them lead to news is judged by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler.discovery.addresses import absolute, base_of, is_file, shape
from crawler.discovery.ways import fragment_counts
from pipelines.extract.document import Document
from pipelines.extract.metadata import Metadata
from pipelines.lexicon import words
from pipelines.normalise.text import comparison_key, squeeze

_LONGEST_NAME = 40
_BLOCK_HEIGHT = 4
"""Levels above a 更多 in which its heading is looked for."""
_BLOCK_TEXT = 3000
"""Characters of such a block at most: beyond it is the page."""
_HEADING = 12
"""Characters of a heading at most."""
_OPENED = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|window\.open\()\s*['"]([^'"]+)['"]"""
)
_FEED_ADDRESS = re.compile(r"(?:/(?:feed|rss|atom)/?$|\.(?:rss|atom)$|(?:rss|feed|atom)\w*\.xml$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """A link with a name. where: "link", or "heading" where the name stands above a 更多; "feed"."""

    name: str
    url: str
    where: str = "link"


def signposts(document: Document, url: str) -> tuple[Signpost, ...]:
    """All links of a page that may lead to columns, in order, each name with its address once."""
    base = base_of(document.tree, url)
    found: dict[tuple[str, str], Signpost] = {}
    for node in document.tree.css("a, [onclick]"):
        address = _address(node, base)
        if address is None or is_file(address):
            continue
        for one in _named(node, address):
            found.setdefault((comparison_key(one.name), one.url), one)
    return tuple(found.values())


def site_map(posts: tuple[Signpost, ...]) -> str | None:
    """The address of the page that lists all columns."""
    keys = _keys("site_maps")
    return next((one.url for one in posts if comparison_key(one.name) in keys), None)


def feeds(document: Document, url: str) -> tuple[Signpost, ...]:
    """The feeds a page names: RSS and Atom, in its head or as links."""
    base = base_of(document.tree, url)
    found: dict[str, Signpost] = {}
    for node in document.tree.css("link[rel~=alternate][href]"):
        said = node.attributes
        address = absolute(unescape(said.get("href") or ""), base)
        if address and ("rss" in (said.get("type") or "") or "atom" in (said.get("type") or "")):
            found.setdefault(address, Signpost(name=squeeze(said.get("title") or "RSS"), url=address, where="feed"))
    for node in document.tree.css("a[href]"):
        address = absolute(node.attributes.get("href"), base)
        if address and _FEED_ADDRESS.search(urlsplit(address).path):
            found.setdefault(address, Signpost(name=squeeze(node.text()) or "RSS", url=address, where="feed"))
    return tuple(found.values())


def own_name(document: Document) -> str:
    """What a column's page calls itself: its ColumnName, else the first part of its title."""
    metadata = Metadata(document.tree)
    named = metadata.first("columnname") or metadata.title or ""
    return named.split("_")[0].split("-")[0].split("|")[0].strip()


def is_column(post: Signpost, home: str) -> bool:
    """Whether a link whose name says nothing may be a column's: not the home page, not an article's address."""
    parts, own = urlsplit(post.url), urlsplit(home)
    return (parts.path.rstrip("/"), parts.query) != (own.path.rstrip("/"), own.query) and shape(post.url) == 0.0


def _address(node: LexborNode, base: str) -> str | None:
    """Where a click leads: the href, else what the click's script opens."""
    address = _column(node.attributes.get("href") or "", base) if node.tag == "a" else None
    if address is None:
        opened = _OPENED.search(node.attributes.get("onclick") or "")
        address = _column(opened[1], base) if opened else None
    return address


def _column(href: str, base: str) -> str | None:
    """An href as an address; with its fragment, where that is what tells one column from another."""
    address, fragment = absolute(href, base), href.strip().partition("#")[2]
    whole = f"{address}#{fragment}"
    return whole if address and fragment and fragment_counts(whole) else address


def _named(node: LexborNode, address: str) -> Iterator[Signpost]:
    """A link under its own words; a 更多 under the one heading of its block."""
    names = dict.fromkeys(filter(None, map(_clean, _words_of(node))))
    for name in names:
        if comparison_key(name) in _keys("more"):
            heading = _heading(node)
            if heading:
                yield Signpost(name=heading, url=address, where="heading")
        elif len(name) <= _LONGEST_NAME:
            yield Signpost(name=name, url=address)


def _words_of(node: LexborNode) -> Iterator[str]:
    """What names a link: its text, its title, its image's title or text."""
    yield node.text(separator=" ")
    yield node.attributes.get("title") or ""
    for image in node.css("img"):
        yield image.attributes.get("alt") or image.attributes.get("title") or ""


def _heading(node: LexborNode) -> str | None:
    """The first short text of the smallest block around a link that has one besides the link's own."""
    own = squeeze(node.text(separator=" "))
    block = node.parent
    for _ in range(_BLOCK_HEIGHT):
        if block is None or block.tag in ("body", "html"):
            return None
        texts = [line for piece in block.text(separator="\x1f").split("\x1f") if (line := squeeze(piece))]
        if sum(map(len, texts)) > _BLOCK_TEXT:
            return None
        others = [text for text in texts if text != own]
        if others:
            return _clean(others[0]) if len(others[0]) <= _HEADING else None
        block = block.parent
    return None


def _clean(text: str) -> str:
    """A name without the arrows, bars and symbols that templates set around it."""
    return squeeze(text).strip(" >»›|·•【】[]《》—-:：＞/+…☰▶▸&;#")


@cache
def _keys(table: str) -> frozenset[str]:
    return frozenset(map(comparison_key, words("columns", table)))
