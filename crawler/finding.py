"""What one crawl says of a site: a state, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal[
    "error", "down", "moved", "blocked", "empty selector", "redesigned", "garbled", "field lost", "robots forbids",
    "late", "stale", "never run", "paused", "quiet", "ok",
]  # fmt: skip
"""Worst first. docs/health.md explains each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A state with its reason.

    listing: where it was found, None for the whole site. kind: of a refusal, or which field.
    """

    state: State
    reason: str
    listing: str | None = None
    kind: str | None = None

    def told_of(self, part: str) -> Finding:
        """The same, saying how much of the site it is."""
        return replace(self, reason=f"{part}: {self.reason}")


ADVICE: dict[State, str] = {
    "error": "look at the log of that run; something of ours broke",
    "down": "wait a day; if it stays, open the address in a browser",
    "moved": "open the address in a browser, and put the new one into the profile",
    "blocked": "nothing is forced: it rests by itself; ask the office for access if it stays (docs/refused.md)",
    "empty selector": "mend row, link and title of the listing in the profile, or remove them: docs/sites.md",
    "redesigned": "try `district-news readlist` and `district-news read` on it; `addsite` makes the profile anew",
    "garbled": "look at the page: the site sends its text in a broken charset",
    "field lost": "try `district-news readlist` or `read --explain` on it, and mend the rule of that field",
    "robots forbids": "its robots.txt forbids it; pause it in the profile, or ask the office",
    "late": "open the site: is it silent, or does it publish elsewhere?",
    "stale": "is cron running? `district-news crawl --due` crawls it",
    "never run": "`district-news crawl` it",
    "paused": "remove `paused` from the profile to crawl it again",
}
"""What to do about each state that is not good."""
