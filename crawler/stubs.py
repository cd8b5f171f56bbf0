"""Answers that are no page but a few lines for a browser: go elsewhere, or run this first. Pure.

A stub shows next to nothing and is short. Where it plainly says another address (a meta refresh, or a script that sets
location to a text), it is a redirect written in html. Where its script sets a cookie and asks again, it is a challenge,
and whoever followed it would be passing it. Any other script without a page says nothing to those who run none.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from w3lib.html import get_meta_refresh

LONGEST = 8_192
"""Bytes: what is longer is a page."""
_MOST_TEXT = 60
"""Characters that a stub may show: "page is loading, please wait", "please enable JavaScript"."""
_LONGEST_WAIT = 30.0
"""Seconds. A page that sends its readers on later than this is there to be read."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(style|title|noscript|iframe)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_PLACE = r"(?:(?:window|document|self|top|parent)\s*\.\s*)?\blocation"
_TO = re.compile(
    rf"""{_PLACE}(?:\s*\.\s*href)?\s*=\s*(["'])([^"'\n]*)\1\s*(?=[;,)}}\n]|\Z)"""
    rf"""|{_PLACE}\s*\.\s*(?:replace|assign)\s*\(\s*(["'])([^"'\n]*)\3\s*\)"""
)
_SETS_COOKIE = re.compile(r"\bcookie\s*=(?!=)")
_ASKS_AGAIN = re.compile(r"\blocation\b|\breload\s*\(")


@dataclass(frozen=True, slots=True)
class Stub:
    """What a stub is: "detour" with the address it sends to, "challenge", or "script only"."""

    kind: Literal["detour", "challenge", "script only"]
    to: str | None = None


def read_stub(text: str, url: str) -> Stub | None:
    """The stub that an answer is; None for a page, and for what has no script and no refresh. Any text will do.

    url: the address that answered. Never raises.
    """
    text = _COMMENT.sub(" ", text)
    scripts = "\n".join(match[1] for match in _SCRIPT.finditer(text))
    shown = html.unescape(_TAG.sub("", _UNSEEN.sub("", _SCRIPT.sub("", text))))
    if len("".join(shown.split())) > _MOST_TEXT:
        return None
    if _SETS_COOKIE.search(scripts) and _ASKS_AGAIN.search(scripts):
        return Stub("challenge")
    found = {place for place in (*_refresh(text, url), *_set_locations(scripts, url)) if place.partition("#")[0] != url}
    if len(found) == 1:
        return Stub("detour", found.pop())
    return Stub("script only") if _SCRIPT.search(text) else None


def _refresh(text: str, url: str) -> tuple[str, ...]:
    """Where a meta refresh sends to, unless it takes its time."""
    try:
        wait, place = get_meta_refresh(text, url)
    except ValueError:  # half an IPv6 address
        return ()
    return (place,) if place and wait is not None and wait <= _LONGEST_WAIT else ()


def _set_locations(scripts: str, url: str) -> tuple[str, ...]:
    """Where scripts send to; what they compute is left alone."""
    found = []
    for match in _TO.finditer(scripts):
        place = (match[2] or match[4] or "").strip()
        if place and not place.lower().startswith(("javascript:", "about:", "#")):
            try:
                found.append(urljoin(url, place))
            except ValueError:
                continue
    return tuple(found)
