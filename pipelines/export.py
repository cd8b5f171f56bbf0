"""Flat files from the public views: today CSV, in a profile for Excel and one for programs.

Both have the columns of `articles_flat`, in its order, one line an article in order of id. They are written row by
row to a file beside the wanted one, which gets its name only when all is there.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Literal, TextIO

from sqlite_utils import Database

from pipelines import excel
from pipelines.errors import StoreError
from pipelines.store.filters import Filters
from pipelines.store.schema import explained

Profile = Literal["excel", "data"]

OFFSET = "+08:00"
"""The clock times are shown by in the excel profile: China has one."""

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as the machine's own encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was written. files: in order, more than one only where Excel's rows did not suffice; empty for a stream."""

    rows: int
    files: tuple[Path, ...]


def export_csv(
    db: Database,
    out: Path | TextIO,
    *,
    profile: Profile = "excel",
    filters: Filters | None = None,
    offset: str = OFFSET,
    rows_per_file: int = excel.ROWS - 2,
) -> ExportReport:
    """Write the articles that pass the filters as CSV.

    excel: UTF-8 with a byte order mark, CRLF, cells as pipelines.excel writes them (undo_excel reads them back), and
    -2, -3 … at the end of the name for the next file after rows_per_file rows, so that with the header none comes to
    Excel's last row. data: plain UTF-8, CRLF (RFC 4180), nothing altered, one file; an absent value is an empty cell.
    out: a path, replaced in one step when all is written, or a text stream opened with newline="".
    Raises StoreError where the database can't be read or a file can't be written.
    """
    for_excel = profile == "excel"
    with explained(db):
        columns, rows = _select(db, filters or Filters())
        if for_excel:
            rows = _for_excel(columns, rows, offset)
        if isinstance(out, Path):
            sheets = _sheets(rows, rows_per_file if for_excel else None)
            return _write_files(out, columns, sheets, bom=for_excel)
        return ExportReport(rows=_write(out, columns, rows, bom=for_excel), files=())


def undo_excel(lines: Iterable[str], *, offset: str = OFFSET) -> Iterator[list[str]]:
    """Read a CSV of the excel profile and yield its header and rows as the data profile would have them.

    lines: an open file (encoding "utf-8", newline=""), or its lines; offset: the one it was written with. Every cell
    comes back exactly, but for those that were cut (they end in the note that says so).
    """
    columns: list[str] | None = None
    for row in csv.reader(_without_bom(lines)):
        if columns is None:
            columns = row
            yield row
        else:
            yield [excel.decode(column, cell, offset=offset) for column, cell in zip(columns, row, strict=True)]


_CONDITIONS = {
    "site": "site = :site",
    "division": "substr(division_code, 1, length(:division)) = :division",
    "since": "substr(published || '-01', 1, 10) >= :since",  # a month counts as its first day
    "until": "substr(published || '-01', 1, 10) <= :until",
    "source": "source = :source",
    "reporter": "id IN (SELECT article_id FROM bylines_flat WHERE role = 'reporters' AND name = :reporter)",
}


def _select(db: Database, filters: Filters) -> tuple[list[str], Iterator[list[str]]]:
    """Ask for the articles; returns the columns and, one by one, the rows as text."""
    wanted = {name: value for name, value in asdict(filters).items() if value is not None}
    where = " AND ".join(_CONDITIONS[name] for name in wanted) or "1"
    query = f"SELECT * FROM articles_flat WHERE {where} ORDER BY id"  # noqa: S608 (our own words only)
    found = db.conn.execute(query, {name: str(value) for name, value in wanted.items()})
    columns = [column[0] for column in found.description]
    return columns, (["" if value is None else str(value) for value in row] for row in found)


def _for_excel(columns: list[str], rows: Iterator[list[str]], offset: str) -> Iterator[list[str]]:
    address = columns.index("url")
    for row in rows:
        url = row[address]
        yield [excel.encode(column, text, url=url, offset=offset) for column, text in zip(columns, row, strict=True)]


def _sheets(rows: Iterator[list[str]], size: int | None) -> Iterator[Iterator[list[str]]]:
    """Deal rows out to files of at most `size` rows: at least one file; each is to be read before the next."""
    yield islice(rows, size)
    if size is not None:
        for first in rows:
            yield chain([first], islice(rows, size - 1))


def _write_files(out: Path, columns: list[str], sheets: Iterator[Iterator[list[str]]], *, bom: bool) -> ExportReport:
    """Write each sheet to a file beside its place, then put all in their places."""
    total, parts = 0, list[tuple[Path, Path]]()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for number, sheet in enumerate(sheets, start=1):
            place = out if number == 1 else out.with_stem(f"{out.stem}-{number}")
            part = place.with_name(f".{place.name}.{os.getpid()}.part")
            parts.append((part, place))
            total += _write_file(part, columns, sheet, bom=bom)
        for part, place in parts:
            part.replace(place)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error}; choose another place or free some space") from error
    finally:
        for part, _ in parts:
            with suppress(OSError):  # a folder that cannot be written has been told of
                part.unlink()
    return ExportReport(rows=total, files=tuple(place for _, place in parts))


def _write_file(part: Path, columns: list[str], rows: Iterator[list[str]], *, bom: bool) -> int:
    with part.open("w", encoding="utf-8", newline="") as file:
        number = _write(file, columns, rows, bom=bom)
        file.flush()
        os.fsync(file.fileno())  # the name must not come to stand before the content after a power cut
    return number


def _write(file: TextIO, columns: list[str], rows: Iterator[list[str]], *, bom: bool) -> int:
    """Write header and rows; returns the number of rows."""
    if bom:
        file.write(BOM)
    writer = csv.writer(file)
    writer.writerow(columns)
    number = 0
    for number, row in enumerate(rows, start=1):  # noqa: B007 (counted on the way: rows are never all in memory)
        writer.writerow(row)
    return number


def _without_bom(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line.removeprefix(BOM) if number == 0 else line
