"""Stored pages: the bytes of a file that a person names."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.errors import UnreadablePage

_LIKE_AN_ADDRESS = re.compile(r"[\w-]+(\.[\w-]+)+/|\w+://")


def body_of(path: Path) -> bytes:
    """All bytes of the file. Raises UnreadablePage where it cannot be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null byte
        why = error.strerror if isinstance(error, OSError) else str(error)
        is_address = _LIKE_AN_ADDRESS.match(str(path))
        hint = "a web address begins with http:// or https://" if is_address else "name a file that can be read"
        raise UnreadablePage(f"{path}: {why}; {hint}") from error
