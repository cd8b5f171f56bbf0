"""Which archive files may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.archive import Capture
from pipelines.archive.retention import ArchiveFile, chosen
from tests.pipelines.archived import capture, written

NOW = datetime(2026, 3, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def a_file(name: str, days: float, size: int = 10) -> ArchiveFile:
    return ArchiveFile(name=name, bytes=size, written=NOW - days * DAY)


def of(process: str, serial: int, days: float, *, pid: int = 7, size: int = 10) -> ArchiveFile:
    moment = NOW - days * DAY
    return a_file(f"{moment:%Y}/{process}-{moment:%Y%m%dT%H%M%S%f}Z-{pid}-{serial:05}.warc.gz", days, size)


FILES = [
    of("xigu", 1, 90),
    of("xigu", 2, 40),
    of("xigu", 1, 30, pid=8),
    of("honggu", 1, 10),
    a_file("theirs.warc.gz", 60),
]


@pytest.mark.parametrize(
    ("keep", "most", "gone"),
    [
        (None, None, []),
        (365, None, []),
        (50, None, [4]),  # the first of xigu's is older, but its process wrote on until 40 days ago
        (35, None, [4, 0, 1]),
        (5, None, [4, 0, 1, 2, 3]),
        (None, 50, []),
        (None, 49, [4]),
        (None, 30, [4, 0, 1]),
        (None, 0, [4, 0, 1, 2, 3]),
        (50, 30, [4, 0, 1]),
    ],
)
def test_by_age_and_by_size(keep: int | None, most: int | None, gone: list[int]) -> None:
    found = chosen(FILES, now=NOW, keep=None if keep is None else keep * DAY, most=most)
    assert found == [FILES[index] for index in gone]


def test_what_may_be_written_to_stays() -> None:
    new, old = of("xigu", 1, 0.9), of("honggu", 1, 1.1)
    assert chosen([new, old], now=NOW, keep=timedelta(0), most=0) == [old]


def test_a_number_of_a_process_may_come_again() -> None:
    first, second = of("xigu", 1, 90), of("xigu", 1, 2)
    assert chosen([first, second], now=NOW, keep=30 * DAY) == [first]


def test_the_files_of_the_writer_are_known(tmp_path: Path) -> None:
    captures: list[Capture] = [capture(body=f"{number}".encode() * 9) for number in range(3)]
    paths = written(tmp_path, *captures, roll_at=1)
    files = [ArchiveFile(name=path.name, bytes=9, written=NOW - (9 - n) * DAY) for n, path in enumerate(paths)]
    assert len(files) == 3
    assert chosen(files, now=NOW, keep=8 * DAY) == []  # the last of the three is younger, and may refer to the first
    assert chosen(files, now=NOW, keep=6 * DAY) == files
