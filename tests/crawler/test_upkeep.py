"""Work done in batches when a crawl ends: all that waits, unless somebody is in a hurry."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from scrapy import Spider

from crawler.extensions import upkeep
from crawler.extensions.upkeep import Upkeep
from pipelines.store.articles import Articles
from pipelines.store.batches import WORKERS
from pipelines.store.schema import open_database, writing
from pipelines.store.upkeep import waiting
from tests.pipelines.articles import an_article


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Three articles that wait for everything."""
    path = tmp_path / "news.db"
    with open_database(path) as db:
        for number in range(3):
            Articles(db).keep(an_article(url=f"https://news.qinghe.example/{number}.html"))
    return path


def left(database: Path) -> set[int]:
    """How many articles wait for each task that has a worker."""
    with open_database(database) as db:
        return {waiting(db, task) for task in WORKERS}


@pytest.mark.parametrize(("reason", "expected"), [("finished", {0}), ("shutdown", {3}), ("unstored", {3})])
def test_what_waits_is_done_when_a_crawl_came_to_its_end(
    database: Path, reason: str, expected: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        Upkeep(database).spider_closed(Spider("one"), reason)
    assert left(database) == expected
    assert ("Brought up to date" in caplog.text) == (reason == "finished")


def test_where_nothing_waits_nothing_is_said(database: Path, caplog: pytest.LogCaptureFixture) -> None:
    Upkeep(database).spider_closed(Spider("one"), "finished")
    caplog.clear()
    with caplog.at_level(logging.INFO):
        Upkeep(database).spider_closed(Spider("one"), "finished")
    assert caplog.text == ""


def test_a_database_that_cannot_be_written_now_is_no_reason_to_break(
    database: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_impatient(path: Path):  # type: ignore[no-untyped-def]
        db = open_database(path)
        db.execute("PRAGMA busy_timeout = 1")
        return db

    monkeypatch.setattr(upkeep, "open_database", open_impatient)
    with open_database(database) as other, writing(other):
        Upkeep(database).spider_closed(Spider("one"), "finished")
    assert "the next run goes on" in caplog.text
    assert left(database) == {3}
