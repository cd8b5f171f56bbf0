"""Who made an article, as the page says it: information lines, brackets, heads of first paragraphs, credit lines.

read_credits takes one string of any of these sorts, credits_in_body (pipelines.extract.body_credits) finds them in a
body. Roles are kept apart and kinds of evidence are weighed: a source label wins over the outlet that leads the names,
and that over the outlet of the dateline.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from pipelines.extract.credits import Credits, Piece, read_piece
from pipelines.extract.labels import Labelled, split_labels
from pipelines.extract.names import HAN, person
from pipelines.extract.outlets import clean_source, split_dateline
from pipelines.lexicon import lexicon
from pipelines.normalise.text import INVISIBLE

__all__ = ["Credits", "Labelled", "clean_source", "merge", "person", "pieces", "read_credits", "split_labels"]

_LONGEST = 20_000
"""Characters of a string that are read; no credit stands behind so much text."""
_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_DOT = re.compile(r"[•‧・･∙⋅]")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_BREAK_IN_VALUE = re.compile(r"([：:∶︰丨｜|∣])\s*\n\s*")
_REMARK = re.compile(rf"(?<=[{HAN}])\s?[(（]([^()（）]{{1,8}})[)）]")
_IS_MORE = re.compile(r"[，,]\s?(?:系|现任|原任|单位为|单位：).*")
_COMPILED = re.compile(r"(?<=\s)综合(?!报道|整理)[^\s。]{3}[^\n]*")
"""Behind the writer, the outlets whose texts were used, with the names of their writers."""
_BORDER = re.compile(r"[（）()【】\[\]〔〕。！？\n]|(?<=报道)[：:，,\s]|(?<![:：])//")
_BEFORE_DEEDS = re.compile(
    rf"(?<=[{HAN}])(?=(?:文[/／、]图|图[/／、]文|文[/／]摄影?|摄影[/／]报道|文字[/／]图片)(?:$|[\s)）】]))"
)


def read_credits(text: str) -> Credits:
    """Read the credits of one string: an information line, a bracket, the head of a paragraph, a credit line.

    A sentence gives nothing (记者从…获悉). Never raises; every name is a part of the text but for white space, widths
    and dots.
    """
    found = pieces(text)
    if all(piece.shaped for piece in found):
        return merge(found)
    return merge(piece for piece in found if piece.roles or piece.weight)  # a name alone in a sentence is no credit


def pieces(text: str) -> list[Piece]:
    """Read a string piece by piece: brackets and sentences apart; the dateline's outlet is a piece of its own."""
    found: list[Piece] = []
    for part in _parts(_tidy(text[:_LONGEST])):
        outlet, rest, has_dateline = split_dateline(part)
        if has_dateline:
            found.append(Piece(credits=Credits(source=outlet), weight=1 if outlet else 0, shaped=True, roles=False))
        found.append(read_piece(_IS_MORE.sub("", rest), dated=has_dateline))
    return found


def merge(found: Iterable[Piece]) -> Credits:
    """Join the credits of several pieces: the weightiest source, the first of equals; names in order."""
    found = list(found)
    if len(found) == 1:
        return found[0].credits
    best = max(found, key=lambda piece: piece.weight, default=None)
    parts = [piece.credits for piece in found]
    roles = ("reporters", "correspondents", "photographers", "editors", "reviewers", "collectors", "interns", "units")
    merged = {role: _once(name for part in parts for name in getattr(part, role)) for role in roles}
    keys = _once(role for part in parts for role in part.others)
    others = {key: _once(name for part in parts for name in part.others.get(key, ())) for key in keys}
    return Credits(source=best.credits.source if best else None, others=others, **merged)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _tidy(text: str) -> str:
    """Resolve entities, fold full-width letters and digits, spell dots one way, drop what nobody sees."""
    text = html.unescape(text) if "&" in text else text
    text = _DOT.sub("·", _UNSEEN.sub("", text).translate(_WIDE))
    text = _COMPILED.sub("", _REMARK.sub(_without_remark, _BREAK_IN_VALUE.sub(r"\1 ", text)))
    return _BEFORE_DEEDS.sub(" ", text)


def _without_remark(match: re.Match[str]) -> str:
    """Drop a bracket that is a remark on the name before it; any other stays."""
    return "" if match.group(1).strip() in lexicon("credits")["grammar"]["remarks"] else match.group()


def _parts(text: str) -> Iterator[str]:
    """Give the lines, sentences and insides of brackets that have something to read."""
    for part in _BORDER.split(text):
        if part and not part.isspace():
            yield part
