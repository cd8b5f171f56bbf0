"""What a page is: an article, a list of articles, or something else. Only articles become rows.

A list page shows rows of links with dates and little text of its own; an article has running text under a title that
its own <title> bears out, or under an information line. Soft 404s, challenges and empty templates are said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.extract.blocks import Flat
from pipelines.extract.metadata import Metadata
from pipelines.items import FieldValue, Kind
from pipelines.lexicon import words
from pipelines.normalise.text import comparison_key

_ROW_DATE = re.compile(r"\d(?<!\d.)(?:\d{3}[-/.年]\d{1,2}|\d?)[-/.月]\d{1,2}日?(?!\d)")
"""The look-behind stands behind the first digit: so the scan skips from one digit to the next."""
_NOT_HTML = re.compile(
    r"\s*(?:[\[{]|<\?xml(?!.{0,2000}<html)|<(?:rss|feed|datastore|urlset)\b)", re.IGNORECASE | re.DOTALL
)
_LONE_DATE = re.compile(r"[\[(（]?\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）]?(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_ROW = 8
"""Han characters or words from which a link on its own line is a row and no menu entry."""
_MANY_ROWS = 8
_PARAGRAPH = 60
"""Han characters or words from which a line is a paragraph of an article and no teaser of one."""
_MUCH_TEXT = 400
_TEXT_PER_ROW = 25
"""A page with less own text than this for each of its dated rows is their list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression:
    """What the kind is judged by."""

    text: str
    flat: Flat
    metadata: Metadata
    title: FieldValue[str]
    title_on_page: bool
    title_borne_out: bool
    dated: bool
    """An information line with a date or source belongs to the title."""
    body_sizes: Sequence[int]
    """Length of each line of the body in Han characters and words."""
    has_media: bool
    """Images or attachments where the body would be."""


def read_kind(seen: Impression) -> FieldValue[Kind]:
    """The page's kind and why."""
    if _NOT_HTML.match(seen.text):
        return _say("other", "data", "not an html page")
    text, longest = sum(seen.body_sizes), max(seen.body_sizes, default=0)
    refusal = _refusal(seen, text)
    if refusal:
        return _say("other", "words", refusal)
    rows, dated_rows = _count_rows(seen.flat)
    if dated_rows >= _MANY_ROWS and text < _TEXT_PER_ROW * dated_rows and not _holds_its_own(seen, text, longest):
        return _say("list", "rows", f"{dated_rows} dated rows, {text} characters of text")
    if _is_front(seen, rows, text, longest):
        return _say("list", "rows", f"{rows} rows of links, no title of an article")
    if text >= 12 and (seen.title_on_page or seen.dated or text >= 80):
        return _say("article", "text", f"{text} characters of text under a title")
    if seen.has_media and seen.title_on_page and seen.dated:
        return _say("article", "media", "no text, but images or files under a title and a date")
    if rows >= _MANY_ROWS:
        return _say("list", "rows", f"{rows} rows of links, no text")
    return _say("other", "text", "an empty template: no text, image or file under a title")


def _say(kind: Kind, method: str, reason: str) -> FieldValue[Kind]:
    return FieldValue(value=kind, method=method, where="page", confidence=0.9, reason=reason)


@cache
def _refusals() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words("page", "refusals"), key=len, reverse=True))), re.IGNORECASE)


def _refusal(seen: Impression, text: int) -> str | None:
    """A page that says it is missing, withdrawn or a challenge; long text that mentions such words is no refusal."""
    if text > 120:
        return None
    heads = [seen.metadata.title or "", seen.title.value or ""]
    visible = [block.text for block in seen.flat.blocks[:40]] if len(seen.flat.blocks) <= 40 else []
    for line in (*heads, *visible):
        found = _refusals().search(line) if len(line) < 120 else None
        if found:
            return f"the page says: {found.group(0)}"
    return None


def _count_rows(flat: Flat) -> tuple[int, int]:
    """How many links stand on lines of their own like rows of a list, and how many of them beside a date."""
    rows = dated = lone_dates = 0
    for i, block in enumerate(flat.blocks):
        length = len(block.text)
        if length < _ROW or block.link_chars * 2 < length or block.size < _ROW:
            lone_dates += length <= 20 and _LONE_DATE.fullmatch(block.text) is not None
            continue
        rows += 1
        dated += _shows_date(block.text) or _is_beside_date(flat, i)
    return rows, max(dated, min(rows, lone_dates))


def _is_beside_date(flat: Flat, i: int) -> bool:
    """Whether the short line before a line, or behind it, shows a date."""
    for near in flat.blocks[max(0, i - 1) : i + 2 : 2] if i else flat.blocks[1:2]:
        if len(near.text) <= 24 and _shows_date(near.text):
            return True
    return False


@lru_cache(maxsize=1024)  # a line is looked at for itself and for both of its neighbours
def _shows_date(text: str) -> bool:
    return _ROW_DATE.search(text) is not None


def _holds_its_own(seen: Impression, text: int, longest: int) -> bool:
    """Whether the text is an article however many rows stand beside it: a forum's, a blog's archive."""
    paragraphs = longest >= _PARAGRAPH
    if paragraphs and text >= _MUCH_TEXT:
        return True
    return text >= _PARAGRAPH and (seen.dated or (seen.title_borne_out and paragraphs))


def _is_front(seen: Impression, rows: int, text: int, longest: int) -> bool:
    """A home or column page: many rows, and no line that stands for one article."""
    if rows < _MANY_ROWS:
        return False
    column = seen.metadata.first("columnname")
    if column and not seen.metadata.first("articletitle") and not seen.dated:
        return True
    names = {comparison_key(name) for name in (seen.metadata.first("sitename"), column) if name}
    if comparison_key(seen.title.value or "") in names:
        return True
    teasers = len(seen.body_sizes) >= 30 and text < 40 * len(seen.body_sizes) and longest < _PARAGRAPH
    if teasers and not seen.title_borne_out:
        return True
    return not seen.dated and (not seen.title_on_page or text < 60) and longest < _PARAGRAPH
