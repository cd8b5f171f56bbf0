"""Finds a text in the bytes of a page, however it is spelled there, and puts as many asterisks in its place.

Masks are as long as what they hide, in every encoding a byte of ASCII: the page stays as readable as it was.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

SHORTEST_TITLE = 6
"""Characters of a title that is looked for on pages of others: "工作动态" is a column's name as well."""
_CUT_TITLE = 8
"""Characters of a title that a list shows before it cuts it with an ellipsis, at the least."""
_EXCERPT = 20
"""Characters of a paragraph's beginning that are taken for it: lists show excerpts. Fewer are a common phrase."""
_SHORTEST_PARAGRAPH = 10

_TAGS = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")
_ENCODINGS = ("utf-8", "gb18030")


def _raw(encoding: str) -> Callable[[str], bytes]:
    return lambda sign: sign.encode(encoding, "replace")


_SPELLINGS: tuple[Callable[[str], bytes], ...] = (
    *map(_raw, _ENCODINGS),
    *(lambda sign, encoding=encoding: html.escape(sign).encode(encoding, "replace") for encoding in _ENCODINGS),
    lambda sign: json.dumps(sign)[1:-1].encode("ascii"),
    lambda sign: json.dumps(sign)[1:-1].replace("/", "\\/").encode("ascii"),
    lambda sign: json.dumps(sign, ensure_ascii=False)[1:-1].encode("utf-8", "replace"),
    lambda sign: re.sub(r"\\u....", lambda found: found[0][:2] + found[0][2:].upper(), json.dumps(sign)[1:-1]).encode(),
    lambda sign: sign.encode("ascii", "xmlcharrefreplace"),
    lambda sign: (sign if sign.isascii() else f"&#x{ord(sign):x};").encode("ascii"),
    lambda sign: (sign if sign.isascii() else f"&#x{ord(sign):X};").encode("ascii"),
    lambda sign: quote(sign, safe="", errors="replace").encode("ascii"),
)
"""How one character of a text may be written in a page, in JSON, in an address."""
_ELLIPSES = (b"..", "…".encode(), "…".encode("gb18030"), b"\\u2026", b"&hellip;", b"&#8230;", b"%E2%80%A6")


@dataclass(frozen=True)
class Texts:
    """What is to be hidden: titles, in all the forms they were seen in, and paragraphs, on one line each."""

    titles: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()

    @cached_property
    def only_titles(self) -> Texts:
        """The same without the paragraphs."""
        return Texts(titles=self.titles)

    def masked(self, page: bytes) -> bytes:
        """The page with these texts under asterisks; the very same object where none of them is found."""
        spans = sorted({span for needle in self._needles for span in needle.spans(page)})
        if not spans:
            return page
        hidden = bytearray(page)
        for start, end in spans:
            hidden[start:end] = b"*" * (end - start)
        return bytes(hidden)

    def stand_in(self, page: bytes) -> bool:
        """Whether a reader of the page would still see one of them: broken up by tags or blanks, for instance."""
        wanted = [_bare(title) for title in self._titles]
        wanted += [_bare(paragraph)[:_EXCERPT] for paragraph in self._paragraphs]
        if not wanted:
            return False
        for encoding in _ENCODINGS:
            text = _bare(html.unescape(_TAGS.sub("", page.decode(encoding, "ignore"))))
            if any(one in text for one in wanted):
                return True
        return False

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        return tuple(title for title in dict.fromkeys(self.titles) if len(title) >= SHORTEST_TITLE)

    @cached_property
    def _paragraphs(self) -> tuple[str, ...]:
        return tuple(one for one in dict.fromkeys(self.paragraphs) if len(one) >= _SHORTEST_PARAGRAPH)

    @cached_property
    def _needles(self) -> tuple[_Needle, ...]:
        titles = (_needle(title, spell, _CUT_TITLE, whole=True) for title in self._titles for spell in _SPELLINGS)
        excerpts = (_needle(one, spell, _EXCERPT, whole=False) for one in self._paragraphs for spell in _SPELLINGS)
        return tuple(dict.fromkeys((*titles, *excerpts)))


@dataclass(frozen=True)
class _Needle:
    """A text in one spelling: where to look for it, and what follows character by character.

    whole: found only where all of it stands, or an ellipsis takes the place of the rest.
    """

    head: bytes
    rest: tuple[bytes, ...]
    whole: bool

    def spans(self, page: bytes) -> Iterator[tuple[int, int]]:
        at = page.find(self.head)
        while at >= 0:
            end, left = at + len(self.head), len(self.rest)
            for sign in self.rest:
                if not page.startswith(sign, end):
                    break
                end, left = end + len(sign), left - 1
            if left == 0 or not self.whole or page.startswith(_ELLIPSES, end):
                yield at, end
            at = page.find(self.head, end)


def _needle(text: str, spell: Callable[[str], bytes], head: int, *, whole: bool) -> _Needle:
    signs = [spell(sign) for sign in text]
    return _Needle(b"".join(signs[:head]), tuple(signs[head:]), whole)


def _bare(text: str) -> str:
    return _BLANKS.sub("", text)


def texts(titles: Iterable[str | None], paragraphs: Iterable[str | None]) -> Texts:
    """Texts of what may be absent; ellipses at the end of a title are its list's, not its own."""
    cleaned = (title.rstrip(".… ") for title in titles if title)
    return Texts(tuple(filter(None, cleaned)), tuple(one for one in paragraphs if one))
