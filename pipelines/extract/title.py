"""The title: a line of the page that the page's own <title> or meta confirms, and the information line follows.

On Chinese news pages the true title is nearly always a prefix of <title> (138 of 145 pages) and mostly a heading;
who cuts <title> at separators loses half of titles such as 图说|…. So the visible line is found and taken whole, and
<title> only bears witness. Where <title> is a template's (the name of the column), the heading or the line right above
the information line decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from pipelines.extract.blocks import Block, Flat
from pipelines.extract.frame import is_widget, known_container, words_of
from pipelines.extract.metadata import Metadata
from pipelines.items import Candidate, FieldValue
from pipelines.lexicon import words
from pipelines.normalise.text import comparison_key

_SEPARATOR = re.compile(r"\s*[_|｜丨]\s*|\s+[-–—]+\s+|[-–—]{1,2}(?=[^-–—]*$)|\s*(?:»|>>|›)\s*")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_TRAIL = re.compile(r"首\s*页\s*\S?\s*[-–—>＞»›/]|(?:当前|您的|所在|现在)位置")
_HEADINGS = {"h1": 2.5, "h2": 1.8, "h3": 1.2, "h4": 0.6, "founder-title": 2.5, "ucaptitle": 2.5}
_ALIKE = 0.6
"""Share of all their words that a heading and a witness must have in common for one to be the other reworded."""
_REWORDED = "resembles what the head says"
_LONGEST = 160
"""Characters; no title is longer."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title and the blocks it stands in: [start, end), or (-1, -1) where it is only in the head.

    borne_out: the page's head says it too; a line without that witness may be anything that stands over a date.
    """

    value: FieldValue[str]
    start: int = -1
    end: int = -1
    borne_out: bool = False


@dataclass(slots=True)
class _Contender:
    """A line, or lines, that may be the title."""

    start: int
    end: int
    text: str
    score: float
    why: list[str]


def read_title(flat: Flat, metadata: Metadata, info_lines: frozenset[int], before: int | None = None) -> Title:
    """The title with its evidence.

    info_lines: blocks that look like an information line (a date or a label such as 来源).
    before: where the text begins, if that is known: only lines above it are looked at.
    """
    witnesses = _witnesses(metadata)
    said = _Said(witnesses)
    contenders = [_weigh(flat, i, said, info_lines) for i in range(len(flat.blocks[:before]))]
    ranked = sorted((c for c in contenders if c), key=lambda c: (-c.score, c.start))
    if ranked and ranked[0].score >= _ENOUGH:
        return _from_page(ranked, witnesses) if _REWORDED not in ranked[0].why else _reworded(metadata, ranked)
    return _from_head(metadata, ranked)


_ENOUGH = 4.0
"""Score from which a visible line is believed: a heading alone (2.5) is not, one over an information line is."""


def _witnesses(metadata: Metadata) -> list[tuple[str, str]]:
    """What the head says the title is: (where, text)."""
    named = [(f"meta {name}", metadata.first(name)) for name in ("articletitle", "og:title", "twitter:title")]
    title = None if metadata.title_is_the_publishers else metadata.title
    witnesses = [("title", title), *named, ("json-ld headline", metadata.linked("headline"))]
    return [(where, text) for where, text in witnesses if text]


_BEGINNING = 6
"""Characters of a line that are looked at first."""


class _Said:
    """What the witnesses say, ready to be compared with every line of a page."""

    def __init__(self, witnesses: list[tuple[str, str]]) -> None:
        self.keys = [(where, comparison_key(text)) for where, text in witnesses]
        self.texts = [text for _, text in witnesses]
        self.characters = frozenset("".join(key for _, key in self.keys))

    @cached_property
    def words(self) -> list[frozenset[str]]:
        """The words of each; few titles need them."""
        return [frozenset(words_of(_first_part(text))) for text in self.texts]

    def may_hold(self, line: str) -> bool:
        """A quick look: a line that begins with Han characters no witness has stands in none of them."""
        for sign in line[:_BEGINNING]:  # noqa: SIM110 - most lines need only the first, and no generator for it
            if sign not in self.characters and "\u4e00" <= sign <= "\u9fff":
                return False
        return True


def _weigh(flat: Flat, i: int, said: _Said, info_lines: frozenset[int]) -> _Contender | None:
    """How much speaks for block i (with the lines that go on with it) as the title."""
    block = flat.blocks[i]
    heard, heading = said.may_hold(block.text), _heading(flat, block)
    if block.link_chars and not heard and not heading:  # most lines of a page: rows of menus and lists
        return None
    if len(block.text) > _LONGEST or i in info_lines:
        return None
    contender = _Contender(i, i + 1, block.text, 0.0, [])
    if heard:
        _hear_witnesses(flat, contender, said)
    _look_at_markup(flat, block, heading, contender)
    if not contender.why:
        if block.link_chars or not 5 <= len(block.text) <= 60:
            return None
        _stands_above(contender, info_lines, 2)
        return contender if contender.score and not _is_no_title(flat, i) else None
    if _is_no_title(flat, i):  # asked late: most lines are none for want of a reason
        return None
    _stands_above(contender, info_lines, 6)
    if contender.why[0] == "heading" and contender.score < _ENOUGH:
        _compare_words(contender, said)
    if block.link_chars * 2 > len(block.text):
        contender.score -= 4
        contender.why.append("a link")
    return contender


def _is_no_title(flat: Flat, i: int) -> bool:
    """A hidden line, one that is the host's, a trail, or a word on a widget (评论 over the comments)."""
    block = flat.blocks[i]
    if i in flat.repeated or flat.boxes[block.box].hidden:
        return True
    return bool(_TRAIL.match(block.text)) or is_widget(block.text)


