"""district-news backup: whole copies whatever happens meanwhile, and a way back that loses nothing."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.leases import Lease
from pipelines.archive.takedown import Taken
from pipelines.store.addressed import articles_at
from pipelines.store.articles import Articles
from pipelines.store.backup import copy_database
from pipelines.store.forgotten import Forgotten
from pipelines.store.schema import open_database
from tests.crawler.commands.at_hand import at_hand
from tests.crawler.worker import killed
from tests.pipelines.articles import NOON, a_full_article, an_article
from tests.pipelines.store.keeper import numbered

URL = "https://news.qinghe.example/2026/03/1.html"
CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    keep(
        folder,
        a_full_article(),
        an_article(url="https://news.qinghe.example/2.html", title="桥修好了", body="桥" * 60, links=()),
    )
    (folder / "warc" / "2026").mkdir(parents=True)
    (folder / "warc" / "2026" / "a-1.warc.gz").write_bytes(b"12345")
    return folder


def keep(folder: Path, *articles: Any) -> None:
    db = open_database(folder / "news.db")
    for article in articles:
        Articles(db).keep(article)
    db.close()


def ask(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_a_copy_is_one_sound_file_with_a_list(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "copies" / "news.db"
    done = at_hand(data, "backup", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{out}: ")
    assert sorted(path.name for path in out.parent.iterdir()) == ["news.db", "news.db.json"]
    assert ask(out, "PRAGMA journal_mode") == [("delete",)]
    assert ask(out, "SELECT * FROM articles_flat") == ask(data / "news.db", "SELECT * FROM articles_flat")
    listed = json.loads((out.parent / "news.db.json").read_text())
    assert listed["archive"] == [{"file": "2026/a-1.warc.gz", "bytes": 5}]
    assert listed["bytes"] == out.stat().st_size
    again = at_hand(data, "backup", str(out))
    assert (again.returncode, "is there already; choose another name" in again.stderr) == (2, True)
    assert at_hand(data, "backup").returncode == 0
    assert len(list((data / "backups").glob("news-*.db"))) == 1


def test_a_copy_beside_a_crawl_is_the_database_of_one_moment(tmp_path: Path) -> None:
    source = tmp_path / "news.db"
    open_database(source).close()
    command = [sys.executable, "-m", "tests.pipelines.store.keeper", str(source), "0", "400"]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    sizes = []
    for number in range(4):
        process.stdout.readline()
        out = tmp_path / f"{number}.db"
        copy_database(source, out)
        whole = "SELECT count(*), count((SELECT 1 FROM evidence WHERE article_id = a.id AND field = 'title')) FROM articles a"
        ((articles, with_title),) = ask(out, whole)
        assert articles == with_title
        sizes.append(articles)
    process.communicate(timeout=60)
    assert process.returncode == 0  # nobody told the writer that the database is locked
    assert sizes == sorted(sizes)


def test_restore_needs_a_word_and_keeps_what_it_replaces(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.db"
    at_hand(data, "backup", str(out))
    keep(data, an_article(url="https://news.qinghe.example/3.html", title="新的", body="新" * 60))
    before = ask(data / "news.db", "SELECT * FROM articles_flat")
    refused = at_hand(data, "backup", "--restore", str(out))
    assert (refused.returncode, "--replace puts it aside first" in refused.stderr) == (2, True)
    assert ask(data / "news.db", "SELECT * FROM articles_flat") == before
    done = at_hand(data, "backup", "--restore", str(out), "--replace")
    assert done.returncode == 0, done.stderr
    assert ask(data / "news.db", "SELECT * FROM articles_flat") == ask(out, "SELECT * FROM articles_flat")
    (aside,) = data.glob("news-replaced-*.db")
    assert ask(aside, "SELECT * FROM articles_flat") == before
    assert list(data.glob("news.db-*")) == list(data.glob(".*")) == []
    keep(data, an_article(url="https://news.qinghe.example/3.html", title="新的", body="新" * 60))
    assert ask(data / "news.db", "SELECT count(*) FROM articles") == [(3,)]


def test_restore_on_a_fresh_machine(data: Path, tmp_path: Path) -> None:
    out, fresh = tmp_path / "copy.db", tmp_path / "fresh"
    at_hand(data, "backup", str(out))
    done = at_hand(fresh, "backup", "--restore", str(out))
    assert done.returncode == 0, done.stderr
    assert f"1 archive files of that time are not in {fresh}/warc: 2026/a-1.warc.gz" in done.stdout
    assert ask(fresh / "news.db", "SELECT count(*) FROM articles") == [(2,)]


def test_what_was_forgotten_since_is_not_brought_back(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.db"
    at_hand(data, "backup", str(out))
    db = open_database(data / "news.db")
    for url in (URL, "https://news.qinghe.example/never.html"):
        article = next(iter(articles_at(db, url)), None)
        begun = Forgotten(db).begin(url, article, why="asked for", now=NOON)
        Forgotten(db).erase({begun: Taken()}, NOON)
    db.close()
    done = at_hand(data, "backup", "--restore", str(out), "--replace")
    assert "forgotten again, as they were since then: 2 articles" in done.stdout
    assert ask(data / "news.db", "SELECT url FROM articles") == [("https://news.qinghe.example/2.html",)]
    assert "老水渠".encode() not in (data / "news.db").read_bytes()
    db = open_database(data / "news.db")
    assert Articles(db).keep(a_full_article(fetched=NOON + timedelta(days=1))) == "forgotten"
    db.close()
    twice = at_hand(data, "backup", "--restore", str(out), "--replace")
    assert "forgotten again, as they were since then: 2 articles" in twice.stdout


def test_a_damaged_database_can_be_replaced_and_a_damaged_copy_can_not(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.db"
    at_hand(data, "backup", str(out))
    (data / "news.db").write_bytes(b"no database at all, by whatever accident" * 100)
    done = at_hand(data, "backup", "--restore", str(out), "--replace")
    assert (done.returncode, "forget it again" in done.stdout) == (1, True)
    assert ask(data / "news.db", "SELECT count(*) FROM articles") == [(2,)]
    out.write_bytes(out.read_bytes()[:-4096])
    done = at_hand(data, "backup", "--restore", str(out), "--replace")
    assert (done.returncode, "changed or damaged; choose another copy" in done.stderr) == (2, True)
    out.with_name("copy.db.json").unlink()
    done = at_hand(data, "backup", "--restore", str(out), "--replace")
    assert done.returncode == 2
    assert ask(data / "news.db", "SELECT count(*) FROM articles") == [(2,)]


def test_not_beside_a_crawl_or_a_reader(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "copy.db"
    at_hand(data, "backup", str(out))
    monkeypatch.setenv("DISTRICT_NEWS_DATA", str(data))
    with Lease("site", "xigu") as lease:
        lease.take()
        lease.sign()
        done = at_hand(data, "backup", "--restore", str(out), "--replace")
        assert (done.returncode, done.stdout.startswith("a crawl is running: xigu (process ")) == (1, True)
        assert at_hand(data, "backup", str(tmp_path / "beside.db")).returncode == 0
    reader = sqlite3.connect(data / "news.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    done = at_hand(data, "backup", "--restore", str(out), "--replace")
    assert (done.returncode, "somebody else has it open" in done.stderr) == (2, True)
    reader.close()


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(5, 50))])
def test_killed_at_any_moment(tmp_path: Path, seed: int) -> None:
    """The database is as before or restored, a copy is whole or has no name, and the next run completes it."""
    data, dice = tmp_path / "data", random.Random(seed)
    keep(data, *map(numbered, range(120)))
    articles = ask(data / "news.db", "SELECT count(*) FROM articles")
    copy = tmp_path / "copy.db"
    killed(data, "backup", str(copy), longest=0.3, dice=dice)
    if not copy.exists():
        assert at_hand(data, "backup", str(copy)).returncode == 0
    assert ask(copy, "PRAGMA integrity_check") == [("ok",)]
    copy.with_name("copy.db.json").unlink(missing_ok=True)
    killed(data, "backup", "--restore", str(copy), "--replace", longest=0.3, dice=dice)
    assert ask(data / "news.db", "PRAGMA integrity_check") == [("ok",)]
    assert ask(data / "news.db", "SELECT count(*) FROM articles") == articles
    done = at_hand(data, "backup", "--restore", str(copy), "--replace")
    assert done.returncode == 0, done.stderr
    assert ask(data / "news.db", "SELECT count(*) FROM articles") == articles
    assert list(data.glob(".*")) == []
    shutil.rmtree(data)
