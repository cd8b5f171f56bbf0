"""Attached files: what they are, and the text of PDFs."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from pipelines.extract.files import media_type, read_file
from pipelines.items import AttachedFile, FileContent, Received
from tests.made_up_pdf import pdf

URL = "https://www.qinghe.example/files/notice.pdf"


def read(body: bytes) -> FileContent:
    received = Received(url=URL, status=200, headers=(), body=body, fetched=datetime(2026, 3, 4, tzinfo=UTC))
    return read_file(AttachedFile(site="qinghe", url=URL, received=received))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"PK\x03\x04...", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"\n <!DOCTYPE html><title>404", "text/html"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(body: bytes, kind: str) -> None:
    assert media_type(body) == kind


def test_the_text_of_a_pdf_is_read() -> None:
    body = pdf("Notice of the water works")
    found = read(body)
    assert (found.text, found.reason) == ("Notice of the water works\f", "")
    assert found.sha256 == sha256(body).hexdigest()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (pdf(""), "a PDF without text, a scan perhaps"),
        (b"%PDF-1.4 and nothing behind it", "PDFium could not read it"),
        (b"<html>the page is gone</html>", "a page, where a file was expected"),
        (b"PK\x03\x04 office", ""),
    ],
)
def test_where_there_is_no_text_the_reason_is_told(body: bytes, reason: str) -> None:
    found = read(body)
    assert found.text is None
    assert found.reason.startswith(reason)
    assert bool(found.reason) == bool(reason)
