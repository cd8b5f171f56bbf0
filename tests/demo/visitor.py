"""A visitor of the town who reads nothing but bytes: one request a connection, no proxy, no redirect."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    content_type: str
    body: bytes


def ask(url: str, method: str = "GET", form: str | None = None) -> Reply:
    """Asks for an address, or sends a form there, and waits for the whole answer."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, form)
        answer = connection.getresponse()
        return Reply(status=answer.status, content_type=answer.headers["Content-Type"], body=answer.read())
    finally:
        connection.close()
