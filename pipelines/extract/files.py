"""Files that articles link to: what they are by their bytes, their hash, and the text of a PDF.

A file is data and never run. PDFs are the work of strangers and their parsers are big, so PDFium reads them in a
process of its own, with limits on time and memory: what goes wrong there costs one text.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from pipelines.items import AttachedFile, FileContent

SECONDS = 20
"""CPU time for one PDF: far more than an honest one asks for, and little enough for a night of them."""
_MEMORY = 2 * 1024**3
"""Bytes of address space."""
_LONGEST = 2_000_000
"""Characters of text that are kept of one file."""

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
"""How files begin. docx, xlsx, pptx and OFD are zip files; doc, xls, ppt, wps and et are OLE storages."""


def read_file(file: AttachedFile) -> FileContent:
    """What a file is, its hash, and its text where it is a PDF that holds any. Never raises for what a file holds."""
    body = file.received.body
    kind = media_type(body)
    text, reason = pdf_text(body) if kind == "application/pdf" else (None, "")
    if kind == "text/html":
        reason = "a page, where a file was expected"
    return FileContent(file=file, media_type=kind, sha256=sha256(body).hexdigest(), text=text, reason=reason)


def media_type(body: bytes) -> str:
    """The type by the first bytes; what servers say of files is a guess by their ending."""
    for sign, kind in _SIGNS:
        if body.startswith(sign):
            return kind
    head = body[:512].lstrip().lower()
    return "text/html" if head.startswith((b"<!doctype html", b"<html")) else "application/octet-stream"


def pdf_text(body: bytes) -> tuple[str | None, str]:
    """The text of a PDF, pages joined by form feeds, and why there is none."""
    command = [sys.executable, "-m", "pipelines.extract.files"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=body, capture_output=True, timeout=SECONDS * 3, check=False, cwd=Path(__file__).parents[2]
        )
    except subprocess.TimeoutExpired:
        return None, f"PDFium did not end within {SECONDS * 3} s"
    if done.returncode:
        last = (done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {done.returncode}"])[-1]
        return None, f"PDFium could not read it: {last[:200]}"
    text = done.stdout.decode("utf-8")
    return (text, "") if text.strip() else (None, "a PDF without text, a scan perhaps")


def _print_text(body: bytes) -> None:
    """The work of the other process, the only one that loads PDFium."""
    import pypdfium2

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    left = _LONGEST
    for page in pypdfium2.PdfDocument(body):
        text = page.get_textpage().get_text_range().replace("\r\n", "\n").strip()[:left] + "\f"
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        left -= len(text)
        if left <= 0:
            return


if __name__ == "__main__":
    _print_text(sys.stdin.buffer.read())
