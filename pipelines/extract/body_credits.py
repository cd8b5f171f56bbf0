"""The credits in a body: at the head of the first paragraph, in the last brackets, on lines of their own, in captions.

Much of what a page says about its makers stands only here. What is found keeps its words and its place; lines that
are credits and nothing else are named, so that the body can be trimmed of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.extract.byline import Credits, merge, pieces
from pipelines.extract.credit_words import words_of
from pipelines.extract.credits import Piece
from pipelines.extract.names import Trust, is_nobody, is_unit, person
from pipelines.extract.outlets import split_dateline

Place = Literal["head", "line", "bracket", "caption"]

_FIRST, _LAST, _LAST_TEXT = 4, 15, 3
"""How many paragraphs count as head and tail for lines, and as the last ones for brackets."""
_LEADS = 2
"""The weight of a source that is only the body or outlet leading the names (某局 甲, 某报记者 甲)."""
_LONGEST_NAMES = 12
"""Characters of the names that stand alone above a text."""
_LONGEST_LINE = 200
"""Characters; a longer paragraph is text."""
_INSIDE = r"(?:[^（）()【】\[\]]|[（(][^（）()]{1,10}[）)]){2,120}"
_HEAD_BRACKET = re.compile(rf"(?P<before>[^（(【。，]{{0,40}})[（(【]{_INSIDE}[）)】]")
_HEAD_REPORT = re.compile(r"[^。，；]{2,60}?报道(?=[：:，,\s])")
_HEAD_RUN = re.compile(r"[^。！？]{0,100}")
_LAST_BRACKET = re.compile(rf"[（(【\[]{_INSIDE}[）)】\]]\s*。?\s*$")
_CAPTION = re.compile(r"(?:^|[。！？；\s])(?P<credit>[^。！？；]{2,40}摄影?)\s*[。]?\s*$")
_POSTED = re.compile(r"\s*[本该此][帖贴文]由\s*(?P<who>[^于在，。]{2,12}?)\s*于[^。，]{4,30}?(?:发[表布]|上传|张贴|在)")
_ENDS_SENTENCE = re.compile(r"[。！？?!]")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyCredit:
    """One credit of a body: where it stands, its words as printed, and what they say.

    place: "head" of a first paragraph, a "line" of its own, a last "bracket", a "caption" (…摄).
    paragraph: index of the paragraph.
    """

    place: Place
    paragraph: int
    raw: str
    credits: Credits
    source: str | None = None
    """The source it names on purpose: by a label or a dateline, not by the body that somebody works for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyCredits:
    """What a body says about its makers.

    credits: all of it together. evidence: the credits one by one, in order of paragraphs.
    credit_lines: indexes of paragraphs at head and tail that are credits and nothing else, ascending.
    """

    credits: Credits
    evidence: tuple[BodyCredit, ...]
    credit_lines: tuple[int, ...]

    @property
    def source(self) -> BodyCredit | None:
        """The credit that names the source: a line before a head, the first of equals; None where none does."""
        named = [one for one in self.evidence if one.source and one.place in ("line", "head")]
        return next((one for one in named if one.place == "line"), named[0] if named else None)


def credits_in_body(paragraphs: Sequence[str]) -> BodyCredits:
    """Find the credits in a body, given as its paragraphs in order. Never raises.

    Names without any label (（甲 乙） at the very end) count only where nothing else names a writer.
    """
    lines = dict(_credit_lines(paragraphs))
    found = [_credit("line", i, paragraphs[i], line) for i, line in lines.items()]
    text = [i for i in range(len(paragraphs)) if i not in lines]
    found += _heads(paragraphs, text[:5])
    found += _name_above(paragraphs, text)
    found += _posted(paragraphs, text)
    found += _captions(paragraphs, text)
    found += _last_brackets(paragraphs, text[-_LAST_TEXT:], found)
    found.sort(key=lambda credit: credit.paragraph)
    return BodyCredits(
        credits=merge(Piece(credits=one.credits, weight=_weight(one), shaped=True, roles=True) for one in found),
        evidence=tuple(found),
        credit_lines=tuple(sorted(lines)),
    )


def _credit(place: Place, paragraph: int, raw: str, read: list[Piece]) -> BodyCredit:
    source = max((piece for piece in read if piece.weight != _LEADS), key=lambda piece: piece.weight, default=None)
    named = source.credits.source if source else None
    return BodyCredit(place=place, paragraph=paragraph, raw=raw.strip(), credits=merge(read), source=named)


def _weight(credit: BodyCredit) -> int:
    """Weigh a source: a line of its own names it on purpose, a head only tells who reports."""
    return 0 if credit.credits.source is None else 2 if credit.place == "line" else 1


def _credit_lines(paragraphs: Sequence[str]) -> Iterator[tuple[int, list[Piece]]]:
    """Give the paragraphs at head and tail that are credits and nothing else."""
    count = len(paragraphs)
    for i, paragraph in enumerate(paragraphs):
        if (i < _FIRST or i >= count - _LAST) and len(paragraph) <= _LONGEST_LINE:
            bracket = _LAST_BRACKET.fullmatch(paragraph.strip()) is not None
            if _ENDS_SENTENCE.search(paragraph) and not bracket:  # most of the text, seen before it is read
                continue
            line = pieces(paragraph)
            if _is_credit_line(line, names_alone=bracket and i >= count - _LAST_TEXT and i > 0):
                yield i, line


