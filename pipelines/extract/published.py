"""When an article was published: every date that speaks of it is a candidate; agreement decides.

A labelled date by the title outweighs the page's meta, the meta the listing's row, the row the address (chapter 1.1 and
6 of the facts on Chinese portals). Dates of signing, of building the page, of events and of other articles are refused
by label or by place. A year alone, and a lone date in running text, are no answer: absent is better than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.blocks import Flat
from pipelines.extract.information import SHORT_YEAR, InformationLine
from pipelines.extract.metadata import Metadata
from pipelines.items import Candidate, FieldValue, Link, Moment, Precision
from pipelines.lexicon import lexicon
from pipelines.normalise.dates import FoundDate, find_all, from_address, from_epoch, parse
from pipelines.normalise.frame import TOLERANCE

_BEHIND = 8
"""Lines behind the body in which a labelled date is still the article's."""
_STRONG = 0.8
"""Weight from which a witness makes a search of the scripts needless."""
_ENOUGH = 0.6
"""Confidence from which a date is an answer."""
_TIME_RANK = {"second": 3, "minute": 2, "hour": 1, "day": 0, "month": -1}
_SCRIPT_TIME = re.compile(
    # The first letter stands alone and before the flag: so the scan skips from one such letter to the next.
    r"""[pcosPCOS](?i:(?<=p)ub_?(?:lish)?_?(?:date|time|data)|(?<=\bc)t|(?<=c)reate_?time|(?<=o)riCreateTime"""
    r"""|(?<=s)vr_time)["']?\s*[:=]\s*["']?"""
    r"""(\d{10}(?!\d)|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?)""",
)
_WRITTEN = re.compile(r"""document\.write(?:ln)?\(\s*["']([^"']{8,60})["']""")


@dataclass(frozen=True, slots=True)
class _Witness:
    """One date that speaks for the article: weight from 0 to 1 is how far it may be believed alone."""

    moment: Moment
    method: str
    where: str
    raw: str
    weight: float

    @property
    def day(self) -> str:
        return self.moment.iso[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSources:
    """Everything a date is looked for in. now: the fetch time; zone: of times printed without one.

    zone None: nobody knows; offsets are kept as printed, times without one are UTC.
    """

    flat: Flat
    tree: LexborHTMLParser
    text: str
    metadata: Metadata
    near: Sequence[InformationLine]
    lines: dict[int, InformationLine]
    title_end: int
    body_start: int
    body_end: int
    links: Sequence[Link]
    url: str | None
    now: datetime
    zone: str | None


def read_published(sources: DateSources) -> FieldValue[Moment]:
    """The publication date with its evidence, or absent with the reason."""
    latest = _latest(sources.now, sources.zone)
    witnesses = [w for w in _witnesses(sources) if w.moment.iso[:10] <= latest]
    if max((w.weight for w in witnesses), default=0.0) < _STRONG:
        witnesses += [w for w in _from_scripts(sources.text, sources.now, sources.zone) if w.moment.iso[:10] <= latest]
    if not witnesses:
        return FieldValue.absent(_why_absent(sources))
    days = sorted(dict.fromkeys(w.day[:10] for w in witnesses), key=lambda day: -_belief(day, witnesses))
    agreeing = [w for w in witnesses if _agrees(w, days[0])]
    confidence = _belief(days[0], witnesses)
    if confidence < _ENOUGH:
        return FieldValue.absent("only weak evidence", _as_candidates(witnesses, ""))
    best = _most_precise(agreeing)
    others = [w for w in witnesses if not _agrees(w, days[0])]
    return FieldValue(
        value=best.moment,
        method=best.method,
        where=best.where,
        raw=best.raw,
        confidence=min(0.99, confidence),
        reason=_remark(agreeing, others),
        candidates=_as_candidates([w for w in witnesses if w is not best], days[0]),
    )


def _latest(now: datetime, zone: str | None) -> str:
    """No article is published after it was fetched; a day of slack, as for every date that is read."""
    return (now.astimezone(ZoneInfo(zone or "UTC")) + TOLERANCE).date().isoformat()


def _belief(day: str, witnesses: Sequence[_Witness]) -> float:
    """Belief in a day: the strongest witness, and a part of each further kind of witness that agrees."""
    by_method: dict[str, float] = {}
    for witness in witnesses:
        if _agrees(witness, day):
            by_method[witness.method] = max(by_method.get(witness.method, 0.0), witness.weight)
    doubt = 1.0
    for weight in by_method.values():
        doubt *= 1.0 - weight
    return 1.0 - doubt


def _agrees(witness: _Witness, day: str) -> bool:
    """The same day; a month agrees with its days."""
    return witness.day == day or day.startswith(witness.moment.iso) or witness.day.startswith(day)


def _most_precise(agreeing: Sequence[_Witness]) -> _Witness:
    """The strongest witness, unless a less strong one that agrees knows the time as well."""
    strongest = max(agreeing, key=lambda w: w.weight)
    precise = [
        w
        for w in agreeing
        if _TIME_RANK[w.moment.precision] > _TIME_RANK[strongest.moment.precision]
        and w.method in {"label", "information line", "meta", "json-ld", "script"}
    ]
    if strongest.moment.precision in {"day", "month"} and strongest.method in {"listing", "address"} and precise:
        return max(precise, key=lambda w: w.weight)
    return strongest


def _remark(agreeing: Sequence[_Witness], others: Sequence[_Witness]) -> str:
    """What a reader should know about the choice."""
    kinds = sorted({w.method for w in agreeing})
    remark = f"{len(kinds)} witnesses agree: {', '.join(kinds)}" if len(kinds) > 1 else "one witness"
    strong = sorted({f"{w.method} {w.day}" for w in others if w.weight >= 0.5})
    return f"{remark}; disagrees: {', '.join(strong)}" if strong else remark


def _as_candidates(witnesses: Sequence[_Witness], day: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            value=w.moment.iso,
            method=w.method,
            where=w.where,
            raw=w.raw[:200],
            verdict="agrees" if day and _agrees(w, day) else "not believed",
        )
        for w in witnesses
    )


