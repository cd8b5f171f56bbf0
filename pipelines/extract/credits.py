"""The grammar of one piece of credits: roles, ranks, names and what follows them.

A piece is a line or the inside of a bracket, without sentences. It is read from left to right: a label or a rank opens
a group, names fall into it, a word behind names (摄, 文/图) says what they did. A piece in which a word stays
unexplained is a sentence: only what stands behind labels with a colon is taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.extract.credit_words import (
    CONTRIBUTORS,
    SKIPPED,
    both,
    grammar,
    in_order,
    labels,
    long_deeds,
    rank_roles,
    ranks,
    role_of,
    short_deeds,
    tails,
    words_of,
)  # fmt: skip
from pipelines.extract.labels import Labelled, split_labels
from pipelines.extract.names import (
    HAN,
    Trust,
    is_collective,
    is_latin_name,
    is_nobody,
    is_outlet,
    is_unit,
    people,
    person,
    spell,
    unit_and_person,
)
from pipelines.extract.outlets import clean_source, divide_source

_SEVEN = ("reporters", "correspondents", "photographers", "editors", "reviewers", "collectors", "interns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Who made an article, as one string says it. Names in their one spelling, in order, each once.

    source: the credited publication; 本站 or 本网 where the string says that it is the site itself.
    reviewers: all levels of review and proof-reading, in order.
    others: roles that are no field (producer, planner, video, design …) with their names.
    units: what stood in the place of a person and is none (办公室, an outlet, a press office).
    """

    source: str | None = None
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    interns: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All persons, whatever their role, each once."""
        roles = [getattr(self, role) for role in _SEVEN] + list(self.others.values())
        return tuple(dict.fromkeys(name for role in roles for name in role))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a piece says.

    weight: how much its source is worth: 4 a source label, 3 a body that publishes or contributes, 2 the outlet that
    leads the names, 0 no source.
    shaped: every word of the piece is explained by the grammar, so it is credits and nothing else.
    roles: a label, a rank or a word behind names says a role.
    """

    credits: Credits
    weight: int
    shaped: bool
    roles: bool


def read_piece(text: str, *, dated: bool = False) -> Piece:
    """Read one piece. dated: a dateline stood in front of it, so a sentence may follow its ranks."""
    sections = split_labels(text)
    lead = text[: sections[0].start] if sections else text
    told = long_deeds().fullmatch(lead[-_LONGEST_WORD:].strip()) is not None
    reader = _Reader(trust=Trust.RANKED if told else Trust.BARE, dated=dated)
    reader.words(lead)
    for section in sections:
        reader.label(section)
    return reader.finish()


@dataclass(slots=True)
class _Group:
    """Names under one role; role None as long as nothing names one."""

    role: str | None
    trust: Trust
    photo: bool = False
    """They photographed as well (文/图)."""
    names: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


_HAN_IN = re.compile(f"[{HAN}]")
_SIGNS = " □■●▲◆○◇△★*＊•-－_.。<>《〈"
_STAFF_CODE = re.compile(r"_\w*$")
_DATE = re.compile(r"(?:\d{2,4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?[\d:.-]*")
_LONGEST_WORD = 40
_LONGEST_RUN = 160
"""Characters of unlabelled text, or of one value, that are still read as credits."""
_OUTLET = re.compile(rf"[{HAN}A-Za-z0-9《》·－-]{{2,30}}")
_BY = re.compile(r"(?:图片?|照片|文字?|视频)由$")


def _is_sentence(before: str) -> bool:
    """Whether words in front of 记者 make it a part of a sentence (据…记者, 向记者, 新闻记者)."""
    return before.startswith("据") or is_nobody(before) or before.endswith(in_order("not_before_ranks"))


