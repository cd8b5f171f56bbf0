"""Exchanges to WARC 1.1 files (ISO 28500:2017): written whole and flushed before anybody acts on them.

The records are put together here and not by warcio's writer: that one compresses at level 9 only (1.8 to 2.1 ms
CPU an exchange with a page of 41 KB; here 0.85 to 1.05) and percent-encodes header bytes that are not ASCII. The tests
have warcio read and verify what is written.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import FileIO
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.archive.exchange import Capture
from pipelines.errors import ArchiveError
from pipelines.items import ArchiveRef

ROLL_AT = 1_000_000_000
"""A file of this many bytes is full: the usual size of WARC files, small enough to copy and check in one go."""

LEVEL = 3
"""gzip level. Pages of 41 KB: level 1 0.42 ms and 11.7 KB, 3 0.54 ms and 11.3 KB, 6 0.83 ms and 10.5 KB, 9 1.35 ms and
10.4 KB. From 3 on time doubles for 7 % of size; and most servers send gzip already, which no level makes smaller."""

REMEMBERED = 100_000
"""Payloads a process knows again, the oldest forgotten first: some 50 MB of memory at the most."""

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
PLACE = "X-Archive-Refers-To-Place"
"""Our own field of a revisit record: file below the archive folder, and offset, of the record with the payload."""
REMOVED, MASKED = "X-Archive-Removed", "X-Archive-Masked"
"""Our own fields of a record whose payload was taken down, or had something hidden in it: when. ISO 8601, UTC."""
DIGEST_BEFORE = "X-Archive-Payload-Digest-Before"
"""Our own field of such a record: the digest that revisits know its payload by."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A payload already in this process's files."""

    record_id: str
    url: str
    date: str
    place: str


class ArchiveWriter:
    """Writes the files of one process below a folder, one after the other.

    folder: the archive; files are <folder>/<YYYY>/<name>-<UTC time>-<pid>-<serial>.warc.gz, made when first needed.
    name: the site or run the files belong to. software, operator, run, user_agent: for the warcinfo record.
    roll_at: bytes after which the next file is begun.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        software: str,
        operator: str | None,
        run: str | None = None,
        user_agent: str | None = None,
        roll_at: int = ROLL_AT,
    ) -> None:
        self._folder = folder
        self._name = re.sub(r"[^A-Za-z0-9._]+", "-", name) or "archive"
        self._about = {
            "software": software,
            "format": "WARC File Format 1.1",
            "conformsTo": CONFORMS_TO,
            "operator": operator,
            "isPartOf": run,
            "http-header-user-agent": user_agent,
        }
        self._roll_at = roll_at
        self._serial = 0
        self._file: FileIO | None = None
        self._path = folder
        self._offset = 0
        self._kept: dict[str, _Kept] = {}

    def write(self, capture: Capture) -> ArchiveRef:
        """Archives one exchange; when this returns, its bytes are with the operating system.

        In order: metadata (where it is a part of an article), request, response or revisit. So a reader knows what a
        response is when it comes to it, and what a kill cuts off is never the middle of an exchange that was used.
        Raises ArchiveError where it cannot be written; nothing of it stays in the file then, and the writer is closed.
        """
        try:
            return self._write(self._file_at(capture.fetched), capture)
        except OSError as error:
            self.close()
            raise ArchiveError(
                f"{self._path}: the archive cannot be written ({error.strerror or error}): nothing is kept unarchived; "
                "free space or make the folder writable, then start again"
            ) from error

    def close(self) -> None:
        """Closes the current file; a later write begins a new one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, file: FileIO, capture: Capture) -> ArchiveRef:
        ident, date, digest = _record_id(), _date(capture.fetched), digest_of(capture.body)
        before = b"".join(_companions(capture, ident, date))
        response = _response(capture, ident, date, digest, self._kept.get(digest))
        start = self._append(file, before + response)
        ref = ArchiveRef(
            file=self._path.relative_to(self._folder).as_posix(), offset=start + len(before), record_id=ident
        )
        if capture.body:
            self._remember(digest, _Kept(ident, capture.url, date, f"{ref.file} {ref.offset}"))
        return ref

    def _remember(self, digest: str, kept: _Kept) -> None:
        self._kept.setdefault(digest, kept)
        if len(self._kept) > REMEMBERED:
            del self._kept[next(iter(self._kept))]

    def _file_at(self, now: datetime) -> FileIO:
        """The file to write to: the current one, or a new one where there is none or it is full."""
        if self._file is not None and self._offset < self._roll_at:
            return self._file
        self.close()
        moment = now.astimezone(UTC)
        file = self._new_file(moment)
        self._offset = 0
        self._append(file, _warcinfo(self._path.name, moment, self._about))
        self._file = file
        return file

    def _new_file(self, moment: datetime) -> FileIO:
        folder = self._path = self._folder / f"{moment:%Y}"
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            self._serial += 1
            self._path = folder / f"{self._name}-{moment:%Y%m%dT%H%M%S%fZ}-{os.getpid()}-{self._serial:05}.warc.gz"
            try:
                return FileIO(self._path, "x")
            except FileExistsError:
                continue  # another machine on a shared folder, or a process number used again

    def _append(self, file: FileIO, data: bytes) -> int:
        """Write all of it or nothing; out: where it begins."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[file.write(rest) :]
        except OSError:
            file.truncate(self._offset)
            raise
        self._offset += len(data)
        return self._offset - len(data)


def http_request(method: str, url: str, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> bytes:
    """A request as HTTP/1.1 sends it; Host is put first where the headers lack it, as the client does."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = list(headers)
    if not any(name.lower() == b"host" for name, _ in lines):
        lines.insert(0, (b"Host", parts.netloc.rpartition("@")[2].encode()))
    return _head(f"{method} {path} HTTP/1.1".encode(), lines) + body


