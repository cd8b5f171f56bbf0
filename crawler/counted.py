"""A number of things in words."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """1 page, 2 pages. what: the word for one of them, to which an s makes many."""
    return f"{number} {what}{'' if number == 1 else 's'}"
