"""The rules of a site's profile: what their selectors give wins over what the reader finds by itself.

The reader's own value stays beside it as a candidate, so that a rule that has gone stale shows. CSS works on the tree
that is there anyway. XPath makes lxml parse the page a second time, as lexbor has repaired it (once a page, and only
where a rule asks for it: about three times what lexbor's own parse costs); an XPath under `drop` a third time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from lxml import etree, html  # type: ignore[import-untyped]
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.errors import ProfileError
from pipelines.extract.blocks import Flat, lines_of
from pipelines.extract.byline import read_credits
from pipelines.extract.document import Document
from pipelines.extract.source import named_source
from pipelines.extract.title import Title
from pipelines.items import Candidate, FieldValue, Moment
from pipelines.normalise.dates import parse
from pipelines.normalise.text import comparison_key, has_key
from pipelines.rules import Rules

T = TypeVar("T")

RULE = "rule"
"""The method of every value that a site's rule gave."""
_XPATH = "xpath:"
_ATTRIBUTE = re.compile(r"@([\w:-]+)$")
_CONFIDENCE = 0.97
_SHOWN = 300
"""Characters of a raw text or of another body that evidence keeps."""


@dataclass(frozen=True, slots=True)
class RuledBody:
    """A body by rule: its lines, and the blocks they are; none where they are not blocks of the page as laid flat."""

    selector: str
    lines: tuple[str, ...]
    blocks: tuple[int, ...] = ()


