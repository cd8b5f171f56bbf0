"""Takes an article out of archive files, in place: no other record moves, so every reference to one stays right.

What goes, and what stays:

- of the article's own exchanges (its pages, their parts, its attached files), every response's headers and payload and
  the titles in the metadata record; address, time and status stay, and X-Archive-Removed says when;
- on pages of its site that are no article's (lists, feeds, interfaces), its titles and paragraphs are masked;
- on pages of the site's other articles (side lists), its titles; twins, which carry the same text, are left whole.

A gzip member is written over by one of the same length, the rest of which is a comment of blanks in its head (RFC 1952,
2.3.1); a plain record by one whose block ends in blanks. What is to be written is put down whole beside the file first:
a kill leaves a file that is old, new, or mended by finish_overwrites.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from pipelines.archive.codings import undo
from pipelines.archive.exchange import ArticleRequest
from pipelines.archive.masks import Texts
from pipelines.archive.reader import message, target_of
from pipelines.archive.records import Broken, Fields, Record, Stretch, read_stretches
from pipelines.archive.writer import DIGEST_BEFORE, MASKED, REMOVED, laid_out
from pipelines.errors import ArchiveError
from pipelines.normalise.addresses import canonical, host

_JOURNAL = ".overwrite"
_DIGITS = 8
"""By so many bytes a longer block may lengthen its record's head; line ends behind the record take up the rest."""
_ANSWERS = ("response", "revisit")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is to be taken out. Addresses in canonical form, hosts as normalise.addresses.host gives them of these."""

    addresses: frozenset[str]
    """The article's own: pages, parts, attached files."""
    hosts: frozenset[str]
    """Where it may be listed."""
    spared: frozenset[str] = frozenset()
    """Of other articles with the same text."""
    texts: Texts


@dataclass(slots=True)
class Taken:
    """What became of the records of files: responses emptied, and pages of others masked."""

    removed: int = 0
    masked: int = 0


