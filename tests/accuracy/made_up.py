"""The made-up pages of tests/pages: one folder a shape of page, with what a reader must take from it.

A folder holds page.html (the bytes as a server would send them) and expected.json: `given` says what is known besides
the bytes (url, content_type, site, zone, fetched), every other key is a field of the article. null is an absent value.
A new folder is found by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.extract.reader import read_page
from pipelines.items import ROLES, Article, Page, Received
from pipelines.rules import SiteFacts

PAGES = Path(__file__).parents[1] / "pages"
FETCHED = "2026-03-20T08:00:00+00:00"


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One made-up page and its expected values, field by field."""

    name: str
    body: bytes
    given: Mapping[str, str]
    expected: Mapping[str, Any]

    def read(self, body: bytes | None = None) -> Article:
        """The article read from the page, or from these bytes in its place."""
        given = self.given
        headers = (("Content-Type", given["content_type"]),) if "content_type" in given else ()
        received = Received(
            url=given["url"],
            status=200,
            headers=headers,
            body=self.body if body is None else body,
            fetched=datetime.fromisoformat(given.get("fetched", FETCHED)).astimezone(UTC),
        )
        facts = SiteFacts(name=given.get("site"), zone=given.get("zone", "Asia/Shanghai"))
        return read_page(Page(site="made-up", url=given["url"], parts=(received,)), facts)


def made_up_pages() -> dict[str, MadeUp]:
    """All of them, by name."""
    folders = sorted(path.parent for path in PAGES.glob("*/expected.json"))
    return {folder.name: _made_up(folder) for folder in folders}


def _made_up(folder: Path) -> MadeUp:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    given = expected.pop("given")
    return MadeUp(folder.name, (folder / "page.html").read_bytes(), given, expected)


def as_expected(article: Article, field: str) -> Any:
    """A field of an article as expected.json spells it."""
    if field == "body":
        return list(article.paragraphs) or None
    if field == "images":
        return [[image.url, image.caption] for image in article.images] or None
    if field == "attachments":
        return [[file.url, file.name] for file in article.attachments] or None
    if field == "side_lists":
        return {kind: list(titles) for kind, titles in article.side_lists.items() if titles} or None
    value = getattr(article, field).value
    if field == "published":
        return value.iso if value else None
    return list(value) if value and field in (*ROLES, "breadcrumb") else value
