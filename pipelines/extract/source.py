"""The credited source (来源): the publication the page says the text comes from, never the site itself.

A label by the title decides; then a bare outlet in the information line; then a label behind the body; then the credits
in the text; then the page's meta. 本网 and 本站 stand for the site and are resolved where its name is known; the raw
text keeps what was printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.extract.blocks import Flat
from pipelines.extract.body_credits import BodyCredit
from pipelines.extract.byline import person, read_credits
from pipelines.extract.information import InformationLine
from pipelines.extract.labels import split_labels
from pipelines.extract.metadata import Metadata
from pipelines.extract.names import is_outlet
from pipelines.items import Candidate, FieldValue
from pipelines.lexicon import lexicon
from pipelines.normalise.text import comparison_key

_ADDRESS = re.compile(r"https?://|www\.|\.(?:com|cn|net|org)\b", re.IGNORECASE)
_TAIL = re.compile(r"[\s|丨,，;；:：、（(【\[]+$|^[\s|丨,，;；:：、）)】\]]+")
_HAN_NAME = re.compile(r"[\u3400-\u9fff·《》（）()\w]*[\u3400-\u9fff]{2}[\u3400-\u9fff·《》（）()\w]*")
_FROM = re.compile(r"^(?:本文|文章|稿件)?(?:来源于|来源|来自|转自|摘自)[:：\s]*")
_LONGEST = 40
_PRESCRIBED = "contentsource"
"""The tag of 政府网站发展指引 (国办发〔2017〕47号); the others are customs of single systems."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A name said to be the source."""

    name: str
    method: str
    where: str
    raw: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvidence:
    """Everything a source is looked for in."""

    flat: Flat
    part: range
    """The article's own lines: behind the title, to the end of the body."""
    metadata: Metadata
    near: Sequence[InformationLine]
    behind: Sequence[InformationLine]
    """Information lines right behind the body."""
    in_body: BodyCredit | None
    """The credit in the text that names a source."""
    title: str | None
    account: str | None
    """Name of the WeChat account, on its article pages."""
    site_name: str | None


def read_source(evidence: SourceEvidence) -> FieldValue[str]:
    """The source with where it was read, or absent with the reason."""
    claims = [claim for claim in _claims(evidence) if _is_name(claim.name, evidence.title)]
    if not claims:
        return FieldValue.absent(_why_absent(evidence))
    best = max(claims, key=lambda claim: claim.confidence)
    if comparison_key(best.name) in _empty_words():
        return FieldValue.absent(f"the page says {best.name}, which names nothing", _candidates(claims, best))
    name, remark = _resolve(best.name, evidence.site_name)
    return FieldValue(
        value=name,
        method=best.method,
        where=best.where,
        raw=best.raw,
        confidence=best.confidence,
        reason=remark,
        candidates=_candidates(claims, best),
    )


def named_source(text: str, site_name: str | None) -> tuple[str | None, str]:
    """The source that a text names, with its label or without, and a remark on it; None where it names none."""
    labelled = [label.value for label in split_labels(text) if label.kind == "source"]
    name = _first_name(labelled[0] if labelled else text)
    if not _is_name(name, None) or comparison_key(name) in _empty_words():
        return None, ""
    return _resolve(name, site_name)


def _claims(evidence: SourceEvidence) -> Iterator[_Claim]:
    yield from _labelled(evidence.near, 0.95, "label")
    if evidence.account:
        yield _Claim(evidence.account, "account", "js_name", evidence.account, 0.58)  # who posts; 来源 is who wrote
    yield from _bare_outlets(evidence.near)
    yield from _beside_the_line(evidence.flat, evidence.part, evidence.near)
    yield from _labelled(evidence.behind, 0.75, "label behind the body")
    if (told := evidence.in_body) is not None and told.source:
        yield _Claim(
            told.source, "credits in the text", f"paragraph {told.paragraph}, {told.place}", told.raw[:80], 0.6
        )
    yield from _in_the_head(evidence)


def _in_the_head(evidence: SourceEvidence) -> Iterator[_Claim]:
    """What the meta says, where the article prints it too; alone, only a publication in the prescribed tag counts."""
    for name, weight in lexicon("sources")["meta"].items():
        value = evidence.metadata.first(name)
        alone = name == _PRESCRIBED and value is not None and _is_publication(value)
        if value and (alone or _is_printed(value, evidence)):
            yield _Claim(value, "meta", f"meta {name}", value, weight)


def _is_publication(name: str) -> bool:
    """A paper, an agency, a station: never what a government's system fills in by itself, as its own site is."""
    return is_outlet(name) and not name.endswith(tuple(lexicon("sources")["site_endings"]))


def _is_printed(name: str, evidence: SourceEvidence) -> bool:
    return any(name in evidence.flat.blocks[i].text for i in evidence.part if i < len(evidence.flat.blocks))