def _companions(capture: Capture, ident: str, date: str) -> Iterable[bytes]:
    """The records that belong to a response and stand before it."""
    about = [("WARC-Target-URI", capture.url), ("WARC-Date", date), ("WARC-Concurrent-To", ident)]
    if capture.article is not None:
        yield _record("metadata", about, "application/json", capture.article.to_json())
    yield _record("request", about, "application/http; msgtype=request", capture.request)


def _response(capture: Capture, ident: str, date: str, digest: str, kept: _Kept | None) -> bytes:
    fields = [
        ("WARC-Record-ID", ident),
        ("WARC-Target-URI", capture.url),
        ("WARC-Date", date),
        ("WARC-Payload-Digest", digest),
    ]
    if capture.ip_address:
        fields.append(("WARC-IP-Address", capture.ip_address))
    if capture.truncated:
        fields.append(("WARC-Truncated", capture.truncated))
    head = _response_head(capture)
    if kept is None:
        return _record("response", fields, "application/http; msgtype=response", head + capture.body)
    fields += [
        ("WARC-Profile", REVISIT_PROFILE),
        ("WARC-Refers-To", kept.record_id),
        ("WARC-Refers-To-Target-URI", kept.url),
        ("WARC-Refers-To-Date", kept.date),
        (PLACE, kept.place),
    ]
    return _record("revisit", fields, "application/http; msgtype=response", head)


def _response_head(capture: Capture) -> bytes:
    """Status line and headers, as received but for two.

    The body is no longer in chunks and has the length it has: the headers must say so, or readers take it apart again.
    """
    phrase = HTTPStatus(capture.status).phrase if capture.status in _STATUSES else ""
    headers = [
        (b"X-Archive-Orig-" + name if name.lower() == b"transfer-encoding" else name, value)
        for name, value in capture.headers
        if name.lower() != b"content-length"
    ]
    headers.append((b"Content-Length", str(len(capture.body)).encode()))
    return _head(f"{capture.protocol} {capture.status} {phrase}".encode(), headers)


_STATUSES = frozenset(HTTPStatus)


def _head(start: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = (name + b": " + value for name, value in headers)
    return b"\r\n".join([start, *(line.translate(_ONE_LINE) for line in lines), b"", b""])


_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")
"""A line end within a value would begin a field of its own."""


def _warcinfo(file: str, moment: datetime, about: dict[str, str | None]) -> bytes:
    lines = (f"{key}: {value}".encode() for key, value in about.items() if value)
    block = b"".join(line.translate(_ONE_LINE) + b"\r\n" for line in lines)
    fields = [("WARC-Date", _date(moment)), ("WARC-Filename", file)]
    return _record("warcinfo", fields, "application/warc-fields", block)


def _record(kind: str, fields: Sequence[tuple[str, str]], content_type: str, block: bytes) -> bytes:
    """One record as one gzip member; it gets an id where the fields have none."""
    named = [("WARC-Type", kind), *fields, ("Content-Type", content_type), ("Content-Length", str(len(block)))]
    if not any(name == "WARC-Record-ID" for name, _ in fields):
        named.append(("WARC-Record-ID", _record_id()))
    if kind != "response":  # its payload has a digest already, and gzip a checksum of it all
        named.append(("WARC-Block-Digest", ""))
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return compressor.compress(laid_out(named, block)) + compressor.flush()


def laid_out(fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """A record as it stands in a file that is not compressed; length and digest of its block are filled in."""
    right = {"content-length": str(len(block))}
    if any(name.lower() == "warc-block-digest" for name, _ in fields):
        right["warc-block-digest"] = digest_of(block)
    head = _head(b"WARC/1.1", [(name.encode(), right.get(name.lower(), value).encode()) for name, value in fields])
    return head + block + b"\r\n\r\n"


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _date(moment: datetime) -> str:
    """WARC-Date with microseconds (WARC 1.1, 5.4): two exchanges of one second stay apart."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def digest_of(data: bytes) -> str:
    """The labelled digest most archives use; it finds equal payloads, it protects nothing."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
