"""Where tables are printed: as wide as a terminal, and never folded in a file or a pipe."""

from __future__ import annotations

import sys

from rich.console import Console

_WIDE = 400


def console() -> Console:
    """The console of standard output."""
    return Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False, emoji=False)
