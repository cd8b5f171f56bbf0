"""What a portal's interfaces answer: rows, for those who send what its pages name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from demo.families.family import Interface
from demo.families.filling import filled
from demo.portals import portal as portals
from demo.portals.portal import Answer, Asked, Row

if TYPE_CHECKING:
    from demo.families.portal import FamilyPortal

REFUSED = Answer(status=400, content_type="text/plain; charset=utf-8", body="参数错误".encode())
"""A wrong or missing value: real interfaces answer with an empty page, which would hide the mistake."""


def interfaces(portal: FamilyPortal, told: Interface) -> Iterator[tuple[str, portals.Interface]]:
    """The interface that a family's file describes, on this portal: by path, several where that names the column."""
    by_path: dict[str, list[str]] = {}
    for column in portal.columns:
        path = filled(told.path, portal.about_column(column, 1))
        by_path.setdefault(path, []).append(column)
    for path, columns in by_path.items():
        yield path if told.method == "GET" else f"{told.method} {path}", _interface(portal, told, columns)


def _interface(portal: FamilyPortal, told: Interface, columns: Sequence[str]) -> portals.Interface:
    def answer(asked: Asked) -> Answer:
        given = _given(asked, told.inside)
        page = _number(given, told.page)
        page = page - told.first + 1 if page is not None else 1
        for column in columns:
            values = portal.about_column(column, page)
            if all(given.get(name) == filled(wanted, values) for name, wanted in told.asks.items()):
                return _answered(portal, told, column, page, given)
        return REFUSED

    return answer


def _answered(portal: FamilyPortal, told: Interface, column: str, page: int, given: Mapping[str, str]) -> Answer:
    if not told.answer:
        return portal.list_answer(column, page)
    all_rows = portal.rows(column, {})
    start, rows = _wanted(told, all_rows, page, given, told.size or portal.facts.per_page)
    template, here = told.row or portal.told.listing.row, portal.list_path(column, 1, 1)
    values = portal.about_column(column, page) | {
        "rows": portal.printed(rows, here, template, told.between, start + 1),
        "shown": str(len(rows)),
    }
    body = filled(told.answer, values)
    content_type = told.content_type or portal.facts.content_type
    return Answer(status=200, content_type=content_type, body=portal.encoded(body.strip()))


def _wanted(
    told: Interface, rows: Sequence[Row], page: int, given: Mapping[str, str], size: int
) -> tuple[int, Sequence[Row]]:
    """How many rows are passed over, and those that follow."""
    if not told.start:
        return (page - 1) * size, rows[(page - 1) * size : page * size]
    start, end = _number(given, told.start) or 1, _number(given, told.end) or 0
    return start - 1, rows[start - 1 : end]


def _given(asked: Asked, inside: str) -> dict[str, str]:
    """All values that were sent: in the query, in a form or JSON, and in JSON within one of them."""
    given = dict(parse_qsl(asked.query, keep_blank_values=True))
    posted = asked.body.decode("utf-8", "replace")
    given |= dict(_values_of(posted) if posted.startswith("{") else parse_qsl(posted, keep_blank_values=True))
    return given | dict(_values_of(given.get(inside, "")))


def _values_of(text: str) -> Iterator[tuple[str, str]]:
    """The values of a JSON object as text; nothing for what is none."""
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return
    for name, value in told.items():
        yield name, ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _number(given: Mapping[str, str], name: str) -> int | None:
    """A value as a number, where it is one."""
    value = given.get(name, "")
    return int(value) if value.isdecimal() else None
