"""The labels of information lines and credit lines: a line is split at labels, not at spaces.

Everything often stands in one line (发布时间：… 信息来源：… 作者： 编辑：… 浏览次数：… 字体：… 打印). A value
ends where the next label begins, an empty value is empty. Labels may be spread (来 源), glued to the value before
(…网收集编辑:…), and ten signs stand for a colon, a space among them where the label is unmistakable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from pipelines.lexicon import lexicon
from pipelines.normalise.text import INVISIBLE

Kind = Literal[
    "date", "other_date", "source", "reporter", "correspondent", "photographer", "editor", "reviewer", "collector",
    "counter", "other",
]  # fmt: skip
"""What a label's value is. other_date: a date that is no day of publication (成文日期, 生成时间, 截止 …)."""

_PEOPLE = frozenset({"reporter", "correspondent", "photographer", "editor", "reviewer", "collector"})
_FILED_UNDER = {"publisher": "source", "contributor": "correspondent", "furniture": "other"}
"""Lists of the lexicon that are finer than the kinds."""

_GAP = r"\s{0,4}"
"""Between the characters of a label. Lines hold no invisible signs; a set of them, a hundred times over, takes 0.1 s to
compile."""
_COLON = re.compile(rf"{_GAP}(?:[：:∶︰﹕丨｜|∣]|([/／](?!/)))")
_BLANK = re.compile(rf"[\s{INVISIBLE}]+")
_OPEN, _CLOSE = "（(【[〔「", "）)】]〕」"
_BRACKET = re.compile("[（(【〔「）)】〕」[\\]]")
_EDGES = " \t\r\n\u3000\xa0\ufeff\u200b|丨｜∣/／,，;；、·_—-" + "+"
_WORD_BEFORE = re.compile(r"[\w·》/／]")
_GLUED = re.compile(r"[\u4e00-\u9fff]{1,4}$")


class Labelled(NamedTuple):
    """One label and its value. A tuple: a line has ten of them, a page hundreds.

    label: as the lexicon spells it, also where the page spreads it; "" never occurs.
    value: as printed, separators and brackets stripped that belong to the line; "" where the label stands alone.
    start, end: where label and value lie in the text; end is where the next label begins.
    colon: the sign between them; "" where it is only a space or nothing.
    """

    label: str
    kind: Kind
    value: str
    start: int
    end: int
    colon: str = ""


class _Found(NamedTuple):
    """A label's place: [start, value) with its colon."""

    label: str
    kind: Kind
    start: int
    value: int
    colon: str


def split_labels(text: str) -> list[Labelled]:
    """Split a line at its labels; what stands before the first one is left out. Never raises."""
    found = list(_labels(text))
    if not found:
        return []
    ends = [*(following.start for following in found[1:]), len(text)]
    return [
        Labelled(one.label, one.kind, _value(text[one.value : end]), one.start, end, one.colon)
        for one, end in zip(found, ends, strict=True)
    ]


@cache
def kinds() -> dict[str, Kind]:
    """Every label of the lexicon, with the kind of its value."""
    lists = lexicon("credits")
    found: dict[str, Kind] = dict.fromkeys((word for words in lists["others"].values() for word in words), "other")
    for name in (*get_args(Kind), *_FILED_UNDER):
        kind = _FILED_UNDER.get(name, name)
        found |= dict.fromkeys(lists.get(name, ()), kind)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """All labels, the longest of a place first; the characters of a Chinese label may be spread."""
    tree: dict[str, Any] = {}
    for label in (*kinds(), *_actions()):
        branch = tree
        for char in label:
            branch = branch.setdefault(char, {})
        branch[""] = {}
    return re.compile(_alternatives(tree))


def _alternatives(tree: dict[str, Any]) -> str:
    """Write a tree of characters as a regular expression; a plain list of words would be tried word by word."""
    return "|".join(re.escape(char) + _rest(tree[char], char) for char in tree if char)


def _rest(tree: dict[str, Any], char: str) -> str:
    """Write what may follow a character: its branches, spread unless it is a letter, or nothing where a label ends."""
    if tree.keys() == {""}:
        return ""
    gap = "" if char.isascii() else _GAP
    return f"(?:{gap}(?:{_alternatives(tree)}))" + ("?" if "" in tree else "")


@cache
def _others() -> frozenset[str]:
    """Labels of roles that are no kind of their own (监制, 视频, 实习生)."""
    return frozenset(label for labels in lexicon("credits")["others"].values() for label in labels)


@cache
def _actions() -> frozenset[str]:
    """文/图 and the like: what one person did, two words in one."""
    grammar = lexicon("credits")["grammar"]
    return frozenset((*grammar["both"], *grammar["text_and_more"]))