def take_down(path: Path, targets: Sequence[Target], *, now: datetime) -> Taken:
    """Take the targets out of one file; what is out already stays as it is. Damaged places are left alone.

    now: aware, for X-Archive-Removed. Raises ArchiveError where the file cannot be read or written.
    """
    taken = Taken()
    overwrites: list[tuple[int, bytes]] = []
    rewriter = _Rewriter(targets, f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", taken)
    for stretch in read_stretches(path):
        try:
            records = stretch.records()
        except Broken:
            continue
        ways = [rewriter.ways(record) for record in records]
        if any(ways):
            overwrites.append((stretch.offset, _fitted(path, stretch, records, ways)))
    if overwrites:
        _overwrite(path, overwrites)
    return taken


def finish_overwrites(folder: Path) -> int:
    """Complete what a killed process had begun to write over below an archive folder; returns how many files.

    Raises ArchiveError.
    """
    finished = 0
    for journal in sorted(folder.rglob(f".*{_JOURNAL}")):
        _apply(journal)
        finished += 1
    for part in folder.rglob(f".*{_JOURNAL}.part"):
        part.unlink(missing_ok=True)  # nothing of it was written over yet
    return finished


Way = tuple[Fields, bytes]
"""One form a record may take instead: fields and block. The first that fits in its place is taken."""


class _Rewriter:
    """Says what becomes of each record of a file, in order."""

    def __init__(self, targets: Sequence[Target], now: str, taken: Taken) -> None:
        self._targets = targets
        self._now = now
        self._taken = taken
        self._articles: dict[str, str] = {}  # the article an exchange was for, by the id of its response

    def ways(self, record: Record) -> list[Way]:
        """The forms a record may take, the best first; none where it stays as it is."""
        kind = record.field("WARC-Type") or ""
        address = canonical(target_of(record))
        if kind == "metadata":
            return self._metadata(record, address)
        if record.field(REMOVED):
            return []
        ident = record.field("WARC-Record-ID") or ""
        article = self._articles.pop(ident, None) if kind in _ANSWERS else None
        if any(address in target.addresses or article in target.addresses for target in self._targets):
            if kind in ("request", "warcinfo"):
                return []
            self._taken.removed += kind in _ANSWERS
            return _emptied(record, self._now)
        if kind != "response":
            return []
        return self._masked(record, address, article)

    def _metadata(self, record: Record, address: str) -> list[Way]:
        """The record that says which article an exchange was for, without the titles of its rows."""
        try:
            request = ArticleRequest.from_json(record.block)
        except ArchiveError:  # another program's
            return _emptied(record, self._now) if any(address in one.addresses for one in self._targets) else []
        article = canonical(request.url)
        self._articles[record.field("WARC-Concurrent-To") or ""] = article
        if not any({address, article} & target.addresses for target in self._targets):
            return []
        said = json.loads(record.block)
        if not any(row.get("title") for row in said["links"]):
            return []
        said["links"] = [row | {"title": None} for row in said["links"]]
        block = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return [(record.fields, block)]

    def _masked(self, record: Record, address: str, article: str | None) -> list[Way]:
        """A page of somebody else, with these texts hidden."""
        wanted = [
            target.texts if article is None else target.texts.only_titles
            for target in self._targets
            if host(address) in target.hosts and not {address, article} & target.spared
        ]
        if not wanted:
            return []
        try:
            _, headers, body = message(record.block)
            encodings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
            page = undo(body, encodings)
        except (Broken, ArchiveError):
            return []
        hidden = page
        for texts in wanted:
            hidden = texts.masked(hidden)
        gone = any(texts.stand_in(hidden) for texts in wanted)
        if hidden is page and not gone:
            return []
        self._taken.masked += 1
        status_line = record.block.partition(b"\n")[0].decode("latin-1").strip()
        without = tuple(one for one in headers if one[0].lower() not in _OF_THE_BODY)
        plain = _with_body(record, status_line, without, hidden, self._now)
        packed = (*without, ("Content-Encoding", "br"))
        smaller = _with_body(record, status_line, packed, brotli.compress(hidden), self._now)
        return [*([] if gone else [plain, smaller]), *_emptied(record, self._now)]


_OF_THE_BODY = {"content-length", "content-encoding", "transfer-encoding", "content-md5", "digest", "repr-digest"}


def _with_body(record: Record, status_line: str, headers: Fields, body: bytes, now: str) -> Way:
    """A response with another body, and all that says what its body is."""
    lines = [status_line, *(f"{name}: {value}" for name, value in (*headers, ("Content-Length", str(len(body)))))]
    block = "\r\n".join((*lines, "", "")).encode("latin-1", "replace") + body
    return _marked(record, (MASKED, now)), block


def _emptied(record: Record, now: str) -> list[Way]:
    """A record of which only address, time and status are left; in a small place without its other fields."""
    block = b""
    if record.field("WARC-Type") in _ANSWERS:
        status_line = record.block.partition(b"\n")[0].strip()[:40]
        block = status_line + b"\r\nContent-Length: 0\r\n\r\n" if status_line else b""
    least = tuple(one for one in record.fields if one[0].lower() in _LEAST)
    return [(_marked(record, (REMOVED, now)), block), ((*least, (REMOVED, now)), block)]


_LEAST = {"warc-type", "warc-record-id", "warc-target-uri", "warc-date", "content-type", "content-length"}


def _marked(record: Record, mark: tuple[str, str]) -> Fields:
    """The record's fields with that mark; its payload's digest is no longer right, but revisits refer to it."""
    renamed = {"warc-payload-digest": DIGEST_BEFORE}
    fields = (one for one in record.fields if one[0].lower() != MASKED.lower())
    return (*((renamed.get(name.lower(), name), value) for name, value in fields), mark)


def _fitted(path: Path, stretch: Stretch, records: Sequence[Record], ways: Sequence[Sequence[Way]]) -> bytes:
    """The stretch's bytes anew, as many as before. Raises ArchiveError where no way is short enough."""
    for attempt in range(max(map(len, ways))):
        chosen = [
            one[min(attempt, len(one) - 1)] if one else (record.fields, record.block)
            for record, one in zip(records, ways, strict=True)
        ]
        if stretch.compressed:
            fitted = _member(b"".join(laid_out(fields, block) for fields, block in chosen), stretch.length)
        else:
            fitted = _plain(*chosen[0], stretch.length)
        if fitted is not None:
            return fitted
    raise ArchiveError(f"{path}, byte {stretch.offset}: what is left of the record does not fit in its place")


def _member(content: bytes, length: int) -> bytes | None:
    """A gzip member of that length, filled up by a comment of blanks; None where the content takes more."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = compressor.compress(content) + compressor.flush()
    missing = length - len(deflated) - 18
    if missing < 0:
        return None
    comment = b" " * (missing - 1) + b"\0" if missing else b""
    head = b"\x1f\x8b\x08" + (b"\x10" if missing else b"\0") + b"\0\0\0\0\x02\xff"
    tail = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return head + comment + deflated + tail


def _plain(fields: Fields, block: bytes, length: int) -> bytes | None:
    """A record of that length, its block filled up by blanks; None where it takes more."""
    missing = length - len(laid_out(fields, block))
    filled = laid_out(fields, block + b" " * max(0, missing - _DIGITS))
    return filled + b"\n" * (length - len(filled)) if len(filled) <= length else None


def _overwrite(path: Path, overwrites: Iterable[tuple[int, bytes]]) -> None:
    """Write over these places of a file: all is put down beside it first, and taken away when it is done."""
    journal = path.with_name(f".{path.name}{_JOURNAL}")
    part = journal.with_name(journal.name + ".part")
    try:
        with part.open("wb") as file:
            for offset, data in overwrites:
                file.write(f"{offset} {len(data)}\n".encode("ascii") + data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(journal)
    except OSError as error:
        raise _unwritable(part, error) from error
    _apply(journal)


def _apply(journal: Path) -> None:
    path = journal.with_name(journal.name.removeprefix(".").removesuffix(_JOURNAL))
    try:
        if path.exists():
            with path.open("r+b", buffering=0) as file:
                for offset, data in _read_journal(journal):
                    file.seek(offset)
                    file.write(data)
                os.fsync(file.fileno())
        journal.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


def _read_journal(journal: Path) -> Iterator[tuple[int, bytes]]:
    with journal.open("rb") as file:
        while line := file.readline():
            offset, length = map(int, line.split())
            yield offset, file.read(length)


def _unwritable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(
        f"{path}: cannot be written ({error.strerror or error}): free space or make it writable, then start again"
    )
