"""A real database file for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.store.schema import open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "news.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    database = open_database(path)
    yield database
    database.close()
