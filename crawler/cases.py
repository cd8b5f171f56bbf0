"""Articles as test cases: the page as it was received, and the values it should have.

The layout is that of tests/pages and of a site's recorded page (recorded.py): a folder with page.html (the bytes as a
server would send them) and expected.json, in which `given` is what is known besides the bytes and every other key is a
field of the article, null for absent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.sites import Site
from pipelines.archive import Exchange, fetch_record
from pipelines.errors import ArchiveError, StoreError
from pipelines.items import ROLES, ArchiveRef
from pipelines.store.archived import parts_of
from pipelines.store.schema import explained

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What became of one article: the folder it was written to, or why there is none."""

    url: str
    folder: Path | None = None
    reason: str = ""


def export_cases(
    db: Database, ids: Iterable[int], *, archive: Path, sites: Mapping[str, Site], folder: Path
) -> Iterator[Case]:
    """Write each article to a folder of its own below `folder`, with corrections laid over; one there is replaced.

    sites: for the site's name and zone. Raises StoreError where the database can't be read or a file be written.
    """
    for article_id in ids:
        with explained(db):
            row = next(iter(db.query("SELECT * FROM articles WHERE id = ?", [article_id])))
            expected = _expected(db, row)
        try:
            exchange = _received(db, article_id, archive)
        except ArchiveError as error:
            yield Case(url=row["url"], reason=str(error))
            continue
        given = _given(row["url"], exchange, sites.get(row["site_id"])) | {"link": _link(db, row)}
        yield Case(url=row["url"], folder=_write(folder / _name(row), exchange.body, {"given": given} | expected))


def _received(db: Database, article_id: int, archive: Path) -> Exchange:
    """The page's one response. Raises ArchiveError where it is not there, or came in parts."""
    parts = parts_of(db, article_id)
    if len(parts) != 1:
        told = f"came in {len(parts)} parts, and a case has one page" if parts else "is not in the archive"
        raise ArchiveError(f"no case: its page {told}")
    (part,) = parts
    return fetch_record(archive, ArchiveRef(file=part.file, offset=part.offset, record_id=part.record_id))


def _link(db: Database, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a list that led to the article, as it was shown last."""
    names = ("url", "title", "date", "raw_date", "listing", "position", "pinned")
    found = db.execute(_LINK, [row["id"]]).fetchone()
    if found is None:
        return {"url": row["url"], "listing": row["url"]}
    return dict(zip(names, found, strict=True)) | {"pinned": bool(found[-1])}


def _given(url: str, exchange: Exchange, site: Site | None) -> dict[str, Any]:
    kind = exchange.received().header("content-type")
    known = {"content_type": kind, "site": site.name if site else None, "zone": site.zone if site else None}
    given = {"url": url, "fetched": exchange.fetched.isoformat()}
    return given | {key: value for key, value in known.items() if value}


def _expected(db: Database, row: Mapping[str, Any]) -> dict[str, Any]:
    """Every field as it is shown, absent ones null."""
    ident = row["id"]
    names = {
        role: [name for (name,) in db.execute(_NAMES, [ident, role])] or None for role in ROLES
    }  # fmt: skip
    return {
        "kind": row["kind"],
        "title": row["title"],
        "published": row["published"],
        "source": row["source"],
        **names,
        "breadcrumb": json.loads(row["breadcrumb"]) if row["breadcrumb"] else None,
        "body": row["body"].split("\n") if row["body"] else None,
        "images": [list(one) for one in db.execute(_IMAGES, [ident])] or None,
        "attachments": [list(one) for one in db.execute(_ATTACHMENTS, [ident])] or None,
        "side_lists": {field: json.loads(titles) for field, titles in db.execute(_SIDE_LISTS, [ident])} or None,
    }


def _name(row: Mapping[str, Any]) -> str:
    """A folder's name that says which article it is: site, and the end of its address."""
    words = re.sub(r"[^A-Za-z0-9]+", "_", f"{row['site_id']}_{row['url'].partition('//')[2].partition('/')[2]}")
    return f"{words.strip('_')[:_LONGEST_NAME].rstrip('_')}_{row['id']}"


def _write(folder: Path, page: bytes, expected: Mapping[str, Any]) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "page.html").write_bytes(page)
        text = json.dumps(expected, ensure_ascii=False, indent=2)
        (folder / "expected.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error}; choose another place or free some space") from error
    return folder


_NAMES = "SELECT name FROM bylines WHERE article_id = ? AND role = ? ORDER BY position"
_LINK = """
SELECT url, title, date, raw_date, listing, position, pinned FROM sightings
WHERE article_id = ? ORDER BY last_seen DESC, listing LIMIT 1
"""
_IMAGES = "SELECT url, caption FROM images WHERE article_id = ? ORDER BY position"
_ATTACHMENTS = "SELECT url, name FROM attachments WHERE article_id = ? ORDER BY position"
_SIDE_LISTS = "SELECT field, value FROM evidence WHERE article_id = ? AND method = 'side list' AND value != '[]'"
