"""A kill at any moment, readers and other writers beside: whole articles, all that was promised, nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.store.batches import catch_up
from pipelines.store.schema import open_database
from tests.pipelines.store.databases import everything, one, rows
from tests.pipelines.store.keeper import checks, numbered, step

CHECKOUT = Path(__file__).resolve().parents[3]
MANY = 2_000


def keeper(path: Path, start: int, end: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.pipelines.store.keeper", str(path), str(start), str(end)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def killed_after(process: subprocess.Popen[str], *, lines: int, pause: float) -> int:
    """Kill a keeper some time after it promised so many articles; returns the last number it promised."""
    assert process.stdout is not None
    promised = [process.stdout.readline() for _ in range(lines)]
    time.sleep(pause)
    process.kill()
    promised += process.stdout.readlines()
    process.stdout.close()
    assert process.wait(30) < 0
    return int([line for line in promised if line.endswith("\n")][-1])


def undisturbed(path: Path, end: int) -> Database:
    db = open_database(path)
    for number in range(end):
        step(db, number)
    return db


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_a_kill_leaves_whole_articles_and_the_next_run_completes_them(tmp_path: Path, kills: int) -> None:
    chance, path, start = random.Random(5), tmp_path / "news.db", 0
    for _ in range(kills):
        process = keeper(path, start, MANY)
        promised = killed_after(process, lines=chance.randint(1, 30), pause=chance.random() / 50)
        db = open_database(path)
        assert one(db, "PRAGMA integrity_check") == "ok"
        assert rows(db, "PRAGMA foreign_key_check") == []
        with undisturbed(tmp_path / f"{promised}.db", promised + 1) as sure:
            if everything(db) != everything(sure):  # the one that was stored, but not yet promised
                step(sure, promised + 1)
            assert everything(db) == everything(sure)
        db.close()
        start = promised + 1
    finish = start + 20
    last = keeper(path, start - 3, finish)
    last.communicate(timeout=60)
    assert last.returncode == 0
    with open_database(path) as db, undisturbed(tmp_path / "sure.db", finish) as sure:
        assert everything(db) == everything(sure)


def test_a_reader_sees_whole_articles_while_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_database(path).close()
    process = keeper(path, 0, 300)
    assert process.stdout is not None
    reader, seen = open_database(path, read_only=True), set()
    whole = "SELECT count(*) FROM articles a WHERE (SELECT count(*) FROM evidence WHERE article_id = a.id) = 13"
    while process.poll() is None:
        with reader.atomic():
            articles = one(reader, "SELECT count(*) FROM articles_flat")
            assert one(reader, whole) == articles
            assert one(reader, "SELECT count(*) FROM responses WHERE version = 1") == articles
        seen.add(articles)
        process.stdout.readline()
    reader.close()
    process.stdout.close()
    assert process.returncode == 0
    assert len(seen) > 10


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    path, sites = tmp_path / "news.db", 3
    processes = [keeper(path, number * 100, number * 100 + 100) for number in range(sites)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * sites
    with open_database(path) as db:
        numbers = range(sites * 100)
        addresses = {numbered(number).canonical_url for number in numbers if not checks(number)}
        assert one(db, "SELECT count(*) FROM articles") == len(addresses)
        catch_up(db, ["stories"])
        shared = rows(db, "SELECT body_hash, count(DISTINCT story_id) FROM articles GROUP BY body_hash")
        assert {stories for _, stories in shared} == {1}
