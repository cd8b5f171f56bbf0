"""Who is a person: the names of credits, told from outlets, bodies, accounts and ordinary words.

A name is believed by its shape and by how well it is introduced: bare in a bracket it must look like a Han name and
nothing else; behind a label nearly every short token is one, pen names too. Names come out in one spelling: no white
space inside Han names, · between the parts of others, full-width letters folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import cache, lru_cache

from pipelines.extract.labels import kinds
from pipelines.lexicon import lexicon, words
from pipelines.normalise.text import fold_width

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
"""Han characters, as the inside of a regular expression's set."""

_HAN_WORD = re.compile(f"[{HAN}]+")
_DOTS = re.compile(rf"(?<=[{HAN}])\s?[·•‧・･∙⋅․.]\s?(?=[{HAN}])")
_LATIN_NAME = re.compile(r"[A-Z][a-z'’-]+(?: (?:[A-Z][\w'’-]*\.?|de|van|von|bin|al|der|da)){1,3}")
_LATIN_BODY = re.compile(
    r"\b(?:News|Agency|Daily|Times|Post|Office|Department|Government|Centre|Center|Council|Press|Media|Staff|Network"
    r"|Bureau|Ministry|Committee|University|Team|Group|Service|Journal|Herald|Tribune|Editor|Reporter|County|City)\b"
)
_LONGEST = 24
"""Characters of the longest token that is looked at: a Uyghur name with two dots has some twenty."""
_LONGEST_RUN = 9
"""Han characters of the longest run of names without a separator that is taken apart."""


class Trust(IntEnum):
    """How a token is introduced."""

    BARE = 0
    """By nothing: alone in a bracket."""
    RANKED = 1
    """By a rank or a label without a colon: 记者张三."""
    LABELLED = 2
    """By a label with a colon; pen names are believed too."""


@lru_cache(maxsize=4096)  # the words of a site's lines are the same on all its pages
def person(token: str, trust: Trust = Trust.RANKED) -> str | None:
    """Read one token as a person's name: the name in its one spelling, or None where it is no person.

    token: one word of a credit; white space inside is taken for a spread name (张　三).
    """
    name = spell(token)
    if not 2 <= len(name) <= _LONGEST or is_nobody(name):
        return None
    if _HAN_WORD.fullmatch(name):
        return name if _is_han_name(name, trust) else None
    if "·" in name:
        return name if trust and _is_dotted(name) else None
    return name if trust and is_latin_name(name) else None


def people(token: str, trust: Trust = Trust.RANKED) -> tuple[str, ...]:
    """Read one token as the names in it: one, or several whose separator was lost (罗科苏盈); empty for none."""
    name = person(token, trust if trust < Trust.LABELLED else Trust.RANKED)
    if name is not None:
        return (name,)
    several = _taken_apart(spell(token)) if trust else ()
    if several:
        return several
    name = person(token, trust)
    return (name,) if name is not None else ()


def spell(token: str) -> str:
    """Give a name its one spelling, whoever bears it."""
    folded = _DOTS.sub("·", fold_width(token).strip())
    return " ".join(folded.split()) if folded.isascii() else "".join(folded.split())


def is_latin_name(text: str) -> bool:
    """Whether a text is clearly a name in Latin letters: two to four capitalised words that name no body."""
    return bool(_LATIN_NAME.fullmatch(text)) and not _LATIN_BODY.search(text)


def is_nobody(token: str) -> bool:
    """Whether a token is an account, a label or an empty word in the place of a person (admin, 本网编辑, 佚名)."""
    return token.lower() in _names("nobody") or (len(token) > 1 and token in kinds())


def is_outlet(token: str) -> bool:
    """Whether a token ends like a paper, an agency, a station, a site or an account of one."""
    return token.startswith("《") or token.endswith(_listed("outlet_endings"))


@lru_cache(maxsize=4096)
def is_unit(token: str) -> bool:
    """Whether a token ends like a body or a place, outlets among them."""
    if _verbs().search(token):
        return False
    if is_outlet(token) or token.endswith(_listed("unit_endings")):
        return len(token) > 1
    return len(token) > 2 and token.endswith(_listed("late_unit_endings"))


def unit_and_person(token: str) -> tuple[str, str] | None:
    """Divide a body and a person written as one word (某某县教育局张三); None where a token isn't that."""
    if len(token) < 6:
        return None
    for length in (3, 2):
        unit, name = token[:-length], token[-length:]
        if is_unit(unit) and person(name, Trust.BARE) is not None:
            return unit, name
    return None


