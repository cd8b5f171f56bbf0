"""The files of an archive folder."""

from __future__ import annotations

from pathlib import Path


def archive_files(folder: Path) -> list[Path]:
    """All WARC files below a folder, compressed or not, in order of name; none where there is no folder."""
    return sorted(path for path in folder.rglob("*.warc*") if path.suffix in (".gz", ".warc") and not _is_hidden(path))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".")