def _why_absent(sources: DateSources) -> str:
    """An empty label is the best reason there is."""
    for line in sources.near:
        for label in line.labels:
            if label.kind == "date" and not label.value.strip():
                return f"the label {label.label} is empty"
    return "no date that speaks of this article"


# --- where witnesses come from


def _witnesses(sources: DateSources) -> Iterator[_Witness]:
    yield from _from_lines(sources)
    yield from _from_text_behind_title(sources)
    yield from _from_metadata(sources)
    yield from _from_time_elements(sources)
    yield from _from_links(sources)
    moment = from_address(sources.url, now=sources.now, zone=sources.zone) if sources.url else None
    if moment:
        yield _Witness(
            moment, "address", sources.url or "", sources.url or "", 0.5 if moment.precision == "day" else 0.2
        )


def _from_lines(sources: DateSources) -> Iterator[_Witness]:
    """Labels and bare dates of information lines: strong by the title, weak elsewhere outside the body."""
    near = {line.block for line in sources.near}
    for i, line in sources.lines.items():
        if sources.flat.boxes[sources.flat.blocks[i].box].hidden:
            continue
        close = i in near
        refused = [label for label in line.labels if label.kind == "other_date"]
        for label in line.labels:
            moment = (
                parse(label.value, now=sources.now, zone=sources.zone) if label.kind == "date" and label.value else None
            )
            if moment:
                weight = 0.93 if close else 0.7 if sources.body_end <= i < sources.body_end + _BEHIND else 0.45
                yield _Witness(moment, "label", f"block {i}", f"{label.label} {label.value}", weight)
        if not close or refused:
            continue
        labelled = [(label.start, label.end) for label in line.labels if label.kind == "date"]
        short = SHORT_YEAR.search(line.text) if not line.dates else None
        moment = parse(short.group(), now=sources.now, zone=sources.zone) if short else None
        if moment and short:
            yield _Witness(moment, "information line", f"block {i}", short.group(), 0.7)
        free = [d for d in line.dates if _speaks(d) and not any(start <= d.start < end for start, end in labelled)]
        for date in free[:1]:
            weight = 0.5 if date.standing == "weak" else 0.85
            yield _Witness(date.moment, "information line", f"block {i}", date.raw, weight)