def _is_credit_line(line: list[Piece], *, names_alone: bool) -> bool:
    """Tell whether a paragraph is only credits: roles are named, or names stand alone where that will do."""
    if not line or not all(piece.shaped for piece in line):
        return False
    if any(not (is_unit(unit) or is_nobody(unit)) for piece in line for unit in piece.credits.units):
        return False
    return any(piece.roles for piece in line) or (names_alone and any(piece.credits.names for piece in line))


def _name_above(paragraphs: Sequence[str], text: Sequence[int]) -> Iterator[BodyCredit]:
    """Find a name that stands alone above the text and nowhere in it: whoever the text is about is named again."""
    if len(text) < 2 or text[0] or len(paragraphs[0]) > _LONGEST_NAMES or len(paragraphs[1]) < _LONGEST_NAMES:
        return
    words = tuple(words_of(paragraphs[0]))
    names = tuple(name for word in words if (name := person(word, Trust.BARE)))
    below = "".join(paragraphs[i] for i in text[1:])
    if names and len(names) == len(words) and not any(name in below for name in names):
        yield BodyCredit(place="line", paragraph=0, raw=paragraphs[0], credits=Credits(reporters=names))


def _posted(paragraphs: Sequence[str], text: Iterable[int]) -> Iterator[BodyCredit]:
    """Find the line in which a forum says who posted a text (本帖由甲于…发表)."""
    for i in text:
        match = _POSTED.match(paragraphs[i][:_LONGEST_LINE])
        name = person(match["who"], Trust.LABELLED) if match else None
        if match and name:
            yield BodyCredit(place="line", paragraph=i, raw=match.group(), credits=Credits(reporters=(name,)))
            return


def _heads(paragraphs: Sequence[str], first: Iterable[int]) -> Iterator[BodyCredit]:
    """Find the credits in front of the text of a first paragraph; the first one that has them."""
    for i in first:
        for raw in _head_spans(paragraphs[i]):
            read = pieces(raw)
            if all(piece.shaped for piece in read) and any(piece.roles or piece.weight for piece in read):
                yield _credit("head", i, raw, read)
                return


def _head_spans(paragraph: str) -> Iterator[str]:
    """Give the spans at a paragraph's head that may be credits: dateline and bracket, … 报道：, dateline and ranks."""
    start = paragraph[:_LONGEST_LINE]
    if (bracket := _HEAD_BRACKET.match(start)) is not None:
        _, rest, dated = split_dateline(bracket["before"])
        if not rest.strip() and (dated or not bracket["before"].strip()):
            yield bracket.group()
    if (report := _HEAD_REPORT.match(start)) is not None:
        yield report.group()
    outlet, rest, dated = split_dateline(start)
    if dated:
        yield from _ranks_behind(start, rest)
        if outlet is not None:
            yield start[: len(start) - len(rest)]


def _ranks_behind(start: str, rest: str) -> Iterator[str]:
    """Give the shortest run of words behind a dateline that holds all names (本报讯 记者 甲 通讯员 乙 今年…)."""
    run = _HEAD_RUN.match(rest)
    most, length = 0, 0
    for word in list(re.finditer(r"\S+", run.group() if run else ""))[:10]:
        read = pieces(rest[: word.end()])
        names = len(merge(read).names)
        if names > most and all(piece.shaped and piece.roles for piece in read):
            most, length = names, word.end()
    if most:
        yield start[: len(start) - len(rest) + length]


def _captions(paragraphs: Sequence[str], text: Iterable[int]) -> Iterator[BodyCredit]:
    """Find 甲 摄 at the end of a caption, in brackets or not."""
    for i in text:
        end = paragraphs[i][-60:]
        if "摄" not in end[-8:]:
            continue
        match = _LAST_BRACKET.search(end) or _CAPTION.search(end)
        raw = match.group().strip(" 。！？；") if match else ""
        read = pieces(raw)
        if read and all(piece.shaped for piece in read) and merge(read).photographers:
            yield _credit("caption", i, raw, read)


def _last_brackets(paragraphs: Sequence[str], last: Sequence[int], found: Sequence[BodyCredit]) -> Iterator[BodyCredit]:
    """Find brackets of credits at the ends of the last paragraphs of text."""
    written = any(one.credits.reporters or one.credits.correspondents for one in found)
    captions = {one.paragraph for one in found if one.place == "caption"}
    for i in last:
        match = _LAST_BRACKET.search(paragraphs[i][-_LONGEST_LINE:])
        if match is None or i in captions:
            continue
        read = pieces(match.group())
        bare = not any(piece.roles for piece in read)
        if not all(piece.shaped for piece in read) or (bare and written):
            continue
        if merge(read).names:
            yield _credit("bracket", i, match.group(), read)
