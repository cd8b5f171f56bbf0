"""Texts as the search index holds them, and what a person looks for as a query of FTS5. Pure.

A token is one character: every ASCII letter (small), digit and Han character is itself, any other character is `u` and
its code point (`u3002` for 。), a stretch of white space is `u20`. FTS5's own unicode61 leaves such tokens as they are
(it would drop punctuation, and take é for e), so that a phrase of them is found exactly where the text contains it: in
the words of SQLite's LIKE, with white space folded. A token of several characters is never one that a person means by
one, so phrases can be written by hand: MATCH '"扫 雪"'.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r'"([^"]*)"?|[^\s"]+')
"""What stands between quotes, or what has neither blanks nor quotes in it."""

_HAN = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9), (0x20000, 0x3FFFF))
"""Ideographs: the number 〇, Extension A, the first and the compatible ones, and the two planes of all others."""


class _Tokens(dict[int, str]):
    """Code point to token and a blank, made when first met: what str.translate takes."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isascii() and character.isalnum():
            token = character.lower()
        elif any(first <= code <= last for first, last in _HAN):
            token = character
        else:
            token = f"u{code:x}"
        self[code] = f"{token} "
        return self[code]


_TOKENS = _Tokens()


def folded(text: str) -> str:
    """The text with every stretch of white space as one blank: what search compares."""
    return _SPACE.sub(" ", text)


def tokens(text: str | None) -> str:
    """The tokens of a text, in order, joined by blanks; nothing of None."""
    return folded(text or "").translate(_TOKENS).rstrip()


def phrase(text: str) -> str:
    """The FTS5 query for texts that contain this one, as it stands."""
    return f'"{tokens(text)}"'


def all_of(texts: Iterable[str]) -> str:
    """The FTS5 query for what contains all of these."""
    return " AND ".join(map(phrase, texts))


def words(asked: str) -> list[str]:
    """What is looked for, of a line as one types it into a search box: words between blanks, or between quotes."""
    found = ((match[1] or "") if match[0].startswith('"') else match[0] for match in _WORD.finditer(asked))
    return [word for word in found if word.strip()]


def search_query(asked: str | None) -> str:
    """The FTS5 query for a line of a search box; one that finds nothing for an empty line."""
    return all_of(words(asked or "")) or phrase("")


def register(connection: sqlite3.Connection) -> None:
    """Make search_query a function of SQL on this connection: MATCH search_query('西固 扫雪')."""
    connection.create_function("search_query", 1, search_query, deterministic=True)
