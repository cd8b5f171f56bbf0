"""Moments as tables show them."""

from __future__ import annotations


def minute(iso: str) -> str:
    """A stored moment to the minute, on the clock it was written with: 2026-02-14 08:30; a bare day stays one."""
    return iso[:16].replace("T", " ")
