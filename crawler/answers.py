"""What came back: whether an answer is a page at all, and how it becomes a part of a Page."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime

from scrapy.http import Response

from pipelines.extract.parts import further_parts
from pipelines.items import Received
from pipelines.store.walks import Validators

_NO_PAGES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/msword", "application/vnd.",
             "application/zip", "application/x-rar", "application/ofd")  # fmt: skip
_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"{\\rtf")
"""How files begin that servers send as text/html: PDF, OFD and Office, old Office, images, RAR, RTF."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def content_type(response: Response) -> str | None:
    """The Content-Type header, if there is one."""
    header = response.headers.get("Content-Type")
    return header.decode("latin-1") if header else None


def is_page(response: Response) -> bool:
    """Whether it may be a web page: by its header, and by its first bytes, for headers lie in both directions."""
    said = (content_type(response) or "").strip().lower()
    if said.startswith(_NO_PAGES) or response.body.startswith(_FILES):
        return False
    return response.body.startswith(_WIDE) or b"\0" not in response.body[:1024]


def fetched(response: Response) -> datetime:
    """When it arrived: aware, UTC; the time of its archive record, if it has one."""
    recorded = response.meta.get("fetched")
    return recorded if isinstance(recorded, datetime) else datetime.now(UTC)


def received(response: Response) -> Received:
    """The response as a part of a Page, with the time and place of its archive record, if it has one."""
    lines = [(name, value) for name in response.headers for value in response.headers.getlist(name)]
    return Received(
        url=response.url,
        status=response.status,
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in lines),
        body=response.body,
        fetched=fetched(response),
        archived=response.meta.get("archived"),
    )


def validators(page: Received) -> Validators | None:
    """What the server gives to ask with, "only if it changed"; None where it gives nothing."""
    etag, last_modified = page.header("ETag"), page.header("Last-Modified")
    return Validators(read=page.fetched, etag=etag, last_modified=last_modified) if etag or last_modified else None


def next_part(parts: tuple[Received, ...]) -> str | None:
    """The address of the part that follows these of an article; None where they are all."""
    markup = "\n".join(part.body.decode("latin-1") for part in parts)  # addresses are ASCII in any charset met
    further = further_parts(markup, parts[0].url)
    return further[len(parts) - 1] if len(further) >= len(parts) else None
