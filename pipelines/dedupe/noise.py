"""What changes from visit to visit although nobody changed the article: counters, clocks, neighbours, tokens of files.

Only whole lines of a body are noise. Word lists: data/lexicon/noise.toml.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from pipelines.lexicon import lexicon, words
from pipelines.normalise.addresses import canonical
from pipelines.normalise.text import squeeze


def same_text(old: str | None, new: str | None) -> bool:
    """Whether two texts differ in white space and in lines that are noise at most; absent and empty are alike."""
    return old == new or _told(old or "") == _told(new or "")


def same_files(old: tuple[tuple[str, str | None], ...], new: tuple[tuple[str, str | None], ...]) -> bool:
    """Whether two lists of files (address and name) differ in the tokens of their addresses at most."""
    return [(_lasting(url), name) for url, name in old] == [(_lasting(url), name) for url, name in new]


def _told(text: str) -> str:
    """A text without white space and without the lines that are noise."""
    lines = (squeeze(line).replace(" ", "") for line in text.split("\n"))
    return "".join(line for line in lines if not _noise().fullmatch(line))


def _lasting(url: str) -> str:
    """An address without what lets one visitor load it for a while."""
    address = canonical(url)
    parts = urlsplit(address)
    lasting = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_token(name)]
    return f"{address.partition('?')[0]} {lasting}"


def _is_token(name: str) -> bool:
    lower = name.lower()
    return lower in words("noise", "tokens") or lower.startswith(tuple(words("noise", "token_prefixes")))


@cache
def _noise() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in lexicon("noise")["lines"]))
