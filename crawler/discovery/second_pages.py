"""What page 2 of a static list may be called where the page says nothing of further pages.

Counted over some 170 lists of Chinese portals: index.html goes on as index_1.html (94), index_2.html (18), with the
same for .shtml and .htm; other names are rare. A guess is believed only where the answer is a page of the same list:
not redirected, of the same <title>, with rows. The walk ends at the first page that repeats another's rows.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.discovery.anchors import one_line
from crawler.discovery.epapers import day_before
from crawler.discovery.list_pages import ListPage
from crawler.discovery.page_requests import Guess, PageRequest
from crawler.discovery.ways import Seen, custom_names
from pipelines.extract.document import Document

_NAMES = ("{stem}_1.{ext}", "{stem}_2.{ext}")
_FIRST = re.compile(r"/(?:(?P<stem>index|list|\w+_list)\.(?P<ext>s?html?|jhtml))?$")
_FURTHER = re.compile(r"/(?P<stem>(?:index|list|\w+_list)_?)(?P<number>\d{1,4})(?P<ext>\.(?:s?html?|jhtml))$")
_FULL = 10
"""Rows that fill a page: a list with fewer has no second one."""


def guessed(document: Document, page: ListPage, *, url: str, asked: PageRequest | None = None) -> PageRequest | None:
    """The likeliest address of the next page, with others to try; None where there is no reason to look for one.

    asked: how this page was asked for; one that was guessed right says how the next is called.
    """
    title = _title(document)
    full = len(page.rows) >= _FULL or (page.total_pages or 0) > 1
    if page.next or page.ends or not (url and title and full) or page.total_pages == 1:
        return None
    parts = urlsplit(url)
    further = _FURTHER.search(parts.path) if asked is not None and asked.guess else None
    if further:
        names = [f"{further['stem']}{int(further['number']) + 1}{further['ext']}"]
    else:
        first = _FIRST.search(parts.path) if not parts.query else None
        names = _second_names(document, url, first) if first else []
    folder = parts.path.rpartition("/")[0]
    addresses = [urlunsplit(parts._replace(path=f"{folder}/{name}", fragment="")) for name in names]
    return PageRequest(url=addresses[0], guess=Guess(title=title, others=tuple(addresses[1:]))) if addresses else None


def instead(request: PageRequest) -> PageRequest | None:
    """What to ask for after a page that is not there: the next guess, or the paper of the day before."""
    if request.guess is None:
        earlier = day_before(request.url)
        return PageRequest(url=earlier, after_nothing=True) if earlier else None
    if not request.guess.others:
        return None
    first, *others = request.guess.others
    guess = Guess(title=request.guess.title, others=tuple(others))
    return PageRequest(url=first, guess=guess, after_nothing=True)


def believed(request: PageRequest, document: Document, page: ListPage, *, url: str) -> bool:
    """Whether an answer from this address is what was asked for: a guess may meet the home page, or an error's page."""
    guess = request.guess
    return guess is None or (url == request.url and _title(document) == guess.title and len(page.rows) > 0)


def nothing(request: PageRequest) -> ListPage:
    """A list page in place of an answer that is not believed: no rows, and what to ask for instead."""
    return ListPage(rows=(), next=instead(request), total_pages=None, total_rows=None, how="found", ends=True)


def _second_names(document: Document, url: str, first: re.Match[str]) -> list[str]:
    """Names of page 2 by custom, the family's own first."""
    stem, ext = first["stem"] or "index", first["ext"] or "html"
    custom = custom_names(Seen(text=document.text, url=url, base=url))
    return list(dict.fromkeys(name.format(stem=stem, ext=ext) for name in (*custom, *_NAMES)))


def _title(document: Document) -> str:
    """What the page calls itself."""
    node = document.tree.css_first("title")
    return one_line(node.text()) if node is not None else ""
