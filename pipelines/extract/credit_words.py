"""The words of credits: how a text falls into words, and which of them are ranks, deeds, tails and roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.extract.labels import Labelled
from pipelines.extract.names import HAN, is_latin_name
from pipelines.lexicon import lexicon

SKIPPED = "skipped"
"""The role of what stands behind a date, a counter or furniture: nothing is read from it."""
CONTRIBUTORS = "contributors"
"""The role behind 供稿: persons become correspondents, bodies the source."""
_ROLE_OF_KIND = {
    "reporter": "reporters", "correspondent": "correspondents", "photographer": "photographers",
    "editor": "editors", "reviewer": "reviewers", "collector": "collectors", "source": "source",
}  # fmt: skip
_SEPARATOR = re.compile(r"[、，,;；/／\\+|｜丨∣&:：…—“”\"]+")
_SINGLE = re.compile(f"[{HAN}]")


def words_of(text: str) -> Iterator[str]:
    """Give the words of a text; single characters in a row are spread names, in pairs (高 峰 何 平)."""
    for part in _SEPARATOR.split(text):
        if is_latin_name(part.strip()):
            yield part.strip()
        else:
            yield from _joined(part.split())


def _joined(parts: list[str]) -> Iterator[str]:
    run: list[str] = []
    for part in parts:
        if _SINGLE.fullmatch(part) and part != "摄":
            run.append(part)
            continue
        yield from _paired(run)
        yield part
        run = []
    yield from _paired(run)


def _paired(run: list[str]) -> Iterator[str]:
    """Pair single characters; of an odd number the last three are one name, or the last is a word (文, 图)."""
    left = list(run)
    last = [left.pop()] if len(left) % 2 and left[-1] in _short_deed_words() else []
    while left:
        length = 3 if len(left) == 3 else 2
        yield "".join(left[:length])
        left = left[length:]
    yield from last


def role_of(section: Labelled) -> str:
    """Give the role that a label gives to the names behind it."""
    if section.label in labels("contributor"):
        return CONTRIBUTORS
    return _ROLE_OF_KIND.get(section.kind) or _others().get(section.label, SKIPPED)


@cache
def labels(key: str) -> frozenset[str]:
    """Read one list of labels."""
    return frozenset(lexicon("credits")[key])


@cache
def grammar(key: str) -> frozenset[str]:
    """Read one list of the words around names."""
    return frozenset(lexicon("credits")["grammar"][key])


@cache
def in_order(key: str) -> tuple[str, ...]:
    """Read one list of the words around names as str.startswith and str.endswith want it."""
    return tuple(lexicon("credits")["grammar"][key])


@cache
def both() -> frozenset[str]:
    """Give the deeds that are writing and photographing in one."""
    return grammar("both")


@cache
def _others() -> dict[str, str]:
    return {label: role for role, labels in lexicon("credits")["others"].items() for label in labels}


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def rank_roles() -> dict[str, str]:
    """Give the words that end a rank, with their roles."""
    return {
        "记者": "reporters", "作者": "reporters", "撰稿人": "reporters", "评论员": "reporters",
        "通讯员": "correspondents", "实习生": "interns", "见习生": "interns",
    }  # fmt: skip


@cache
def ranks() -> re.Pattern[str]:
    """Match a rank with 本报 and the adjectives in front of it (本报见习记者), but not 记者站 or 记者了解到."""
    adjective = rf"(?:{_longest_first(grammar('adjectives'))})"
    return re.compile(
        rf"(?P<own>{_longest_first(grammar('self'))})?(?:驻[{HAN}]{{2,4}}(?={adjective}|记者))?"
        rf"(?P<adjectives>{adjective}{{0,4}})(?P<rank>{_longest_first(frozenset(rank_roles()))})"
        rf"(?!{_longest_first(grammar('not_ranks'))})"
    )


@cache
def _short_deed_words() -> frozenset[str]:
    deeds = grammar("photographed") | grammar("written")
    return frozenset(deed for deed in deeds if len(deed) == 1 and deed != "摄")


@cache
def tails() -> re.Pattern[str]:
    """Match where a word stops being a name (…返回首页, …等)."""
    return re.compile(_longest_first(grammar("tails")) + r"|(?<=.{2})等$")


@cache
def long_deeds() -> re.Pattern[str]:
    """Match deeds that no given name ends in."""
    deeds = frozenset().union(both(), *map(grammar, ("photographed", "written", "contributed"))) - _short_deed_words()
    return re.compile(rf"(?P<who>.*?)(?P<deed>{_longest_first(deeds)})")


@cache
def short_deeds() -> re.Pattern[str]:
    """Match deeds that may also end a given name (朱慧卿作): looked for where the whole word is no name."""
    return re.compile(rf"(?P<who>.*)(?P<deed>{_longest_first(_short_deed_words())})")
