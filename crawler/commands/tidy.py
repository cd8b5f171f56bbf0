"""district-news tidy: removes old archive files, and gives back the space that nothing needs."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError
from sqlite_utils import Database

from crawler.bar import bar
from crawler.command import NewsCommand
from crawler.counted import counted
from crawler.database import prepare_database
from crawler.leases import held
from crawler.places import kept
from crawler.table import Column, console, show
from crawler.takedown import complete, wipe
from pipelines.archive.folder import archive_files
from pipelines.archive.retention import ArchiveFile, chosen
from pipelines.errors import ArchiveError, StoreError
from pipelines.store.removals import Removals
from pipelines.store.schema import open_database
from pipelines.store.space import PAYS, empty_log, free_share, rebuild

_GB = 1_000_000_000
_LEFT_OVER = timedelta(days=1)


class Command(NewsCommand):
    """Retention of archives, the log emptied, the database made anew where that pays, leftovers of kills completed."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[--keep-days N] [--keep-gb N] [--dry-run]"
    summary = "remove old archive files, give back space, complete what was killed"
    description = (
        "Without a limit no archive file goes. Files of one process go together, and none that was written to within a "
        "day. Articles stay, with the reference to where their page lay, and the view responses_flat says that it is "
        "gone: it can neither be read again nor checked then. Other files are left alone."
    )
    examples = (
        "district-news tidy",
        "district-news tidy --keep-days 730 --dry-run",
        "district-news tidy --keep-gb 200",
    )
    most = 0

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        told = "remove archive files not written to for so many days (default: ARCHIVE_KEEP_DAYS, no limit)"
        parser.add_argument("--keep-days", metavar="N", help=told)
        told = "then the oldest, until so many GB are left (default: ARCHIVE_KEEP_GB, no limit)"
        parser.add_argument("--keep-gb", metavar="N", help=told)
        parser.add_argument("--dry-run", action="store_true", help="only show what would be done")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Tidy. Raises UsageError, ArchiveError and StoreError, which exit with 2."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        database = Path(self.settings["DATABASE"])
        if not database.exists():
            raise StoreError(f"{database}: nothing is kept there yet; there is nothing to tidy")
        days, most = self._limit(opts, "keep_days"), self._limit(opts, "keep_gb")
        prepare_database(database)
        now, folder = datetime.now(UTC), Path(self.settings["ARCHIVE_DIR"])
        keep = None if days is None else timedelta(days=days)
        files = chosen(_files(folder), now=now, keep=keep, most=None if most is None else int(most * _GB))
        db = open_database(database)
        try:
            _show_files(files, Removals(db).referring(files), dry=opts.dry_run)
            if opts.dry_run:
                console().print(f"{free_share(db):.0%} of the database is free; from {PAYS:.0%} on it is made anew")
                return
            _remove(db, folder, files, now)
            _drop_parts(now)
            self._give_back(db, database, folder, now)
        finally:
            db.close()

    def _limit(self, opts: argparse.Namespace, name: str) -> float | None:
        """An option, else its setting. Raises UsageError where it is no number, or below 0."""
        assert self.settings is not None  # noqa: S101
        given, setting = getattr(opts, name), f"ARCHIVE_{name.upper()}"
        told = f"--{name.replace('_', '-')} {given}"
        if given is None:
            given, told = self.settings.get(setting), f"{setting}={self.settings.get(setting)}"
        try:
            limit = None if given is None else float(given)
        except ValueError:
            limit = -1.0
        if limit is not None and not 0 <= limit < 10**6:
            raise UsageError(f"{told}: expected a number from 0 to a million", print_help=False)
        return limit

    def _give_back(self, db: Database, database: Path, folder: Path, now: datetime) -> None:
        """Complete what was begun to be forgotten, and give back the space of the log and of free pages."""
        before = _size(database)
        if busy := held("site"):
            empty_log(db)
            told = "the database is made anew, and what was killed completed, when nobody does"
            console().print(f"{', '.join(busy)}: somebody is crawling; {told}")
            return
        complete(db, folder, now=now)
        if free_share(db) >= PAYS:
            rebuild(db)
        if not wipe(db, now=now) or not empty_log(db):
            console().print(f"{database}: a reader still needs what was deleted; stop it, then tidy again")
            self.exitcode = 1
        console().print(f"{database}: {before / 1e6:.1f} MB before, {_size(database) / 1e6:.1f} MB now")


def _files(folder: Path) -> list[ArchiveFile]:
    """The files of the archive."""
    found = []
    for path in archive_files(folder):
        state = path.stat()
        written = datetime.fromtimestamp(state.st_mtime, UTC)
        found.append(ArchiveFile(name=path.relative_to(folder).as_posix(), bytes=state.st_size, written=written))
    return found


def _remove(db: Database, folder: Path, files: list[ArchiveFile], now: datetime) -> None:
    """Remove these files, and those a killed run had noted; each is noted first. Raises ArchiveError."""
    removals = Removals(db)
    removals.note(files, now)
    noted = removals.noted()
    with bar("removing", len(noted)) as advance:
        for name in noted:
            try:
                (folder / name).unlink(missing_ok=True)
            except OSError as error:
                told = f"{folder / name}: cannot be removed: {error}; mend its folder, then tidy again"
                raise ArchiveError(told) from error
            advance(1)


def _drop_parts(now: datetime) -> None:
    """Remove what killed copies, exports and recordings left: half files and folders, which bear hidden names."""
    for part in list(kept().rglob(".*.part*")):
        if part.exists() and datetime.fromtimestamp(part.stat().st_mtime, UTC) < now - _LEFT_OVER:
            shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)


def _show_files(files: list[ArchiveFile], articles: Mapping[str, int], *, dry: bool) -> None:
    """Print the archive files that go."""
    if not files:
        console().print("no archive file goes")
        return
    columns = [Column(name="archive file", least=30)]
    columns += [Column(name=name, side="right") for name in ("MB", "written", "articles")]
    rows = [
        [one.name, f"{one.bytes / 1e6:.1f}", f"{one.written:%Y-%m-%d}", str(articles.get(one.name, 0))] for one in files
    ]
    show(columns, rows, ("archive file",))
    told = "would go" if dry else "removed"
    console().print(f"{counted(len(files), 'archive file')}, {sum(one.bytes for one in files) / 1e6:.1f} MB: {told}")


def _size(database: Path) -> int:
    """Bytes of the database with its log."""
    log = database.with_name(database.name + "-wal")
    return database.stat().st_size + (log.stat().st_size if log.exists() else 0)
