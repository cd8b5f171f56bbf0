"""Whether an article is still there: facts in, states out. Pure.

    live ──(its listing was read past its place)──▶ unlisted
    live, unlisted, restored ──(missing)──▶ gone ──(CHECKS times missing, over SPAN)──▶ removed
    gone, removed ──(there)──▶ restored;  unlisted ──(listed)──▶ live;  live, restored ──(unlisted)──▶ unlisted

Absence from a list never removes: an article leaves its list for many reasons, and only its own address says whether
it is gone. One answer does not say so either: servers are moved, mended and misconfigured for hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

State = Literal["live", "unlisted", "gone", "removed", "restored"]
"""live: nothing speaks against it. unlisted: its listing does not show it any more, which says nothing of the page.
gone: its own address answered that it is missing, not yet often and long enough. removed: confirmed. restored: it was
gone or removed, and is there again."""

STATES: tuple[State, ...] = get_args(State)

Saying = Literal["there", "missing", "listed", "unlisted"]
"""there, missing: what the article's own address answered. listed, unlisted: what a listing shows."""

CHECKS = 3
"""Missing answers that make a removal: one may be a fault, the second the same fault, the third is a state."""
SPAN = timedelta(hours=24)
"""Time between the first and the last of them: no maintenance, move or night lasts that long unnoticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was found. at: aware; why: in words ("status 404", the address of the listing)."""

    at: datetime
    says: Saying
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A state, since when, why, and how many missing answers in a row speak for it (0 unless gone or removed)."""

    state: State
    since: datetime
    why: str
    checks: int = 0


def standings(facts: Iterable[Fact]) -> tuple[Standing, ...]:
    """Tell the states an article went through, oldest first; none for one that always was live.

    The order in which facts arrive makes no difference, nor does one that is told twice. Where facts of one second
    disagree, the article is given the benefit: being there outweighs being missing, being listed not being listed.
    """
    story: list[Standing] = []
    missing: list[datetime] = []
    for fact in _in_order(facts):
        if fact.says == "there":
            missing.clear()
        elif fact.says == "missing":
            missing.append(fact.at)
        now = _after(story[-1].state if story else "live", fact, missing)
        if now is not None:
            story.append(now)
    return tuple(story)


def _in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts by time, one of a kind at a time: what gives the benefit comes last, and so decides."""
    once = {(fact.at, fact.says): fact for fact in sorted(facts, key=lambda fact: fact.why, reverse=True)}
    return [once[key] for key in sorted(once, key=lambda key: (key[0], _BENEFIT[key[1]]))]


_BENEFIT: dict[Saying, int] = {"unlisted": 0, "missing": 1, "listed": 2, "there": 3}


def _after(state: State, fact: Fact, missing: list[datetime]) -> Standing | None:
    """Say what a fact makes of a state; None where it stays. missing: when it was missing since it was there last."""
    match state, fact.says:
        case (("live" | "unlisted" | "restored"), "missing"):
            return Standing(state="gone", since=fact.at, why=fact.why, checks=1)
        case "gone", "missing" if len(missing) >= CHECKS and fact.at - missing[0] >= SPAN:
            return Standing(state="removed", since=fact.at, why=fact.why, checks=len(missing))
        case (("gone" | "removed"), "there"):
            return Standing(state="restored", since=fact.at, why=fact.why)
        case (("live" | "restored"), "unlisted"):
            return Standing(state="unlisted", since=fact.at, why=fact.why)
        case "unlisted", "listed":
            return Standing(state="live", since=fact.at, why=fact.why)
    return None