class SiteRules:
    """One site's rules on one page. Made before the page is laid flat: what is to be dropped goes at once.

    Raises ProfileError, here and below, where a selector is none.
    """

    def __init__(self, rules: Rules, document: Document) -> None:
        self.rules = rules
        self.document = document
        for selector in rules.drop:
            self._drop(selector)

    def title(self, flat: Flat, found: Title) -> Title:
        """The title by rule, at the line of the page that says it, where one does."""
        for selector, text in self._texts(self.rules.title):
            start, end = _place_of(flat, text) or (found.start, found.end)
            return Title(by_rule(found.value, text, selector, text), start, end)
        return found

    def published(self, found: FieldValue[Moment], *, now: datetime, zone: str | None) -> FieldValue[Moment]:
        """The first text in which a date can be read; an empty element leaves the field to the reader."""
        for selector, text in self._texts(self.rules.date):
            moment = parse(text, now=now, zone=zone)
            if moment:
                return by_rule(found, moment, selector, text)
        return found

    def source(self, found: FieldValue[str], site_name: str | None) -> FieldValue[str]:
        """The first text that names a source, with its label or without."""
        for selector, text in self._texts(self.rules.source):
            name, remark = named_source(text, site_name)
            if name:
                return replace(by_rule(found, name, selector, text), reason=remark)
        return found

    def reporters(self, found: FieldValue[tuple[str, ...]]) -> FieldValue[tuple[str, ...]]:
        """The people of all texts of the first selector that names any, with their label or without."""
        for selector in self.rules.reporter:
            texts = [text for _, text in self._texts((selector,))]
            people = tuple(dict.fromkeys(name for text in texts for name in _people(text)))
            if people:
                return by_rule(found, people, selector, " ⏎ ".join(texts))
        return found

    def body(self, flat: Flat) -> RuledBody | None:
        """The lines of all elements of the first selector that holds text."""
        for selector in self.rules.body:
            if selector.startswith(_XPATH):
                found = _outermost(self._xpath(selector))
                ruled = RuledBody(selector, tuple(line for one in found for line in _lines(one) if line))
            elif _ATTRIBUTE.search(selector):
                ruled = RuledBody(selector, tuple(line for lines in self._matches(selector) for line in lines if line))
            else:
                ruled = _laid_out(flat, selector, self._css(selector))
            if ruled.lines:
                return ruled
        return None

    # -- selecting

    def _texts(self, selectors: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Selector and text of every match that has text, in the order of the selectors and of the page."""
        for selector in selectors:
            for lines in self._matches(selector):
                text = " ".join(lines)
                if text:
                    yield selector, text

    def _matches(self, selector: str) -> Iterator[list[str]]:
        """The lines of each match: of an element, or of the attribute that the selector ends in."""
        if selector.startswith(_XPATH):
            yield from map(_lines, self._xpath(selector))
            return
        attribute = _ATTRIBUTE.search(selector)
        for node in self._css(_ATTRIBUTE.sub("", selector)):
            yield [" ".join((node.attributes.get(attribute[1]) or "").split())] if attribute else lines_of(node)

    def _css(self, selector: str) -> list[LexborNode]:
        """The elements of a selector, each once."""
        try:
            found = self.document.tree.css(selector)
        except SelectolaxError as error:
            raise ProfileError(f"{selector}: not a CSS selector; correct the site's profile") from error
        return list({node.mem_id: node for node in found}.values())

    def _xpath(self, selector: str) -> list[Any]:
        """What an expression gives: elements and texts; a number or a truth is nothing to read."""
        try:
            found = self._lxml.xpath(selector.removeprefix(_XPATH))
        except etree.XPathError as error:
            raise ProfileError(f"{selector}: not an XPath expression; correct the site's profile") from error
        return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str | etree._Element)]

    @cached_property
    def _lxml(self) -> Any:
        """The page for XPath. Lexbor's own writing of it, for lxml stops at a stray </html>."""
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        return html.document_fromstring((self.document.tree.html or "<html></html>").encode(), parser=parser)

    def _drop(self, selector: str) -> None:
        """Take elements out. An element inside another that goes is left alone: it goes with it."""
        if selector.startswith(_XPATH):
            for element in self._xpath(selector):
                if isinstance(element, etree._Element) and element.getparent() is not None:
                    element.drop_tree()
            self.document.tree = LexborHTMLParser(etree.tostring(self._lxml, method="html", encoding="unicode"))
            return
        going = [node for node in self._css(selector) if node.parent is not None and node.tag != "html"]
        ids = {node.mem_id for node in going}
        for node in [node for node in going if not _stands_in(node, ids)]:
            node.decompose()
        self.__dict__.pop("_lxml", None)


def _stands_in(node: LexborNode, ids: set[int]) -> bool:
    """Whether one of these elements is around a node."""
    around = node.parent
    while around is not None:
        if around.mem_id in ids:
            return True
        around = around.parent
    return False


def _outermost(found: list[Any]) -> list[Any]:
    """What an XPath expression gave, without elements inside others of it."""
    elements = {one for one in found if isinstance(one, etree._Element)}
    return [one for one in found if isinstance(one, str) or elements.isdisjoint(one.iterancestors())]


def _lines(one: Any) -> list[str]:
    """The lines of what an XPath expression gave."""
    if isinstance(one, str):
        return [" ".join(one.split())]
    root = LexborHTMLParser(etree.tostring(one, method="html", encoding="unicode", with_tail=False)).root
    return lines_of(root) if root is not None else []


def _laid_out(flat: Flat, selector: str, nodes: list[LexborNode]) -> RuledBody:
    """The lines of elements: the blocks of their boxes; an inline element has no box and is laid out by itself."""
    ids = {node.mem_id for node in nodes}
    boxes = [box for box in flat.boxes if box.node is not None and box.node.mem_id in ids]
    if len(boxes) < len(ids):
        outer = [node for node in nodes if not _stands_in(node, ids)]
        return RuledBody(selector, tuple(line for node in outer for line in lines_of(node)))
    blocks = sorted({i for box in boxes for i in range(box.start, box.end)})
    return RuledBody(selector, tuple(flat.blocks[i].text for i in blocks), tuple(blocks))


def _place_of(flat: Flat, title: str) -> tuple[int, int] | None:
    """The line that says a title."""
    key = comparison_key(title)
    same = (i for i, block in enumerate(flat.blocks) if has_key(block.text, key))
    place = next(same, None)
    return None if place is None or not key else (place, place + 1)


def _people(text: str) -> tuple[str, ...]:
    """The reporters of a text; bare names are reporters, for the rule says so."""
    return read_credits(text).reporters or read_credits(f"记者：{text}").reporters


# --- values


def by_rule(found: FieldValue[T], value: T, selector: str, text: str) -> FieldValue[T]:
    """The rule's value; what the reader found becomes a candidate."""
    return FieldValue(
        value=value,
        method=RULE,
        where=selector,
        raw=text[:_SHOWN],
        confidence=_CONFIDENCE,
        candidates=(*_own(found, value), *found.candidates),
    )


def _own(found: FieldValue[T], value: T) -> tuple[Candidate, ...]:
    """The reader's own value as a candidate beside the rule's; () where it found none."""
    if found.value is None:
        return ()
    return (
        Candidate(
            value=_spelled(found.value)[:_SHOWN],
            method=found.method,
            where=found.where,
            raw=found.raw,
            verdict="agrees" if found.value == value else "disagrees",
        ),
    )


def _spelled(value: object) -> str:
    if isinstance(value, Moment):
        return value.iso
    return "、".join(value) if isinstance(value, tuple) else str(value)
