"""A kill at any moment while articles are kept and put into stories: what comes of it is what an undisturbed run makes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.store.articles import Articles
from pipelines.store.schema import open_database
from pipelines.store.stories import tend_stories
from tests.pipelines.store.databases import one, rows
from tests.pipelines.store.story_keeper import articles

CHECKOUT = Path(__file__).resolve().parents[3]
ALL = articles(40)


def keeper(path: Path, start: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.pipelines.store.story_keeper", str(path), str(start), str(len(ALL))]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def outcome(db: Database) -> list[list[tuple[object, ...]]]:
    return [
        rows(db, "SELECT id, site_id, url, story_id FROM articles ORDER BY id"),
        rows(db, "SELECT id, given_to FROM stories ORDER BY id"),
        rows(db, "SELECT * FROM reposts ORDER BY article_id"),
        rows(db, "SELECT hash, sketch FROM texts ORDER BY hash"),
    ]


def kill_and_go_on(folder: Path, kills: int, dice: random.Random) -> None:
    path, start = folder / "news.db", 0
    for _ in range(kills):
        process = keeper(path, start)
        assert process.stdout is not None
        promised = [process.stdout.readline() for _ in range(dice.randint(1, len(ALL) // kills))]
        time.sleep(dice.random() / 100)
        process.kill()
        promised += process.stdout.readlines()
        process.stdout.close()
        process.wait(30)
        kept = [int(line) for line in promised if line.strip().isdigit() and line.endswith("\n")]
        start = max([start, *(number + 1 for number in kept)])
        with open_database(path) as db:
            assert one(db, "PRAGMA integrity_check") == "ok"
            assert rows(db, "PRAGMA foreign_key_check") == []
    keeper(path, start).communicate(timeout=120)
    with open_database(path) as db, open_database(folder / "sure.db") as sure:
        for article in ALL:
            Articles(sure).keep(article)
        while tend_stories(sure):
            pass
        assert outcome(db) == outcome(sure)
        assert one(db, "SELECT count(*) FROM upkeep WHERE task = 'stories'") == 0
        assert one(db, "SELECT count(*) FROM reposts") > 30


def test_killed_five_times_the_stories_are_those_of_an_undisturbed_run(tmp_path: Path) -> None:
    kill_and_go_on(tmp_path, 5, random.Random(20260304))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_killed_ten_times(tmp_path: Path, seed: int) -> None:
    kill_and_go_on(tmp_path, 10, random.Random(seed))
