"""WARC files to Exchanges: ours and anybody's, cut off or damaged, revisits with the payload they refer to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataReader

from pipelines.archive.codings import undo
from pipelines.archive.exchange import ArticleRequest, Damage, Exchange
from pipelines.archive.records import Broken, Fields, Record, first, read_head, read_records, record_at
from pipelines.archive.writer import DIGEST_BEFORE, PLACE, REMOVED
from pipelines.errors import ArchiveError
from pipelines.items import ArchiveRef

logger = logging.getLogger(__name__)

OURS = "district-news"
"""How `software` begins in the warcinfo record of files of this project."""

Place = tuple[Path, int, str | None]
"""File, offset and record id of a payload."""


def read_archive(path: Path, *, folder: Path | None = None) -> Iterator[Exchange]:
    """The exchanges of one WARC file in order; what cannot be read is logged and skipped.

    folder: the archive folder, for ArchiveRef.file; a file outside it is called by its name.
    Raises ArchiveError where the file cannot be opened or is no WARC file.
    """
    return ArchiveReader([path], folder=folder).read(path)


def fetch_record(folder: Path, ref: ArchiveRef) -> Exchange:
    """One response by its place. Which article it belongs to stands in a record before it and is not looked up.

    A revisit's payload is looked for where the record says, else in the same file.
    Raises ArchiveError where the record, or its payload, is missing, damaged or taken down.
    """
    path = folder / ref.file
    record = record_at(path, ref.offset, ref.record_id)
    try:
        place = _place_said(record, folder) or ArchiveReader([path]).payload_of(record)
        exchange = _exchange(record, place, ref)
    except Broken as error:
        raise ArchiveError(f"{path}, byte {ref.offset}: {error}") from error
    if exchange.removed:
        raise ArchiveError(f"{path}, byte {ref.offset}: {exchange.url} was taken down on {exchange.removed}")
    return exchange


def log_damage(damage: Damage) -> None:
    """Logs a warning that names file, offset and reason."""
    logger.warning("%s", damage)


class ArchiveReader:
    """The exchanges of a set of files, file after file.

    Every response and revisit record of HTTP is one Exchange, or is reported to on_damage, as is everything else that
    cannot be read, a whole file too; other records (dns, resource, conversion …) are passed over. advance is told how
    many bytes more of the files are read.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        *,
        folder: Path | None = None,
        on_damage: Callable[[Damage], object] = log_damage,
        advance: Callable[[int], object] = lambda read: None,
    ) -> None:
        self._paths = list(paths)
        self._folder = folder
        self._report = on_damage
        self._advance = advance
        self._places: dict[str, Place] = {}
        self._all_indexed = False

    def __iter__(self) -> Iterator[Exchange]:
        for path in self._paths:
            at = 0
            try:
                for exchange in self.read(path):
                    yield exchange
                    self._advance(exchange.archived.offset - at)
                    at = exchange.archived.offset
                self._advance(path.stat().st_size - at)
            except ArchiveError as error:
                self._report(Damage(file=path.name, offset=0, reason=str(error)))

    def payload_of(self, record: Record) -> Place | None:
        """Where a revisit's payload lies in this set; None for others and removed ones. Raises Broken: nowhere."""
        if record.field("WARC-Type") != "revisit" or record.field(REMOVED):
            return None
        for key in _referred(record):
            if key in self._places:
                return self._places[key]
        if not self._all_indexed:
            self._index()
            return self.payload_of(record)
        raise Broken("a revisit whose payload is in none of the files given: add the file it refers to")

    def read(self, path: Path) -> Iterator[Exchange]:
        """The exchanges of one of the files. Raises ArchiveError where it cannot be opened or is no WARC file."""
        name = self._name(path)
        articles: dict[str, ArticleRequest] = {}
        ours = False
        for record in read_records(path):
            if isinstance(record, Damage):
                self._report(record)
                continue
            kind = record.field("WARC-Type")
            try:
                if kind == "warcinfo":
                    ours = _is_ours(record)
                elif kind == "metadata" and ours and record.field("Content-Type") == "application/json":
                    articles[record.field("WARC-Concurrent-To") or ""] = ArticleRequest.from_json(record.block)
                elif kind in ("response", "revisit") and _is_http(record):
                    self._note(path, record)
                    ident = record.field("WARC-Record-ID") or ""
                    ref = ArchiveRef(file=name, offset=record.offset, record_id=ident)
                    yield _exchange(record, self.payload_of(record), ref, articles.pop(ident, None), ours=ours)
            except (Broken, ArchiveError) as error:
                self._report(Damage(file=path.name, offset=record.offset, reason=str(error)))

    def _note(self, path: Path, record: Record) -> None:
        if record.field("WARC-Type") == "response":
            for key in _own_keys(record):
                self._places.setdefault(key, (path, record.offset, record.field("WARC-Record-ID")))

    def _index(self) -> None:
        """Note all payloads of the set: one that was not met yet lies in a later file, or nowhere."""
        self._all_indexed = True
        for path in self._paths:
            with suppress(ArchiveError):  # reported, as damage is, when the file's turn comes
                for record in read_records(path):
                    if isinstance(record, Record):
                        self._note(path, record)

    def _name(self, path: Path) -> str:
        if self._folder is not None and path.resolve().is_relative_to(self._folder.resolve()):
            return path.resolve().relative_to(self._folder.resolve()).as_posix()
        return path.name


