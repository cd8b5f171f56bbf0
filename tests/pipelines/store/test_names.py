"""People and publications: counted whoever writes, one spelling for one name, dates that follow what changes."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.items import Moment
from pipelines.store.articles import Articles
from pipelines.store.names import names_batch
from pipelines.store.schema import MIGRATIONS, open_database
from tests.pipelines.articles import NOON, an_article
from tests.pipelines.store.databases import one, rows

HOST = "https://news.qinghe.example"


def keep(db: Database, number: int, *, day: str | None = "2026-03-04", **changes: Any) -> None:
    values: dict[str, Any] = {"url": f"{HOST}/{number}.html", "published": Moment(day, "day") if day else None}
    silent = dict.fromkeys(("reporters", "photographers", "editors"), ())
    Articles(db).keep(an_article(**(values | silent | changes)))


def catch_up(db: Database) -> None:
    while names_batch(db):
        pass


def people(db: Database) -> list[tuple[Any, ...]]:
    catch_up(db)
    return rows(db, "SELECT name, role, articles, sites, first_published, last_published FROM people_flat")


def outlets(db: Database) -> list[tuple[Any, ...]]:
    catch_up(db)
    return rows(db, "SELECT name, articles, sites, first_published, last_published FROM outlets_flat")


def test_a_name_is_counted_by_role_over_all_sites(db: Database) -> None:
    keep(db, 1, reporters=("甲一", "乙二"), photographers=("甲一",))
    keep(db, 2, reporters=("甲一",), site="shiqiao", day="2026-03-09")
    assert people(db) == [
        ("乙二", "reporters", 1, 1, "2026-03-04", "2026-03-04"),
        ("甲一", "photographers", 1, 1, "2026-03-04", "2026-03-04"),
        ("甲一", "reporters", 2, 2, "2026-03-04", "2026-03-09"),
    ]


def test_a_publication_is_counted_over_all_sites(db: Database) -> None:
    keep(db, 1, source="青禾融媒")
    keep(db, 2, source="青禾融媒", site="shiqiao", day="2026-03-09")
    keep(db, 3, source=None)
    keep(db, 4, source="石桥发布", day=None)
    assert outlets(db) == [("石桥发布", 1, 1, None, None), ("青禾融媒", 2, 2, "2026-03-04", "2026-03-09")]


def test_names_printed_in_several_ways_are_one(db: Database) -> None:
    for number, (source, reporter) in enumerate(
        [("兰州日报", "张三"), ("兰州 日报", "张　三"), ("兰州\u3000日报", "张 三")]
    ):
        keep(db, number, source=source, reporters=(reporter,))
    assert [row[:2] for row in outlets(db)] == [("兰州日报", 3)]
    assert [row[:3] for row in people(db)] == [("张三", "reporters", 3)]
    assert sorted(json.loads(one(db, "SELECT printed FROM people_flat"))) == ["张 三", "张\u3000三", "张三"]


def test_a_spelling_that_comes_to_another_site_is_spelled_again(db: Database) -> None:
    keep(db, 1, source="兰州 日报")
    catch_up(db)
    keep(db, 2, source="兰州 日报", site="shiqiao")
    assert [row[:3] for row in outlets(db)] == [("兰州日报", 2, 2)]


def test_a_name_that_stands_twice_in_one_role_counts_once(db: Database) -> None:
    keep(db, 1, reporters=("甲一", "乙二", "甲一"))
    assert [row[2] for row in people(db)] == [1, 1]
    keep(db, 1, reporters=("乙二", "甲一", "甲一"), fetched=NOON + timedelta(days=1))
    assert [row[2] for row in people(db)] == [1, 1]


def test_a_revised_article_names_others(db: Database) -> None:
    keep(db, 1, source="青禾融媒", reporters=("甲一",))
    keep(db, 2, source="青禾融媒", reporters=("甲一",), day="2026-03-09")
    keep(db, 2, source="石桥发布", reporters=("乙二",), day="2026-03-10", fetched=NOON + timedelta(days=1))
    assert [row[:1] + row[2:] for row in people(db)] == [
        ("乙二", 1, 1, "2026-03-10", "2026-03-10"),
        ("甲一", 1, 1, "2026-03-04", "2026-03-04"),
    ]
    assert outlets(db) == [
        ("石桥发布", 1, 1, "2026-03-10", "2026-03-10"),
        ("青禾融媒", 1, 1, "2026-03-04", "2026-03-04"),
    ]


def test_a_name_that_stands_nowhere_any_more_is_gone_at_once(db: Database) -> None:
    keep(db, 1, source="青禾融媒", reporters=("甲一",))
    db.conn.execute("DELETE FROM bylines")
    db.conn.execute("UPDATE articles SET source = NULL")
    db.conn.commit()
    assert rows(db, "SELECT * FROM name_counts") == rows(db, "SELECT * FROM name_counts_outdated") == []


TRUTH = """
SELECT role, b.name, site_id, count(DISTINCT a.id), min(published), max(published)
FROM bylines b JOIN articles a ON a.id = b.article_id GROUP BY 1, 2, 3
UNION ALL
SELECT 'source', source, site_id, count(*), min(published), max(published)
FROM articles WHERE source IS NOT NULL GROUP BY 2, 3 ORDER BY 1, 2, 3
"""
COUNTED = """
SELECT role, printed, site_id, articles, first_published, last_published FROM name_counts ORDER BY role, printed, site_id
"""


@pytest.fixture
def busy(db: Database) -> Database:
    """Two hundred articles kept, revised and deleted in any order, now and then brought up to date."""
    chance = random.Random(3)
    for step in range(200):
        keep(
            db,
            number := chance.randrange(60),
            site=f"site{number % 3}",
            day=chance.choice([None, "2026-03-01", "2026-03-02", "2026-03-03"]),
            source=chance.choice([None, "青禾融媒", "石桥发布"]),
            reporters=tuple(chance.choices("甲乙丙丁", k=chance.randrange(4))),
            editors=tuple(chance.choices("甲乙", k=chance.randrange(2))),
            fetched=NOON + timedelta(minutes=step),
        )
        if step % 20 == 7:
            db.conn.execute("DELETE FROM bylines WHERE article_id = (SELECT max(article_id) FROM bylines)")
            db.conn.execute("UPDATE articles SET source = '别的', published = '2020' WHERE id = 3")
            db.conn.commit()
        if step % 30 == 11:
            catch_up(db)
    return db


def test_counts_are_those_of_a_new_count(busy: Database) -> None:
    catch_up(busy)
    assert rows(busy, COUNTED) == rows(busy, TRUTH)
    assert (
        rows(busy, "SELECT * FROM name_counts_outdated")
        == rows(busy, "SELECT * FROM upkeep WHERE task = 'names'")
        == []
    )


def test_an_older_database_is_counted(busy: Database, tmp_path: Path) -> None:
    """One without the tables: its articles are counted by the migration, and spelled by the next batch."""
    path = tmp_path / "old.db"
    busy.conn.execute("UPDATE articles SET source = '兰州 日报' WHERE id = 1")
    busy.conn.commit()
    old = Database(path)
    MIGRATIONS.apply(old, stop_before="0011_names")
    for table in ("sites", "stories", "articles", "bylines"):
        for row in busy[table].rows:
            old.table(table).insert({name: row[name] for name in old.table(table).columns_dict})
    old.close()
    with open_database(path) as new:
        new.conn.execute("INSERT INTO upkeep SELECT 'names', id FROM articles WHERE true ON CONFLICT DO NOTHING")
        new.conn.commit()
        catch_up(new)
        assert rows(new, COUNTED) == rows(new, TRUTH)
        assert one(new, "SELECT count(*) FROM outlets_flat WHERE name = '兰州日报'") == 1
