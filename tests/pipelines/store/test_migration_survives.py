"""A kill while an old database is brought up to date: the old one, or the new one, never something between."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.normalise.addresses import canonical
from pipelines.store.schema import MIGRATIONS, open_database
from tests.pipelines.store.databases import everything, one, rows

CHECKOUT = Path(__file__).resolve().parents[3]
OPENING = "import sys; from pathlib import Path; from pipelines.store.schema import open_database as o\n"
OPENING += "print(1, flush=True); o(Path(sys.argv[1])).close()"
MANY, TWICE = 200, 20
HOME = "https://news.qinghe.example/"
SEEN = "2026-03-04T12:00:00+00:00"
FIELDS = """{"title": "旧", "published": null, "published_precision": null, "published_approximate": false,
"source": null, "reporters": [], "correspondents": [], "photographers": [], "editors": [], "reviewers": [],
"collectors": [], "breadcrumb": [], "attachments": [], "images": []}"""


def an_old_database(path: Path) -> None:
    """Of the first schema, with a revision of each article, and some that today's rules know for one."""
    with Database(path) as db:
        MIGRATIONS.apply(db, stop_before=MIGRATIONS.pending(db)[1].name)
        with db.atomic():
            fill(db)


def fill(db: Database) -> None:
    """Put the rows of the first schema in."""
    db.table("sites").insert({"id": "qinghe", "name": "青禾"})
    db.table("stories").insert({"id": 1})
    urls = [f"{HOME}{number}.html" for number in range(MANY)] + [f"{HOME}{n}.html?spm=1" for n in range(TWICE)]
    for number, url in enumerate(urls, start=1):
        body = f"第{number}天，{'水渠' * 60}。"
        article = {
            "id": number, "site_id": "qinghe", "url": url, "canonical_url": url, "story_id": 1, "version": 2,
            "title": "新", "fetched": SEEN, "first_seen": SEEN, "last_seen": SEEN, "body": body,
        }  # fmt: skip
        db.table("articles").insert(article)
        db.table("addresses").insert({"site_id": "qinghe", "url": url, "article_id": number})
        revision = {
            "article_id": number, "version": 1, "fetched": "2026-03-01T12:00:00+00:00", "replaced": SEEN,
            "cause": "changed", "changed": "[]", "fields": FIELDS, "evidence": "[]", "body": body[:-20],
        }  # fmt: skip
        db.table("revisions").insert(revision)


def killed(path: Path, pause: float) -> None:
    """Begin to open a database, and kill the process that does after so many seconds."""
    process = subprocess.Popen([sys.executable, "-c", OPENING, str(path)], cwd=CHECKOUT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(pause)
    process.kill()
    process.wait(30)
    process.stdout.close()


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_a_kill_while_a_database_is_brought_up_to_date(tmp_path: Path, kills: int) -> None:
    old, sure = tmp_path / "old.db", tmp_path / "sure.db"
    an_old_database(old)
    shutil.copy(old, sure)
    begun = time.monotonic()
    with open_database(sure) as db:
        took, expected = time.monotonic() - begun, everything(db)
        assert one(db, "SELECT count(*) FROM articles") == MANY
        assert one(db, "SELECT count(*) FROM merged") == TWICE
        assert one(db, "SELECT canonical_url FROM articles WHERE id = 1") == canonical(HOME + "0.html")
    chance = random.Random(7)
    for number in range(kills):
        path = tmp_path / f"{number}.db"
        shutil.copy(old, path)
        killed(path, took * 1.2 * chance.random())
        with Database(path) as db:
            assert one(db, "PRAGMA integrity_check") == "ok"
            assert one(db, "SELECT count(*) FROM articles") in (MANY, MANY + TWICE)
        with open_database(path) as db:
            assert everything(db) == expected
            assert rows(db, "PRAGMA foreign_key_check") == []
