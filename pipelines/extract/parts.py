"""The further parts of an article that its publisher cut into pages (第 1 页 第 2 页 …).

One rule: a part is called like the article, with a number of one or two digits behind it (t20260214_123_1.html,
content_45-2.shtml). Nothing else on a site is called so, wherever the link stands, so no pager has to be recognised.
TRS (createPageHTML) counts the second part as 1; others count it as 2.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MOST_PARTS = 30
"""An article with more pages is none; what comes behind is left."""

_NAMED = re.compile(r"^(?P<stem>[^/]*\d[^/]*)\.(?P<ending>[sp]?html?)$", re.IGNORECASE)
_LIST = re.compile(r"^(?:index|default|list|more|col|column|page|node)(?:[_-]|\d|$)", re.IGNORECASE)


def further_parts(text: str, url: str) -> tuple[str, ...]:
    """Give the addresses of an article's parts behind the first, in order, as far as this page names them.

    text: the page's markup, decoded. url: the address of its first part, where it was answered. A gap in the numbers
    (1, 2, … 9) is filled. Empty for an article of one page, which is nearly every one.
    """
    split = urlsplit(url)
    named = _NAMED.match(split.path.rpartition("/")[2])
    if named is None or split.query or _LIST.match(named["stem"]):
        return ()
    by_mark: dict[str, set[int]] = {}
    for mark, number in _numbers(text, named["stem"], named["ending"]):
        by_mark.setdefault(mark, set()).add(number)
    if not by_mark:
        return ()
    mark = max(by_mark, key=lambda key: len(by_mark[key]))
    base = url.partition("#")[0].removesuffix(f".{named['ending']}")
    return tuple(f"{base}{mark}{number}.{named['ending']}" for number in _filled(by_mark[mark]))


def _numbers(text: str, stem: str, ending: str) -> list[tuple[str, int]]:
    """The marks and numbers of parts that the markup names, as links or as arguments of a TRS pager."""
    if stem not in text:
        return []
    called = re.escape(stem)
    links = re.findall(rf"[\"'/ =]{called}([_-])(\d{{1,2}})\.{re.escape(ending)}\b", text)
    pagers = re.findall(rf"createPageHTML\(\s*(\d{{1,2}})\s*,\s*\d+\s*,\s*[\"']{called}[\"']", text)
    made = [("_", number) for total in pagers for number in range(1, int(total))]
    return [(mark, int(number)) for mark, number in links] + made


def _filled(numbers: set[int]) -> range:
    """All numbers up to the greatest; a second part called 1 says that the first has no number."""
    first = 1 if 1 in numbers else 2
    return range(first, min(max(numbers), first + MOST_PARTS - 2) + 1)
