"""What is asked for to see a further page of a list: an address, or a question put to an interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a list stands that is read through an interface: what the answer alone does not say.

    platform, way: which file of data/platforms asks, and by which of its ways. values: what the column page said, in
    order of name. base: the column page, on which relative addresses in answers stand. page: pages of the interface
    before the one asked for. shown: rows before it. waits: the values still lack one that the answer to this holds.
    """

    platform: str
    way: int
    values: tuple[tuple[str, str], ...] = ()
    base: str = ""
    page: int = 0
    shown: int = 0
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What an address was made up from. title: of the page, which its further pages share; others: to try instead."""

    title: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """One page of a list, as HTTP asks for it.

    place: set where the answer is an interface's. guess: set where the address was made up from custom and may lead
    nowhere. then: addresses of the same list that are read after this one (the parts of a site map).
    after_nothing: it is asked for even where the page before has no rows: a script fills that, or no paper came out.
    """

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    place: Place | None = None
    guess: Guess | None = None
    then: tuple[str, ...] = ()
    after_nothing: bool = False

    @property
    def key(self) -> tuple[str, str, bytes]:
        """What makes two requests the same."""
        return self.method, self.url, self.body
