"""What a page would cost to parse, before it is parsed.

The parser goes through the standard's steps, and some of these take the square of what a page holds: every attribute
of a tag is compared with those before it, every block looks through all elements that are open, and every line opens
anew the <font> and <b> that nobody closed (the HTML standard, 13.2.4.3). 100,000 attributes on one tag took 36 s,
40,000 open <div> 15 s, 2,000 open <font> 4 s and two million nodes; a page needs a thousandth of that.

Most pages are only counted (a few percent of what reading them costs); those that look heavy are added up tag by tag.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from pipelines.errors import UnreadablePage

MOST_TAGS = 60_000
"""The longest lists and tables have some ten thousand; reading takes a second or two for this many."""
MOST_CHARACTERS = 6_000_000
"""The longest pages have one million, most of it scripts."""
MOST_WORK = 100_000_000
"""Steps of the kind that grow with the square: half a second. Honest pages stay below a hundredth of this."""

_LIGHT_TAGS = 3_000
_LIGHT_CHARACTERS = 100_000
"""So few cannot cost more than a second or two, whatever they are."""
_MANY_TAGS = 16_000
_MANY_FORMATS = 300
_MANY_ATTRIBUTES = 500
_LONG = 4_000
"""Characters of a tag that may hold many attributes."""
_FORMAT = re.compile(
    # By their first letter, that most tags are passed over at once; the few names that are none do no harm.
    r"<[bcefistuBCEFISTU](?:(?<=[bisuBISU])|(?i:ig|ode|m|ont|mall|trike|trong|t))[\s/][^>]*"
)

_TAG = re.compile(
    r"""<(?:!--(?:-?>|.*?(?:--!?>|\Z))"""
    r"""|(/?)([a-zA-Z][^\s/>]*+)([^>"']*+(?:(?:"[^"]*+"|'[^']*+')[^>"']*+)*+))""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?""")
_FEW_ATTRIBUTES = 300
"""Characters of a tag that cannot hold enough attributes to matter."""
_UNPARSED = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"})
_FOREIGN = ("svg", "math")
"""Within these, style and title hold markup like any other element."""
_UNCOUNTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "html", "head", "body", "a", "nobr", "p", "li", "dt", "dd", "option", "optgroup", "rp", "rt", "tr", "td", "th",
    "thead", "tbody", "tfoot", "colgroup", "caption",
})  # fmt: skip
"""Elements that are empty, one of a kind, or closed by the next of their kind: leaving them open piles nothing up."""
_FORMATTING = frozenset({"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"})
_TWINS = 3
"""Equal formatting elements that are opened anew at most."""
_NODE = 100
"""What making a node costs, in steps."""


def weigh(text: str, utf8: bytes) -> None:
    """Raise UnreadablePage, saying why, for a page that would take seconds to parse. utf8: the text once more."""
    tags = utf8.count(b"<")
    if tags <= _LIGHT_TAGS and len(text) <= _LIGHT_CHARACTERS:
        return
    if tags > MOST_TAGS:
        raise UnreadablePage(f"{tags} tags: no page has so many, at most {MOST_TAGS} are read")
    if len(text) > MOST_CHARACTERS:
        raise UnreadablePage(f"{len(text)} characters: no page has so many, at most {MOST_CHARACTERS} are read")
    if tags > _MANY_TAGS or _has_long_tag(utf8) or len(set(_FORMAT.findall(text))) > _MANY_FORMATS:
        work(text)


def _has_long_tag(utf8: bytes) -> bool:
    """Whether a tag has many attributes; a picture written out in its address is one."""
    pieces = (piece for piece in utf8.split(b"<") if len(piece) > _LONG and piece[:1].isalpha())
    tags = (piece.split(b">", 1)[0] for piece in pieces)
    return any(
        len(_ATTRIBUTE.findall(tag.decode("utf-8", "replace"))) > _MANY_ATTRIBUTES for tag in tags if len(tag) > _LONG
    )


def _comparisons(attributes: str) -> int:
    """How many there are of the names of a tag's attributes: each with all different ones before it."""
    names = _ATTRIBUTE.findall(attributes)
    return len(names) * len(set(names))


def work(text: str) -> int:
    """Add up the steps, tag by tag. Raises UnreadablePage where they are more than MOST_WORK."""
    pile, at = _Pile(), 0
    while found := _TAG.search(text, at):
        at = found.end()
        end, name, attributes = found.groups()
        name = (name or "").lower()
        if end:
            pile.close(name)
        elif name:
            pile.begin(name, attributes)
            if name in _UNPARSED and not any(pile.named[foreign] for foreign in _FOREIGN):
                following = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
                at = following.start() if following else len(text)
    return pile.work


class _Pile:
    """The elements that are open at a place in the text, as far as cost goes, and the cost so far."""

    def __init__(self) -> None:
        self.work = 0
        self.open: list[str] = []
        self.named: Counter[str] = Counter()
        self.formatting: defaultdict[str, list[str]] = defaultdict(list)
        self.formats: Counter[str] = Counter()
        self.renewed = 0

    def begin(self, name: str, attributes: str) -> None:
        """A start tag: it is compared with itself, with what is open, and opens anew what was left open."""
        if len(attributes) > _FEW_ATTRIBUTES:  # what looks like tags in it may be some: a stray quote opens no value
            self.spend(_comparisons(attributes) + attributes.count("<") ** 2)
        self.spend(len(self.open) + _NODE * self.renewed)
        if name in _UNCOUNTED:
            return
        self.open.append(name)
        self.named[name] += 1
        if name in _FORMATTING and self.formats[name + attributes] < _TWINS:
            self.formats[name + attributes] += 1
            self.formatting[name].append(name + attributes)
            self.renewed += 1

    def close(self, name: str) -> None:
        """An end tag: it closes the last of its name and all within it; another one is looked for in vain."""
        if name in _UNCOUNTED:
            return
        if self.formatting[name]:
            self.formats[self.formatting[name].pop()] -= 1
            self.renewed -= 1
        if not self.named[name]:
            self.spend(len(self.open))
            return
        while (last := self.open.pop()) != name:
            self.named[last] -= 1
        self.named[name] -= 1

    def spend(self, steps: int) -> None:
        """So many steps more. Raises UnreadablePage where they are too many."""
        self.work += steps
        if self.work > MOST_WORK:
            left_open = f"{len(self.open)} elements that nobody closes, {self.renewed} of them formats"
            raise UnreadablePage(f"built to choke a parser (a tag of countless attributes, or {left_open})")
