"""Which story an article belongs to. Every article has one; most are alone in theirs.

Today an article belongs with the articles whose present body is the same text (identity.body_hash). That depends on
the bodies alone, so which articles share a story is the same in whatever order they arrive; only the story's number
is that of the first to come.
"""

from __future__ import annotations

from typing import Literal

Move = Literal["stay", "join", "open"]
"""Stay in the story it has, join the story of the equal body, or open one of its own."""


def move(*, own: int | None, shared: bool, twin: int | None) -> Move:
    """Say what becomes of an article's story when its present body is written.

    own: the story it has, None for a new article; shared: whether others are in that story; twin: the story of the
    articles with an equal body (it may be its own), None where there is none.
    """
    if twin is not None:
        return "stay" if twin == own else "join"
    if own is None or shared:  # its old companions keep the old text, and the story with it
        return "open"
    return "stay"
