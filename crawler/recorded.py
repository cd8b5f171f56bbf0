"""A site's evidence: pages of it as received, and what must be read there.

Found by location, beside the profile:

    sites/xigu.toml          the profile
    sites/xigu/page.html     an article, as received
    sites/xigu/list.html     the first page of a listing, as received; not there where an interface holds the rows
    sites/xigu/expected.json what must be read from both

In expected.json `given` says what is known of the article besides its bytes (url, content_type, fetched, link), every
other key is a field of the article, null for an absent value. `listing` holds the same of the list: given, and rows of
address, title, date. The pages belong to their publisher: they stay in the data folder.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.discovery.further_pages import read_page as read_list_page
from crawler.sites import Listing, Site
from pipelines.errors import DistrictNewsError, ProfileError
from pipelines.extract.document import decode
from pipelines.extract.reader import read_page
from pipelines.items import ROLES, Article, Link, Page, Received

FIELDS = ("kind", "title", "published", "source", *ROLES, "breadcrumb", "body", "images", "attachments", "side_lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is kept of a site: an article with the row that led to it, and a listing's first page."""

    page: Received
    link: Link
    list_page: Received | None = None


def folder_of(profile: Path) -> Path:
    """Where the evidence of a profile lies."""
    return profile.with_suffix("")


def record(recorded: Recorded, site: Site) -> None:
    """Keep pages and what is read of them now, in one step; what was kept before is gone. Raises OSError."""
    folder = folder_of(site.path)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        given = _given(recorded.page) | {"link": _link(recorded.link)}
        expected: dict[str, Any] = {"given": given, **_article(site, given, recorded.page.body)}
        (part / "page.html").write_bytes(recorded.page.body)
        if recorded.list_page is not None:
            listed = _given(recorded.list_page) | {"listing": recorded.link.listing}
            expected["listing"] = {"given": listed, "rows": _rows(site, listed, recorded.list_page.body)}
            (part / "list.html").write_bytes(recorded.list_page.body)
        told = json.dumps(expected, ensure_ascii=False, indent=1)
        (part / "expected.json").write_text(f"{told}\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def is_recorded(site: Site) -> bool:
    """Whether a site has evidence."""
    return (folder_of(site.path) / "expected.json").is_file()


def differences(site: Site) -> Iterator[str]:
    """What is no longer read as expected from a site's recorded pages, one line a field.

    Raises ProfileError where the evidence itself cannot be read, or a rule of the profile is no selector.
    """
    folder = folder_of(site.path)
    try:
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        given = expected.pop("given")
        listing = expected.pop("listing", None)
        found = _article(site, given, (folder / "page.html").read_bytes())
        for name, value in expected.items():
            if found.get(name) != value:
                yield _told(folder / "page.html", name, value, found.get(name))
        if listing:
            rows = _rows(site, listing["given"], (folder / "list.html").read_bytes())
            yield from _row_differences(folder / "list.html", listing["rows"], rows)
    except DistrictNewsError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        what = f"{type(error).__name__}: {error}"
        raise ProfileError(
            f"{folder}: the recorded page cannot be compared: {what}; record it anew with addsite"
        ) from error


def _row_differences(path: Path, expected: list[list[str | None]], found: list[list[str | None]]) -> Iterator[str]:
    if len(expected) != len(found):
        yield f"{path}: rows: expected {len(expected)}, found {len(found)}"
    for number, (wanted, row) in enumerate(zip(expected, found, strict=False), start=1):
        for name, value, now in zip(("url", "title", "date"), wanted, row, strict=True):
            if value != now:
                yield _told(path, f"row {number}: {name}", value, now)
                return  # one row that moved moves all below it


def _told(path: Path, name: str, value: Any, found: Any) -> str:
    shown = [
        said if len(said := json.dumps(one, ensure_ascii=False)) <= 120 else f"{said[:119]}…" for one in (value, found)
    ]
    return f"{path}: {name}: expected {shown[0]}, found {shown[1]}"


def _article(site: Site, given: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """The fields of the article in these bytes, as expected.json spells them."""
    link = Link(**given["link"])
    part = _received(given, body)
    article = read_page(Page(site=site.id, url=link.url, parts=(part,), links=(link,)), site.facts)
    return {name: _spelled(article, name) for name in FIELDS}


def _rows(site: Site, given: Mapping[str, Any], body: bytes) -> list[list[str | None]]:
    """The rows of the list in these bytes, read as the profile's listing says."""
    listings = {listing.url: listing for listing in site.listings}
    listing = listings.get(given["listing"]) or Listing(url=given["listing"])
    part = _received(given, body)
    text = decode(body, part.header("content-type")).text
    page = read_list_page(text, listing=listing, url=part.url, fetched=part.fetched, zone=site.zone)
    return [[link.url, link.title, link.date] for link in page.rows]


def _received(given: Mapping[str, Any], body: bytes) -> Received:
    headers = (("Content-Type", given["content_type"]),) if given.get("content_type") else ()
    fetched = datetime.fromisoformat(given["fetched"])
    return Received(url=given["url"], status=200, headers=headers, body=body, fetched=fetched)


def _given(part: Received) -> dict[str, Any]:
    return {"url": part.url, "content_type": part.header("content-type"), "fetched": part.fetched.isoformat()}


def _link(link: Link) -> dict[str, Any]:
    told = {"url": link.url, "title": link.title, "date": link.date, "raw_date": link.raw_date, "listing": link.listing}
    return told | {"position": link.position, "pinned": link.pinned}


def _spelled(article: Article, name: str) -> Any:
    """A field as JSON has it; null where it is absent."""
    if name == "body":
        return list(article.paragraphs) or None
    if name == "images":
        return [[image.url, image.caption] for image in article.images] or None
    if name == "attachments":
        return [[file.url, file.name] for file in article.attachments] or None
    if name == "side_lists":
        return {kind: list(titles) for kind, titles in article.side_lists.items() if titles} or None
    value = getattr(article, name).value
    if name == "published":
        return value.iso if value else None
    return list(value) if isinstance(value, tuple) else value
