"""A page laid flat: its lines of text in order (Blocks), and the elements that hold them (Boxes).

One walk over the tree makes both; every reader works on them. A Block is a run of text between two block-level
boundaries (a paragraph, a cell, a line before a <br>). A Box is an element; its blocks are a contiguous range, so a
body is a range, and trimming it is moving two ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.normalise.text import INVISIBLE, size

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "head", "svg", "math", "canvas", "select", "textarea", "audio",
    "map", "datalist", "title",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "publishtime", "ucapsource", "founder-author",
})  # fmt: skip
_EMBEDS = frozenset({"iframe", "embed", "object"})
_NO_ELEMENT = frozenset({"", "-comment", "-doctype", "-document", "!doctype"})
"""What the parser calls nodes that are neither elements nor text."""
_ODD = _SKIPPED | _EMBEDS | _NO_ELEMENT | {"br", "img"}
"""What is neither a part of a line nor a box."""
_HEADING = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060]+")
_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_GRAPHEME_JOINER = "\u034f"
"""The only sign nobody sees that counts as printable."""
_DEEPEST = 400
"""Boxes within boxes; deeper than any honest page goes, elements only break lines."""
_Leave = Callable[[], None]
"""What is to do behind an element's children."""
_Enter = Callable[[LexborNode, str], _Leave | None]
"""What is to do in front of them."""
_HIDDEN = re.compile(r"[dD](?i:isplay\s*:\s*none)")
"""The first letter stands before the flag: so the scan skips from one such letter to the next."""


@dataclass(slots=True)
class Block:
    """A line of text as a reader sees it."""

    text: str
    link_chars: int
    """How many of its characters stand in links."""
    box: int
    """Index of the innermost Box."""
    tag: str
    """Tag of that box."""
    bold: bool = False
    """All of it stands in <b> or <strong>."""
    measured: int = -1
    """Its size, once somebody asked."""

    @property
    def size(self) -> int:
        """Length in Han characters and words; a line is measured once, however many ask."""
        if self.measured < 0:
            self.measured = size(self.text)
        return self.measured

    @property
    def own_chars(self) -> int:
        """Characters outside links."""
        return len(self.text) - self.link_chars


@dataclass(slots=True)
class Box:
    """A block-level element and the range of blocks [start, end) inside it."""

    tag: str
    name: str
    """id and class as written, lower case, joined by a space."""
    parent: int
    depth: int
    start: int
    end: int = 0
    hidden: bool = False
    node: LexborNode | None = None


@dataclass(slots=True)
class Anchor:
    """A link: where it stands, where it leads, what it says."""

    block: int
    href: str
    pieces: list[str]
    """The texts in it, as they stand in the source."""

    @property
    def text(self) -> str:
        """What it says, on one line; most links are never asked."""
        return squeeze("".join(self.pieces))


@dataclass(slots=True)
class Picture:
    """An image: the block it stands before."""

    block: int
    src: str
    written: str
    """Its alt or title, as it stands in the source."""

    @property
    def alt(self) -> str:
        """What stands for it, on one line; most images are never asked."""
        return squeeze(self.written)


