"""Which names of columns stand for the place's own news. Words: data/lexicon/columns.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from crawler.onboarding.place import Place
from pipelines.lexicon import lexicon, words
from pipelines.normalise.text import comparison_key, han_count, squeeze

_PARTS = re.compile(r"[|/\\>»›·—-]+")
_LONGEST, _LONGEST_HAN = 40, 12
"""Characters, and Han characters, of a column's name at most; longer ones are titles."""


class Rank(IntEnum):
    """How well a name stands for the place's own news, best first. Columns of the best rank that holds up are taken."""

    LOCAL = 1
    """It says so: 本地要闻, 政务要闻, the place's own name."""
    NEWS = 2
    """News, of the place where nothing else says so: 要闻, 今日要闻, latest news."""
    WORK = 3
    """News of the office's own work: 工作动态. Taken beside better ones: it is of the place, and not said twice."""
    GENERAL = 4
    """News of all kinds: 新闻动态, newsroom."""
    ROOF = 5
    """What stands above such columns and may mix them: 新闻中心."""
    SECOND = 6
    """News of the offices and towns below: 部门动态, 乡镇动态."""
    UNNAMED = 7
    """A name that says nothing of news."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a name means: its rank, None for a column of something else; why, in words."""

    rank: Rank | None
    why: str
    is_other_news: bool = False
    """It names articles, but not the place's news: what stands there does not belong into a column of news."""


def judge(name: str, place: Place) -> Judged:
    """What the name of a column means on the portal of a place; of a trail (新闻中心-政务要闻) its last part."""
    whole = _judge_part(name, place)
    parts = [part for part in _PARTS.split(name) if comparison_key(part)]
    if len(parts) < 2 or whole.rank is None:
        return whole
    return min(whole, _judge_part(parts[-1], place), key=lambda one: one.rank or Rank.UNNAMED)


def _judge_part(name: str, place: Place) -> Judged:
    key = comparison_key(name)
    if not key or len(key) > _LONGEST or han_count(key) > _LONGEST_HAN:
        return Judged(None, "no name of a column")
    for rank, table in _TABLES.items():
        if key in _keys(table):
            return Judged(rank, _REASONS[rank])
    scope = _scope(key)
    own = _own(scope, place) if scope is not None else None
    if own:
        return own
    if wrong := _wrong(key, name):
        return wrong
    if scope is not None:
        return _by_scope(scope, place)
    if words("columns", "news_terms") & set(squeeze(name).casefold().split()):
        return Judged(Rank.GENERAL, "its name speaks of news")
    return Judged(Rank.UNNAMED, "its name says nothing of news")


_TABLES = {
    Rank.LOCAL: "local",
    Rank.NEWS: "news",
    Rank.WORK: "work",
    Rank.GENERAL: "general",
    Rank.ROOF: "roofs",
    Rank.SECOND: "second",
}
_REASONS = {
    Rank.LOCAL: "named as the place's own news",
    Rank.NEWS: "named as news",
    Rank.WORK: "named as news of the office's work",
    Rank.GENERAL: "named as news of all kinds",
    Rank.ROOF: "the roof of several columns",
    Rank.SECOND: "news of offices and towns below",
}


def _scope(key: str) -> str | None:
    """Whose or what news a name speaks of: 西固 of 西固要闻 and 今日西固; None where it is not made so."""
    closing, opening = _frames()
    if found := closing.fullmatch(key):
        return found[1]
    return found[1] if (found := opening.fullmatch(key)) else None


def _own(scope: str, place: Place) -> Judged | None:
    """Whether the news is the place's own, for its name or for a word that means "this place"."""
    kinds = [place.kind] if place.kind else words("columns", "kinds")
    if scope in place.upper:
        return None
    if len(scope) > 1 and any(scope in name for name in place.own):
        return Judged(Rank.LOCAL, "named for the place")
    if any(scope == pattern.format(kind=kind) for pattern in words("columns", "own_scopes") for kind in kinds):
        return Judged(Rank.LOCAL, "named as the place's own news")
    return None


def _by_scope(scope: str, place: Place) -> Judged:
    """News of somebody else, of a level above, of a theme, or of a name nobody knows."""
    if scope in place.upper or scope in words("columns", "upper_scopes") or _is_upper(scope, place):
        return Judged(None, "news of a level above", is_other_news=True)
    if scope in place.below or _below().fullmatch(scope):
        return Judged(Rank.SECOND, _REASONS[Rank.SECOND])
    if any(theme in scope for theme in words("columns", "themes")):
        return Judged(None, f"news of one theme: {scope}", is_other_news=True)
    return Judged(Rank.GENERAL, f"news of {scope}, which may be another name of the place")


def _is_upper(scope: str, place: Place) -> bool:
    """全市, 市内, 市府 on the portal of a county: the same words that mean "this place" one level up."""
    others = words("columns", "kinds") - {place.kind}
    return bool(place.kind) and any(
        scope == pattern.format(kind=kind)
        for pattern in words("columns", "own_scopes")
        for kind in others
        if "{kind}" in pattern
    )


def _wrong(key: str, name: str) -> Judged | None:
    """What the longest word says that makes a name wrong."""
    said = f" {squeeze(name).casefold()} "
    news = [word for word in words("columns", "wrong_words") if word in key]
    sections = [word for word in words("columns", "wrong_sections") if word in key]
    terms = [term for term in words("columns", "wrong_terms") if f" {term} " in said]
    if not (news or sections or terms):
        return None
    return Judged(None, f"{max([*news, *sections, *terms], key=len)}: not the news of the place", bool(news))


@cache
def _keys(table: str) -> frozenset[str]:
    return frozenset(map(comparison_key, words("columns", table)))


@cache
def _below() -> re.Pattern[str]:
    """Offices and towns, in any order: 部门, 各乡镇街道."""
    return re.compile(rf"各?(?:{'|'.join(lexicon('columns')['second_scopes'])})+")


@cache
def _frames() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A scope before a genre; a scope behind an opening."""
    told = lexicon("columns")
    genres, openings = "|".join(told["genres"]), "|".join(told["openings"])
    return re.compile(rf"(.+?)(?:{genres}){{1,2}}"), re.compile(rf"(?:{openings})(.+)")
