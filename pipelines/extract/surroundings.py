"""What stands around an article: the trail that leads to it, and the lists of other articles beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import islice
from operator import attrgetter

from pipelines.extract.blocks import Flat
from pipelines.items import FieldValue
from pipelines.lexicon import lexicon
from pipelines.normalise.text import comparison_key

_TRAIL_WORDS = re.compile(
    # The first character stands alone and before the flag: so the scan skips from one such character to the next.
    r"[当现所您你yY](?:(?:(?<=当)前|(?<=[现所])在|(?<=[您你])的)的?位置(?:是|为)?\s*[:：]?"
    r"|(?<=[yY])(?i:ou are here)\s*:?)"
)
_PLACE = re.compile(r"\s*位置\s*[:：]")
_TRAIL_NAMES = re.compile(
    r"(?:^|[\s_-])(?:bread-?crumbs?|crumbs?|curmb|position|location|weizhi|dqwz|path|trail)(?:$|[\s_-])"
)
_TRAIL_BEGINS = re.compile(r"\s*(?:网站|本站|返回)?(?:首页|主页)\s*[>＞»›→]|\s*home(?:page)?\s*[>＞»›→]", re.IGNORECASE)
_STEP = re.compile(r"\s*(?:[>＞»›→/|]|&gt;|--)+\s*|\s+-\s+")
_LONGEST_TRAIL, _LONGEST_STEP = 160, 30
"""Characters."""
_TITLES_PER_LIST = 30
_LONGEST_HEADING = 14
_SHORTEST_TITLE = 4
"""Letters and Han characters of the shortest title in a list; nearly all have as many Han characters side by side."""
_FOUR_HAN = re.compile("[\u4e00-\u9fff]{4}")
_block = attrgetter("block")


def read_breadcrumb(flat: Flat, title: str | None, title_start: int) -> FieldValue[tuple[str, ...]]:
    """The steps from the home page to the column, without the article itself (正文, or its title).

    A trail stands above the title, begins with words such as 当前位置, or with 首页 and an arrow, or is named for what
    it is.
    """
    end = title_start if title_start > 0 else len(flat.blocks)
    for i in range(end - 1, -1, -1):
        block = flat.blocks[i]
        if len(block.text) > _LONGEST_TRAIL:
            continue
        said = _PLACE.match(block.text) or _TRAIL_WORDS.search(block.text)
        if not said and not (block.link_chars and (_TRAIL_BEGINS.match(block.text) or _is_named_trail(flat, i))):
            continue
        steps = _steps(_trail_text(flat, i, said.end() if said else 0, end), title)
        if steps:
            where = f"block {i}"
            return FieldValue(
                value=steps, method="trail", where=where, raw=block.text, confidence=0.9 if said else 0.75
            )
    return FieldValue.absent("no trail above the title")


def _is_named_trail(flat: Flat, i: int) -> bool:
    """Whether a line's element, or the one around it, is named for a trail."""
    return any(_names_trail(flat.boxes[index].name) for index in islice(flat.boxes_of(i), 2))


@lru_cache(maxsize=1024)  # a site has a few dozen
def _names_trail(name: str) -> bool:
    return _TRAIL_NAMES.search(name) is not None


def _trail_text(flat: Flat, i: int, skip: int, end: int) -> str:
    """The trail's text behind its word; where each step is a line of its own (list items), the lines joined.

    end: the title's line. A trail known by its name begins with its element, one known by its word with that.
    """
    text = flat.blocks[i].text[skip:]
    if _STEP.search(text.strip(" >＞»›/|-")) or (
        not flat.blocks[i].text[:skip].strip() and not flat.blocks[i].link_chars
    ):
        return text
    for index in islice(flat.boxes_of(i), 3):
        box = flat.boxes[index]
        if 1 < box.end - box.start <= 12:
            first, head = (i + 1, text) if skip else (box.start, "")
            lines = [block.text for block in flat.blocks[first : min(box.end, end)] if len(block.text) <= _LONGEST_STEP]
            return " > ".join([head, *lines])
    return text


def _steps(text: str, title: str | None) -> tuple[str, ...]:
    """The trail cut into steps."""
    own = comparison_key(title or "")
    steps = [step.strip(" :：\u200b") for step in _STEP.split(text)]
    kept = [
        step
        for step in steps
        if step and len(step) <= _LONGEST_STEP and step not in {"正文", "内容", "浏览文章", "文章内容"}
    ]
    return tuple(step for step in kept if not own or comparison_key(step) not in {own, ""})


def read_side_lists(flat: Flat) -> dict[str, tuple[str, ...]]:
    """Titles of other articles, by the kind of list: related, hot, latest. A heading over nothing gives nothing."""
    short = ((i, block.text) for i, block in enumerate(flat.blocks) if len(block.text) <= _LONGEST_HEADING)
    headings = [(i, kind) for i, text in short if (kind := _heads(text))]
    lists: dict[str, dict[str, None]] = {kind: {} for kind in lexicon("page")["side_lists"]}
    for position, (i, kind) in enumerate(headings):
        stop = headings[position + 1][0] if position + 1 < len(headings) else len(flat.blocks)
        lists[kind] |= dict.fromkeys(_titles_below(flat, i, stop))
    return {kind: tuple(titles)[:_TITLES_PER_LIST] for kind, titles in lists.items()}


@cache
def _heading_kinds() -> dict[str, str]:
    return {word: kind for kind, found in lexicon("page")["side_lists"].items() for word in found}


def _heads(text: str) -> str | None:
    """The kind of list that a short line heads."""
    return _heading_kinds().get(text.strip(" :：>》+更多|·・【】[]"))


def _is_title(text: str) -> bool:
    """Whether a link says enough to be one."""
    return _FOUR_HAN.search(text) is not None or len(comparison_key(text)) >= _SHORTEST_TITLE


def _titles_below(flat: Flat, heading: int, stop: int) -> list[str]:
    """Texts of the links below a heading, within the nearest element around it that has any."""
    first = bisect_right(flat.anchors, heading, key=_block)
    for index in flat.boxes_of(heading):
        end = flat.boxes[index].end
        last = bisect_left(flat.anchors, min(end, stop), lo=first, key=_block)
        found = [text for text in (anchor.text for anchor in flat.anchors[first:last]) if _is_title(text)]
        if found or end >= stop:
            return found
    return []
