"""district-news backup: a safe copy of the database while a crawl runs, and its way back."""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from crawler.bar import bar
from crawler.command import PROGRAM, NewsCommand
from crawler.counted import counted
from crawler.database import prepare_database
from crawler.leases import Lease, held
from crawler.places import backups
from crawler.table import console
from pipelines.archive.folder import archive_files
from pipelines.errors import StoreError
from pipelines.store.backup import Restored, copy_database, restore_database


class Command(NewsCommand):
    """Copies the database, with a list of the archive files it refers to; puts a copy back."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[FILE] | --restore FILE [--replace]"
    summary = "copy the database, also while a crawl runs, or put a copy back"
    description = (
        "The copy is the database of one moment, in one file, checked. Beside it stands FILE.json: its SHA-256, and "
        "the archive files of that moment with their sizes. The archive (warc/) and your profiles (sites/) are not in "
        "it: copy these folders with any tool."
    )
    examples = (
        "district-news backup",
        "district-news backup /mnt/usb/news-2026-03.db",
        "district-news backup --restore /mnt/usb/news-2026-03.db --replace",
    )
    most = 1

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--restore", metavar="FILE", help="put this copy back (default: make one)")
        parser.add_argument("--replace", action="store_true", help="and put the present database aside, beside it")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Copy or restore. Raises UsageError and StoreError, which exit with 2; 1 where a crawl is in the way."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        database = Path(self.settings["DATABASE"])
        now = datetime.now(UTC)
        if opts.restore:
            if args:
                raise UsageError("--restore takes one file, and makes no other", print_help=False)
            self._restore(Path(opts.restore), database, now, replace=opts.replace)
            return
        if opts.replace:
            raise UsageError("--replace goes with --restore; a copy never takes another's place", print_help=False)
        if not database.exists():
            raise StoreError(f"{database}: nothing is kept there yet; crawl or replay first")
        out = Path(args[0]) if args else backups() / f"news-{now:%Y%m%dT%H%M%SZ}.db"
        if out.exists():
            raise UsageError(f"{out}: is there already; choose another name", print_help=False)
        prepare_database(database)
        with bar("copying", database.stat().st_size) as advance:
            copy_database(database, out, advance)
        self._list(out, now)
        console().print(
            f"{out}: {out.stat().st_size / 1e6:.1f} MB, checked; archive files are listed in {out.name}.json"
        )

    def _list(self, out: Path, now: datetime) -> None:
        """Write what the copy is, and which archive files there were."""
        assert self.settings is not None  # noqa: S101
        folder = Path(self.settings["ARCHIVE_DIR"])
        files = [
            {"file": file.relative_to(folder).as_posix(), "bytes": file.stat().st_size}
            for file in archive_files(folder)
        ]
        told = {
            "made": now.isoformat(timespec="seconds"),
            "by": f"{PROGRAM} {version(PROGRAM)}",
            "file": out.name,
            "bytes": out.stat().st_size,
            "sha256": _digest(out),
            "archive": files,
        }
        out.with_name(out.name + ".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")

    def _restore(self, copy: Path, database: Path, now: datetime, *, replace: bool) -> None:
        if not copy.is_file():
            raise UsageError(f"{copy}: there is no such file", print_help=False)
        if database.exists() and not replace:
            told = "is there; --replace puts it aside first, and keeps it"
            raise UsageError(f"{database}: {told}", print_help=False)
        listed = _listed(copy)
        if listed and listed.get("sha256") != _digest(copy):
            raise StoreError(
                f"{copy}: is not what {copy.name}.json says of it: changed or damaged; choose another copy"
            )
        if busy := held("site"):
            told = ", ".join(f"{site} (process {Lease('site', site).holder()})" for site in busy)
            console().print(f"a crawl is running: {told}; stop it or wait for its end, then restore again")
            self.exitcode = 1
            return
        aside = database.with_name(f"{database.stem}-replaced-{now:%Y%m%dT%H%M%SZ}{database.suffix}")
        there = database.exists()
        restored = restore_database(copy, database, aside)
        console().print(f"{database}: restored from {copy}" + (f"; what was there is {aside}" if there else ""))
        self._tell(restored, listed)

    def _tell(self, restored: Restored, listed: dict[str, Any] | None) -> None:
        """What a person should know now; the status is 1 where something is missing."""
        assert self.settings is not None  # noqa: S101
        if restored.repeated:
            console().print(f"forgotten again, as they were since then: {counted(restored.repeated, 'article')}")
        if restored.repeated is None:
            told = "what was forgotten since then could not be read from it: forget it again"
            console().print(f"the replaced database is damaged: {told}")
            self.exitcode = 1
        folder = Path(self.settings["ARCHIVE_DIR"])
        missing = [one["file"] for one in (listed or {}).get("archive", ()) if not (folder / one["file"]).exists()]
        if missing:
            console().print(f"{len(missing)} archive files of that time are not in {folder}: {missing[0]} …")


def _listed(copy: Path) -> dict[str, Any] | None:
    """What stands beside a copy; None where nothing does. Raises StoreError for something else of that name."""
    beside = copy.with_name(copy.name + ".json")
    if not beside.exists():
        return None
    try:
        told: dict[str, Any] = json.loads(beside.read_text("utf-8"))
        return told if isinstance(told.get("archive"), list) else None
    except (ValueError, AttributeError, OSError) as error:
        raise StoreError(f"{beside}: cannot be read ({error}); remove it to restore without it") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
