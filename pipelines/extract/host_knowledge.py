"""What repeats on a host: lines that stand on most of its pages say nothing about any one article.

Learned between runs from pages read without it, and given to the reader as one more input: reading never changes it,
and one page is read as well without. Repeated blocks as templates: Bar-Yossef and Rajagopalan, "Template detection via
data mining", WWW 2002; here a block is a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipelines.errors import UnreadablePage
from pipelines.extract.blocks import Flat, lay_flat
from pipelines.extract.document import Document
from pipelines.items import Page
from pipelines.rules import HostKnowledge

FEWEST_PAGES = 6
"""Fewer pages of a host teach nothing: what two of them share may be one story."""
_SHARE = 0.5
"""A line is of the host where it stands on this share of the pages: hosts have two or three templates."""
_SHORTEST, _LONGEST = 2, 300
"""Characters of a line worth remembering."""


def learn(host: str, pages: Iterable[Page]) -> HostKnowledge | None:
    """What these pages of a host have in common, each page counted once; None for fewer than FEWEST_PAGES.

    Pages that cannot be read are left out.

    The same pages teach the same, in whatever order they come.
    """
    seen: Counter[str] = Counter()
    number = 0
    for page in pages:
        part = page.parts[0]
        try:
            document = Document.from_bytes(part.body, part.url, part.header("content-type"))
        except UnreadablePage:  # it was none when it was received, either
            continue
        seen.update({block.text for block in lay_flat(document.tree).blocks})
        number += 1
    if number < FEWEST_PAGES:
        return None
    lines = (text for text, times in seen.items() if times >= max(3, _SHARE * number))
    return HostKnowledge(
        host=host, pages=number, lines=frozenset(text for text in lines if _SHORTEST <= len(text) <= _LONGEST)
    )


def repeated(flat: Flat, knowledge: HostKnowledge | None) -> frozenset[int]:
    """The blocks of a page whose lines are the host's, not the article's."""
    if knowledge is None:
        return frozenset()
    return frozenset(i for i, block in enumerate(flat.blocks) if block.text in knowledge.lines)