def _labels(text: str) -> Iterator[_Found]:
    last: _Found | None = None
    match = _pattern().search(text)
    while match is not None:
        found = None if _is_value_and_label(text, match, last) else _label_at(text, match, last)
        if found is not None and not _is_rank_of(text, found, last):
            yield found
            last = found
        match = _pattern().search(text, match.end() if found else _behind_blank(match))


def _behind_blank(match: re.Match[str]) -> int:
    """Where to look on behind words that are no label: behind their first blank, for a label may begin there."""
    blank = _BLANK.search(match.group())
    return match.start() + blank.end() if blank else match.end()


def _is_value_and_label(text: str, match: re.Match[str], last: _Found | None) -> bool:
    """Whether a spread label is the end of a value and a label (来源：本网 记者：甲, 编辑：张文 图片：乙)."""
    blank = _BLANK.search(match.group())
    if blank is None or last is None or _BLANK.sub("", match.group()[blank.end() :]) not in kinds():
        return False
    if match.start() > last.value and _WORD_BEFORE.match(text[match.start() - 1]):
        return True
    is_value = match.group()[: blank.start()] in lexicon("credits")["grammar"]["self"]
    return is_value and last.kind == "source" and not text[last.value : match.start()].strip(_EDGES)


def _label_at(text: str, match: re.Match[str], last: _Found | None) -> _Found | None:
    """Give the label of a match, or None where the words are only words."""
    label, start = match.group(), match.start()
    if label.isascii() and (_letter(text, start - 1) or _letter(text, match.end())):
        return None
    if label not in kinds():
        label = _BLANK.sub("", label)
    kind = kinds().get(label, "reporter")
    stands_alone = start == 0 or not _WORD_BEFORE.match(text[start - 1])
    colon = _COLON.match(text, match.end())
    if colon is None or (colon.group(1) and not (stands_alone and (kind in _PEOPLE or label in _others()))):
        accepted = stands_alone and _needs_no_colon(text, match.end(), label, kind)
        return _Found(label, kind, start, match.end(), "") if accepted else None
    if not stands_alone and (len(label) == 1 or label in _actions()):
        return None
    if not stands_alone and label in _listed("compounds"):
        return _compound(text, label, kind, start, colon, last)
    return _Found(label, kind, start, colon.end(), colon.group().strip())


def _letter(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isascii() and text[place].isalpha()


def _needs_no_colon(text: str, end: int, label: str, kind: Kind) -> bool:
    """Whether a label that stands alone is unmistakable without a colon, by what follows it."""
    rest = _BLANK.match(text, end)
    follows = text[rest.end() if rest else end : (rest.end() if rest else end) + 1]
    if kind in ("date", "counter", "other_date"):
        return follows.isdigit()
    if label in _actions():
        return True
    if kind == "other" and label in _listed("furniture"):
        return not follows or rest is not None or follows in _CLOSE + _OPEN
    return rest is not None and bool(follows) and len(label) > 1 and label not in _listed("need_colon")


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(lexicon("credits")[key])


def _is_rank_of(text: str, found: _Found, last: _Found | None) -> bool:
    """Whether a rank without a colon begins the value of a role (图/记者 甲): part of that value, no label."""
    if last is None or found.colon or last.kind not in _PEOPLE or found.label not in _ranks():
        return False
    return bool(last.colon or last.label in _actions()) and not text[last.value : found.start].strip()


@cache
def _ranks() -> frozenset[str]:
    """Labels that are ranks: they may stand between a label and its names."""
    lists = lexicon("credits")
    return frozenset(
        label
        for label in (*lists["reporter"], *lists["correspondent"], *lists["others"]["interns"])
        if label.endswith(("记者", "通讯员", "实习生", "见习生"))
    )


def _compound(text: str, label: str, kind: Kind, start: int, colon: re.Match[str], last: _Found | None) -> _Found:
    """Read a short label behind other characters: glued to the value before it, or the end of a label nobody listed.

    Glued where the characters belong to a value (…:雨荷日期:…), follow digits (9日来源:…) or are many.
    """
    sign = colon.group().strip()
    begins = last.value if last else 0
    before = _GLUED.search(text, max(begins, start - 6), start)
    if before is None or (not text[begins : before.start()].strip() and last is not None and last.colon):
        return _Found(label, kind, start, colon.end(), sign)
    if before.start() > begins and _WORD_BEFORE.match(text[before.start() - 1]):
        return _Found(label, kind, start, colon.end(), sign)
    unlisted: Kind = "other_date" if kind in ("date", "other_date") else "other"
    return _Found(before.group() + label, unlisted, before.start(), colon.end(), sign)


def _value(raw: str) -> str:
    """Give a value without the line's separators, cut where a bracket closes that was opened before the label."""
    depth = 0
    for bracket in _BRACKET.finditer(raw):
        depth += 1 if bracket.group() in _OPEN else -1
        if depth < 0:
            raw = raw[: bracket.start()]
            break
    return raw.strip(_EDGES).rstrip(_OPEN + _EDGES)