def _hear_witnesses(flat: Flat, contender: _Contender, said: _Said) -> None:
    """Points for standing in <title> and its like: most for being its beginning, by the share of it."""
    best, line = 0.0, comparison_key(_CUT.sub("", contender.text))
    for where, whole in said.keys:
        if len(line) < 2 or line not in whole:
            continue
        end, key = _widest_prefix(flat, contender.start, line, whole)
        is_prefix = whole.startswith(key)
        points = (6.0 if is_prefix else 4.0) * len(key) / len(whole) + (2.0 if is_prefix and len(key) >= 8 else 0.0)
        if points > best:
            best = points
            contender.end = end
            contender.text = " ".join(block.text for block in flat.blocks[contender.start : end])
            contender.why = [f"{'begins' if is_prefix else 'stands in'} {where}"]
    contender.score += best


def _compare_words(contender: _Contender, said: _Said) -> None:
    """Points for a heading that says what a witness says, in nearly the same words."""
    own = frozenset(words_of(contender.text))
    alike = max((len(own & words) / len(own | words) for words in said.words), default=0.0)
    if len(own) >= 3 and alike >= _ALIKE:
        contender.score += 4.0 * alike
        contender.why.append(_REWORDED)


def _widest_prefix(flat: Flat, start: int, key: str, whole: str) -> tuple[int, str]:
    """The key of a line that stands in the witness; a heading broken over two or three lines is taken together."""
    end = start + 1
    while whole.startswith(key) and end < min(start + 3, len(flat.blocks)) and _same_place(flat, start, end):
        longer = key + comparison_key(flat.blocks[end].text)
        if longer == key or not whole.startswith(longer):
            break
        key, end = longer, end + 1
    return end, key


def _same_place(flat: Flat, first: int, second: int) -> bool:
    """Two lines of one element, or two headings of one level side by side."""
    one, other = flat.blocks[first], flat.blocks[second]
    return one.box == other.box or (one.tag == other.tag and one.tag in _HEADINGS)


def _look_at_markup(flat: Flat, block: Block, heading: float, contender: _Contender) -> None:
    """Points for a heading's tag and for an element named title."""
    if heading:
        contender.score += heading
        contender.why.append("heading")
    if not block.link_chars and _is_named_title(flat, block):
        contender.score += 1.2
        contender.why.append("named title")


