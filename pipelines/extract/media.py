"""Images with captions, and attachments: what a body holds besides text. Recorded, never invented into text."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from pipelines.extract.blocks import Flat
from pipelines.items import Attachment, Image
from pipelines.normalise.addresses import absolute

_FILE = re.compile(r"\.(pdf|ofd|docx?|xlsx?|pptx?|wps|et|rtf|zip|rar|7z|csv|txt)(?:$|[?#])", re.IGNORECASE)
_BLANK = re.compile(
    r"(?:^data:|/(?:blank|spacer|loading|grey|icon|logo|qr|ewm|erweima|weixin|wechat|print|share|close|arrow)[\w-]*\.(?:gif|png|jpe?g|svg))",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"摄\s*[）)]?$|图\s*[/／|丨]|^(?:上图|下图|图[一二三四五六七八九十\d]|图为|图片|[▲△◆])")
_LONGEST_CAPTION = 120
_NEAR = 3
"""Lines behind the body in which attachments may still stand (附件：…)."""


def read_images(flat: Flat, start: int, end: int, url: str | None) -> tuple[Image, ...]:
    """Images that stand among the lines [start, end] of the body, in order, each once."""
    found: dict[str, Image] = {}
    for picture in flat.pictures:
        if not start <= picture.block <= end or _BLANK.search(picture.src):
            continue
        address = absolute(url, picture.src)
        if not address or address in found:
            continue
        found[address] = Image(url=address, caption=_caption(flat, picture.block, end) or picture.alt or None)
    return tuple(found.values())


def _caption(flat: Flat, block: int, end: int) -> str | None:
    """The line right behind an image, where it has a caption's shape."""
    if block >= min(end, len(flat.blocks)):
        return None
    text = flat.blocks[block].text
    return text if len(text) <= _LONGEST_CAPTION and _CAPTION.search(text) else None


def read_attachments(flat: Flat, start: int, end: int, url: str | None) -> tuple[Attachment, ...]:
    """Files that the body, or the lines right behind it, link to or embed; a viewer's file= is the file."""
    found: dict[str, Attachment] = {}
    for anchor in flat.anchors:
        if not start <= anchor.block <= end + _NEAR or not is_file(anchor.href):
            continue
        address = absolute(url, anchor.href)
        if address:
            found.setdefault(address, Attachment(url=address, name=anchor.text or _file_name(address)))
    for _, source in flat.embeds:
        address = absolute(url, embedded_file(source) or "")
        if address:
            found.setdefault(address, Attachment(url=address, name=_file_name(address)))
    return tuple(found.values())


def is_file(address: str) -> bool:
    """Whether an address is that of a document or archive."""
    return _FILE.search(address) is not None


def embedded_file(source: str) -> str | None:
    """The document a frame shows: its own address, or the file= of a viewer's (pdfjs/web/viewer.html?file=…)."""
    if not source:
        return None
    try:
        named = parse_qs(urlsplit(source).query).get("file")
    except ValueError:
        return None
    candidate = unquote(named[0]) if named else source
    return candidate if is_file(candidate) else None


def _file_name(address: str) -> str | None:
    """The last segment of an address, for a file that the page does not name."""
    return unquote(urlsplit(address).path.rsplit("/", 1)[-1]) or None
