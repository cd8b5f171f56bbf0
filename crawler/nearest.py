"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """The known word that is a slip away, or up to three where it is long; None for a far guess, which only puzzles.

    A slip is a letter too much, one too few, another, or two that changed places; one for every three letters.
    """
    slips = min(max(len(wanted) // 3, 1), 3)
    found = extractOne(wanted, list(known), scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else None


def did_you_mean(wanted: str, known: Iterable[str], otherwise: str) -> str:
    """The nearest word as a question, or what else there is to say: "did you mean crawl?"."""
    near = nearest(wanted, known)
    return f"did you mean {near}?" if near else otherwise
