"""The line protocol of `read --jsonl`: a request {"id","path","url"} a line in, an answer a line out, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.stored import body_of
from pipelines.errors import DistrictNewsError, UnreadablePage
from pipelines.extract.reader import read_page
from pipelines.items import Article, FieldValue, Page, Received
from pipelines.rules import SiteFacts

_NAMES = {
    "editor": "editors",
    "correspondent": "correspondents",
    "photographer": "photographers",
    "reviewer": "reviewers",
    "collector": "collectors",
}
_EVIDENCE = ("kind", "title", "published", "source", "reporters", *_NAMES.values(), "body", "breadcrumb")


def page_of_file(path: Path, url: str | None, fetched: datetime, site: str = "") -> Page:
    """A stored file as a Page. url: its address, where known; fetched: "now" for the reader, aware.

    Raises UnreadablePage where the file cannot be read.
    """
    received = Received(url=url or "", status=200, headers=(), body=body_of(path), fetched=fetched)
    return Page(site=site, url=url or "", parts=(received,))


def answers(lines: Iterable[str], fetched: Callable[[], datetime], facts: SiteFacts | None = None) -> Iterator[str]:
    """One JSON answer for each request line; a request or page that cannot be read is answered with its error."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, fetched(), facts), ensure_ascii=False)


def _answer(line: str, fetched: datetime, facts: SiteFacts | None) -> dict[str, Any]:
    identity: Any = None
    try:
        request = json.loads(line)
        identity = request.get("id") if isinstance(request, dict) else None
        if not _is_request(request):
            raise UnreadablePage('a request is a JSON object with "id", "path" and "url"')
        page = page_of_file(Path(request["path"]), request.get("url"), fetched)
        return {"id": identity, **as_answer(read_page(page, facts))}
    except (DistrictNewsError, ValueError, RecursionError) as error:
        return {"id": identity, "error": str(error)}


def _is_request(request: object) -> bool:
    """Whether it names a file, and an address or none."""
    if not isinstance(request, dict) or not isinstance(request.get("path"), str):
        return False
    return request.get("url") is None or isinstance(request["url"], str)


def as_answer(article: Article) -> dict[str, Any]:
    """An article as the protocol gives it: null where the page shows nothing, body null on what is no article.

    "reporter" holds everyone bylined as having written the text: reporters, then correspondents; "correspondent"
    says which of them are correspondents. The database keeps the two roles apart.
    """
    is_article = article.kind.value == "article"
    writers = dict.fromkeys((*(article.reporters.value or ()), *(article.correspondents.value or ())))
    return {
        "kind": article.kind.value,
        "title": article.title.value,
        "date": article.published.value.iso if article.published.value else None,
        "source": article.source.value,
        "reporter": list(writers),
        "body": article.body.value if is_article else None,
        **{name: list(getattr(article, role).value or ()) for name, role in _NAMES.items()},
        "date_precision": article.published.value.precision if article.published.value else None,
        "breadcrumb": list(article.breadcrumb.value or ()),
        "images": [{"url": image.url, "caption": image.caption} for image in article.images],
        "attachments": [{"url": file.url, "name": file.name} for file in article.attachments],
        "evidence": {name: evidence(getattr(article, name)) for name in _EVIDENCE},
        "side_lists": {kind: list(titles) for kind, titles in article.side_lists.items()},
    }


def evidence(field: FieldValue[Any]) -> dict[str, Any]:
    """Where a field was read, without its value; empty parts left out."""
    told = {"method": field.method, "where": field.where, "raw": field.raw, "reason": field.reason}
    kept = {key: value for key, value in told.items() if value}
    if field.confidence:
        kept["confidence"] = str(round(field.confidence, 2))
    if field.candidates:
        kept["candidates"] = "; ".join(
            f"{c.value} ({c.method}, {c.where}{', ' + c.verdict if c.verdict else ''})" for c in field.candidates
        )
    return kept
