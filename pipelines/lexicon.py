"""Word lists as data: reads data/lexicon/*.toml, once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.errors import LexiconError

DATA = Path(__file__).resolve().parent.parent / "data"
"""The checkout's data/ folder: what we know."""


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The tables of data/lexicon/NAME.toml.

    Raises LexiconError where the file is missing or is no TOML, naming it.
    """
    path = DATA / "lexicon" / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as a word list: {error}") from error


@cache
def words(name: str, key: str) -> frozenset[str]:
    """One list of a lexicon as a set.

    Raises LexiconError where the key is missing or is no list of strings.
    """
    value = lexicon(name).get(key)
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise LexiconError(f"{DATA / 'lexicon' / name}.toml: {key} must be a list of strings")
    return frozenset(value)
