"""Which archive files may go, by age or by size. Pure: facts in, choice out.

Files of one process go together: its revisit records lead to payloads in its own earlier files, and in no other's
(writer.py). What was written to within a day may be in a crawl's hands and is never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

UNTOUCHED = timedelta(days=1)
"""For so long nobody has written to a file that may go."""

_NAME = re.compile(r"(?P<process>.+?)-(?P<time>\d{8}T\d{6,12}Z)-(?P<pid>\d+)-(?P<serial>\d+)\.warc\.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A file of the archive. name: below its folder, with forward slashes; written: the last time, aware."""

    name: str
    bytes: int
    written: datetime


def chosen(
    files: Iterable[ArchiveFile], *, now: datetime, keep: timedelta | None = None, most: int | None = None
) -> list[ArchiveFile]:
    """The files to remove, oldest first.

    Those not written to for longer than `keep`, and, of what is left, the oldest until no more than `most` bytes
    remain. None sets no limit; all files of a process go, or none.
    """
    groups = sorted(_of_one_process(files), key=_written)
    old = [one for one in groups if keep is not None and _written(one) < now - keep]
    left = [one for one in groups if one not in old]
    excess = sum(file.bytes for one in left for file in one) - most if most is not None else 0
    for one in left:
        if excess <= 0:
            break
        old.append(one)
        excess -= sum(file.bytes for file in one)
    return [file for one in old if _written(one) <= now - UNTOUCHED for file in one]


def _written(group: list[ArchiveFile]) -> datetime:
    return max(file.written for file in group)


def _of_one_process(files: Iterable[ArchiveFile]) -> list[list[ArchiveFile]]:
    """Files by the process that wrote them; a number that the system handed out again begins anew with file 1."""
    groups: list[list[ArchiveFile]] = []
    open_groups: dict[tuple[str, str], list[ArchiveFile]] = {}
    for file, found in sorted(((one, _NAME.search(one.name)) for one in files), key=_order):
        key = (found["process"].rpartition("/")[2], found["pid"]) if found else (file.name, "")
        if key not in open_groups or not found or int(found["serial"]) == 1:
            open_groups[key] = []
            groups.append(open_groups[key])
        open_groups[key].append(file)
    return groups


def _order(one: tuple[ArchiveFile, re.Match[str] | None]) -> tuple[str, str]:
    file, found = one
    return (found["time"] if found else "", file.name)