def is_collective(token: str) -> bool:
    """Whether a correspondent's signature is that of a press office: city, body, 宣 (穗卫健宣). Kept as given."""
    heads = lexicon("credits")["names"]["collective_heads"]
    return 3 <= len(token) <= 6 and token[0] in heads and token.endswith(_listed("collective_endings"))


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _listed("verbs"))))


@cache
def _listed(key: str) -> tuple[str, ...]:
    return tuple(lexicon("credits")["names"][key])


@cache
def _names(key: str) -> frozenset[str]:
    return frozenset(lexicon("credits")["names"][key])


@cache
def _sentence_words() -> frozenset[str]:
    """What behind 记者, or behind a name, goes on as a sentence (看到, 介绍)."""
    return frozenset(lexicon("credits")["grammar"]["not_ranks"])


@cache
def _surnames(trust: Trust) -> frozenset[str]:
    """Surnames of one character that are believed at a trust."""
    single = words("surnames", "single")
    return single if trust is Trust.BARE else single | words("surnames", "wordy")


def _is_han_name(name: str, trust: Trust) -> bool:
    if name in words("surnames", "words") or name in words("surnames", "places") or _is_named_body(name, trust):
        return False
    if _says(name, "never") or (trust is Trust.BARE and _says(name, "rarely")):
        return trust is not Trust.BARE and _is_sounded(name)
    if _has_surname(name, trust):
        return True
    if trust is Trust.LABELLED and (len(name) <= 3 or (len(name) == 4 and name[0] in _surnames(Trust.BARE))):
        return True
    return trust is not Trust.BARE and _is_sounded(name)


def _is_named_body(name: str, trust: Trust) -> bool:
    """Whether a name is that of a body; behind a rank a given name may end like one (王镇, 杨仕省)."""
    if trust is Trust.BARE or len(name) > 3 or not _has_surname(name, Trust.BARE):
        return is_unit(name)
    return is_outlet(name) or name.endswith(_listed("unit_endings"))


def _says(name: str, key: str) -> bool:
    """Whether one of the characters of sentences stands in a name."""
    return not _characters(key).isdisjoint(name)


@cache
def _characters(key: str) -> frozenset[str]:
    return frozenset(lexicon("surnames")[key])


def _has_surname(name: str, trust: Trust) -> bool:
    """Two or three characters with a surname; four with a compound one, or behind a rank with a double one."""
    single = _surnames(trust)
    if name[:2] in words("surnames", "compound"):
        return 3 <= len(name) <= 4
    if len(name) == 4:
        double = name[0] in single and name[1] in _surnames(Trust.BARE)
        return trust is not Trust.BARE and double and name[2:] not in _sentence_words()
    return len(name) in (2, 3) and name[0] in single


def _is_sounded(name: str) -> bool:
    """Tell a name of another language written by its sound, without a dot (旦增西旦)."""
    return 3 <= len(name) <= 6 and _characters("sounds").issuperset(name)


def _is_dotted(name: str) -> bool:
    """Tell a name with dots (阿不都热合曼·买买提), not outlets joined by one (新甘肃·甘肃日报)."""
    parts = name.split("·")
    if not 2 <= len(parts) <= 4 or not all(_HAN_WORD.fullmatch(part) and len(part) <= 9 for part in parts):
        return False
    letters = "".join(parts)
    return not any(map(is_unit, parts)) and 2 * sum(char in _characters("sounds") for char in letters) >= len(letters)


def _taken_apart(run: str) -> tuple[str, ...]:
    """Names that lost their separators (魏冯王博尔), where there is only one way to take them apart."""
    if not (4 <= len(run) <= _LONGEST_RUN and _HAN_WORD.fullmatch(run)) or is_unit(run) or _says(run, "never"):
        return ()
    ways = list(_ways(run))
    return ways[0] if len(ways) == 1 else ()


def _ways(run: str) -> Iterator[tuple[str, ...]]:
    """All ways to cut a run into names of two or three characters (four with a compound surname)."""
    if not run:
        yield ()
    for length in (2, 3, 4):
        head = run[:length]
        known = len(head) == length and (length < 4 or head[:2] in words("surnames", "compound"))
        if known and _has_surname(head, Trust.BARE) and head not in words("surnames", "words"):
            yield from ((head, *rest) for rest in _ways(run[length:]))
