"""How to read each field on one site: the reading part of a profile. Everything is optional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Selectors by field, tried in order; the first that gives text wins over what the reader finds by itself.

    A selector is CSS. "xpath:…" is XPath and costs that site a second, lazy parse; a trailing "@name" takes an
    attribute ("meta[name=PubDate]@content").
    """

    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    reporter: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    """Elements taken out before anything is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKnowledge:
    """What repeats on a host: made between runs, not changed during one. Articles name the version they are read by."""

    host: str
    pages: int
    """From how many pages it was learned."""
    lines: frozenset[str]
    """Lines that stand on most of them."""

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that stand for these lines and no others."""
        return sha256("\n".join(sorted(self.lines)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What the reader may know about a site besides the page itself.

    name: the site's own name, which 本网 and 本站 in a source stand for.
    zone: IANA name of the zone of times printed without one; None where nobody said. A page in Chinese is then read on
        China's clock; on any other, printed offsets are kept and times without one are taken as UTC.
    knowledge: what repeats on hosts, by host; a page of any other host is read without.
    twins: other names of the site's host, by each the name that stands for all (normalise.addresses.twin_hosts).
    """

    name: str | None = None
    zone: str | None = None
    rules: Rules = field(default_factory=Rules)
    knowledge: Mapping[str, HostKnowledge] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)