def _is_ours(warcinfo: Record) -> bool:
    lines = warcinfo.block.decode("utf-8", "replace").lower().splitlines()
    return any(line.replace(" ", "").startswith(f"software:{OURS}") for line in lines)


def _is_http(record: Record) -> bool:
    return target_of(record).lower().startswith(("http:", "https:"))


def target_of(record: Record) -> str:
    """The address a record is about. WARC 1.0 wrote it in angle brackets in places (wget does)."""
    return (record.field("WARC-Target-URI") or "").strip("<>")


def _address(record: Record) -> str:
    address = target_of(record)
    try:
        urlsplit(address)
    except ValueError as error:
        raise Broken(f"a record whose address {address!r} is none: {error}") from error
    return address


def _place_said(record: Record, folder: Path) -> Place | None:
    """Where our own revisit records say their payload lies; None where nothing is said or the file is gone."""
    file, _, offset = (record.field(PLACE) or "").rpartition(" ")
    path = folder / file
    if (
        not file
        or ".." in file
        or Path(file).is_absolute()
        or not path.is_file()
        or not (offset.isascii() and offset.isdigit())
    ):
        return None
    return path, int(offset), record.field("WARC-Refers-To")


def _own_keys(record: Record) -> Iterator[str]:
    yield f"{target_of(record)} {record.field('WARC-Date')}"
    yield from _digests(record)


def _digests(record: Record) -> list[str]:
    """Of a record's payload, as it was before anything was masked or removed."""
    said = (record.field("WARC-Payload-Digest"), record.field(DIGEST_BEFORE))
    return [digest.lower() for digest in said if digest]


def _referred(revisit: Record) -> Iterator[str]:
    """What to look for, the surest first (WARC 1.1, 6.7.2: the digest must be the same)."""
    if (digest := revisit.field("WARC-Payload-Digest")) and "not-modified" not in (revisit.field("WARC-Profile") or ""):
        yield digest.lower()
    uri = (revisit.field("WARC-Refers-To-Target-URI") or "").strip("<>")
    yield f"{uri} {revisit.field('WARC-Refers-To-Date')}"


def _exchange(
    record: Record,
    payload_at: Place | None,
    ref: ArchiveRef,
    article: ArticleRequest | None = None,
    *,
    ours: bool = False,
) -> Exchange:
    removed = record.field(REMOVED)
    if payload_at is None or removed:
        status, headers, body = message(record.block)
    else:
        first_visit = record_at(*payload_at)
        removed = first_visit.field(REMOVED)
        status, headers, body = _revisited(record, first_visit)
    encodings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return Exchange(
        url=_address(record),
        status=status,
        headers=headers,
        body=undo(body, encodings),
        fetched=_moment(record.field("WARC-Date")),
        archived=ref,
        article=article,
        ours=ours,
        removed=removed,
    )


def _revisited(revisit: Record, first_visit: Record) -> tuple[int, Fields, bytes]:
    """The revisit's own status and headers where it has them (WARC 1.1 allows none), with the payload it refers to."""
    wanted, there = revisit.field("WARC-Payload-Digest"), _digests(first_visit)
    if wanted and there and wanted.lower() not in there:
        raise Broken("a revisit whose payload is no longer where it lay")
    status, headers, body = message(first_visit.block)
    if revisit.block:
        status, headers, _ = message(revisit.block)
    return status, headers, body


def message(block: bytes) -> tuple[int, Fields, bytes]:
    """Status, headers and body of an HTTP response; the body out of its chunks where the record still has them.

    Raises Broken.
    """
    line, headers, start = read_head(block, 0)
    version, _, rest = line.partition(" ")
    status = rest[:3]
    if not version.startswith("HTTP/") or not (status.isascii() and status.isdigit()):
        raise Broken("a response that does not begin with an HTTP status line")
    body = block[start:]
    if (first(headers, "Transfer-Encoding") or "").lower().endswith("chunked"):
        body = ChunkedDataReader(BytesIO(body)).read()
    return int(status), headers, body


def _moment(date: str | None) -> datetime:
    """WARC-Date (W3C-DTF, UTC) as an aware datetime. Raises Broken where there is none that names a day."""
    try:
        moment = datetime.fromisoformat(date or "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Broken(f"a record whose WARC-Date {date!r} is no time") from error
