"""A person's word against the page's: what may be corrected, and how a correction lies over what was read. Pure.

What the page says is never lost: the store keeps it beside the correction, compares every later reading with it, and
writes down when it changes. What is shown, searched, joined to stories and exported is what lies on top.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from pipelines.dedupe.identity import storable
from pipelines.dedupe.verdict import Content
from pipelines.errors import CorrectionError
from pipelines.items import ROLES, Article, Candidate, FieldValue, Moment, Precision
from pipelines.normalise.frame import EARLIEST, TOLERANCE
from pipelines.normalise.text import squeeze

FIELDS = ("title", "published", "source", *ROLES, "body", "breadcrumb")
"""What can be corrected: what the page says. Site and division are the profile's, times and version the store's."""

METHOD = "correction"
"""The method of a corrected field's evidence."""

Value = str | Moment | tuple[str, ...] | None
"""As in the field of an Article; None is absent."""

_JOINED_BY = dict.fromkeys(ROLES, "、") | {"breadcrumb": ">"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One field's true value, says a person, and why. made: when, as the store writes times; None is absent."""

    field: str
    value: Value
    why: str
    made: str


def parse(field: str, text: str, *, now: datetime) -> Value:
    """Read a correction as it is typed: "" is absent, names are joined by 、, steps of the breadcrumb by >.

    published: an ISO date, month, or time with its offset, none before 1995 and none in the future of now (aware).
    Raises CorrectionError, saying what was expected, for a field that cannot be corrected and a value it cannot have.
    """
    if field not in FIELDS:
        raise CorrectionError(f"{field}: no field that can be corrected; these can: {', '.join(FIELDS)}")
    if field == "body":
        return "\n".join(filter(None, map(squeeze, text.splitlines()))) or None
    if not squeeze(text):
        return None
    if field == "published":
        return _moment(squeeze(text), now)
    if field in _JOINED_BY:
        return tuple(dict.fromkeys(filter(None, map(squeeze, text.split(_JOINED_BY[field]))))) or None
    return squeeze(text)


def lay_over(article: Article, corrections: Mapping[str, Correction]) -> Article:
    """The article as it is shown: corrected fields have the corrected value, with what was read among the candidates.

    corrections: by field, those in force.
    """
    if not corrections:
        return article
    changed: dict[str, Any] = {name: corrected(getattr(article, name), one) for name, one in corrections.items()}
    return replace(article, **changed)


def corrected(found: FieldValue[Any], correction: Correction) -> FieldValue[Any]:
    """A field's evidence with a correction on top: the value that was read becomes the first candidate."""
    was = Candidate(
        value=_spelled(found.value),
        method=found.method,
        where=found.where,
        raw=found.raw if found.raw != found.value else "",
        verdict=f"corrected; {found.reason}" if found.reason else "corrected",
    )
    return FieldValue(
        value=correction.value,
        method=METHOD,
        where=correction.made,
        raw="",
        confidence=0.0 if correction.value is None else 1.0,
        reason=correction.why,
        candidates=(was, *found.candidates),
    )


def as_read(content: Content, read: Mapping[str, Value]) -> Content:
    """What the page said, by what is shown and what was read under each correction, by field."""
    changed: dict[str, Any] = {}
    for name, value in read.items():
        if name == "published":
            changed |= published(value if isinstance(value, Moment) else None)
        else:
            changed[name] = value if value is not None or name not in _JOINED_BY else ()
    return replace(content, **changed) if changed else content


def published(moment: Moment | None) -> dict[str, Any]:
    """The three fields of Content, and columns of the store, that a date of publication makes."""
    return {
        "published": moment.iso if moment else None,
        "published_precision": moment.precision if moment else None,
        "published_approximate": bool(moment and moment.approximate),
    }


_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d(?:[T ]\d\d(?::\d\d(?::\d\d)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?\Z", re.ASCII)
"""Of what ISO 8601 allows, what people write: no 20260214, no 2026-W07."""


def _spelled(value: Value) -> str:
    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, tuple):
        return "、".join(value)
    return storable(value) or ""


def _moment(text: str, now: datetime) -> Moment:
    """An ISO date or time. Raises CorrectionError."""
    precision: Precision
    try:
        if not _DAY.match(text):
            raise ValueError
        if len(text) <= len("2026-02-14"):
            precision = "month" if len(text) == len("2026-02") else "day"
            day = date.fromisoformat(f"{text}-01" if precision == "month" else text)
            iso = day.isoformat()[: len(text)] if precision == "month" else day.isoformat()
        else:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                raise CorrectionError(f"published: {text} needs its offset from UTC, such as {text}+08:00")
            precision, iso = _clock_precision(text), moment.isoformat(timespec="seconds")
            day = moment.astimezone(UTC).date()
    except (ValueError, OverflowError):
        wanted = "2026-02-14T08:30+08:00, 2026-02-14 or 2026-02"
        raise CorrectionError(f"published: {text} is no date; expected one such as {wanted}") from None
    if not EARLIEST <= day <= (now + TOLERANCE).date():
        raise CorrectionError(f"published: {text} cannot be; expected a day from {EARLIEST} to {now.date()}")
    return Moment(iso, precision)


def _clock_precision(text: str) -> Precision:
    """By what is written of the time of day: 08 is an hour, 08:30 a minute."""
    clock = text[len("2026-02-14T") :].replace("Z", "+").replace("-", "+").partition("+")[0]
    units: tuple[Precision, ...] = ("hour", "minute", "second")
    return units[min(clock.count(":"), 2)]
