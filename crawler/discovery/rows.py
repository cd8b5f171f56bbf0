"""One row of a list: how far it reaches around its link, and the texts it shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.discovery.anchors import Anchor, Element, one_line, text_nodes

_SELF_CONTAINED = frozenset({"li", "tr", "dl", "article"})
"""A lone link's row ends at one of these: nothing tells how far it reaches otherwise."""
_LONE_ROW = 300
"""Characters of such a row at most, blanks included: beyond lies the rest of the page with dates of its own."""
_BETWEEN = 200
"""Characters between two rows that still belong to one of them."""


@dataclass(slots=True, eq=False)
class Row:
    """A link with what belongs to it.

    element: the largest element that holds this link and no other article's. rest: its text nodes outside the link.
    beside: texts that stand between it and the next row (or the one before) where rows are not wrapped.
    marks: from the link up to what holds the rows; equal for rows built alike, anywhere on the page.
    """

    anchor: Anchor
    element: Element
    rest: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def holder(self) -> Element | None:
        """The element that holds the rows."""
        return self.element.parent


def crowd(anchors: Iterable[Anchor]) -> dict[Element, int]:
    """How many different addresses with a title lie below each element."""
    below: dict[Element, set[str]] = defaultdict(set)
    for anchor in anchors:
        if anchor.titled:
            for element in anchor.element.up():
                below[element].add(anchor.url)
    return {element: len(addresses) for element, addresses in below.items()}


def rows_of(anchors: list[Anchor], crowded: dict[Element, int]) -> list[Row]:
    """The rows of links that stand alike on the page, in order; two links in one row leave the better one."""
    addresses: dict[Element, set[str]] = defaultdict(set)
    for anchor in anchors:
        for element in anchor.element.up():
            addresses[element].add(anchor.url)
    several = len({anchor.url for anchor in anchors}) > 1
    found: dict[Element, Row] = {}
    for anchor in anchors:
        element = _reach(anchor, addresses, crowded, several)
        known = found.get(element)
        if known is None or len("".join(known.anchor.texts)) < len("".join(anchor.texts)):
            found[element] = row_within(anchor, element)
    return sorted(found.values(), key=lambda row: row.anchor.order)


def row_within(anchor: Anchor, element: Element) -> Row:
    """The row of a link, with the texts around it."""
    said = set(anchor.texts)
    rest = () if element is anchor.element else tuple(text for text in text_nodes(element.node) if text not in said)
    marks = [anchor.element.mark]
    for above in anchor.element.up():
        if above.mark:
            marks.append(above.mark)
        if above is element.parent:
            break
    return Row(anchor, element, rest, marks=tuple(marks))


def add_texts_beside(rows: list[Row]) -> None:
    """Give rows the texts between them, for lists that are a run of links and dates in one element.

    Whether a text belongs to the row before or behind it shows at the list's ends: where the first link has a text in
    front and the last has none behind, texts stand in front.
    """
    by_holder: dict[Element, list[Row]] = defaultdict(list)
    for row in rows:
        if row.holder is not None:
            by_holder[row.holder].append(row)
    for holder, held in by_holder.items():
        if len(held) == 1:  # a lone row reaches as far as it can already
            continue
        gaps = _gaps(holder, held)
        in_front = _has_digits(gaps[0]) and not _has_digits(gaps[-1])
        for row, texts in zip(held, gaps[:-1] if in_front else gaps[1:], strict=True):
            row.beside = texts


def repeated_urls(anchors: Iterable[Anchor]) -> frozenset[str]:
    """Addresses three links or more lead to: a column or a category beside each row, not an article."""
    return frozenset(url for url, times in Counter(anchor.url for anchor in anchors).items() if times >= 3)


def _reach(anchor: Anchor, addresses: dict[Element, set[str]], crowded: dict[Element, int], several: bool) -> Element:
    """Find the largest element around a link that holds no other row."""
    reach = anchor.element
    alone = 1 if anchor.titled else 0
    for element in anchor.element.up():
        if element.tag == "body" or len(addresses[element]) > 1 or crowded.get(element, 0) > alone:
            break
        if not several and len(element.node.text()) > _LONE_ROW:
            break
        reach = element
        if not several and element.tag in _SELF_CONTAINED:
            break
    return reach


def _gaps(holder: Element, rows: list[Row]) -> list[tuple[str, ...]]:
    """The texts before, between and behind the rows that one element holds: one more than there are rows."""
    tops = {row.element.node.mem_id for row in rows}
    gaps: list[list[str]] = [[]]
    for child in holder.node.iter(include_text=True):
        if child.mem_id in tops:
            gaps.append([])
        elif len(text := one_line(child.text(separator=" "))) <= _BETWEEN and text:
            gaps[-1].append(text)
    missing = len(rows) + 1 - len(gaps)
    return [tuple(gap) for gap in gaps] + [()] * missing


def _has_digits(texts: tuple[str, ...]) -> bool:
    """Whether there is a digit, as dates have."""
    return any(character.isdigit() for text in texts for character in text)
