"""Who did what: reporters, correspondents, photographers, editors, reviewers, collectors, kept apart.

For those who wrote, the place closest to the title decides and the others are kept as candidates; editors, reviewers
and photographers are gathered from every place, since a page names them in several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.extract.authors import authors_in_head, authors_marked, authors_on_page
from pipelines.extract.blocks import Flat
from pipelines.extract.body_credits import BodyCredits
from pipelines.extract.byline import Credits, read_credits
from pipelines.extract.document import Document
from pipelines.extract.information import InformationLine
from pipelines.extract.metadata import Metadata
from pipelines.items import ROLES, Candidate, FieldValue

_WROTE = ("reporters", "correspondents")
_TRUST = {"byline": 0.9, "json-ld": 0.8, "author box": 0.75, "author link": 0.7, "author mark": 0.7, "meta": 0.6}
"""Places of authors, the best first."""
_WHOLE = {"byline", "json-ld", "meta"}
"""Those that are about this article and no other, and name all its authors."""


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
    document: Document
    flat: Flat
    around: range
    """The lines around the title in which a byline may stand."""


def read_roles(evidence: RoleEvidence) -> dict[str, FieldValue[tuple[str, ...]]]:
    """Every role of items.ROLES with its people and where they are named, or absent."""
    places = list(_places(evidence))
    editors = {name for place in places for name in place.credits.editors}
    places = [p for p in places if p.method not in _TRUST or editors.isdisjoint(p.credits.reporters)]
    writers = _fullest([place for place in places if any(getattr(place.credits, role) for role in _WROTE)])
    found: dict[str, FieldValue[tuple[str, ...]]] = {}
    for role in ROLES:
        named = [place for place in places if getattr(place.credits, role)]
        if role in _WROTE:
            found[role] = _one_place(role, [writers] if writers in named and writers else [], named)
        else:
            found[role] = _gathered(role, named)
    return found


def _fullest(places: Sequence[_Place]) -> _Place | None:
    """The first place, or a later one of authors that names all its people and more: one of several, cut short."""
    best = places[0] if places else None
    for place in places[1:]:
        if best and place.method in _WHOLE and not best.credits.correspondents and _names(place) > _names(best):
            best = place
    return best


def _names(place: _Place) -> frozenset[str]:
    return frozenset(name.casefold() for name in place.credits.reporters)


def _places(evidence: RoleEvidence) -> Iterator[_Place]:
    """In the order of trust: by the title, in the text, behind the body, in the head."""
    for line in evidence.near:
        yield _Place(_with_accounts(read_credits(line.text), line), "label", f"block {line.block}", line.text, 0.9)
    for found in evidence.in_body.evidence:
        where = f"paragraph {found.paragraph}, {found.place}"
        yield _Place(found.credits, "credits in the text", where, found.raw, 0.85)
    for line in evidence.behind:
        yield _Place(read_credits(line.text), "label behind the body", f"block {line.block}", line.text, 0.85)
    yield from _authors(evidence)


def _authors(evidence: RoleEvidence) -> Iterator[_Place]:
    """Bylines in letters and what the head says, without those whom the page calls its editors."""
    editors = {label.value.strip() for line in evidence.near for label in line.labels if label.kind == "editor"}
    found = [*authors_on_page(evidence.flat, evidence.around), *authors_in_head(evidence.metadata)]
    if not found and evidence.document.is_marked:
        found = list(authors_marked(evidence.document.tree, evidence.flat, evidence.around))
    for place in sorted(found, key=lambda place: _TRUST[place.method], reverse=True):
        names = tuple(name for name in place.names if name not in editors)
        if names:
            yield _Place(Credits(reporters=names), place.method, place.where, place.raw, _TRUST[place.method])


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
