"""district-news tidy: what goes, what stays, and what a kill leaves."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.leases import Lease
from pipelines.items import ArchiveRef, Received
from pipelines.store.addressed import articles_at
from pipelines.store.articles import Articles
from pipelines.store.forgotten import Forgotten
from pipelines.store.schema import open_database
from tests.crawler.commands.at_hand import at_hand
from tests.crawler.worker import killed
from tests.pipelines.archived import capture, files_of, writer
from tests.pipelines.articles import NOON, an_article

DAY = 86_400


def fill(data: Path, ages: list[int], *, length: int = 200) -> None:
    """An article a crawl, each crawl with an archive file that was last written so many days ago."""
    db = open_database(data / "news.db")
    for number, age in enumerate(ages):
        url = f"https://news.qinghe.example/{number}.html"
        archive = writer(data / "warc", name=f"run{number}")
        ref = archive.write(capture(url, f"<p>{number}</p>".encode()))
        archive.close()
        os.utime(data / "warc" / ref.file, (time.time() - age * DAY,) * 2)
        Articles(db).keep(archived(url, ref, number, length))
    db.close()


def archived(url: str, ref: ArchiveRef, number: int, length: int) -> Any:
    article = an_article(url=url, title=f"第{number}篇", body=f"{number}{'水' * length}")
    part = Received(url=url, status=200, headers=(), body=b"", fetched=NOON, archived=ref)
    return type(article)(**{**fields(article), "page": type(article.page)(site="qinghe", url=url, parts=(part,))})


def fields(thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__}


def ask(data: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(data / "news.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_without_a_limit_no_archive_goes(tmp_path: Path) -> None:
    fill(tmp_path, [900, 1])
    done = at_hand(tmp_path, "tidy")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "no archive file goes")
    assert len(files_of(tmp_path)) == 2


def test_old_files_go_and_articles_say_so(tmp_path: Path) -> None:
    fill(tmp_path, [900, 700, 1])
    dry = at_hand(tmp_path, "tidy", "--keep-days", "365", "--dry-run")
    assert dry.stdout.splitlines()[-2].startswith("2 archive files, 0.0 MB: would go")
    assert len(files_of(tmp_path)) == 3
    done = at_hand(tmp_path, "tidy", "--keep-days", "365")
    assert done.returncode == 0, done.stderr
    assert [path.name.split("-")[0] for path in files_of(tmp_path)] == ["run2"]
    told = ask(
        tmp_path, "SELECT url, archive_file IS NOT NULL, archive_removed FROM responses_flat ORDER BY article_id"
    )
    assert [(url[-6:], where, bool(gone)) for url, where, gone in told] == [
        ("0.html", 1, True), ("1.html", 1, True), ("2.html", 1, False),
    ]  # fmt: skip
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [(3,)]


def test_the_setting_and_the_size(tmp_path: Path) -> None:
    fill(tmp_path, [9, 8, 7])
    size = files_of(tmp_path)[0].stat().st_size
    assert at_hand(tmp_path, "tidy", ARCHIVE_KEEP_GB=2.5 * size / 1e9).returncode == 0
    assert [path.name.split("-")[0] for path in files_of(tmp_path)] == ["run1", "run2"]
    done = at_hand(tmp_path, "tidy", "--keep-days", "-1")
    assert (done.returncode, "--keep-days -1: expected a number from 0 to a million" in done.stderr) == (2, True)


def test_the_database_is_made_anew_where_that_pays(tmp_path: Path) -> None:
    fill(tmp_path, [1] * 50, length=20_000)  # long enough for pages of their own: only whole ones become free
    db = open_database(tmp_path / "news.db")
    db.execute("UPDATE articles SET body = NULL")
    db.execute("DELETE FROM search_outdated")
    db.conn.commit()
    db.close()
    before = (tmp_path / "news.db").stat().st_size
    assert at_hand(tmp_path, "tidy").returncode == 0
    assert (tmp_path / "news.db").stat().st_size < before / 2
    log = tmp_path / "news.db-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_beside_a_crawl_only_what_nobody_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, [900, 1])
    monkeypatch.setenv("DISTRICT_NEWS_DATA", str(tmp_path))
    with Lease("site", "xigu") as lease:
        lease.take()
        done = at_hand(tmp_path, "tidy", "--keep-days", "365")
    assert (done.returncode, "xigu: somebody is crawling" in done.stdout) == (0, True)
    assert len(files_of(tmp_path)) == 1


def test_what_a_kill_left_is_completed(tmp_path: Path) -> None:
    fill(tmp_path, [900, 1])
    db = open_database(tmp_path / "news.db")
    url = "https://news.qinghe.example/1.html"
    Forgotten(db).begin(url, articles_at(db, url)[0], why="x", now=datetime.now(UTC))
    db.execute(
        "INSERT INTO archive_removals VALUES (?, 0, '')",
        [files_of(tmp_path)[0].relative_to(tmp_path / "warc").as_posix()],
    )
    db.conn.commit()
    db.close()
    old, new = tmp_path / "exports" / ".a.csv.7.part", tmp_path / "exports" / ".b.csv.8.part"
    old.parent.mkdir()
    for part, age in ((old, timedelta(days=2)), (new, timedelta(0))):
        part.touch()
        os.utime(part, ((datetime.now(UTC) - age).timestamp(),) * 2)
    assert at_hand(tmp_path, "tidy").returncode == 0
    assert [path.name.split("-")[0] for path in files_of(tmp_path)] == ["run1"]
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [(1,)]
    assert ask(tmp_path, "SELECT ended IS NOT NULL, wiped IS NOT NULL FROM forgotten") == [(1, 1)]
    assert [path.name for path in old.parent.iterdir()] == [new.name]


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(5, 50))])
def test_killed_at_any_moment(tmp_path: Path, seed: int) -> None:
    """Sound, no article lost, no file gone unsaid; the next run completes it."""
    fill(tmp_path, [900 - number for number in range(40)], length=2_000)
    db = open_database(tmp_path / "news.db")
    db.execute("DELETE FROM evidence")
    db.conn.commit()
    db.close()
    killed(tmp_path, "tidy", "--keep-days", "880", longest=0.15, dice=random.Random(seed))
    assert ask(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    here = {path.relative_to(tmp_path / "warc").as_posix() for path in files_of(tmp_path)}
    unsaid = {
        file for (file,) in ask(tmp_path, "SELECT archive_file FROM responses_flat WHERE archive_removed IS NULL")
    }
    assert unsaid <= here
    assert at_hand(tmp_path, "tidy", "--keep-days", "880").returncode == 0
    assert len(files_of(tmp_path)) == 19
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [(40,)]
    assert ask(tmp_path, "SELECT count(*) FROM responses_flat WHERE archive_removed IS NOT NULL") == [(21,)]
