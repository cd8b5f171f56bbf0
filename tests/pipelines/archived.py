"""Made-up exchanges, and archives of them, for the tests of the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import ArchiveReader, ArchiveWriter, ArticleRequest, Capture, Damage, Exchange
from pipelines.archive.writer import http_request
from pipelines.items import Link

NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
PAGE = "<html><h1>柳河镇春耕</h1><p>田里的水已经放满。</p></html>".encode()
LINK = Link(
    url="http://town.example/a/1.html",
    title="柳河镇春耕…",
    date="2026-03-04",
    raw_date="2026/03/04",
    listing="http://town.example/a/",
    position=3,
    pinned=True,
)
ARTICLE = ArticleRequest(site="town", url="http://town.example/a/1.html", links=(LINK,))


def capture(url: str = "http://town.example/a/1.html", body: bytes = PAGE, **more: Any) -> Capture:
    values: dict[str, Any] = {
        "url": url,
        "request": http_request("GET", url, [(b"User-Agent", b"district-news (+mailto:a@b.example)")]),
        "status": 200,
        "headers": [(b"Content-Type", b"text/html")],
        "body": body,
        "fetched": NOW,
    }
    return Capture(**(values | more))


def writer(folder: Path, **more: Any) -> ArchiveWriter:
    values: dict[str, Any] = {"name": "town", "software": "district-news/0.1", "operator": "a@b.example"}
    return ArchiveWriter(folder, **(values | more))


def written(folder: Path, *captures: Capture, **more: Any) -> list[Path]:
    archive = writer(folder, **more)
    for one in captures:
        archive.write(one)
    archive.close()
    return files_of(folder)


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.warc.gz"))


def read(*paths: Path) -> tuple[list[Exchange], list[Damage]]:
    damages: list[Damage] = []
    return list(ArchiveReader(paths, on_damage=damages.append)), damages


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Type, fields and block, as warcio sees them."""
    with path.open("rb") as file:
        found = ArchiveIterator(file, no_record_parse=True)
        return [(one.rec_type, dict(one.rec_headers.headers), one.raw_stream.read()) for one in found]
