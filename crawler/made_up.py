"""What a host answers for an address that cannot be there, and whether another answer is the same in other clothes.

Pure. A soft 404 is a page sent with 200 for what is not there: an error page, the home page, an empty template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import splitext
from urllib.parse import urljoin, urlsplit

from crawler.hosts import host_key
from pipelines.lexicon import words

ALIKE = 0.9
"""Share of all words of two pages that both have, from which they say the same: a soft 404 may name the address asked
for or the time, and its menu may turn; an article brings its own words."""
_KEY = 8
"""Characters of a row's title that are looked for: rows cut titles at their ends, pages spell out what follows."""
_LEAST_KEY = 3
"""A shorter run of characters stands on any page."""
_RUN = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]+")
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_HOME = re.compile(r"/(?:(?:index|default|home)\.\w{2,5})?")
"""Paths of home pages."""


def shows_title(body: bytes, titles: Iterable[str]) -> bool:
    """Whether a page shows the title of one of the rows that led to it; not where no row says anything."""
    runs = [max(_RUN.findall(title), key=len, default="")[:_KEY] for title in titles]
    return _any_in(body, [run for run in runs if len(run) >= _LEAST_KEY])


def has_marks(body: bytes) -> bool:
    """Whether a page has marks of an article: the labels of its information line, the metas of the standard."""
    return _any_in(body, words("page", "article_marks"))


def _any_in(body: bytes, wanted: Iterable[str]) -> bool:
    return any(word.encode(charset, "ignore") in body for word in wanted for charset in ("utf-8", "gb18030"))


def is_home(asked: str, answered: str) -> bool:
    """Whether the home page of the same host answered for an address that is none."""
    try:
        path, home = urlsplit(asked).path, urlsplit(answered)
    except ValueError:
        return False
    at_home = _HOME.fullmatch(home.path or "/") and not home.query
    return bool(at_home) and not _HOME.fullmatch(path or "/") and host_key(asked) == host_key(answered)


def made_up(url: str, word: str) -> str:
    """An address beside this one that cannot be there: same folder, same ending, the word for its name."""
    return urljoin(url, f"{word}{splitext(urlsplit(url).path)[1] or '.html'}")


def seen(text: str) -> frozenset[str]:
    """The words of a page that a person sees; a run of Han characters is one; numbers do not count."""
    return frozenset(_WORD.findall(_UNSEEN.sub(" ", text)))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two pages say the same: they share nearly all of their words. Two that say nothing do."""
    return len(one & other) >= ALIKE * len(one | other)
