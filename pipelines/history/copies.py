"""What a copy made of a text: how much it took, what it put in, what it left out. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.dedupe import near
from pipelines.history.difference import Hunk, difference
from pipelines.normalise.text import comparison_key

_PASSAGE = 6
"""Letters, digits and characters that make a passage; less is a word that was put in or taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy beside the text it is compared with.

    copied: share of the copy that stands in that text; kept: share of that text that stands in the copy, both 0 to 1.
    added, cut: what the copy says and the text does not, and the reverse, passage by passage as they stand.
    """

    copied: float
    kept: float
    added: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()


def compare(first: str, copy: str) -> Copy:
    """Compare a copy with the text that came first. Equal but for marks and white space: all is copied, all kept."""
    if comparison_key(first) == comparison_key(copy):
        return Copy(copied=1.0, kept=1.0)
    ours, theirs = near.shingles(copy), near.shingles(first)
    hunks = difference(first, copy)
    return Copy(
        copied=round(near.share(ours, theirs), 4),
        kept=round(near.share(theirs, ours), 4),
        added=tuple(hunk.new.strip() for hunk in hunks if comparison_key(hunk.new)),
        cut=tuple(hunk.old.strip() for hunk in hunks if comparison_key(hunk.old)),
    )


def differ(one: str, other: str) -> bool:
    """Whether two texts say other things in the same place: a date, a number, a name, a sentence.

    Whole passages that only one of them has, a lead or an end, are no difference of this kind: a copy has them, too.
    """
    return any(_is_other(hunk) for hunk in difference(*sorted((one, other))))  # the same either way round


def _is_other(hunk: Hunk) -> bool:
    old, new = comparison_key(hunk.old), comparison_key(hunk.new)
    return old != new and (bool(old and new) or max(len(old), len(new)) < _PASSAGE)
