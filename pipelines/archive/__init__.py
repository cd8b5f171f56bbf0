"""Page to WARC and back: every exchange as it came over the wire, kept before anybody acts on it.

    ArchiveWriter.write(Capture) -> ArchiveRef      one exchange: metadata, request, response or revisit
    read_archive(path) -> Iterator[Exchange]        one file, ours or anybody's
    ArchiveReader(paths)                            a set of files: revisits are resolved within it, damage is listed
    fetch_record(folder, ArchiveRef) -> Exchange    one response by its place
    ArchivedPages(paths)                            exchanges rejoined into Pages, every response accounted for

Rooms: `exchange` (what travels), `writer`, `records` (a file cut into records, whatever was done to it), `codings`
(content encodings undone, with a limit), `reader`, `pages`. docs/archive.md says what lies in a file and why.
"""

from __future__ import annotations

from pipelines.archive.exchange import ArticleRequest, Capture, Damage, Exchange
from pipelines.archive.pages import ArchivedPages
from pipelines.archive.reader import ArchiveReader, fetch_record, read_archive
from pipelines.archive.writer import ArchiveWriter

__all__ = [
    "ArchiveReader",
    "ArchiveWriter",
    "ArchivedPages",
    "ArticleRequest",
    "Capture",
    "Damage",
    "Exchange",
    "fetch_record",
    "read_archive",
]
