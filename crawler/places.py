"""Where things lie: the checkout, what we know (data/), and what we keep ($DISTRICT_NEWS_DATA)."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
KNOWN = CHECKOUT / "data"


def kept() -> Path:
    """The folder everything produced lies under: $DISTRICT_NEWS_DATA, else data/var of the checkout."""
    return Path(os.environ.get("DISTRICT_NEWS_DATA") or KNOWN / "var")


def database() -> Path:
    """The SQLite file."""
    return kept() / "news.db"


def archive() -> Path:
    """The folder of WARC files."""
    return kept() / "warc"


def exports() -> Path:
    """The folder exports are written to."""
    return kept() / "exports"


def site_folders() -> tuple[Path, ...]:
    """Folders of profiles; one in a later folder lies over the same id in an earlier one."""
    return KNOWN / "sites", kept() / "sites"
