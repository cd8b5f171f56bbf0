"""Which articles are one story. Pure.

Texts are near or not (near.near), by themselves. A *family* is what hangs together by nearness: a text, its copies,
their copies. Mostly that is one story. But notices of one template (tomorrow's weather, the air of last month, water
cut off in this street or that) are near each other as well, and a copy that corrects a number differs from its text no
more than two of them do: nothing in two texts tells them apart. What does is that the template was seen before. So
that is a fact of its own: a family is a *template* where one site shows at least SEEN texts of it of which each says
other things than each other one (history.copies.differ); a site that re-posts a text has it once, or the same again.

A story is a family, or, of a template, what hangs together by being near without saying other things; such copies are
found by figures in common that follow each other (near.mark_keys), those without figures where they are equal. Which
articles share a story is thus a function of the articles that are there, of their texts and sites: not of the order
they came in, nor of what was there and is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

SEEN = 3
"""Texts of one site that make a template. Two may be a text and its correction."""

Text = TypeVar("Text")


def shows_template(texts: Sequence[Text], differ: Callable[[Text, Text], bool]) -> bool:
    """Whether among a site's texts of one family there are SEEN that all say other things than each other."""
    return _among([], list(texts), differ)


def number(own: Iterable[int]) -> int:
    """The number a story bears: the lowest of those its articles were given when they came."""
    return min(own)


def _among(chosen: list[Text], rest: list[Text], differ: Callable[[Text, Text], bool]) -> bool:
    """Whether the chosen ones can be made SEEN with some of the rest."""
    if len(chosen) == SEEN:
        return True
    if len(chosen) + len(rest) < SEEN:
        return False
    one, *others = rest
    fitting = [other for other in others if differ(one, other)]
    return _among([*chosen, one], fitting, differ) or _among(chosen, others, differ)
