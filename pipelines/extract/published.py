"""When an article was published: every date that speaks of it is a candidate; agreement decides.

A labelled date by the title outweighs the page's meta, the meta the listing's row, the row the address (chapter 1.1 and
6 of the facts on Chinese portals). A date of the last change is an answer only where nothing speaks of publication. A
year alone, and a lone date in running text, are no answer: absent is better than guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipelines.extract.date_witnesses import DateSources, Witness, witnesses
from pipelines.items import Candidate, FieldValue, Moment
from pipelines.normalise.frame import TOLERANCE

_ENOUGH = 0.6
"""Confidence from which a date is an answer."""
_TIME_RANK = {"second": 3, "minute": 2, "hour": 1, "day": 0, "month": -1}
_WITH_TIMES = frozenset({"label", "information line", "meta", "json-ld", "script"})
_PRINTED = frozenset({"label", "information line", "behind the title"})
_UNSAID = frozenset({"information line", "behind the title"})
_FARTHEST = timedelta(hours=12)
"""How far a site's clock may be from UTC (New Zealand's summer and Kiribati apart)."""


def read_published(sources: DateSources) -> FieldValue[Moment]:
    """The publication date with its evidence, or absent with the reason."""
    latest = _latest(sources.now, sources.zone)
    heard = [w for w in witnesses(sources) if w.moment.iso[:10] <= latest]
    if sources.zone is None:
        heard = _on_the_sites_clock(heard)
    published = [w for w in heard if not w.change]
    value = _decide(published, heard)
    if value.value is None and not any(w.weight >= 0.5 for w in published):
        value = _last_change(heard)
    return value if heard else FieldValue.absent(_why_absent(sources))


def _latest(now: datetime, zone: str | None) -> str:
    """No article is published after it was fetched; a day of slack, as for every date that is read."""
    return (now.astimezone(ZoneInfo(zone or "UTC")) + TOLERANCE).date().isoformat()


def _on_the_sites_clock(heard: list[Witness]) -> list[Witness]:
    """2020-05-14T03:00Z and a printed May 13 are one moment: where no zone is known, the printed day is the site's."""
    printed = {w.day for w in heard if w.method in _PRINTED and not w.change and w.moment.precision != "month"}
    local = {w.day for w in heard if "T" in w.moment.iso and not _is_utc(w)}
    days = printed or local
    return [_moved(w, days) if _is_utc(w) and w.day not in days else w for w in heard]


def _is_utc(witness: Witness) -> bool:
    return witness.moment.iso.endswith("+00:00") and witness.method not in _PRINTED


def _moved(witness: Witness, days: set[str]) -> Witness:
    """The witness on the one of these days that its moment can belong to on some clock of the earth."""
    when = datetime.fromisoformat(witness.moment.iso)
    for shifted in (when - _FARTHEST, when + _FARTHEST):
        day = shifted.date().isoformat()
        if day in days and day != witness.day:
            return replace(witness, moment=Moment(day, "day"))
    return witness


def _decide(published: Sequence[Witness], heard: Sequence[Witness]) -> FieldValue[Moment]:
    """The day most is to be said for, as precise as those who agree on it know it."""
    days = sorted(dict.fromkeys(w.day for w in published), key=lambda day: -_belief(day, published))
    confidence = _belief(days[0], published) if days else 0.0
    if confidence < _ENOUGH:
        return FieldValue.absent("only weak evidence", _as_candidates(heard, ""))
    if _contested(days[0], published):
        return FieldValue.absent("two witnesses, two days", _as_candidates(heard, ""))
    best = _most_precise([w for w in published if _agrees(w, days[0])])
    return _answer(best, days[0], confidence, heard)


def _contested(day: str, published: Sequence[Witness]) -> bool:
    """Whether a lone date that nothing calls a publication stands against another such: either may be wrong."""
    one = {w.method for w in published if _agrees(w, day)}
    other = {w.method for w in published if not _agrees(w, day) and w.weight >= 0.65}
    return len(one) == 1 and one <= _UNSAID and bool(other - one)


def _last_change(heard: Sequence[Witness]) -> FieldValue[Moment]:
    """Of several printed changes the last, said to be one; what only the head says of changes is no answer."""
    changes = [w for w in heard if w.change and w.method in _PRINTED and w.moment.precision != "month"]
    if not changes:
        return FieldValue.absent("only weak evidence", _as_candidates(heard, ""))
    best = max(changes, key=lambda w: w.moment.iso)
    return _answer(best, best.day, _ENOUGH, heard, "nothing but a date of change; ")


def _answer(
    best: Witness, day: str, confidence: float, heard: Sequence[Witness], remark: str = ""
) -> FieldValue[Moment]:
    return FieldValue(
        value=best.moment,
        method=best.method,
        where=best.where,
        raw=best.raw,
        confidence=min(0.99, confidence),
        reason=remark + _remark(day, heard),
        candidates=_as_candidates([w for w in heard if w is not best], day),
    )


def _belief(day: str, heard: Sequence[Witness]) -> float:
    """Belief in a day: the strongest witness, and a part of each further kind of witness that agrees."""
    by_method: dict[str, float] = {}
    for witness in heard:
        if _agrees(witness, day):
            by_method[witness.method] = max(by_method.get(witness.method, 0.0), witness.weight)
    doubt = 1.0
    for weight in by_method.values():
        doubt *= 1.0 - weight
    return 1.0 - doubt


def _agrees(witness: Witness, day: str) -> bool:
    """The same day; a month agrees with its days."""
    return witness.day == day or day.startswith(witness.moment.iso) or witness.day.startswith(day)


def _most_precise(agreeing: Sequence[Witness]) -> Witness:
    """The strongest witness, unless a less strong one that agrees knows the time as well."""
    strongest = max(agreeing, key=lambda w: w.weight)
    known = _TIME_RANK[strongest.moment.precision]
    precise = [w for w in agreeing if _TIME_RANK[w.moment.precision] > known and w.method in _WITH_TIMES]
    if strongest.moment.precision in {"day", "month"} and strongest.method in {"listing", "address"} and precise:
        return max(precise, key=lambda w: w.weight)
    return strongest


def _remark(day: str, heard: Sequence[Witness]) -> str:
    """What a reader should know about the choice."""
    kinds = sorted({w.method for w in heard if _agrees(w, day)})
    remark = f"{len(kinds)} witnesses agree: {', '.join(kinds)}" if len(kinds) > 1 else "one witness"
    strong = sorted({f"{w.method} {w.day}" for w in heard if w.weight >= 0.5 and not w.change and not _agrees(w, day)})
    return f"{remark}; disagrees: {', '.join(strong)}" if strong else remark


def _as_candidates(heard: Sequence[Witness], day: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            value=w.moment.iso,
            method=w.method,
            where=w.where,
            raw=w.raw[:200],
            verdict="agrees" if day and _agrees(w, day) else "a change" if w.change else "not believed",
        )
        for w in heard
    )


def _why_absent(sources: DateSources) -> str:
    """An empty label is the best reason there is."""
    for line in sources.near:
        for label in line.labels:
            if label.kind == "date" and not label.value.strip():
                return f"the label {label.label} is empty"
    return "no date that speaks of this article"
