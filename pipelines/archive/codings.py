"""Content encodings undone (RFC 9110, 8.4.1: gzip, deflate; RFC 7932: br; RFC 8878: zstd), with a limit."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from pipelines.errors import ArchiveError

LIMIT = 50 * 1024 * 1024
"""Most bytes one record may unfold to, here and where a record's gzip member is read: a page has 50 KB, so 50 MB
is no page but a bomb (1 MB of gzip unfolds to 1 GB)."""

_PIECE = 1024 * 1024


def undo(body: bytes, encodings: str, *, limit: int = LIMIT) -> bytes:
    """The body with its encodings undone, last applied first.

    encodings: the Content-Encoding values, joined by commas.
    An unknown encoding ends it; a body that is not what its header says is returned as it stands (a browser shows it
    too). A stream cut short gives what it held. Raises ArchiveError where it unfolds to more than limit bytes.
    """
    for name in reversed([part.strip().lower() for part in encodings.split(",")]):
        decode = _DECODERS.get(name)
        if decode is None:
            return body
        try:
            body = decode(body, limit)
        except (zlib.error, brotli.error, zstd.ZstdError):
            return body
    return body


def _same(body: bytes, limit: int) -> bytes:
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    """All members, as servers that compress in pieces send them; what stands behind them is dropped."""
    whole, rest = _inflate(body, zlib.MAX_WBITS + 16, limit)
    while rest[:2] == b"\x1f\x8b":
        piece, rest = _inflate(rest, zlib.MAX_WBITS + 16, limit - len(whole))
        whole += piece
    return whole


def _inflate_either(body: bytes, limit: int) -> bytes:
    """Deflate is zlib's format by the standard, and bare deflate from some servers."""
    try:
        return _inflate(body, zlib.MAX_WBITS, limit)[0]
    except zlib.error:
        return _inflate(body, -zlib.MAX_WBITS, limit)[0]


def _inflate(body: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    inflater = zlib.decompressobj(window)
    return _within(inflater.decompress(body, limit + 1), limit), inflater.unused_data


def _unbrotli(body: bytes, limit: int) -> bytes:
    decompressor = brotli.Decompressor()
    whole = piece = decompressor.process(body, output_buffer_limit=_PIECE)
    while piece and not decompressor.is_finished():
        piece = decompressor.process(b"", output_buffer_limit=_PIECE)
        whole = _within(whole + piece, limit)
    return _within(whole, limit)


def _unzstd(body: bytes, limit: int) -> bytes:
    return _within(zstd.ZstdDecompressor().decompress(body, max_length=limit + 1), limit)


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise ArchiveError(f"the body unfolds to more than {limit} bytes: it is not read")
    return body


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "": _same,
    "identity": _same,
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate_either,
    "br": _unbrotli,
    "zstd": _unzstd,
}
