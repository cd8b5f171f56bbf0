"""Which class of change a new version is: pure, from the two versions alone.

Each hunk of the body is of one class, and so is each field that changed; a version has all their classes, the gravest
first. Word lists: data/lexicon/changes.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal, get_args

from rapidfuzz.distance import Levenshtein

from pipelines.dedupe.verdict import Content
from pipelines.extract.names import Trust, person
from pipelines.history.difference import Hunk, difference, kept
from pipelines.items import ROLES
from pipelines.lexicon import words
from pipelines.normalise.text import comparison_key

Class = Literal["cut", "name", "number", "date", "title", "rewrite", "addition", "typo"]
"""cut: text was taken out. name: a person, or the credited publication, is another. number, date: a figure is another.
title: the title is. rewrite: something is said otherwise. addition: text was put in. typo: a sign or two, or none that
is read."""

CLASSES: tuple[Class, ...] = get_args(Class)
"""The gravest first: what is missing now, then what is claimed otherwise, then how it is said."""

_LITTLE_KEPT = 0.5
"""Share of the shorter body that must be common; with less, the new version is a rewrite, and its hunks say nothing."""
_LOPSIDED = 3
"""With so many times the characters of the other side, a replacement has put something in, or taken something out."""
_NAME = 4
"""Characters of the longest Han name that is looked for around a hunk."""
_NUMERAL = re.compile(r"\d+(?:[.,，]\d+)*[%％]?|[〇零一二三四五六七八九十百千万亿两半]+")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d\d\d)")
_DAY = re.compile(
    r"(?=.*[年月日时:：/旬初底-])(?!\d+[:：]$)"
    r"[\d〇零一二三四五六七八九十年月日号时点分整半上下中午旬初底:：/ .-]+"
    r"|(?:星期|周)[一二三四五六日天]|[昨今明前后]天|[去今明前]年"
)
_DATED = re.compile("[年月日时]")
"""What makes a number before it a date or a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a new version has otherwise. classes: the principal one first; empty where only the breadcrumb differs."""

    classes: tuple[Class, ...]
    title: tuple[Hunk, ...]
    body: tuple[Hunk, ...]


def change(old: Content, new: Content) -> Change:
    """Compare two versions of an article."""
    hunks = difference(old.body or "", new.body or "")
    found = set(_of_fields(old, new))
    if old.body and new.body and kept(old.body, hunks) < _LITTLE_KEPT * min(len(old.body), len(new.body)):
        classes: list[Class] = ["rewrite", *sorted(found, key=CLASSES.index)]
    else:
        names = {name for content in (old, new) for role in ROLES for name in getattr(content, role)}
        classes = sorted({*found, *(_of_hunk(hunk, old.body or "", names) for hunk in hunks)}, key=CLASSES.index)
    return Change(classes=tuple(classes), title=difference(old.title or "", new.title or ""), body=hunks)


def _of_fields(old: Content, new: Content) -> Iterator[Class]:
    """Yield the classes of the fields that differ, but for the body's."""
    if old.title != new.title:
        yield "title"
    if (old.published, old.published_precision) != (new.published, new.published_precision):
        yield "date"
    if old.source != new.source or any(getattr(old, role) != getattr(new, role) for role in ROLES):
        yield "name"
    before, after = set(old.attachments), set(new.attachments)
    if before - after:
        yield "cut"
    if after - before:
        yield "addition"


def _of_hunk(hunk: Hunk, text: str, names: Set[str]) -> Class:
    """Say of which class one hunk is. text: the old body; names: the people named in the bylines of either version."""
    if hunk.old and hunk.new:
        figure = _figure(hunk, text)
        if figure:
            return figure
        if _is_name(hunk, text, names):
            return "name"
    if comparison_key(hunk.old) == comparison_key(hunk.new) or _is_slip(hunk):
        return "typo"
    if len(hunk.new) >= _LOPSIDED * len(hunk.old):
        return "addition"
    if len(hunk.old) >= _LOPSIDED * len(hunk.new):
        return "cut"
    return "rewrite"


def _figure(hunk: Hunk, text: str) -> Class | None:
    """Whether a hunk puts one date, or one number, for another; 3,500 is no other number than 3500."""
    if _THOUSANDS.sub("", hunk.old) == _THOUSANDS.sub("", hunk.new):
        return None
    if _DAY.fullmatch(hunk.old) and _DAY.fullmatch(hunk.new):
        return "date"
    if not (_NUMERAL.search(hunk.old) and _NUMERAL.search(hunk.new)):
        return None
    if _NUMERAL.sub("", hunk.old) != _NUMERAL.sub("", hunk.new):
        return None
    return "date" if _DATED.match(text, hunk.at + len(hunk.old)) else "number"


def _is_slip(hunk: Hunk) -> bool:
    """Whether it is of a slip's size: one sign, or a Latin word's two letters, or signs that changed places.

    One sign that turns the sentence round is none.
    """
    changed = set(hunk.old) ^ set(hunk.new)
    if changed & words("changes", "weighty"):
        return False
    if hunk.old.isascii() and hunk.new.isascii() and hunk.old and hunk.new:
        return Levenshtein.distance(hunk.old, hunk.new) <= 2
    return max(len(hunk.old), len(hunk.new)) <= 1 or (len(hunk.old) <= _NAME and sorted(hunk.old) == sorted(hunk.new))


def _is_name(hunk: Hunk, text: str, names: Set[str]) -> bool:
    """Whether a hunk puts one person's name, or a part of it, for another."""
    if max(len(hunk.old), len(hunk.new)) > _NAME:
        return False
    end = hunk.at + len(hunk.old)
    for left in range(_NAME):
        for right in range(_NAME):
            head, tail = text[max(0, hunk.at - left) : hunk.at], text[end : end + right]
            old, new = f"{head}{hunk.old}{tail}", f"{head}{hunk.new}{tail}"
            if names & {old, new}:
                return True
            if _introduced(text, hunk.at - left, end + right) and _both_are_people(old, new):
                return True
    return False


def _introduced(text: str, start: int, end: int) -> bool:
    """Whether what stands around a place of the text stands around names."""
    before, after = text[max(0, start - _NAME) : max(0, start)], text[end : end + _NAME]
    return before.endswith(tuple(words("changes", "before_names"))) or after.startswith(
        tuple(words("changes", "after_names"))
    )


def _both_are_people(old: str, new: str) -> bool:
    return all(2 <= len(name) <= _NAME and person(name, Trust.BARE) == name for name in (old, new))
