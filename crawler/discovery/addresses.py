"""Addresses as list pages print them: made absolute, and judged by their shape."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.lexicon import words

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_COMPLETE = re.compile(r"https?://[^/?]+/(?!.*/\.)", re.IGNORECASE)
"""Nothing to resolve: joining costs more than all else that is done with a link."""
_BREAKS = re.compile(r"[\t\r\n]+")


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What a page's relative addresses stand on: its <base href>, else its own address ("" where that is unknown)."""
    base = tree.css_first("base[href]")
    href = (base.attributes.get("href") or "").strip() if base is not None else ""
    try:
        return urljoin(url, href)
    except ValueError:
        return url


def absolute(href: str | None, base: str) -> str | None:
    """An href as an absolute http(s) address without its fragment; as printed where base is "".

    None for what leads to no other page: javascript:, mailto:, a bare fragment, an address no URL parser accepts.
    Back slashes are read as browsers read them.
    """
    href = _BREAKS.sub("", (href or "").strip()).replace("\\", "/").partition("#")[0]
    scheme = _SCHEME.match(href)
    if not href or (scheme and scheme.group(1).lower() not in ("http", "https")):
        return None
    try:
        address = href if _COMPLETE.match(href) else urljoin(base, href)
        if "[" in address or not address.isascii():
            urlsplit(address)
    except ValueError:
        return None
    return address or None


def same_host(first: str, second: str) -> bool:
    """Whether two addresses lie on one host, "www." apart; an address without a host lies on any."""
    try:
        hosts = [(urlsplit(address).hostname or "").removeprefix("www.") for address in (first, second)]
    except ValueError:
        return False
    return not all(hosts) or hosts[0] == hosts[1]


@lru_cache(maxsize=4096)
def shape(address: str) -> float:
    """How far an address looks like an article's: 1 it does, 0 it looks like a column's, 0.5 nobody can say."""
    beyond_scheme = address.split("://", 1)[-1]
    if _pattern("article_addresses").search(beyond_scheme):
        return 1.0
    slash = beyond_scheme.find("/") if "://" in address else 0
    below_host = beyond_scheme[slash:] if slash >= 0 else ""
    return 0.0 if _pattern("column_addresses").search(below_host) else 0.5


def is_file(address: str) -> bool:
    """Whether an address is that of a picture, a film, an archive or a program."""
    return _pattern("file_addresses").search(address) is not None


@cache
def _pattern(key: str) -> re.Pattern[str]:
    """The shapes of one kind as one expression."""
    return re.compile("|".join(f"(?:{one})" for one in sorted(words("lists", key))), re.IGNORECASE)
