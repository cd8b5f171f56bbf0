"""A WARC file cut into its records, whatever was done to it: cut off, damaged in the middle, not compressed.

Format: WARC 1.1 (ISO 28500:2017), 1.0 and the 0.1x before it; one gzip member a record (Annex D), several records in a
member where they fit the limit, or no compression. A head is read the same way in WARC and in HTTP.
"""

from __future__ import annotations

import mmap
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive.codings import LIMIT
from pipelines.archive.exchange import Damage
from pipelines.errors import ArchiveError

_MEMBER = b"\x1f\x8b\x08"
_VERSION = b"WARC/"
_LINE_END = re.compile("\r?\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")  # some servers end lines with a line feed alone
_BLOCK = 64 * 1024
_LONGEST_HEAD = 1024 * 1024

Fields = tuple[tuple[str, str], ...]


class Broken(Exception):
    """A record that cannot be read here. cut: because the bytes end before it does."""

    def __init__(self, reason: str, *, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One WARC record. offset: of its gzip member, or of itself in a plain file."""

    offset: int
    fields: Fields
    block: bytes

    def field(self, name: str) -> str | None:
        """The first field of that name, without regard to case."""
        return first(self.fields, name)


def first(fields: Fields, name: str) -> str | None:
    """The first value of that name, without regard to case."""
    wanted = name.lower()
    return next((value for key, value in fields if key.lower() == wanted), None)


def read_records(path: Path) -> Iterator[Record | Damage]:
    """All records of one file in order, and the places that could not be read.

    Raises ArchiveError where the file cannot be opened or is no WARC at all.
    """
    data = _mapped(path)
    if data[:3] == _MEMBER:
        yield from _compressed(data, path.name)
    elif data[:5] == _VERSION or data.find(b"\n" + _VERSION) >= 0:
        yield from _plain(data, path.name)
    elif (start := _next_member(data, 0)) < len(data):
        yield Damage(file=path.name, offset=0, reason="no record begins here")
        yield from _compressed(data, path.name, start)
    elif data:
        raise ArchiveError(f"{path}: no WARC file: it must begin with WARC/1.x, or with a gzip member that does")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The bytes of a file that are written over as one: a gzip member, or a record of a plain file."""

    offset: int
    length: int
    compressed: bool
    content: bytes
    """One record or more, unfolded."""

    def records(self) -> list[Record]:
        """Its records, in order. Raises Broken."""
        return list(_records_of(self.content, self.offset))


def read_stretches(path: Path) -> Iterator[Stretch]:
    """The readable stretches of a file, in order; what is damaged is passed over.

    Raises ArchiveError where the file cannot be opened.
    """
    data = _mapped(path)
    at = 0 if data[:3] == _MEMBER or data[:5] == _VERSION else _next_member(data, 0)
    while at < len(data):
        compressed = data[at : at + 3] == _MEMBER
        try:
            if compressed:
                content, end = _unfold(data, at)
            else:
                end = _record(data, at, at)[1]
                content = data[at:end]
            yield Stretch(offset=at, length=end - at, compressed=compressed, content=content)
        except Broken:
            end = _next_member(data, at + 1) if compressed else _next_record(data, at + 1)
        at = end


def record_at(path: Path, offset: int, record_id: str | None = None) -> Record:
    """The record at an offset; with an id, that record of the member there.

    Raises ArchiveError where the file cannot be opened or no such record is there.
    """
    data = _mapped(path)
    try:
        if data[offset : offset + 3] == _MEMBER:
            found = list(_records_of(_unfold(data, offset)[0], offset))
        else:
            found = [_record(data, offset, offset)[0]]
    except Broken as error:
        raise ArchiveError(f"{path}, byte {offset}: {error}") from error
    for record in found:
        if record_id is None or record.field("WARC-Record-ID") == record_id:
            return record
    raise ArchiveError(f"{path}, byte {offset}: record {record_id} is not there: was the file replaced?")


def read_head(data: mmap.mmap | bytes, at: int, encoding: str = "latin-1") -> tuple[str, Fields, int]:
    """A start line and header fields up to the blank line: of a WARC record or of an HTTP message.

    encoding: WARC's fields are UTF-8; HTTP's are bytes, and nothing of them is lost in Latin-1.
    Out: start line, fields in order with folded lines joined, and where the rest begins.
    Raises Broken where no blank line follows.
    """
    blank = _BLANK_LINE.search(data, at, at + _LONGEST_HEAD)
    if blank is None:
        raise Broken("a head has no end", cut=len(data) - at < _LONGEST_HEAD)
    start, *lines = _LINE_END.split(data[at : blank.start()].decode(encoding, "replace"))
    fields: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon:
            fields.append((name.strip(), value.strip()))
    return start, tuple(fields), blank.end()


def _mapped(path: Path) -> mmap.mmap | bytes:
    """The file's bytes, read as they are asked for: archives are larger than memory."""
    try:
        with path.open("rb") as file:
            empty = not file.seek(0, os.SEEK_END)  # and nothing to map
            return b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path}: cannot be opened as a WARC file: {error}") from error