def _is_named_title(flat: Flat, block: Block) -> bool:
    """Whether a line's element, or the one around it, is named title."""
    box = flat.boxes[block.box]
    return _names_title(box.name) or (box.parent >= 0 and _names_title(flat.boxes[box.parent].name))


def _heading(flat: Flat, block: Block) -> float:
    """Points for the tag of a line's element, or of the one around it."""
    around = flat.boxes[block.box].parent
    own = _HEADINGS.get(block.tag, 0.0)
    return own if around < 0 else max(own, _HEADINGS.get(flat.boxes[around].tag, 0.0))


@cache
def _title_name() -> re.Pattern[str]:
    return re.compile(
        r"(?:^|[\s_-])(?:\w*(?:title|tit)|" + "|".join(sorted(words("page", "titles"))) + r")\d*(?:$|[\s_-])"
    )


@lru_cache(maxsize=1024)  # a site has a few dozen
def _names_title(name: str) -> bool:
    """Whether an id or class says title."""
    return bool(name) and bool(_title_name().search(name)) and not known_container(name)


def _stands_above(contender: _Contender, info_lines: frozenset[int], reach: int) -> None:
    """Points for an information line close below."""
    for distance in range(reach):
        if contender.end + distance in info_lines:
            contender.score += 2.2 - 0.2 * distance
            contender.why.append("information line below")
            return


def _from_page(ranked: list[_Contender], witnesses: list[tuple[str, str]]) -> Title:
    """The best line; where the page cuts it (…), the head's longer form."""
    best = ranked[0]
    text, method = best.text, "heading" if "heading" in best.why else "line"
    if _CUT.search(text):
        stem = comparison_key(_CUT.sub("", text))
        whole = next((_first_part(said) for _, said in witnesses if comparison_key(said).startswith(stem)), None)
        if whole and len(comparison_key(whole)) > len(stem):
            text, method = whole, "title"
    value = FieldValue(
        value=text,
        method=method,
        where=f"block {best.start}",
        raw=best.text,
        confidence=min(0.99, 0.5 + best.score / 20),
        reason=", ".join(best.why),
        candidates=_others(ranked[1:4]),
    )
    return Title(value, best.start, best.end, any(why.startswith(("begins", "stands in")) for why in best.why))


def _others(contenders: list[_Contender]) -> tuple[Candidate, ...]:
    """The lines that came next, for evidence."""
    return tuple(
        Candidate(
            value=c.text,
            method="line",
            where=f"block {c.start}",
            raw=c.text,
            verdict=f"{c.score:.1f}: {', '.join(c.why)}",
        )
        for c in contenders
    )


def _from_head(metadata: Metadata, ranked: list[_Contender]) -> Title:
    """No line is good enough: what the head says, without the site's name behind a separator."""
    over_line = next((c for c in ranked if "information line below" in c.why and c.end - c.start == 1), None)
    if over_line and metadata.first("articletitle", "og:title") is None:
        return _from_page([over_line, *(c for c in ranked if c is not over_line)], [])
    for where, text in reversed(_witnesses(metadata)):
        value = text if where != "title" else _first_part(text)
        if value:
            found = FieldValue(
                value=value,
                method="meta" if where != "title" else "title",
                where=where,
                raw=text,
                confidence=0.5,
                reason="no line of the page bears it out",
                candidates=_others(ranked[:3]),
            )
            return Title(found)
    return Title(FieldValue.absent("neither a heading nor a <title>", _others(ranked[:3])))


def _reworded(metadata: Metadata, ranked: list[_Contender]) -> Title:
    """The head's form of a heading that says the same in other words, at that heading's place."""
    found, best = _from_head(metadata, ranked), ranked[0]
    if found.start >= 0:
        return found
    return Title(replace(found.value, reason=f"a heading {_REWORDED}"), best.start, best.end)


def _first_part(text: str) -> str:
    """<title> without the channel and site behind it."""
    parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    if not parts:
        return text.strip()
    return parts[0] if len(parts[0]) >= 5 else max(parts, key=len)