def _speaks(date: FoundDate) -> bool:
    """No end of a span, no date of something else."""
    return not date.in_range and date.standing != "refused"


def _from_text_behind_title(sources: DateSources) -> Iterator[_Witness]:
    """The first full date within 250 characters behind the title, above the body: the true one on 132 of 143 pages."""
    if sources.title_end < 0:
        return
    passed = 0
    last = min(sources.body_start, sources.title_end + 20, len(sources.flat.blocks))
    for i in range(sources.title_end, last):
        text = sources.flat.blocks[i].text
        # An information line has been heard already: one line is one witness.
        found = find_all(text, now=sources.now, zone=sources.zone) if i not in sources.lines else []
        if found and _speaks(found[0]):
            yield _Witness(found[0].moment, "behind the title", f"block {i}", found[0].raw, 0.65)
            return
        passed += len(text)
        if passed > 250:
            return


def _from_metadata(sources: DateSources) -> Iterator[_Witness]:
    """Meta tags that name a publication date, and JSON-LD."""
    for name, weight in lexicon("published")["meta"].items():
        value = sources.metadata.first(name)
        moment = parse(value, now=sources.now, zone=sources.zone) if value else None
        if moment and value:
            yield _Witness(moment, "meta", f"meta {name}", value, weight)
    value = sources.metadata.linked("datePublished")
    moment = parse(value, now=sources.now, zone=sources.zone) if value else None
    if moment and value:
        yield _Witness(moment, "json-ld", "datePublished", value, 0.88)


def _from_time_elements(sources: DateSources) -> Iterator[_Witness]:
    """<time datetime> and itemprop: said to be the publication, by the title, alone on the page, or merely there."""
    for node in sources.tree.css("[itemprop=datePublished]")[:1]:
        value = node.attributes.get("datetime") or node.attributes.get("content") or node.text()
        moment = parse(value, now=sources.now, zone=sources.zone) if value else None
        if moment and value:
            yield _Witness(moment, "time element", "itemprop=datePublished", value, 0.85)
    times = sources.flat.times
    close = [
        time for time in times if sources.title_end - 8 <= time[0] <= sources.title_end + 12 and sources.title_end >= 0
    ]
    for block, value in (close or times)[:1]:
        moment = parse(value, now=sources.now, zone=sources.zone) if value else None
        if moment:
            weight = 0.8 if close else 0.65 if len({value for _, value in times}) == 1 else 0.4
            yield _Witness(moment, "time element", f"block {block}", value, weight)


def _from_links(sources: DateSources) -> Iterator[_Witness]:
    """The listing's rows: a witness that no single page has."""
    for link in sources.links:
        if link.date:
            precision: Precision = "minute" if "T" in link.date else "month" if len(link.date) == 7 else "day"
            yield _Witness(Moment(link.date, precision), "listing", link.listing, link.raw_date or link.date, 0.75)


def _from_scripts(text: str, now: datetime, zone: str | None) -> Iterator[_Witness]:
    """Literals in scripts: WeChat's ct, pubDate='…', and dates written by document.write; clocks are no literals.

    Looked for only where the page itself is not clear: it means searching all of its source.
    """
    for found in _SCRIPT_TIME.finditer(text):
        value = found.group(1)
        moment = from_epoch(value, zone=zone, now=now) if value.isdigit() else parse(value, now=now, zone=zone)
        if moment:
            yield _Witness(moment, "script", found.group(0)[:40], found.group(0), 0.7)
            return
    for found in _WRITTEN.finditer(text):
        moment = parse(found.group(1), now=now, zone=zone)
        if moment:
            yield _Witness(moment, "script", "document.write", found.group(0), 0.6)
            return
