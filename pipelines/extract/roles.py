"""Who did what: reporters, correspondents, photographers, editors, reviewers, collectors, kept apart.

For those who wrote, the place closest to the title decides and the others are kept as candidates; editors, reviewers
and photographers are gathered from every place, since a page names them in several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.extract.body_credits import BodyCredits
from pipelines.extract.byline import Credits, person, read_credits
from pipelines.extract.information import InformationLine
from pipelines.extract.metadata import Metadata
from pipelines.items import ROLES, Candidate, FieldValue

_WROTE = ("reporters", "correspondents")
_META_AUTHORS = ("author", "article:author", "dc.creator", "byl")


@dataclass(frozen=True, slots=True)
class _Place:
    """Credits found in one place."""

    credits: Credits
    method: str
    where: str
    raw: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEvidence:
    """Everything people are looked for in."""

    near: Sequence[InformationLine]
    behind: Sequence[InformationLine]
    in_body: BodyCredits
    metadata: Metadata


def read_roles(evidence: RoleEvidence) -> dict[str, FieldValue[tuple[str, ...]]]:
    """Every role of items.ROLES with its people and where they are named, or absent."""
    places = list(_places(evidence))
    editors = {name for place in places for name in place.credits.editors}
    places = [p for p in places if p.method not in {"meta", "json-ld"} or editors.isdisjoint(p.credits.reporters)]
    writers = next((place for place in places if any(getattr(place.credits, role) for role in _WROTE)), None)
    found: dict[str, FieldValue[tuple[str, ...]]] = {}
    for role in ROLES:
        named = [place for place in places if getattr(place.credits, role)]
        if role in _WROTE:
            found[role] = _one_place(role, [writers] if writers in named and writers else [], named)
        else:
            found[role] = _gathered(role, named)
    return found


def _places(evidence: RoleEvidence) -> Iterator[_Place]:
    """In the order of trust: by the title, in the text, behind the body, in the head."""
    for line in evidence.near:
        yield _Place(_with_accounts(read_credits(line.text), line), "label", f"block {line.block}", line.text, 0.9)
    for found in evidence.in_body.evidence:
        where = f"paragraph {found.paragraph}, {found.place}"
        yield _Place(found.credits, "credits in the text", where, found.raw, 0.85)
    for line in evidence.behind:
        yield _Place(read_credits(line.text), "label behind the body", f"block {line.block}", line.text, 0.85)
    for name in _META_AUTHORS:
        value = evidence.metadata.first(name)
        people = tuple(filter(None, (person(part) for part in (value or "").replace("，", ",").split(","))))
        if people:
            yield _Place(Credits(reporters=people), "meta", f"meta {name}", value or "", 0.6)
    authors = tuple(filter(None, map(person, evidence.metadata.linked_names("author"))))
    if authors:
        yield _Place(Credits(reporters=authors), "json-ld", "author", "、".join(authors), 0.8)


def _with_accounts(credits: Credits, line: InformationLine) -> Credits:
    """A collector (收集编辑) is a pen name or an account more often than a person: taken as printed."""
    accounts = [label.value.strip() for label in line.labels if label.kind == "collector" and label.value.strip()]
    return replace(credits, collectors=tuple(accounts)) if accounts and not credits.collectors else credits


def _one_place(role: str, chosen: Sequence[_Place], named: Sequence[_Place]) -> FieldValue[tuple[str, ...]]:
    """The people of the chosen place; other places are candidates."""
    if not chosen:
        return FieldValue.absent("nobody is named in this role")
    best = chosen[0]
    return FieldValue(
        value=getattr(best.credits, role),
        method=best.method,
        where=best.where,
        raw=best.raw[:300],
        confidence=best.confidence,
        candidates=_candidates(role, [p for p in named if p is not best]),
    )


def _gathered(role: str, named: Sequence[_Place]) -> FieldValue[tuple[str, ...]]:
    """Everybody named in this role anywhere, in order, each once."""
    people = tuple(dict.fromkeys(name for place in named for name in getattr(place.credits, role)))
    if not people:
        return FieldValue.absent("nobody is named in this role")
    best = named[0]
    return FieldValue(
        value=people,
        method=best.method,
        where=", ".join(dict.fromkeys(p.where for p in named)),
        raw=" ⏎ ".join(place.raw for place in named)[:300],
        confidence=best.confidence,
    )


def _candidates(role: str, places: Sequence[_Place]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            value="、".join(getattr(place.credits, role)), method=place.method, where=place.where, raw=place.raw[:200]
        )
        for place in places
    )