@dataclass(slots=True)
class Flat:
    """The whole page, laid flat."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    embeds: list[tuple[int, str]] = field(default_factory=list)
    """Address of each iframe, embed or object, with the block it stands before."""

    times: list[tuple[int, str]] = field(default_factory=list)
    """The datetime of each <time>, with the block it stands in."""

    repeated: frozenset[int] = frozenset()
    """Blocks that are known to stand on most pages of the host."""

    def boxes_of(self, block: int) -> Iterator[int]:
        """Indexes of the boxes around a block, innermost first."""
        box = self.blocks[block].box
        while box >= 0:
            yield box
            box = self.boxes[box].parent

    def text(self, start: int, end: int) -> str:
        """The lines of a range, joined by line feeds."""
        return "\n".join(block.text for block in self.blocks[start:end])


def squeeze(text: str) -> str:
    """White space of every kind folded to one blank, none at the ends; zero widths are blanks, marks nobody sees go."""
    line = " ".join(text.split())
    if line.isprintable() and _GRAPHEME_JOINER not in line:  # nearly every line; a third of what a search takes
        return line
    if _UNSEEN.search(line):
        line = " ".join(_UNSEEN.sub("", _ZERO_WIDTH.sub(" ", line)).split())
    return line


def lay_flat(tree: LexborHTMLParser) -> Flat:
    """Walk the tree once. Scripts, styles, hidden templates and form choices hold no text of the page."""
    walk = _Walk()
    root = tree.body or tree.root
    if root is not None:
        walk.walk(root)
    return walk.flat


def lines_of(node: LexborNode) -> list[str]:
    """The lines of one element, laid out as those of a page are."""
    walk = _Walk()
    walk.walk(node)
    return [block.text for block in walk.flat.blocks]


def _named(identity: str | None, classes: str | None) -> str:
    """The name of a box: id and class, as Box has it."""
    if not classes:
        return identity.strip().lower() if identity else ""
    return f"{identity} {classes}".strip().lower() if identity else classes.strip().lower()


class _Walk:
    """The state of one walk: the line being written and the boxes that are open."""

    def __init__(self) -> None:
        self.flat = Flat()
        self.blocks, self.boxes = self.flat.blocks, self.flat.boxes
        self.pieces: list[str] = []
        self.link_chars = 0
        self.plain_chars = 0
        self.bold = 0
        self.link: str | None = None
        self.link_block = 0
        self.link_pieces: list[str] = []
        self.box = -1
        self.depth = 0

    def walk(self, root: LexborNode) -> None:
        """An element and everything inside it, in order. A loop: broken pages nest deeper than Python calls may."""
        inside: list[tuple[LexborNode, _Leave | None]] = [(root, self.enter_box(root, root.tag or ""))]
        inline, enter_box = self.inline(), self.enter_box
        node = root.first_child
        while inside:
            if node is None:
                element, leave = inside.pop()
                if leave is not None:
                    leave()
                node = element.next
                continue
            text = node.text_content
            if text is not None:  # half of them are the source's own line ends
                if self.pieces or self.link is not None or not text.isspace():
                    self.add_text(text)
                node = node.next
                continue
            tag = node.tag or ""
            if tag in _ODD:
                self.pass_by(node, tag)
                node = node.next
                continue
            enter = inline.get(tag, enter_box)
            inside.append((node, enter(node, tag) if enter is not None else None))
            node = node.first_child

    def inline(self) -> dict[str, _Enter | None]:
        """What is done with the elements that add to a line, by tag; nothing with most of them."""
        noted = {"a": self.enter_link, "b": self.enter_bold, "strong": self.enter_bold, "time": self.enter_time}
        return dict.fromkeys(_INLINE) | noted

    def pass_by(self, node: LexborNode, tag: str) -> None:
        """What is not gone into: a line break, an image, what a page embeds; nothing else of it is text."""
        if tag == "br":
            self.end_line()
        elif tag == "img":
            self.add_picture(node)
        elif tag in _EMBEDS:
            self.add_embed(node)

    def enter_box(self, node: LexborNode, tag: str) -> _Leave:
        """A block-level element: its own lines, its own range."""
        if self.pieces:
            self.end_line()
        if self.depth >= _DEEPEST:
            return self.end_line
        boxes, parent = self.boxes, self.box
        name, hidden = "", parent >= 0 and boxes[parent].hidden
        attributes = node.attributes
        if attributes:
            name = _named(attributes.get("id"), attributes.get("class"))
            style = attributes.get("style")
            hidden = hidden or (style is not None and _HIDDEN.search(style) is not None)
        self.box = len(boxes)
        boxes.append(Box(tag, name, parent, self.depth, len(self.blocks), 0, hidden, node))
        self.depth += 1
        return self.leave_box

    def leave_box(self) -> None:
        """Its range is known now."""
        if self.pieces:
            self.end_line()
        box = self.boxes[self.box]
        box.end = len(self.blocks)
        self.box = box.parent
        self.depth -= 1

    def enter_time(self, node: LexborNode, _tag: str) -> None:
        """A time adds to the line, and what it says to programs is noted."""
        if moment := node.attributes.get("datetime"):
            self.flat.times.append((len(self.blocks), moment))

    def enter_bold(self, _node: LexborNode, _tag: str) -> _Leave:
        """Bold text."""
        self.bold += 1
        return self.leave_bold

    def leave_bold(self) -> None:
        """Plain text again, unless it was bold twice."""
        self.bold -= 1

    def enter_link(self, node: LexborNode, _tag: str) -> _Leave | None:
        """A link; an <a> without an address is an anchor's name and no link."""
        href = node.attributes.get("href")
        if href is None or self.link is not None:
            return None
        self.link, self.link_pieces, self.link_block = href, [], len(self.flat.blocks)
        return self.leave_link

    def leave_link(self) -> None:
        """What it says is known now."""
        self.flat.anchors.append(Anchor(self.link_block, self.link or "", self.link_pieces))
        self.link = None

    def add_text(self, text: str) -> None:
        """Text belongs to the line being written, and to the link that is open."""
        self.pieces.append(text)
        if self.link is not None:
            self.link_chars += len(text.strip())
            self.link_pieces.append(text)
        if not self.bold and not text.isspace():
            self.plain_chars += len(text)

    def add_picture(self, node: LexborNode) -> None:
        """Lazy images keep their address in a data- attribute; src is then a blank."""
        attributes = node.attributes
        src = attributes.get("data-src") or attributes.get("data-original") or attributes.get("src") or ""
        alt = attributes.get("alt") or attributes.get("title") or ""
        self.flat.pictures.append(Picture(len(self.flat.blocks), src.strip(), alt))

    def add_embed(self, node: LexborNode) -> None:
        """A frame or plug-in: its address may be the attachment that holds the text."""
        address = node.attributes.get("src") or node.attributes.get("data") or ""
        self.flat.embeds.append((len(self.flat.blocks), address.strip()))

    def end_line(self) -> None:
        """A boundary: what was written so far is one block, if it is anything."""
        pieces = self.pieces
        if not pieces:
            return
        text = squeeze("".join(pieces) if len(pieces) > 1 else pieces[0])
        if text:
            box = self.box
            tag = self.boxes[box].tag if box >= 0 else ""
            self.blocks.append(Block(text, min(self.link_chars, len(text)), box, tag, self.plain_chars == 0))
        self.pieces, self.link_chars, self.plain_chars = [], 0, 0
