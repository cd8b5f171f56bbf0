"""What travels into and out of the archive: ArticleRequest, Capture, Exchange, Damage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from pipelines.errors import ArchiveError
from pipelines.items import ArchiveRef, Link, Received


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRequest:
    """Why a request was made: it fetches a part of an article. Becomes the exchange's metadata record.

    A spider puts it (or a mapping with the same keys) into request.meta["article"].
    """

    site: str
    """Id of the site's profile."""
    url: str
    """The article's address as first requested: the same for all its parts, before redirects."""
    links: tuple[Link, ...] = ()
    """The listing rows that led here, first seen first."""
    part: int = 1
    """Which part of the article, from 1."""
    parts: int | None = None
    """How many there are; None where not known when the request is made, as for every first part."""

    @classmethod
    def of(cls, value: ArticleRequest | Mapping[str, Any]) -> ArticleRequest:
        """An ArticleRequest from one, or from a mapping with its keys (links: any sequence of Link)."""
        if isinstance(value, ArticleRequest):
            return value
        return cls(**{**value, "links": tuple(value.get("links", ()))})

    def to_json(self) -> bytes:
        """The block of a metadata record: UTF-8 JSON with this class's keys."""
        said = _as_said(self) | {"links": [_as_said(link) for link in self.links]}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @classmethod
    def from_json(cls, block: bytes) -> ArticleRequest:
        """Back from to_json; keys of a later version are ignored.

        Raises ArchiveError where the block is no JSON or not of this shape.
        """
        try:
            said = json.loads(block)
            links = tuple(Link(**_known(Link, row)) for row in said.pop("links"))
            request = cls(**_known(cls, said), links=links)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ArchiveError(f"a metadata record says nothing about an article: {error}") from error
        return request._checked()

    def _checked(self) -> ArticleRequest:
        texts = [self.site, self.url, *(text for link in self.links for text in (link.url, link.listing))]
        counts = [self.part, 1 if self.parts is None else self.parts]
        if (
            not all(isinstance(text, str) for text in texts)
            or not all(type(n) is int and n > 0 for n in counts)
            or not all(map(_is_row, self.links))
            or not (_is_sound(self.site) and _is_sound(self.url))
        ):
            raise ArchiveError("a metadata record has an article's keys, but not its values")
        return self


def _is_row(link: Link) -> bool:
    """Whether it has the values of a row: the database takes no other."""
    texts = (link.title, link.date, link.raw_date)
    return all(isinstance(text, str | None) for text in texts) and type(link.position) is int and link.position < 2**63


def _is_sound(text: str) -> bool:
    """Whether UTF-8 can hold it: half a surrogate pair it can not."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _as_said(value: ArticleRequest | Link) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _known(cls: type, said: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(cls)}
    return {key: value for key, value in said.items() if key in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One exchange as it came over the wire, about to be archived.

    url: the address asked. request: the request's head and body as sent.
    protocol, status, headers: of the response; header bytes untouched, duplicates kept.
    body: after transfer-decoding, before content-decoding.
    fetched: when the response had arrived; aware.
    truncated: why the body is not whole (WARC 1.1, 5.13: length, time, disconnect, unspecified); None where it is.
    """

    url: str
    request: bytes
    protocol: str = "HTTP/1.1"
    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    fetched: datetime
    ip_address: str | None = None
    truncated: str | None = None
    article: ArticleRequest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One response out of an archive."""

    url: str
    """The address that was asked for this response (WARC-Target-URI)."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """As recorded, in order and with duplicates; bytes as Latin-1."""
    body: bytes
    """Transfer and content encodings undone; as recorded where the bytes are not what Content-Encoding says."""
    fetched: datetime
    """WARC-Date: aware, UTC."""
    archived: ArchiveRef
    article: ArticleRequest | None = None
    """Which part of which article this is; None for all other exchanges, and in archives that are not ours."""
    ours: bool = False
    """The file says that this project wrote it."""
    removed: str | None = None
    """When its payload was taken down (ISO 8601, UTC); None where it is there."""

    def received(self) -> Received:
        """The same as one part of a Page."""
        return Received(
            url=self.url,
            status=self.status,
            headers=self.headers,
            body=self.body,
            fetched=self.fetched,
            archived=self.archived,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A place in a file that could not be read; reading goes on behind it where it can."""

    file: str
    offset: int
    """Byte offset where the unreadable record begins."""
    reason: str
    cut: bool = False
    """The file just ends there, as after a kill: nothing behind it is lost."""

    def __str__(self) -> str:
        return f"{self.file}, byte {self.offset}: {self.reason}"