class _Reader:
    """Reads words from left to right into groups."""

    def __init__(self, *, trust: Trust, dated: bool) -> None:
        self.groups = [_Group(None, trust)]
        self.dated = dated
        self.loose = False
        """A word is unexplained."""
        self.odd = False
        """A word behind a label with a colon is."""
        self.roles = False
        self.both = False
        self.own = False
        """本报 stands in front of a rank."""
        self.outlet: str | None = None
        """The outlet in front of the first rank, if no name stood before it."""
        self.sources: dict[int, str] = {}

    # -- labels

    def label(self, section: Labelled) -> None:
        """Open a group by a label and read its value."""
        if section.label in both() and not section.value:
            self._did_both()
            return
        if section.kind == "source":
            self._source(section)
            return
        role = role_of(section)
        trust = Trust.LABELLED if section.colon else Trust.RANKED
        self.roles |= role != SKIPPED
        self.own |= section.label.startswith(in_order("self")) and role == "reporters"
        self._open(role, trust, photo=section.label in both())
        self.words(section.value)

    def _source(self, section: Labelled) -> None:
        publisher = section.label in labels("publisher")
        outlet, rest = divide_source(section.value)
        self.roles = True
        self._open("correspondents" if publisher else "reporters", Trust.RANKED)
        if not rest and len(outlet) == 3 and person(outlet, Trust.BARE):
            rest = outlet
        elif (source := clean_source(outlet)) is not None:
            self.sources.setdefault(3 if publisher else 4, source)
        if rest and not rest[0].isdigit():
            self.words(rest)

    def _open(self, role: str | None, trust: Trust, *, photo: bool = False) -> _Group:
        group = _Group(role, trust, photo)
        self.groups.append(group)
        return group

    # -- words

    def words(self, text: str) -> None:
        """Read the words of an unlabelled text or of a value."""
        if self.groups[-1].role == SKIPPED:
            return
        if len(text) > _LONGEST_RUN:
            self.loose = True
            return
        for word in words_of(text):
            if self.loose and self.dated:
                return
            self._word(word)

    def _word(self, word: str) -> None:
        if len(word) > _LONGEST_WORD:
            self.loose = True
            return
        if (tail := tails().search(word)) is not None:
            word = word[: tail.start()]
        done = 0
        for rank in () if is_nobody(word) and not ranks().fullmatch(word) else ranks().finditer(word):
            self._rank(word[done : rank.start()], rank)
            done = rank.end()
        self._plain(word[done:].strip(_SIGNS))

    def _rank(self, before: str, rank: re.Match[str]) -> None:
        """Read a rank with what is glued to its front: a name, an outlet, 图片由."""
        self.own |= bool(rank["own"])
        self.roles = True
        role = rank_roles()[rank["rank"]]
        outlet = self._in_front(before.strip(_SIGNS.replace("《", "")), rank["adjectives"])
        if outlet and self.outlet is None and not any(group.names for group in self.groups):
            self.outlet = outlet
        last = self.groups[-1]
        if last.names or last.units or last.role in (None, "source", SKIPPED, CONTRIBUTORS):
            stays = last.role in ("photographers", "editors") and last.trust is Trust.LABELLED
            self._open(last.role if stays else role, last.trust if stays else Trust.RANKED, photo=last.photo)
        elif last.role == "reporters":
            last.role = role

    def _in_front(self, before: str, adjectives: str) -> str | None:
        """Read what is glued to the front of a rank; gives the outlet, where it is one."""
        if not before:
            return None
        if _BY.search(before):
            self._open("photographers", Trust.LABELLED)
            return None
        if not is_unit(before) and people(before, Trust.BARE):
            self._plain(before)
            return None
        if _is_sentence(before) or not _OUTLET.fullmatch(before):
            self.loose = True
            return None
        return before if is_unit(before) or not adjectives.endswith("媒体") else before + adjectives

    def _plain(self, word: str) -> None:
        """Read a word without a rank: a name, what names did, a body, an ending, or unexplained."""
        group = self.groups[-1]
        word = _STAFF_CODE.sub("", word)
        if not _HAN_IN.search(word) or _DATE.fullmatch(word) or word in grammar("endings"):
            group.names.extend([spell(word)] if group.role is not None and is_latin_name(word) else [])
        elif (did := long_deeds().fullmatch(word)) is not None:
            self._deed(did)
        elif is_nobody(word):
            group.units.append(word)
        elif group.role == "correspondents" and is_collective(word):
            group.names.append(word)
        elif names := self._people(word, group, min(group.trust, Trust.RANKED)):
            group.names.extend(names)
        elif (did := short_deeds().fullmatch(word)) is not None:
            self._deed(did)
        elif names := people(word, group.trust):
            group.names.extend(names)
        elif word.endswith("报道"):
            self._reported(word.removesuffix("报道"), group)
        elif not group.names and (divided := unit_and_person(word)) is not None:
            group.units.append(divided[0])
            group.names.append(divided[1])
        elif is_unit(word) or is_unit(word.removesuffix("发")) or group.trust is Trust.LABELLED:
            group.units.append(word)
            self.odd |= not is_unit(word.removesuffix("发"))
        else:
            self.loose = True

    def _people(self, word: str, group: _Group, trust: Trust) -> tuple[str, ...]:
        """Give the names of a word; 口 in front of the first one is a misread □."""
        names = people(word, trust)
        if not names and word.startswith("口") and len(self.groups) == 1 and not group.names:
            return people(word[1:], trust)
        return names

    def _reported(self, who: str, group: _Group) -> None:
        """Read 张三报道 as a name, 上海报道 behind names as a place."""
        if names := people(who.removesuffix("综合"), group.trust):
            group.names.extend(names)
        elif not any(one.names for one in self.groups):
            self.loose = True

    def _deed(self, did: re.Match[str]) -> None:
        """Read a word behind names that says what they did, and the last of the names if glued to it."""
        if did["who"]:
            self._plain(did["who"])
        deed = did["deed"]
        self.roles = True
        if deed in both():
            self._did_both()
        else:
            self._did(deed)

    def _did(self, deed: str) -> None:
        """Give the last names the role of a deed; without names it opens a group (摄影 甲)."""
        group = self.groups[-1]
        if not group.names and not group.units:
            self.loose |= group.role is None and len(self.groups) > 1
            self._open("reporters" if deed in grammar("written") else "photographers", Trust.RANKED)
            return
        if deed in grammar("contributed"):
            group.role = CONTRIBUTORS
        elif (deed in grammar("photographed") and group.trust < Trust.LABELLED) or group.role is None:
            group.role = "reporters" if deed in grammar("written") else "photographers"
        self._open(None, Trust.RANKED)

    def _did_both(self) -> None:
        """Read 文/图: behind names it is about all of them, in front of names about those that follow."""
        self.roles = True
        if any(group.names for group in self.groups):
            self.both = True
            self._open(None, Trust.BARE)
        else:
            self._open("reporters", Trust.RANKED, photo=True)

    # -- the end

    def finish(self) -> Piece:
        """Settle what was left open and give the credits."""
        groups = self._believed()
        found: dict[str, list[str]] = {}
        self._settle(groups)
        for group in groups:
            if group.role is not None:
                found.setdefault(group.role, []).extend(group.names)
            if group.photo:
                found.setdefault("photographers", []).extend(group.names)
        if self.both and not self.loose:
            self._both_of_all(found)
        weight = max(self.sources, default=0)
        units = [unit for group in groups for unit in group.units]
        return Piece(
            credits=_credits(self.sources.get(weight), found, units),
            weight=weight, shaped=not (self.loose or self.odd), roles=self.roles,
        )  # fmt: skip

    def _believed(self) -> list[_Group]:
        """Give the groups; in a sentence only those behind a label with a colon, and ranks behind a dateline."""
        if not self.loose:
            return [group for group in self.groups if group.role != SKIPPED]
        believed = [group for group in self.groups if group.trust is Trust.LABELLED]
        if self.dated:
            believed = [group for group in self.groups if group.role is not None]
        self.outlet = self.outlet if self.dated else None
        return [group for group in believed if group.role != SKIPPED]

    def _settle(self, groups: list[_Group]) -> None:
        """Give roles to names without one, and find the body that leads them."""
        ranked = any(group.role == "reporters" and group.names for group in groups)
        leader = groups[0].units[0] if groups and groups[0].role is None and groups[0].units else None
        for group in groups:
            if group.role == CONTRIBUTORS:
                self._contributed(group)
            elif group.role is None and group.names:
                outside = ranked or (leader is not None and not is_outlet(leader))
                group.role = "correspondents" if outside else "reporters"
        wrote = any(group.names and group.role in ("reporters", "correspondents", "interns") for group in groups)
        if self.outlet is not None and not self.own and wrote:
            self.sources.setdefault(2, self.outlet)
        elif leader is not None and wrote and not is_nobody(leader):
            self.sources.setdefault(2, leader)

    def _contributed(self, group: _Group) -> None:
        """Settle 供稿: persons are correspondents, bodies are the source."""
        group.role = "correspondents"
        if group.units and (source := clean_source("、".join(group.units))):
            self.sources.setdefault(3, source)

    @staticmethod
    def _both_of_all(found: dict[str, list[str]]) -> None:
        """Credit the pictures to everyone; 文/图 behind reporters and correspondents doesn't say whose they are."""
        if not (found.get("reporters") and found.get("correspondents")):
            everyone = [name for role in ("reporters", "correspondents", "interns") for name in found.get(role, ())]
            found.setdefault("photographers", []).extend(everyone)


def _credits(source: str | None, found: dict[str, list[str]], units: list[str]) -> Credits:
    once = {role: tuple(dict.fromkeys(names)) for role, names in found.items() if names}
    seven = {role: once.pop(role, ()) for role in _SEVEN}
    return Credits(source=source, others=once, units=tuple(dict.fromkeys(units)), **seven)
