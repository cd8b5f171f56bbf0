"""Stories by the book: every pair of texts compared with every other, as pipelines.dedupe.stories says. No shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import NamedTuple

from pipelines.dedupe import near
from pipelines.dedupe.identity import body_hash
from pipelines.dedupe.stories import shows_template
from pipelines.history.copies import differ


class Told(NamedTuple):
    """An article: its number, its site and its body."""

    id: int
    site: str
    body: str | None


def plain_stories(articles: Iterable[Told]) -> set[frozenset[int]]:
    """Which articles share a story."""
    articles = list(articles)
    bodies = {digest: one.body or "" for one in articles if (digest := body_hash(one.body))}
    families = parts(bodies, lambda one, other: edge(bodies[one], bodies[other]))
    groups = [group for family in families for group in told_apart(family, bodies, articles)]
    stories = {frozenset(one.id for one in articles if body_hash(one.body) in group) for group in groups}
    return stories | {frozenset({one.id}) for one in articles if body_hash(one.body) is None}


def told_apart(family: set[str], bodies: dict[str, str], articles: list[Told]) -> list[set[str]]:
    """The stories of a family: itself, or what a template's texts are."""
    shown: dict[str, set[str]] = {}
    for one in articles:
        if (digest := body_hash(one.body)) in family:
            shown.setdefault(one.site, set()).add(bodies[str(digest)])
    if not any(shows_template(sorted(texts), differ) for texts in shown.values()):
        return [family]
    return parts(family, lambda a, b: edge(bodies[a], bodies[b]) and same(bodies[a], bodies[b]))


def edge(one: str, other: str) -> bool:
    ours, theirs = near.sketch(one), near.sketch(other)
    found = bool(ours and theirs and near.may_be_near(ours, theirs))
    return found and near.near(near.shingles(one), near.shingles(other))


def same(one: str, other: str) -> bool:
    ours, theirs = near.sketch(one) or b"", near.sketch(other) or b""
    return not set(near.mark_keys(ours)).isdisjoint(near.mark_keys(theirs)) and not differ(one, other)


def parts(items: Iterable[str], linked: Callable[[str, str], bool]) -> list[set[str]]:
    """The connected components."""
    group = {item: {item} for item in items}
    for one, other in combinations(group, 2):
        if group[one] is not group[other] and linked(one, other):
            group[one] |= group[other]
            for item in group[other]:
                group[item] = group[one]
    return [set(found) for found in {frozenset(found) for found in group.values()}]
