"""Locks between processes: a file with flock.

The system frees a flock when its holder ends, however it ends, so there is nothing to expire and no clock to trust.
The files stay: removing one would let two processes hold the "same" lock.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, unquote

from crawler.places import kept, no_folder

_LONGEST = 200
"""Bytes of a name; file systems take 255 with what stands around it."""
_LONGEST_PID = 10
"""Digits."""


class Lease:
    """One name that one holder at a time may have; also within a process, for each Lease opens its own file.

    kind and name: "host" and "a.gov.cn:8080" lie at leases/host-a.gov.cn%3A8080.lock of the kept folder. A name longer
    than a file's may be is cut and told apart by its digest.
    """

    def __init__(self, kind: str, name: str) -> None:
        self._path = kept() / "leases" / f"{kind}-{_file_name(name)}.lock"
        self._file: int | None = None

    @property
    def path(self) -> Path:
        """The lock file."""
        return self._path

    def take(self) -> bool:
        """Try to get it, without waiting; False where somebody else has it. Raises StoreError: no place for it."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise no_folder(error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def is_held(self) -> bool:
        """Whether somebody has it now. Makes no file; the look is a shared lock that is gone at once."""
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
        return False

    def holder(self) -> str:
        """The process that signed it last, as it wrote itself down: "12345"; "" where nobody has yet."""
        return self._path.read_text(encoding="ascii", errors="replace").strip() if self._path.exists() else ""

    def age(self) -> float:
        """Seconds since it was last signed; infinite where it never was. Only while held."""
        status = os.fstat(self._held)
        return time.time() - status.st_mtime if status.st_size else float("inf")

    def sign(self) -> None:
        """Write down who holds it, and with that, when. Only while held. Raises StoreError where the disk is full."""
        try:
            os.pwrite(self._held, f"{os.getpid():<{_LONGEST_PID}}\n".encode("ascii"), 0)  # cutting the file costs 1 ms
        except OSError as error:
            raise no_folder(error) from error

    def release(self) -> None:
        """Give it back; does nothing where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    @property
    def _held(self) -> int:
        if self._file is None:
            raise RuntimeError(f"{self._path}: not held")
        return self._file


def held(kind: str) -> list[str]:
    """The names of the leases of this kind that somebody has now: "site" for crawls."""
    folder = kept() / "leases"
    names = (unquote(path.stem.removeprefix(f"{kind}-")) for path in sorted(folder.glob(f"{kind}-*.lock")))
    return [name for name in names if Lease(kind, name).is_held()]


def _file_name(name: str) -> str:
    quoted = quote(name, safe="")
    if len(quoted) <= _LONGEST:
        return quoted
    return f"{quoted[: _LONGEST - 41]}-{hashlib.sha1(quoted.encode(), usedforsecurity=False).hexdigest()}"
