"""What today's rules would change of what is kept, page by page: counts by site and field, and samples. Pure.

Each article counts once for a field, however often its page lies in the archive.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any, Literal

from pipelines.dedupe.verdict import Content, Kept, decide

Kind = Literal["gained", "lost", "changed"]
"""A value where there was none; none where there was one; another one."""
KINDS: tuple[Kind, ...] = ("gained", "lost", "changed")

Outcome = Literal[
    "same", "changed", "new", "no article", "no article any more", "no body any more", "an older version", "forgotten"
]
"""What comparing a page came to. new: an article by today's rules, and not kept. no article any more: kept, and today's
rules say it is none; no body any more: they find none; both stay as they are. an older version: of a page that is
kept as it was later; not compared."""

_OF_DATES = {"published_precision", "published_approximate"}
FIELDS = tuple(field.name for field in fields(Content) if field.name not in _OF_DATES)
"""The fields that are counted; a date with another precision is another date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value, as it is kept and as today's rules read it. None, or no entries, is absent."""

    site: str
    url: str
    field: str
    old: Any
    new: Any


class Comparison:
    """Counts as pages come. most: samples that are kept of each field and kind, the first that come.

    counts: by site, field and kind. samples: by field and kind.
    """

    def __init__(self, most: int = 3) -> None:
        self.counts: Counter[tuple[str, str, Kind]] = Counter()
        self.samples: dict[tuple[str, Kind], list[Sample]] = {}
        self._most = most
        self._seen: set[tuple[str, str, str]] = set()

    def add(self, site: str, url: str, kept: Kept | None, content: Content | None, *, fetched: str) -> Outcome:
        """Compare one page. content: None where it is no article by today's rules; fetched: as Kept has it."""
        if content is None:
            return "no article any more" if kept is not None and kept.fetched == fetched else "no article"
        if kept is None:
            return "new"
        if fetched < kept.fetched:
            return "an older version"
        if kept.content.body and not content.body:
            return "no body any more"
        changed = decide(kept, content, fetched=fetched, twin=None).changed
        for field in dict.fromkeys("published" if name.startswith("published") else name for name in changed):
            self._count(site, url, field, getattr(kept.content, field), getattr(content, field))
        return "changed" if changed else "same"

    def _count(self, site: str, url: str, field: str, old: Any, new: Any) -> None:
        if (site, url, field) in self._seen:
            return
        self._seen.add((site, url, field))
        kind: Kind = "changed" if old and new else "lost" if old else "gained"
        self.counts[site, field, kind] += 1
        shown = self.samples.setdefault((field, kind), [])
        if len(shown) < self._most:
            shown.append(Sample(site=site, url=url, field=field, old=old, new=new))
