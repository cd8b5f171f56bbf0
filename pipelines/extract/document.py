"""A page's bytes as text and tree: decoded once, parsed once, shared by all readers.

Decoding follows what Chinese portals really send: gb2312 and gbk mean gb18030, UTF-8 is believed whenever the bytes
are strictly UTF-8 (a declared charset that disagrees is the usual lie), a latin-1 header is a server's default and
says nothing. The parser is lexbor: it goes on after a stray </html>, where lxml stops.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

from bs4.dammit import EncodingDetector
from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.parse_cost import weigh

_SAYS_NOTHING = frozenset({"iso8859-1", "ascii", "cp1252", "latin-1"})
_NOT_OF_PAGES = frozenset({"utf-7", "punycode", "idna", "unicode-escape", "raw-unicode-escape"})
"""Python's codecs that no page is written in; the escapes would make surrogates of what a page says."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CONTROL = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F])
_CONTROL_BEYOND_ASCII = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
"""U+0080 to U+009F without the line end U+0085, in UTF-8."""
_CONTROL_ESCAPE = re.compile(
    rb"&#(?:0*(?:[1-8]|11|1[4-9]|2\d|3[01]|127)(?!\d)|[xX]0*(?:[1-8bBeEfF]|1[0-9a-fA-F]|7[fF])(?![0-9a-fA-F]));?"
)
"""The same written as references: in a terminal, what follows an escape sign is a command."""
_PAGE_BREAK = b"#PAGE_BREAK#"
"""What Ucap leaves in a text where its editor broke the page."""
_MARKED = "[itemprop],[rel~=author],#js_name"
"""Microdata, the author's link, and the account on WeChat's pages."""
_HEAD = 16_384
"""Bytes searched for a declared charset: old pages carry long comments in front of it."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that gave it, and what the page claimed; utf8: the text as the parser takes it."""

    text: str
    encoding: str
    declared: str | None
    utf8: bytes


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of a page's bytes. Never raises: what no encoding explains becomes U+FFFD.

    content_type: the Content-Type header, if there was one.
    Order (chapter 8 of the field notes on Chinese portals): BOM, strict UTF-8, header charset unless latin-1,
    charset of the page's own meta, gb18030, and UTF-8 with replacements where even that fails worse.
    """
    declared = _declared(body, content_type)
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :].decode(encoding, "replace"), encoding, declared)
    for name in filter(None, ("utf-8", declared, "gb18030")):
        text = _strict(body, name)
        if text is not None:
            return _decoded(text, name, declared, body if name == "utf-8" else None)
    return _least_damaged(body, declared)


def _declared(body: bytes, content_type: str | None) -> str | None:
    """The codec that header or page names, unless it says nothing; gb2312 and gbk are read as gb18030."""
    header = _CHARSET.search(content_type or "")
    own = EncodingDetector.find_declared_encoding(body[:_HEAD], is_html=True, search_entire_document=True)
    names = [header.group(1) if header else None, own]
    for name in names:
        codec = _codec(name)
        if codec and codec not in _SAYS_NOTHING:
            return codec
    return None


def _codec(name: str | None) -> str | None:
    """Python's name of a codec that reads markup as markup, or None: pages declare undefined, utf-16 and worse."""
    try:
        codec = codecs.lookup(name or "").name
        if codec in _NOT_OF_PAGES or b"<meta>".decode(codec) != "<meta>":
            return None
    except (LookupError, ValueError):
        return None
    return "gb18030" if codec in {"gb2312", "gbk", "gb18030", "hz"} else codec


def _strict(body: bytes, encoding: str) -> str | None:
    """The text if the bytes are of that encoding throughout; a character cut at the very end (a size limit) is left."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(body)
    except (UnicodeError, LookupError):
        return None


def _least_damaged(body: bytes, declared: str | None) -> Decoded:
    """No encoding fits strictly: the one with the fewest replacement characters, earlier ones first."""
    tries = [name for name in ("utf-8", declared, "gb18030") if name]
    texts = [(body.decode(name, "replace"), name) for name in tries]
    text, encoding = min(texts, key=lambda pair: pair[0].count("\ufffd"))
    return _decoded(text, encoding, declared)


def _decoded(text: str, encoding: str, declared: str | None, utf8: bytes | None = None) -> Decoded:
    """The text cleaned; utf8: its bytes, where they are at hand (their last character may be cut off)."""
    utf8 = text.encode("utf-8", "replace") if utf8 is None or utf8[-1:] > b"\x7f" else utf8
    cleaned = _clean(utf8, marked="\ufeff" in text)
    return Decoded(text if cleaned is utf8 else cleaned.decode(), encoding, declared, cleaned)


def _clean(utf8: bytes, *, marked: bool) -> bytes:
    """Without control characters, byte order marks (templates joined by hand leave them in the middle), page breaks.

    marked: whether there are such marks; a single sign is found in text at once, its three bytes are not. All else is
    found in bytes in a third of the time that text takes. A page without any of these comes back as it is.
    """
    kept = utf8.translate(None, _CONTROL)
    if len(kept) == len(utf8):
        kept = utf8
    if b"\xc2" in kept and _CONTROL_BEYOND_ASCII.search(kept):
        kept = _CONTROL_BEYOND_ASCII.sub(b"", kept)
    for mark in (codecs.BOM_UTF8, _PAGE_BREAK) if marked else (_PAGE_BREAK,):
        kept = kept.replace(mark, b"") if mark in kept else kept
    return _CONTROL_ESCAPE.sub(b"", kept) if _CONTROL_ESCAPE.search(kept) else kept


class Document:
    """One page, decoded and parsed once.

    url: absolute address, or None where it is not known (a file given by hand).
    tree: the lexbor tree; readers do not change it, except that site rules may drop elements first.
    Raises UnreadablePage, saying why, for a page that would take seconds to parse.
    """

    def __init__(
        self, text: str, url: str | None = None, encoding: str = "utf-8", *, utf8: bytes | None = None
    ) -> None:
        self.text = text
        self.url = url
        self.encoding = encoding
        utf8 = text.encode("utf-8", "replace") if utf8 is None else utf8  # given a str, the parser takes twice the time
        weigh(text, utf8)
        self.tree = LexborHTMLParser(utf8)

    @cached_property
    def is_marked(self) -> bool:
        """Whether any element says what it is to programs; most pages have none, and need not be searched for each."""
        return self.tree.css_first(_MARKED) is not None

    @classmethod
    def from_bytes(cls, body: bytes, url: str | None = None, content_type: str | None = None) -> Document:
        """Decode and parse; see decode() for what is believed about charsets."""
        decoded = decode(body, content_type)
        return cls(decoded.text, url, decoded.encoding, utf8=decoded.utf8)
