"""Where things lie: the checkout, what we know (data/), and what we keep ($DISTRICT_NEWS_DATA)."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from pipelines.errors import StoreError

VARIABLE = "DISTRICT_NEWS_DATA"
CHECKOUT = Path(__file__).resolve().parent.parent
KNOWN = CHECKOUT / "data"


def kept() -> Path:
    """The folder everything produced lies under: $DISTRICT_NEWS_DATA, else data/var of the checkout."""
    return Path(os.environ.get(VARIABLE) or KNOWN / "var")


def check_folder() -> None:
    """Raise StoreError where the kept folder can be none: a file, a place below a file, one that may not be read."""
    folder = kept()
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError:
        return  # it is made when something is kept
    except OSError as error:
        raise no_folder(error) from error
    if not is_folder:
        raise no_folder(NotADirectoryError(errno.ENOTDIR, "it is a file"))


def no_folder(error: OSError) -> StoreError:
    """What to tell a person whose kept folder cannot be used."""
    what = f"{VARIABLE}={kept()}" if os.environ.get(VARIABLE) else str(kept())
    return StoreError(f"{what}: {error.strerror or error}; set {VARIABLE} to a folder that exists or can be made")


def database() -> Path:
    """The SQLite file."""
    return kept() / "news.db"


def archive() -> Path:
    """The folder of WARC files."""
    return kept() / "warc"


def exports() -> Path:
    """The folder exports are written to."""
    return kept() / "exports"


def backups() -> Path:
    """The folder copies of the database go to where no other is named."""
    return kept() / "backups"


def site_folders() -> tuple[Path, ...]:
    """Folders of profiles; one in a later folder lies over the same id in an earlier one."""
    return KNOWN / "sites", kept() / "sites"
