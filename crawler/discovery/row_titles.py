"""The title a row shows, cleaned of what lists put into it."""

from __future__ import annotations

import re
from functools import cache

from crawler.discovery.row_dates import is_date, is_numeric
from crawler.discovery.rows import Row
from pipelines.lexicon import words
from pipelines.normalise.text import han_count, squeeze

_HEADINGS = "h1,h2,h3,h4,h5,h6"
_LONG = 60
"""Characters beyond which a link holds a summary beside the title."""
_BULLETS = "·•●■◆▪▶►○◇□※★☆*|»　 \t"
_CUT = re.compile(r"\s*(?:\.{2,}|…+|。{2,})$")
_TAIL_DATE = re.compile(
    r"\s*(?:[\[(（【]\s*(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\s\d:]*[\])）】]"
    r"|\s(?:19|20)\d\d-\d\d-\d\d[\s\d:]*)$"
)
_HEAD_DATE = re.compile(
    r"^[\[(（【]\s*(?:(?:19|20)\d\d[-./])?\d{1,2}[-./]\d{1,2}[\s\d:]*[\])）】]\s*"
    r"|^(?:19|20)\d\d-\d\d-\d\d\s+"
)
_ATTRIBUTE_LABEL = re.compile(r"^(?:标题|文章标题|title)\s*[:：]\s*", re.IGNORECASE)


def row_title(row: Row) -> str | None:
    """Read a row's title: the link's words; its title attribute (or alt) where that says more of the same.

    Lists cut titles: "甲县召开…" stays so only where no attribute completes it. Dates, bullets and marks (new, 置顶)
    in the link are no part of it. None where nothing is left.
    """
    visible = _visible(row)
    for name in ("title", "alt"):
        said = _attribute(row.anchor.element.node.attributes.get(name))
        if said and extends(said, visible):
            return said
    return visible or None


def extends(longer: str, shorter: str) -> bool:
    """Whether one text is the whole of what another shows cut; blanks don't count."""
    whole, part = ("".join(text.split()) for text in (longer, _CUT.sub("", shorter)))
    return len(whole) > len(part) and whole.startswith(part)


def is_pinned(row: Row) -> bool:
    """Whether a row says that it is kept on top: 置顶 as a text or as a class."""
    texts = {text.strip(" []【】()（）") for text in row.anchor.texts + row.rest}
    if texts & words("lists", "pinned_words"):
        return True
    nodes = (row.element.node, row.anchor.element.node)
    classes = " ".join(node.attributes.get("class") or "" for node in nodes)
    return bool(set(classes.lower().split()) & words("lists", "pinned_classes"))


def _visible(row: Row) -> str:
    """The link's words without what is no title."""
    texts = [text for text in row.anchor.texts if not (is_date(text) or is_numeric(text) or _is_mark(text))]
    texts = texts or [text for text in row.anchor.texts if not is_date(text)]
    title = _heading(row) or (_first_title(texts) if sum(map(len, texts)) > _LONG else "") or _together(texts)
    return _HEAD_DATE.sub("", _TAIL_DATE.sub("", title.strip(_BULLETS))).strip(_BULLETS)


def _heading(row: Row) -> str:
    """The heading inside a link that wraps a whole card."""
    node = row.anchor.element.node.css_first(_HEADINGS) if len(row.anchor.texts) > 1 else None
    return squeeze(node.text()) if node is not None else ""


def _first_title(texts: list[str]) -> str:
    """Of a title and its summary the title."""
    return next((text for text in texts if han_count(text) >= 6), "") if len(texts) > 1 else ""


def _together(texts: list[str]) -> str:
    """Text nodes as one line: pieces of Chinese are joined as they are, others with a blank."""
    line = ""
    for text in texts:
        glue = " " if line and line[-1].isascii() and text[0].isascii() else ""
        line += glue + text
    return line


def _attribute(value: str | None) -> str:
    """What a title attribute says, without its label and what follows on further lines."""
    lines = [line for piece in (value or "").splitlines() if (line := squeeze(piece))]
    return _ATTRIBUTE_LABEL.sub("", lines[0]).strip(_BULLETS) if lines else ""


def _is_mark(text: str) -> bool:
    """Whether a text node marks a row (new, 置顶, [图]) rather than names it."""
    return text.lower() in _marks() or text.strip(" []【】()（）") in words("lists", "pinned_words")


@cache
def _marks() -> frozenset[str]:
    return frozenset(text.lower() for text in words("lists", "new_marks"))