def _labelled(lines: Sequence[InformationLine], confidence: float, method: str) -> Iterator[_Claim]:
    """Values of 来源 and its like, the first line first."""
    for rank, line in enumerate(lines):
        for label in line.labels:
            if label.kind == "source" and label.value.strip():
                yield _Claim(
                    _first_name(label.value),
                    method,
                    f"block {line.block}",
                    f"{label.label} {label.value}",
                    confidence - 0.01 * rank,
                )


def _first_name(value: str) -> str:
    """The name at the head of a label's value: what follows it behind a space is a person, a button, a second site.

    Names spread by spaces and names in Latin letters are left whole.
    """
    value = _tidy(value)
    named = read_credits(f"来源：{value}").source if not _is_itself(value) else value
    parts = (named or value).split()
    whole = len(parts) < 2 or not _HAN_NAME.fullmatch(parts[0])
    return _tidy(named or value if whole else parts[0])


def _is_itself(value: str) -> bool:
    return value in lexicon("credits")["sources"]["itself"]


def _bare_outlets(lines: Sequence[InformationLine]) -> Iterator[_Claim]:
    """An outlet that stands in an information line without a label: 2022-02-13 08:30 XX日报."""
    for line in lines:
        if any(label.kind == "source" and label.value.strip() for label in line.labels):
            continue
        words = list(_unlabelled(line))
        for word in words:
            if 2 <= len(word) <= 20 and word.endswith(_outlet_endings()):
                yield _Claim(_tidy(word), "outlet in the information line", f"block {line.block}", line.text, 0.7)
        if (
            len(words) == 1
            and line.dates
            and not line.labels
            and _HAN_NAME.fullmatch(words[0])
            and person(words[0]) is None
        ):
            yield _Claim(_tidy(words[0]), "beside the date", f"block {line.block}", line.text, 0.62)


def _beside_the_line(flat: Flat, part: range, lines: Sequence[InformationLine]) -> Iterator[_Claim]:
    """An outlet on a short line of its own right above or below a date, behind the title: above it are the frame's."""
    for line in lines:
        for i in (line.block - 1, line.block + 1):
            if not line.dates or i not in part or i >= len(flat.blocks):
                continue
            text = flat.blocks[i].text
            if 2 <= len(text) <= 14 and text.endswith(_outlet_endings()) and not flat.blocks[i].link_chars:
                yield _Claim(_tidy(text), "line beside the date", f"block {i}", text, 0.61)


def _unlabelled(line: InformationLine) -> Iterator[str]:
    """The words of a line that no label and no date covers."""
    taken = [(label.start, label.end) for label in line.labels] + [(date.start, date.end) for date in line.dates]
    rest = "".join("\n" if any(start <= i < end for start, end in taken) else char for i, char in enumerate(line.text))
    for word in re.split(r"[\n\s|丨｜,，;；•]+", rest):
        if word:
            yield word


def _tidy(name: str) -> str:
    """Without separators and open brackets at the ends, and without a counter-clockwise quote."""
    return _TAIL.sub("", _FROM.sub("", name.strip())).strip("《》“”\"'•· ")


def _is_name(name: str, title: str | None) -> bool:
    """A name and no address, no template's word, no repetition of the title."""
    key = comparison_key(name)
    if not key or len(name) > _LONGEST or _ADDRESS.search(name):
        return False
    return key != comparison_key(title or "") and key not in _template_words()


def _resolve(name: str, site_name: str | None) -> tuple[str, str]:
    """本网 and 本站 are the site, where its name is known."""
    itself = lexicon("credits")["sources"]["itself"]
    if name in itself and site_name:
        return site_name, f"{name} is the site"
    return name, ""


def _why_absent(evidence: SourceEvidence) -> str:
    for line in (*evidence.near, *evidence.behind):
        for label in line.labels:
            if label.kind == "source" and not label.value.strip():
                return f"the label {label.label} is empty"
    return "no source is named"


def _candidates(claims: Sequence[_Claim], best: _Claim) -> tuple[Candidate, ...]:
    same = comparison_key(best.name)
    return tuple(
        Candidate(
            value=claim.name,
            method=claim.method,
            where=claim.where,
            raw=claim.raw,
            verdict="agrees" if comparison_key(claim.name) == same else "not believed",
        )
        for claim in claims
        if claim is not best
    )


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(comparison_key(word) for word in lexicon("credits")["sources"]["none"])


@cache
def _template_words() -> frozenset[str]:
    return frozenset(comparison_key(word) for word in lexicon("sources")["template_words"])


@cache
def _outlet_endings() -> tuple[str, ...]:
    return tuple(lexicon("credits")["names"]["outlet_endings"])
