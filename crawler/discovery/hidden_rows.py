"""Rows that wait in a page without being seen by a parser: in XML inside scripts, in comments, in document.write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

_RECORD = re.compile(r"<record(?:set)?\b", re.IGNORECASE)
_ESCAPED_RECORD = re.compile(r"&lt;record(?:set)?\b", re.IGNORECASE)
_RECORD_BEGINS = re.compile(r"<record>", re.IGNORECASE)
_RECORD_ENDS = re.compile(r"</record>", re.IGNORECASE)
_GROUP_ENDS = re.compile(r"</nextgroup>", re.IGNORECASE)
_WRITE = re.compile(r"document\.write(?:ln)?\s*\(", re.IGNORECASE)
_STRING = re.compile(r"\s*(?:\+\s*)?(?:\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)')", re.DOTALL)
_JOINT = re.compile(r"\s*\+\s*[\w.$\[\]()]{0,80}")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": ""}
_LINK = re.compile(r"<a\b[^>]*\bhref\b", re.IGNORECASE)
_ARRAY_ITEM = re.compile(
    r"\b(urls|headers|year|month|day)\[(\w{1,6})\]\s*=\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|(\d+))", re.IGNORECASE
)
_LEAST_LINKS = 3


def hidden_markup(text: str) -> Iterator[str]:
    """HTML of rows that a script would show, one whole for each kind that is there.

    Hanweb's records (<record><![CDATA[<li>…), also with its brackets escaped; rows written by document.write; the
    arrays of an older Hanweb (urls[i]='…'; headers[i]='…'; year[i]=…).
    """
    for find in (_records, _written, _arrays):
        markup = find(text)
        if markup:
            yield markup


def _records(text: str) -> str:
    """The records of Hanweb's XML; the link to its next group is no row."""
    if not _RECORD.search(text):
        if not _ESCAPED_RECORD.search(text):
            return ""
        text = unescape(text)
    text = _GROUP_ENDS.split(text, maxsplit=1)[-1]
    records = [_RECORD_ENDS.split(piece, maxsplit=1)[0] for piece in _RECORD_BEGINS.split(text)[1:]]
    found = list(_between(text, "<![CDATA[", "]]>")) or [unescape(record) for record in records]
    return f"<ul>{''.join(found)}</ul>" if found else ""


def _written(text: str) -> str:
    """What document.write writes, its strings put together; what a variable holds is left out."""
    written: list[str] = []
    call = _WRITE.search(text)
    while call is not None:
        place = _read_strings(text, call.end(), written)
        call = _WRITE.search(text, place)
    markup = "".join(written)
    return markup if len(_LINK.findall(markup)) >= _LEAST_LINKS else ""


def _read_strings(text: str, place: int, written: list[str]) -> int:
    """Put a call's strings, and what they are joined by, behind those written so far; returns where they end."""
    while True:
        string = _STRING.match(text, place)
        match = string or _JOINT.match(text, place)
        if match is None:
            return place
        place = match.end()
        if string:
            written.append(_spoken(string[1] or string[2] or ""))


def _between(text: str, begins: str, ends: str) -> Iterator[str]:
    """What stands between two signs, wherever both are there; the text is read once."""
    for piece in text.split(begins)[1:]:
        inside, closed, _ = piece.partition(ends)
        if closed:
            yield inside


def _spoken(literal: str) -> str:
    """What the inside of a string literal says."""
    return _ESCAPE.sub(lambda match: _character(*match.groups()), literal)


def _character(wide: str | None, narrow: str | None, plain: str | None) -> str:
    code = wide or narrow
    return chr(int(code, 16)) if code else _PLAIN.get(plain or "", plain or "")


def _arrays(text: str) -> str:
    """Rows made from arrays that a script fills one by one."""
    if "headers[" not in text:
        return ""
    rows: list[dict[str, str]] = [{}]
    for name, _, *values in _ARRAY_ITEM.findall(text):
        if name.lower() in rows[-1]:
            rows.append({})
        rows[-1][name.lower()] = next(filter(None, values), "")
    return "".join(map(_row, rows)) if len(rows) >= _LEAST_LINKS else ""


def _row(row: dict[str, str]) -> str:
    """One row of arrays as HTML."""
    day = "-".join(row.get(part, "") for part in ("year", "month", "day"))
    title = _spoken(row.get("headers", ""))
    return f'<li><a href="{escape(_spoken(row.get("urls", "")))}">{escape(title)}</a><span>{escape(day)}</span></li>'


def commented_markup(text: str) -> str:
    """Lists that stand in comments: some pages wait there for a script, most were taken out of use."""
    return "".join(inside for inside in _between(text, "<!--", "-->") if len(_LINK.findall(inside)) >= _LEAST_LINKS)
