"""What a revision changed, as it is kept and as everybody reads it."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.history.difference import applied
from pipelines.items import Attachment
from pipelines.store.articles import Articles
from pipelines.store.changes import read_hunks, write_changes
from pipelines.store.revisions import read_versions
from pipelines.store.schema import MIGRATIONS, open_database, writing
from tests.pipelines.articles import BODY, NOON, a_full_article
from tests.pipelines.store.databases import everything, one, rows

HOUR = timedelta(hours=1)
NUMBER = BODY.replace("九公里", "八公里")
VERSIONS: tuple[dict[str, Any], ...] = (
    {},
    {"body": NUMBER},
    {"body": f"{NUMBER}\n明天还有后续报道。", "title": "老水渠今年又通水了"},
    {"body": f"{NUMBER}\n明天还有后续报道。", "title": "老水渠今年又通水了", "attachments": (), "reporters": None},
)


@pytest.fixture
def kept(db: Database) -> Database:
    for number, version in enumerate(VERSIONS):
        Articles(db).keep(a_full_article(fetched=NOON + number * HOUR, **version))
    return db


def test_classes_and_differences_as_everybody_reads_them(kept: Database) -> None:
    query = "SELECT version, class, classes, title_difference, body_difference FROM revisions_flat ORDER BY version"
    assert rows(kept, query) == [
        (1, "number", "number", None, "九→八"),
        (2, "title", "title、addition", "→今年", "→\n明天还有后续报道。"),
        (3, "cut", "cut、name", None, None),
        (4, None, None, None, None),
    ]


def test_the_differences_make_each_version_of_the_one_before(kept: Database) -> None:
    versions = read_versions(kept, 1)
    assert [version.version for version in versions] == [1, 2, 3, 4]
    for old, new in pairwise(versions):
        query = "SELECT title, body FROM changes WHERE article_id = 1 AND version = ?"
        ((title, body),) = rows(kept, query, old.version)
        assert applied(old.content.title or "", read_hunks(title)) == new.content.title
        assert applied(old.content.body or "", read_hunks(body)) == new.content.body
    assert versions[0].content.attachments == (("https://news.qinghe.example/1.pdf", "渠道图"),)


def test_made_anew_they_are_the_same(kept: Database) -> None:
    before = everything(kept)
    with writing(kept):
        kept.conn.execute("DELETE FROM changes")
        write_changes(kept)
    assert everything(kept) == before


def test_noise_makes_no_revision(db: Database) -> None:
    articles = Articles(db)
    articles.keep(a_full_article())
    noise = a_full_article(
        body=f"{BODY}\n浏览次数：12",
        attachments=(Attachment(url="https://news.qinghe.example/1.pdf?token=ab", name="渠道图"),),
        fetched=NOON + HOUR,
    )
    assert articles.keep(noise) == "unchanged"
    assert one(db, "SELECT count(*) FROM revisions") == 0
    assert one(db, "SELECT body FROM articles") == BODY


def test_an_older_database_learns_what_its_revisions_changed(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = Database(path)
    ours = next(one.name for one in MIGRATIONS.pending(old) if one.name.endswith("_changes"))
    MIGRATIONS.apply(old, stop_before=ours)
    seen = "2026-03-04T12:00:00+00:00"
    fields = {"title": "老水渠又通水了", "published": None, "published_precision": None, "published_approximate": False,
              "source": None, "reporters": ["甲一"], "correspondents": [], "photographers": [], "editors": [],
              "reviewers": [], "collectors": [], "breadcrumb": [], "attachments": [["https://a.cn/1.pdf", None]],
              "images": []}  # fmt: skip
    old_rows: list[tuple[str, dict[str, Any]]] = [
        ("sites", {"id": "qinghe", "name": "青禾"}),
        ("stories", {"id": 1}),
        ("articles", {"id": 7, "site_id": "qinghe", "url": "http://a.cn/1", "canonical_url": "http://a.cn/1",
                      "story_id": 1, "fetched": seen, "first_seen": seen, "last_seen": seen, "version": 2,
                      "title": "老水渠又通水了", "body": NUMBER}),
        ("bylines", {"article_id": 7, "role": "reporters", "position": 1, "name": "甲一"}),
        ("attachments", {"article_id": 7, "position": 1, "url": "https://a.cn/1.pdf", "name": None}),
        ("revisions", {"article_id": 7, "version": 1, "fetched": seen, "replaced": seen, "cause": "changed",
                       "changed": '["body"]', "fields": json.dumps(fields), "evidence": "[]", "body": BODY}),
    ]  # fmt: skip
    for table, row in old_rows:
        old.table(table).insert(row)
    old.close()
    with open_database(path) as db:
        assert rows(db, "SELECT article_id, version, class, classes FROM changes") == [(7, 1, "number", '["number"]')]
        assert one(db, "SELECT state FROM articles") == "live"
