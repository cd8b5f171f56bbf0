"""Completes what was begun to be forgotten: the archive first, where its texts are sought, then rows and free pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.bar import bar
from crawler.leases import held
from crawler.places import archive, database, kept
from pipelines.archive.folder import archive_files
from pipelines.archive.takedown import Taken, finish_overwrites, take_down
from pipelines.store.batches import catch_up
from pipelines.store.forgotten import Forgetting, Forgotten
from pipelines.store.space import empty_log, rebuild

_PIECE = 1024 * 1024


def complete(db: Database, folder: Path, *, now: datetime) -> list[Forgetting]:
    """Carry out everything that was begun; what a killed run left is completed with it. Returns what was.

    folder: the archive. The leases of the sites are the caller's. Raises ArchiveError and StoreError; called again, it
    goes on where it stopped. Free pages are wiped by `wipe`.
    """
    forgotten = Forgotten(db)
    finish_overwrites(folder)
    begun = forgotten.begun()
    if begun:
        forgotten.erase(_from_archive(forgotten, begun, folder, now), now)
    catch_up(db)  # what stories knew the text by, also of a run that was killed here
    return begun


def wipe(db: Database, *, now: datetime) -> bool:
    """Write over what free pages and the log hold of what was forgotten; False where that must wait for others.

    Everybody who writes would wait for it: not beside a crawl.
    """
    forgotten = Forgotten(db)
    if not forgotten.unwiped():
        return True
    if held("site") or not rebuild(db):
        empty_log(db)
        return False
    forgotten.note_wiped(now)
    return empty_log(db)


def drop_recorded(addresses: Iterable[str]) -> Iterator[Path]:
    """Remove the recorded pages of sites in which one of these addresses stands; yields their folders."""
    needles = [address.encode() for address in dict.fromkeys(addresses)]
    for expected in sorted((kept() / "sites").rglob("expected.json")):
        if _holds(expected, needles):
            shutil.rmtree(expected.parent)
            yield expected.parent


def copies_left(addresses: Iterable[str]) -> Iterator[Path]:
    """Files of the kept folder, beside database and archive, in which one of these addresses still stands."""
    needles = [address.encode() for address in dict.fromkeys(addresses)]
    ours = {database().name, f"{database().name}-wal", f"{database().name}-shm"}
    for path in sorted(kept().rglob("*")):
        if path.is_file() and path.name not in ours and not path.is_relative_to(archive()) and _holds(path, needles):
            yield path


def _from_archive(
    forgotten: Forgotten, begun: list[Forgetting], folder: Path, now: datetime
) -> dict[Forgetting, Taken]:
    """Go through the archive for each; returns what was taken of it."""
    targets = {one: forgotten.target(one) for one in begun}
    taken = {one: Taken() for one in begun}
    files = archive_files(folder)
    with bar("going through the archive", len(targets) * sum(file.stat().st_size for file in files)) as advance:
        for file in files:
            for one, target in targets.items():
                found = take_down(file, [target], now=now)
                taken[one].removed += found.removed
                taken[one].masked += found.masked
                advance(file.stat().st_size)
    return taken


def _holds(path: Path, needles: list[bytes]) -> bool:
    """Whether one of these stands in the file, read piece by piece."""
    longest = max(map(len, needles), default=0)
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            text = before + piece
            if any(needle in text for needle in needles):
                return True
            before = text[-longest:]
    return False
