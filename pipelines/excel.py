"""How a cell must be written so that Excel shows what is meant and calculates nothing, and how to read it back.

By column of articles_flat:

- ids and division codes get a tab in front: Excel then keeps "620104" and "0001" as text.
- times become "2023-02-14 08:30" (with seconds where there are any) on one clock, that of `offset`; a printed time of
  another offset keeps it at its end. Dates stay "2023-02-14".
- any other text gets a ' in front where Excel would take it for a formula (OWASP, "CSV Injection", with the
  full-width signs that Chinese input methods write), a ␍ for every carriage return, which Excel would take for the
  end of a row, and a cut with a note where it is longer than a cell can be.

decode undoes everything but the cut.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from functools import cache

CELL = 32_767
"""Characters an Excel cell can hold, counted in UTF-16 units."""
ROWS = 1_048_576
"""Rows an Excel sheet can hold."""

AS_TEXT = frozenset({"id", "division_code", "story_id"})
"""Columns whose digits are a name, no number."""
PRINTED_TIMES = frozenset({"published"})
"""Columns of times as a site prints them: their own offset says which clock."""
CRAWL_TIMES = frozenset({"first_seen", "last_seen"})
"""Columns of our own times, in UTC: shown on the clock of `offset`."""

_FORMULA = tuple("=+-@＝＋－＠\t\r\n'")  # ' itself too, so that undoing takes off exactly the one we put there
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)([+-]\d\d:\d\d)", re.ASCII)
_SHOWN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)?([+-]\d\d:\d\d)?", re.ASCII)
_TO_TELL = re.compile("[␛␍\r]")
_TOLD = re.compile("␛([␛␍])|␍")


def encode(column: str, text: str, *, url: str, offset: str) -> str:
    """Write one cell for Excel. url: the article's address, which a cut names; offset: the clock, as "+08:00"."""
    if column in PRINTED_TIMES | CRAWL_TIMES:
        shown = _show(column, text, offset)
        if _read_time(column, shown, offset) == text:
            return shown
    cell = _guard(text, is_time=column in PRINTED_TIMES | CRAWL_TIMES)
    return cut("\t" + cell if column in AS_TEXT and text else cell, url)


def decode(column: str, cell: str, *, offset: str) -> str:
    """Read one cell back. offset: the one it was written with."""
    if column in PRINTED_TIMES | CRAWL_TIMES and (time := _read_time(column, cell, offset)):
        return time
    if column in AS_TEXT:
        cell = cell.removeprefix("\t")
    return _TOLD.sub(lambda found: found[1] or "\r", cell.removeprefix("'"))


def cut(cell: str, url: str) -> str:
    """Cut a cell to what Excel can hold, with a note that names the article's address at its end."""
    if 2 * len(cell) <= CELL or _units(cell) <= CELL:
        return cell
    note = f"…【cut for Excel, the whole text: {url[:2000]}】"
    room = CELL - _units(note)
    return cell.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + note  # "ignore": half a pair


def _guard(text: str, *, is_time: bool) -> str:
    told = _TO_TELL.sub(lambda found: "␍" if found[0] == "\r" else f"␛{found[0]}", text)
    misread = text.startswith(_FORMULA) or (is_time and _SHOWN.fullmatch(text))
    return "'" + told if misread else told


def _show(column: str, text: str, offset: str) -> str:
    """Write a time for Excel; a text that is none comes back as it is."""
    time = _TIME.fullmatch(_on_clock(text, offset) if column in CRAWL_TIMES else text)
    if time is None:
        return text
    day, minute, second, own = time.groups()
    return f"{day} {minute}{'' if second == ':00' else second}{'' if own == offset else own}"


def _read_time(column: str, cell: str, offset: str) -> str | None:
    """Read a time that _show wrote, None where the cell is none."""
    shown = _SHOWN.fullmatch(cell)
    if shown is None:
        return None
    day, minute, second, own = shown.groups()
    printed = f"{day}T{minute}{second or ':00'}{own or offset}"
    return _on_clock(printed, "+00:00") if column in CRAWL_TIMES else printed


def _on_clock(text: str, offset: str) -> str:
    """Put an ISO 8601 time on the clock of an offset; what is no time, or off the calendar then, stays."""
    try:
        return datetime.fromisoformat(text).astimezone(_zone(offset)).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return text


@cache
def _zone(offset: str) -> tzinfo | None:
    return datetime.strptime(offset, "%z").tzinfo


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
