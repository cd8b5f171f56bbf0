"""Makes articles for tests: made up, whole, and different from each other only where a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipelines.items import (
    ArchiveRef,
    Article,
    Attachment,
    Candidate,
    FieldValue,
    Image,
    Kind,
    Link,
    Moment,
    Page,
    Received,
    Sighting,
)
from pipelines.normalise.addresses import canonical

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""When the made-up page was fetched."""

BODY = (
    "青禾镇的老水渠今年开春又通了水。镇上请来三位老渠工，沿着九公里渠道一段一段地看，哪里漏、哪里淤，都记在一本旧账簿上。\n"
    "到了三月初，第一股水流进东坡的麦田，守了一夜的人们才回家睡觉。"
)
LISTING = "https://news.qinghe.example/zwyw/"


def found(value: Any, **evidence: Any) -> FieldValue[Any]:
    """Make a field as read; absent where value is None or ()."""
    if value is None or value == ():
        return FieldValue.absent("nothing says so")
    raw = value if isinstance(value, str) else str(value)
    said: dict[str, Any] = {"method": "label", "where": "div.info", "raw": raw, "confidence": 0.9}
    said.update(evidence)
    return FieldValue(value=value, **said)


def a_link(url: str = "https://news.qinghe.example/2026/03/1.html", **changes: Any) -> Link:
    """Make a listing's row."""
    row = Link(url=url, title="老水渠又通水了", date="2026-03-04", raw_date="[03-04]", listing=LISTING, position=3)
    return replace(row, **changes)


def a_sighting(url: str = "https://news.qinghe.example/2026/03/1.html", *, seen: datetime, **changes: Any) -> Sighting:
    """Make the sighting of an article on a listing."""
    return Sighting(site="qinghe", link=a_link(url, **changes), seen=seen)


def an_article(
    *,
    url: str = "https://news.qinghe.example/2026/03/1.html",
    canonical_url: str | None = None,
    site: str = "qinghe",
    fetched: datetime = NOON,
    links: tuple[Link, ...] | None = None,
    **changes: Any,
) -> Article:
    """Make a whole article; changes name fields of Article, with the bare value (None for absent) or a FieldValue."""
    part = Received(
        url=url,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=b"<html></html>",
        fetched=fetched,
        archived=ArchiveRef(file="2026-03/a.warc.gz", offset=1234, record_id="<urn:uuid:0>"),
    )
    kind: Kind = "article"
    values: dict[str, Any] = {
        "kind": kind,
        "title": "老水渠又通水了",
        "published": Moment("2026-03-04T09:30:00+08:00", "minute"),
        "source": "青禾融媒",
        "reporters": ("甲一", "乙二"),
        "correspondents": (),
        "photographers": ("丙三",),
        "editors": ("丁四",),
        "reviewers": (),
        "collectors": (),
        "body": BODY,
        "breadcrumb": ("首页", "要闻"),
    } | changes
    plain = {"images", "attachments", "side_lists"}
    read: dict[str, Any] = {
        name: value if name in plain or isinstance(value, FieldValue) else found(value)
        for name, value in values.items()
    }
    rows = (a_link(url),) if links is None else links
    return Article(
        page=Page(site=site, url=url, parts=(part,), links=rows), canonical_url=canonical_url or canonical(url), **read
    )


def a_full_article(**changes: Any) -> Article:
    """Make an article with something in every table."""
    title = found(
        "老水渠又通水了",
        candidates=(Candidate(value="老水渠", method="listing", where="row 3", raw="老水渠…", verdict="cut short"),),
    )
    whole: dict[str, Any] = {
        "title": title,
        "images": (Image(url="https://news.qinghe.example/1.jpg", caption="东坡的麦田"),),
        "attachments": (Attachment(url="https://news.qinghe.example/1.pdf", name="渠道图"),),
        "side_lists": {"hot": ("春耕开始", "桥修好了")},
    }
    return an_article(**(whole | changes))
