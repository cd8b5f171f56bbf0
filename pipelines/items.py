"""What travels: Link, Received, Page, FieldValue, Article, Sighting, AttachedFile, FileContent.

A spider yields Pages (and Sightings of articles already kept). Everything after that is the pipelines' work.
All of these are frozen: a stage that changes something makes a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Kind = Literal["article", "list", "other"]
Precision = Literal["second", "minute", "hour", "day", "month"]

ROLES = ("reporters", "correspondents", "photographers", "editors", "reviewers", "collectors")
"""The roles of a byline, kept apart; each is a field of Article and a role in the bylines table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One row of a listing. Its title and date are evidence for the article it leads to."""

    url: str
    """Absolute address of the article, as the row gives it."""
    title: str | None = None
    """Visible text of the row; lists often cut it with … or ..."""
    date: str | None = None
    """ISO 8601 date or time of the row, site's own offset; None where the row shows no full date."""
    raw_date: str | None = None
    """The date as printed."""
    listing: str
    """Address of the listing (its first page), as the profile names it."""
    position: int = 0
    """Row number on its page, from 1; 0 where unknown."""
    pinned: bool = False
    """A row kept on top out of its order (置顶)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRef:
    """Where the bytes of one response lie in the archive."""

    file: str
    """WARC file name below the archive folder, with forward slashes."""
    offset: int
    """Byte offset of the response record's gzip member."""
    record_id: str
    """WARC-Record-ID, <urn:uuid:…>."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One response: body after content-encoding was undone, headers as sent, in order and with duplicates."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched: datetime
    """When it arrived: aware, UTC."""
    archived: ArchiveRef | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, without regard to case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was received for one article: its responses in order (usually one) and how it was found."""

    site: str
    """Id of the site's profile; the host where there is no profile."""
    url: str
    """The address as requested (before redirects)."""
    parts: tuple[Received, ...]
    links: tuple[Link, ...] = ()
    """The listing rows that led here, first seen first; empty where an address was given by hand."""

    @property
    def fetched(self) -> datetime:
        """The fetch time of the first part; "now" for everything that reads this page. Aware, UTC."""
        return self.parts[0].fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that was considered, with where it stood and why it won or lost."""

    value: str
    method: str
    where: str
    raw: str
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue(Generic[T]):
    """A value and where it came from, or its absence and the reason.

    method: how it was read: "rule", "label", "meta", "json-ld", "heading", "listing", "address", "credit line" …
    where: the place: a selector, a meta name, an attribute, a block number.
    raw: the text as it stood on the page.
    confidence: 0 to 1; 0 for an absent value.
    reason: why there is no value ("the label 日期 is empty"), or a remark on one ("two witnesses").
    candidates: the others that were considered; a disagreement stays visible here.
    """

    value: T | None
    method: str = ""
    where: str = ""
    raw: str = ""
    confidence: float = 0.0
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()

    @classmethod
    def absent(cls, reason: str, candidates: tuple[Candidate, ...] = ()) -> FieldValue[T]:
        """No value, for this reason."""
        return cls(value=None, reason=reason, candidates=candidates)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as precise as the page gives it.

    iso: "2023-02-14T08:30:00+08:00" with a time (site's own offset), "2023-02-14" for a day, "2023-02" for a month.
    """

    iso: str
    precision: Precision
    approximate: bool = False
    """Counted back from the fetch time (3小时前)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image of the body; url is absolute where the page's address is known."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that the body links to or embeds."""

    url: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What was read from one Page; one row for a site and canonical address."""

    page: Page
    canonical_url: str
    kind: FieldValue[Kind]
    title: FieldValue[str]
    published: FieldValue[Moment]
    source: FieldValue[str]
    reporters: FieldValue[tuple[str, ...]]
    correspondents: FieldValue[tuple[str, ...]]
    photographers: FieldValue[tuple[str, ...]]
    editors: FieldValue[tuple[str, ...]]
    reviewers: FieldValue[tuple[str, ...]]
    collectors: FieldValue[tuple[str, ...]]
    body: FieldValue[str]
    """Paragraphs joined by one line feed; "" never stands for absent."""
    breadcrumb: FieldValue[tuple[str, ...]]
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    side_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Titles of other articles around this one: "related", "hot", "latest". Evidence, never links to follow."""
    knowledge: str | None = None
    """Version of the host knowledge it was read by; None where there was none."""

    @property
    def site(self) -> str:
        """Id of the site."""
        return self.page.site

    @property
    def url(self) -> str:
        """The address as requested."""
        return self.page.url

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs; empty where there is no body."""
        return tuple(self.body.value.split("\n")) if self.body.value else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article already kept (or being fetched in this run) was seen on a listing again."""

    site: str
    link: Link
    seen: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """A file that an article links to, as received."""

    site: str
    url: str
    """The address as the article gives it, absolute."""
    received: Received


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """What an attached file turned out to be."""

    file: AttachedFile
    media_type: str
    """By its bytes, not by what the server says."""
    sha256: str
    """Of the body, in hexadecimal."""
    text: str | None = None
    """Of a PDF: its text, pages joined by form feeds."""
    reason: str = ""
    """Why there is no text, where there might be one."""

    @property
    def site(self) -> str:
        """Id of the site."""
        return self.file.site

    @property
    def url(self) -> str:
        """The address as the article gives it."""
        return self.file.url
