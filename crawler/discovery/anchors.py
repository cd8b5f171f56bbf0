"""The links of a page and where each stands: one pass over the tree, shared by all that look for rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.discovery.addresses import absolute, base_of, is_file
from pipelines.lexicon import words
from pipelines.normalise.text import han_count, squeeze

_UNSEEN = frozenset({"font", "b", "strong", "em", "i", "u", "big", "small", "tbody", "center", "nobr"})
"""Elements that only dress a row: one row in a list is bold or red, and is a row like the others."""
_FRAME_TAGS = frozenset({"nav", "footer", "header"})
_SPLIT = "\x1f"
"""Stands between text nodes: no page holds it, the decoder takes control characters out."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_TRAILING_NUMBER = re.compile(r"[-_]?\d+$")
_BRACKETED = re.compile(r"[\[【(（〔［][^\]】)）〕］]{0,12}[\]】)）〕］]")
_DIGITS = re.compile(r"[\s\d.…·|>»<«-]*")
_ROW_HEIGHT = 24
"""Levels above a link that are looked at: rows end far below, and pages with unclosed tags nest by the thousand."""
_TITLE_HAN = 8
_TITLE_LETTERS = 20


@dataclass(slots=True, eq=False)
class Element:
    """An element above some link, wrapped once a page.

    mark: its tag and the classes that say what it is; "" for elements that only dress.
    path: a number for the marks (and ids) from the body down to it: equal for the rows of one list on one page.
    frame, side: it stands in the page's frame (menu, footer …) or beside the list, by the words of its classes and ids.
    """

    node: LexborNode
    parent: Element | None
    tag: str
    mark: str
    path: int
    frame: bool
    side: bool

    def up(self) -> Iterator[Element]:
        """The elements above this one, nearest first, as far as a row may reach."""
        above = self.parent
        for _ in range(_ROW_HEIGHT):
            if above is None:
                return
            yield above
            above = above.parent


@dataclass(slots=True, eq=False)
class Anchor:
    """A link that may be a row's: it leads to another page and has words.

    url: absolute, without fragment. texts: its text nodes, each on one line; where it has none, the title attribute
    or the alternative text of its image. order: its place among the page's links.
    """

    element: Element
    url: str
    texts: tuple[str, ...]
    order: int
    titled: bool
    """Long enough for a title: eight Han characters, or some words of another script."""


def candidates(tree: LexborHTMLParser, url: str) -> list[Anchor]:
    """The links of a page that may be rows, in order.

    url: the page's address, "" where unknown. Left out: links without words, to the page itself, to pictures
    and the like, and those that say 更多, 首页 or a page number.
    """
    base = base_of(tree, url)
    wrapping = _Wrapping()
    found = []
    for order, node in enumerate(tree.css("a[href]")):
        address = absolute(node.attributes.get("href"), base)
        if address is None or address == url or is_file(address):
            continue
        texts = text_nodes(node) or _substitute(node)
        text = "".join(texts)
        if text and not is_noise(text):
            found.append(Anchor(wrapping.wrapped(node), address, texts, order, is_title(text)))
    return found


def text_nodes(node: LexborNode) -> tuple[str, ...]:
    """The text nodes below an element, each put on one line, empty ones left out."""
    return tuple(line for piece in node.text(separator=_SPLIT).split(_SPLIT) if (line := one_line(piece)))


def one_line(text: str) -> str:
    """squeeze(), without its search for unseen characters where there is none: pages have thousands of text nodes."""
    line = " ".join(text.split())
    return line if line.isprintable() else squeeze(text)


def is_title(text: str) -> bool:
    """Whether a text is as long as titles are."""
    return han_count(text) >= _TITLE_HAN or (text.isascii() and len(text) >= _TITLE_LETTERS and " " in text)


def is_noise(text: str) -> bool:
    """Whether a link's words say that it is no row: 更多, a page number, a category in brackets."""
    return bool(_DIGITS.fullmatch(text) or _BRACKETED.fullmatch(text)) or text.lower().strip(" .…·") in _noise()


def _substitute(node: LexborNode) -> tuple[str, ...]:
    """The words of a link without text: its title, or its image's."""
    said = squeeze(node.attributes.get("title") or "")
    image = None if said else node.css_first("img[alt]")
    said = said if image is None else squeeze(image.attributes.get("alt") or "")
    return (said,) if said else ()


class _Wrapping:
    """Wraps the elements above links, each once a page."""

    def __init__(self) -> None:
        self._elements: dict[int, Element] = {}
        self._paths: dict[tuple[int, str], int] = {}

    def wrapped(self, node: LexborNode) -> Element:
        """The Element of a node; those above it are made first, without recursion: pages nest without end."""
        chain = []
        above: LexborNode | None = node
        while above is not None and above.mem_id not in self._elements and above.tag not in ("html", "-document"):
            chain.append(above)
            above = above.parent
        element = self._elements.get(above.mem_id) if above is not None else None
        for one in reversed(chain):
            element = self._elements[one.mem_id] = self._describe(one, element)
        assert element is not None  # noqa: S101  a link is never the document itself
        return element

    def _describe(self, node: LexborNode, parent: Element | None) -> Element:
        """One element below its parent."""
        tag = str(node.tag)
        attributes = node.attributes
        classes, id_ = attributes.get("class") or "", attributes.get("id") or ""
        mark = "" if tag in _UNSEEN or (tag == "span" and not classes) else _mark(tag, classes)
        own = f"{mark}#{id_}" if id_ and not any(map(str.isdigit, id_)) else mark
        frame, side = (False, False) if tag in ("a", "body") else _hints(classes, id_)
        return Element(
            node,
            parent,
            tag,
            mark,
            path=self._path(parent.path if parent else 0, own),
            frame=frame or tag in _FRAME_TAGS or (parent is not None and parent.frame),
            side=side or tag == "aside" or (parent is not None and parent.side),
        )

    def _path(self, above: int, own: str) -> int:
        """The number of a path: a number and not the text of it, which grows with every level of a deep page."""
        return self._paths.setdefault((above, own), len(self._paths) + 1) if own else above


@lru_cache(maxsize=4096)
def _mark(tag: str, classes: str) -> str:
    """Tag and classes, without states (on, odd, last) and counters (line3)."""
    states = words("lists", "state_classes")
    kept = [_TRAILING_NUMBER.sub("", name) for name in classes.split() if name.lower() not in states]
    return ".".join([tag, *sorted(filter(None, kept))])


@lru_cache(maxsize=4096)
def _hints(classes: str, id_: str) -> tuple[bool, bool]:
    """Whether the words of class and id speak of the page's frame, and of a box beside the list."""
    said = {word.lower() for word in _WORD.findall(f"{classes} {id_}")} | set(f"{classes} {id_}".lower().split())
    return bool(said & words("lists", "frame_words")), bool(said & words("lists", "side_words"))


@cache
def _noise() -> frozenset[str]:
    """What links say that are no row, in lower case and bare of dots."""
    return frozenset(text.lower().strip(" .…·") for text in words("lists", "noise_texts"))
