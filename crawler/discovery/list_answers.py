"""The line protocol of `readlist --jsonl`: a request {"id","path","url"} a line in, an answer a line out, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.discovery.addresses import same_host
from crawler.discovery.further_pages import read_page
from crawler.discovery.list_pages import ListPage
from crawler.hosts import host_of
from crawler.sites import Listing
from crawler.stored import body_of
from pipelines.errors import DistrictNewsError, UnreadablePage
from pipelines.extract.document import decode

_WECHAT = "mp.weixin.qq.com"


def list_of_file(path: Path, *, url: str | None, fetched: datetime, zone: str) -> ListPage:
    """Read a stored list page, see list_of_bytes. Raises UnreadablePage where the file cannot be read."""
    return list_of_bytes(body_of(path), url=url, fetched=fetched, zone=zone)


def list_of_bytes(body: bytes, *, url: str | None, fetched: datetime, zone: str) -> ListPage:
    """Read a list page without rules.

    url: its address; None where unknown, then addresses stay as the page prints them. fetched: "now" for its dates,
    aware. zone: IANA name.
    """
    text = decode(body).text
    return read_page(text, listing=Listing(url=url or ""), url=url or "", fetched=fetched, zone=zone)


def answers(lines: Iterable[str], *, fetched: Callable[[], datetime], zone: str) -> Iterator[str]:
    """Answer each request with one line of JSON; what cannot be read is answered with its error, and the next follows.

    fetched: called once a request, gives the time its page counts as fetched at, aware.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, fetched(), zone), ensure_ascii=False)


def as_answer(page: ListPage, url: str | None = None) -> dict[str, Any]:
    """Give a list page in the protocol's keys: links as [url, title, date or null], next, total_pages.

    Beside them: next_request where the next page is more than an address; elsewhere: rows that lead to other hosts,
    each with "wechat" or "other host".
    """
    answer: dict[str, Any] = {
        "links": [[link.url, link.title, link.date] for link in page.rows],
        "next": page.next_url,
        "total_pages": page.total_pages,
        "total_rows": page.total_rows,
        "how": page.how,
    }
    if page.next and page.next.method != "GET":
        answer["next_request"] = {"method": page.next.method, "body": page.next.body.decode("latin-1")}
    if away := elsewhere(page, url):
        answer["elsewhere"] = away
    return answer


def elsewhere(page: ListPage, url: str | None) -> dict[str, str]:
    """The rows that lead to other hosts than the page's, and whether to WeChat; {} where the page's own is unknown."""
    away = (link.url for link in page.rows if url and not same_host(link.url, url))
    return {address: "wechat" if host_of(address) == _WECHAT else "other host" for address in away}


def _answer(line: str, fetched: datetime, zone: str) -> dict[str, Any]:
    identity: Any = None
    try:
        request = json.loads(line)
        if not isinstance(request, dict) or not isinstance(request.get("path"), str):
            raise UnreadablePage('a request is a JSON object with "id", "path" and "url"')
        identity = request.get("id")
        url = request.get("url")
        if not isinstance(url, str | None):
            raise UnreadablePage(f'"url" is an address or null, not {url!r}')
        return {
            "id": identity,
            **as_answer(list_of_file(Path(request["path"]), url=url, fetched=fetched, zone=zone), url),
        }
    except (DistrictNewsError, ValueError, RecursionError) as error:
        return {"id": identity, "error": str(error)}