def _compressed(data: mmap.mmap | bytes, file: str, at: int = 0) -> Iterator[Record | Damage]:
    while at < len(data):
        try:
            content, end = _unfold(data, at)
            yield from _records_of(content, at)
        except Broken as error:
            end = _next_member(data, at + 1)
            yield Damage(file=file, offset=at, reason=str(error), cut=error.cut and end == len(data))
        at = end


def _unfold(data: mmap.mmap | bytes, at: int) -> tuple[bytes, int]:
    """The content of the gzip member at an offset, checksum verified, and where the next begins."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
    content = bytearray()
    try:
        while not inflater.eof:
            piece = data[at : at + _BLOCK]
            if not piece:
                raise Broken("the file ends within a record", cut=True)
            content += inflater.decompress(piece, LIMIT + 1 - len(content))
            at += len(piece)
            if len(content) > LIMIT:
                raise Broken(f"one gzip member holds over {LIMIT} bytes (a whole file in one? try `warcio recompress`)")
    except zlib.error as error:
        raise Broken(f"a damaged gzip member: {error}") from error
    return bytes(content), at - len(inflater.unused_data)


def _records_of(content: bytes, offset: int) -> Iterator[Record]:
    at = 0
    while at < len(content):
        try:
            record, at = _record(content, at, offset)
        except Broken as error:
            raise Broken(str(error)) from error  # the member is whole: its record is wrong, not cut off
        yield record


def _next_member(data: mmap.mmap | bytes, at: int) -> int:
    """Where the next gzip member that holds a record begins; the end where there is none."""
    while (at := data.find(_MEMBER, at)) >= 0:
        try:
            if zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data[at : at + _LONGEST_HEAD], 5) == _VERSION:
                return at
        except zlib.error:
            pass  # three bytes that only look like a beginning
        at += 1
    return len(data)


def _plain(data: mmap.mmap | bytes, file: str) -> Iterator[Record | Damage]:
    at = 0
    while at < len(data):
        try:
            record, end = _record(data, at, at)
            yield record
        except Broken as error:
            end = _next_record(data, at + 1)
            yield Damage(file=file, offset=at, reason=str(error), cut=error.cut and end == len(data))
        at = end


def _next_record(data: mmap.mmap | bytes, at: int) -> int:
    """Where the next record of a plain file begins; the end where there is none."""
    found = data.find(b"\n" + _VERSION, at)
    return found + 1 if found >= 0 else len(data)


def _record(data: mmap.mmap | bytes, at: int, offset: int) -> tuple[Record, int]:
    """The record at a place, and where the next begins, past the two line ends between them."""
    if data[at : at + 5] != _VERSION:
        raise Broken("no record begins here")
    _, fields, start = read_head(data, at, "utf-8")
    said = first(fields, "Content-Length") or ""
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise Broken("a record does not say how long it is")
    end = start + int(said)
    if end > len(data):
        raise Broken("the file ends within a record", cut=True)
    if int(said) > LIMIT:
        raise Broken(f"a record of over {LIMIT} bytes")
    record = Record(offset=offset, fields=fields, block=data[start:end])
    while data[end : end + 1] in (b"\r", b"\n"):
        end += 1
    return record, end
