"""Corrections in the store: both values are kept, nothing overwrites them, and a changed page is still written down."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.dedupe.corrections import FIELDS, Value
from pipelines.errors import CorrectionError, StoreError
from pipelines.items import Moment
from pipelines.store.addressed import article_at
from pipelines.store.articles import Articles
from pipelines.store.corrections import Corrections
from tests.pipelines.articles import BODY, NOON, a_full_article, an_article
from tests.pipelines.store.databases import everything, one, rows

HOUR = timedelta(hours=1)
LATER = NOON + 9 * HOUR
NEW: dict[str, Value] = {
    "title": "老水渠通水", "published": Moment("2026-03-05", "day"), "source": None, "reporters": ("戊五", "己六"),
    "correspondents": ("庚七",), "photographers": None, "editors": ("辛八",), "reviewers": ("壬九",),
    "collectors": ("癸十",), "body": f"{BODY}\n完。", "breadcrumb": ("首页", "水利"),
}  # fmt: skip


@pytest.fixture
def corrections(db: Database) -> Corrections:
    Articles(db).keep(a_full_article())
    return Corrections(db)


def flat(db: Database) -> dict[str, Any]:
    (row,) = db["articles_flat"].rows
    return {name: value for name, value in row.items() if name not in ("first_seen", "last_seen")}


def test_every_field_can_be_corrected_and_taken_back(db: Database, corrections: Corrections) -> None:
    before, tables = flat(db), everything(db)
    assert corrections.correct(1, NEW, why="读错了", now=LATER) == list(NEW) == list(FIELDS)
    shown = flat(db)
    assert {name: value for name, value in shown.items() if value != before[name]} == {
        "title": "老水渠通水", "published": "2026-03-05", "published_precision": "day", "source": None,
        "reporters": "戊五、己六", "correspondents": "庚七", "photographers": None, "editors": "辛八",
        "reviewers": "壬九", "collectors": "癸十", "body": f"{BODY}\n完。", "breadcrumb": "首页 > 水利",
    }  # fmt: skip
    kept = {row["field"]: row for row in db["corrections_flat"].rows}
    assert {name: (row["value"], row["read"]) for name, row in kept.items()} == {
        name: (shown[name], before[name]) for name in NEW
    }
    assert {(row["why"], row["made"], row["ended"]) for row in kept.values()} == {
        ("读错了", "2026-03-04T21:00:00+00:00", None)
    }
    assert corrections.undo(1, list(NEW), why="doch", now=LATER) == list(NEW)
    assert flat(db) == before
    assert everything(db) == tables
    assert one(db, "SELECT count(*) FROM corrections WHERE ended_why = 'doch'") == len(NEW)


def test_a_correction_shows_in_the_evidence_with_its_reason(db: Database, corrections: Corrections) -> None:
    corrections.correct(1, {"title": "老水渠通水", "source": None}, why="the page misprints it", now=LATER)
    evidence = {row["field"]: row for row in db["evidence"].rows}
    title = evidence["title"]
    assert (title["value"], title["method"], title["reason"], title["confidence"]) == (
        "老水渠通水", "correction", "the page misprints it", 1.0,
    )  # fmt: skip
    was, *others = json.loads(title["candidates"])
    assert (was["value"], was["method"], was["where"], was["verdict"]) == (
        "老水渠又通水了",
        "label",
        "div.info",
        "corrected",
    )
    assert [other["verdict"] for other in others] == ["cut short"]
    assert (evidence["source"]["value"], evidence["source"]["confidence"]) == (None, 0.0)


def test_a_crawl_of_the_same_page_leaves_it(db: Database, corrections: Corrections) -> None:
    corrections.correct(1, NEW, why="x", now=LATER)
    before = flat(db), rows(db, "SELECT * FROM evidence")
    assert Articles(db).keep(a_full_article(fetched=NOON + HOUR)) == "unchanged"
    assert Articles(db).keep(a_full_article()) == "unchanged"
    assert (flat(db), rows(db, "SELECT * FROM evidence")) == before


@pytest.mark.parametrize(("fetched", "cause"), [(NOON, "re-read"), (NOON + HOUR, "changed")])
def test_a_change_of_the_page_beneath_is_written_down(
    db: Database, corrections: Corrections, fetched: Any, cause: str
) -> None:
    corrections.correct(1, {"title": "老水渠通水", "body": "改过的。"}, why="x", now=LATER)
    changed = a_full_article(title="新题目", body=f"{BODY}\n又记。", source="石桥报", fetched=fetched)
    assert Articles(db).keep(changed) == "revised"
    shown = flat(db)
    assert (shown["title"], shown["body"], shown["source"], shown["version"]) == ("老水渠通水", "改过的。", "石桥报", 2)
    old = next(iter(db.query("SELECT * FROM revisions_flat WHERE NOT current")))
    assert (old["title"], old["body"], old["cause"]) == ("老水渠又通水了", BODY, cause)
    assert json.loads(old["changed"]) == ["title", "source", "body"]
    assert dict(rows(db, "SELECT field, read FROM corrections_flat")) == {"title": "新题目", "body": f"{BODY}\n又记。"}
    assert Articles(db).keep(changed) == "unchanged"
    corrections.undo(1, ["title"], why="x", now=LATER)
    assert (flat(db)["title"], flat(db)["body"]) == ("新题目", "改过的。")


def test_a_correction_of_a_correction(db: Database, corrections: Corrections) -> None:
    corrections.correct(1, {"title": "甲"}, why="first", now=LATER)
    assert corrections.correct(1, {"title": "乙"}, why="second", now=LATER + HOUR) == ["title"]
    assert corrections.correct(1, {"title": "乙"}, why="third", now=LATER + HOUR) == []
    assert rows(db, "SELECT value, read, why, ended IS NULL FROM corrections_flat ORDER BY made") == [
        ("甲", "老水渠又通水了", "first", 0), ("乙", "老水渠又通水了", "second", 1),
    ]  # fmt: skip
    corrections.undo(1, ["title"], why="x", now=LATER)
    assert flat(db)["title"] == "老水渠又通水了"


def test_all_or_none_is_taken_back(db: Database, corrections: Corrections) -> None:
    corrections.correct(1, {"title": "甲"}, why="x", now=LATER)
    with pytest.raises(CorrectionError, match="source is not corrected; corrected are title"):
        corrections.undo(1, ["title", "source"], why="x", now=LATER)
    assert flat(db)["title"] == "甲"
    assert corrections.articles() == [1]


def test_a_corrected_article_waits_for_the_work_in_batches(db: Database, corrections: Corrections) -> None:
    db.conn.execute("DELETE FROM upkeep")
    db.conn.commit()
    corrections.correct(1, {"title": "甲"}, why="x", now=LATER)
    assert one(db, "SELECT count(*) FROM upkeep WHERE article_id = 1") > 0


def test_articles_are_found_by_any_spelling_of_their_address(db: Database, corrections: Corrections) -> None:
    for url in ("https://news.qinghe.example/2026/03/1.html", "http://news.qinghe.example/2026/03/1.html#top"):
        assert article_at(db, url).id == 1
    with pytest.raises(StoreError, match="no article is kept from that address"):
        article_at(db, "https://news.qinghe.example/2.html")
    Articles(db).keep(an_article(site="shiqiao"))
    with pytest.raises(StoreError, match=r"several sites have an article there \(qinghe, shiqiao\); say which"):
        article_at(db, "https://news.qinghe.example/2026/03/1.html")
    assert article_at(db, "https://news.qinghe.example/2026/03/1.html", "shiqiao").id == 2
