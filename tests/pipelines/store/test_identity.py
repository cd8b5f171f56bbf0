"""Keys of articles, made anew when rules or twin hosts change, and articles that turn out to be one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.archive.takedown import Taken
from pipelines.dedupe.noise import same_text
from pipelines.dedupe.verdict import changes, is_noise
from pipelines.history.difference import applied
from pipelines.items import Article
from pipelines.normalise.addresses import canonical, rules_number, twin_hosts
from pipelines.store.addressed import article_at
from pipelines.store.articles import Articles
from pipelines.store.batches import catch_up
from pipelines.store.changes import read_hunks
from pipelines.store.checks import Check, Checks
from pipelines.store.corrections import Corrections
from pipelines.store.forgotten import Forgotten
from pipelines.store.identity import are_of_today, bring_along, outdated
from pipelines.store.known import known as kept_or_forgotten
from pipelines.store.revisions import read_versions
from pipelines.store.schema import open_database, writing
from pipelines.store.sites import Sites
from pipelines.store.unkept import Unkept
from tests.pipelines.articles import BODY, NOON, a_full_article, a_link
from tests.pipelines.store.databases import everything, one, rows

HOME = "https://news.qinghe.example/"
NEW, OLD = f"{HOME}2026/03/1.html", "http://old.qinghe.example/2026/03/1.html"
TWINS = twin_hosts(HOME, ["old.qinghe.example", "m.qinghe.example"])
OTHER_BODY = BODY.replace("九公里", "八公里")


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def at(url: str, hours: float, **changes: Any) -> Article:
    listing = "https://news.qinghe.example/zwyw/" if url == NEW else "http://old.qinghe.example/yw/"
    return a_full_article(url=url, fetched=after(hours), links=(a_link(url, listing=listing),), **changes)


def told(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of articles, when all work is done."""
    catch_up(db)
    kept = everything(db)
    return {
        table: kept[table]
        for table in (
            "articles",
            "addresses",
            "bylines",
            "evidence",
            "sightings",
            "revisions",
            "responses",
            "changes",
            "states",
        )
    }


def known(db: Database, urls: list[str]) -> set[str]:
    return set(kept_or_forgotten(db, "qinghe", urls))


def register(db: Database, twins: dict[str, str]) -> None:
    Sites(db).register("qinghe", "青禾新闻网", home=HOME, twin_hosts=twins)


@pytest.mark.parametrize(
    "pages",
    [
        [(NEW, 0, {}), (OLD, 1, {})],
        [(OLD, 0, {}), (NEW, 1, {})],
        [(NEW, 0, {}), (OLD, 1, {"body": OTHER_BODY})],
        [(NEW, 1, {}), (OLD, 0, {"body": OTHER_BODY})],
        [(NEW, 0, {}), (OLD, 1, {"body": f"{BODY}\n浏览次数：12"})],
        [(NEW, 0, {}), (OLD, 1, {}), (NEW, 2, {"body": OTHER_BODY}), (OLD, 3, {"body": OTHER_BODY})],
        [(NEW, 0, {}), (OLD, 1, {"body": OTHER_BODY}), (NEW, 2, {"title": "别的"}), (OLD, 3, {"reporters": ("戊五",)})],
        [(NEW, 0, {}), (NEW, 1, {"body": OTHER_BODY}), (OLD, 5, {"body": None})],
    ],
)
def test_what_was_two_is_as_if_it_had_always_been_one(
    tmp_path: Path, pages: list[tuple[str, int, dict[str, Any]]]
) -> None:
    with open_database(tmp_path / "two.db") as db, open_database(tmp_path / "one.db") as sure:
        register(db, {})
        register(sure, TWINS)
        for url, hours, changes in pages:
            Articles(db).keep(at(url, hours, **changes))
        for url, hours, changes in sorted(pages, key=lambda page: page[1]):
            Articles(sure).keep(replaced_key(at(url, hours, **changes)))
        assert one(db, "SELECT count(*) FROM articles") == 2
        register(db, TWINS)
        assert one(db, "SELECT count(*) FROM articles") == 1
        ours, theirs = told(db), told(sure)
        assert without_url(ours.pop("articles")) == without_url(theirs.pop("articles"))
        assert {(site, url) for site, url, _ in ours.pop("addresses")} >= {
            (s, u) for s, u, _ in theirs.pop("addresses")
        }
        assert ours == theirs
        for view in ("people_flat", "outlets_flat"):
            assert sorted(rows(db, f"SELECT * FROM {view}")) == sorted(rows(sure, f"SELECT * FROM {view}"))
        assert rows(db, "SELECT former_id, article_id FROM merged") == [(2, 1)]
        assert rows(db, "PRAGMA foreign_key_check") == []
        assert one(db, "PRAGMA integrity_check") == "ok"


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(3, 60))])
def test_the_versions_of_the_one_follow_on_each_other(db: Database, seed: int) -> None:
    """However the two went on beside each other: numbers without a gap, in time, each another text than the last."""
    chance = random.Random(seed)
    bodies = [BODY, OTHER_BODY, f"{BODY}\n浏览次数：9", f"{OTHER_BODY}\n明天还有后续报道。", None]
    register(db, {})
    for hour in chance.sample(range(40), chance.randint(4, 12)):
        title = chance.choice(["老水渠又通水了", "老水渠今年又通水了"])
        Articles(db).keep(at(chance.choice([NEW, OLD]), hour, body=chance.choice(bodies), title=title))
    kept = rows(
        db, "SELECT fetched, title, body FROM articles UNION ALL SELECT fetched, title, body FROM revisions_flat"
    )
    newest = max(rows(db, "SELECT fetched, title, body FROM articles"))
    register(db, TWINS)
    versions = read_versions(db, 1 if rows(db, "SELECT 1 FROM articles WHERE id = 1") else 2)
    assert [one.version for one in versions] == list(range(1, len(versions) + 1))
    assert {(one.fetched, one.content.title, one.content.body) for one in versions} <= set(kept)
    for old, new in pairwise(versions):
        assert old.fetched <= new.fetched
        assert not is_noise(old.content, new.content, changes(old.content, new.content))
        ((body,),) = rows(db, "SELECT body FROM changes WHERE version = ?", old.version)
        assert applied(old.content.body or "", read_hunks(body)) == (new.content.body or "")
    present = versions[-1].content
    if newest[2] is not None:  # a page that has lost its text is no newer version
        assert same_text(present.title, newest[1])
        assert same_text(present.body, newest[2])
    assert rows(db, "SELECT version FROM articles") == [(len(versions),)]
    assert rows(db, "PRAGMA foreign_key_check") == []


def replaced_key(article: Article) -> Article:
    return replace(article, canonical_url=canonical(article.url, TWINS))


def without_url(articles: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Which of two addresses is cited depends on which was there first."""
    return [(*row[:2], *row[3:]) for row in articles]


def test_addresses_checks_and_numbers_of_both_lead_to_the_one(db: Database) -> None:
    register(db, {})
    for url in (NEW, OLD):
        Articles(db).keep(at(url, 0))
    Checks(db).note(Check(article_id=2, at=after(1), outcome="gone"))
    Unkept(db).note("qinghe", "http://m.qinghe.example/2.html", (), reason="404", judged=False, asked=True, now=NOON)
    register(db, TWINS)
    assert known(db, [NEW, OLD, "http://m.qinghe.example/2026/03/1.html"]) == {
        NEW, OLD, "http://m.qinghe.example/2026/03/1.html",
    }  # fmt: skip
    assert rows(db, "SELECT article_id, outcome FROM checks") == [(1, "gone")]
    assert rows(db, "SELECT id, url, state FROM articles") == [(1, NEW, "gone")]
    assert rows(db, "SELECT canonical_url FROM unkept") == [("http://news.qinghe.example/2.html",)]
    assert rows(db, "SELECT listing FROM sightings ORDER BY listing") == [
        ("http://old.qinghe.example/yw/",), ("https://news.qinghe.example/zwyw/",),
    ]  # fmt: skip


def test_a_person_decides_about_corrected_articles(db: Database) -> None:
    register(db, {})
    for url in (NEW, OLD):
        Articles(db).keep(at(url, 0))
    Corrections(db).correct(2, {"title": "老水渠今年又通水了"}, why="按报纸改", now=after(1))
    register(db, TWINS)
    assert one(db, "SELECT count(DISTINCT canonical_url) FROM articles") == 2
    assert known(db, [NEW, OLD]) == {NEW, OLD}


def test_what_was_forgotten_stays_forgotten_under_its_other_names(db: Database) -> None:
    register(db, {})
    Articles(db).keep(at(OLD, 0))
    tombstones = Forgotten(db)
    one_of_them = tombstones.begin(OLD, article_at(db, OLD), why="撤稿", now=after(1))
    tombstones.erase({one_of_them: Taken()}, after(1))
    assert known(db, [NEW]) == set()
    register(db, TWINS)
    assert known(db, [NEW, OLD]) == {NEW, OLD}
    assert Articles(db).keep(replaced_key(at(NEW, 2))) == "forgotten"


def test_a_forgetting_that_was_cut_short_goes_on_with_the_one(db: Database) -> None:
    register(db, {})
    for url in (NEW, OLD):
        Articles(db).keep(at(url, 0))
    tombstones = Forgotten(db)
    tombstones.begin(OLD, article_at(db, OLD), why="撤稿", now=after(1))
    register(db, TWINS)
    assert [one.article_id for one in tombstones.begun()] == [1]


def test_an_article_of_another_site_stays_its_own(db: Database) -> None:
    register(db, {})
    Articles(db).keep(at(NEW, 0))
    Articles(db).keep(a_full_article(url=OLD, site="shiqiao"))
    register(db, TWINS)
    assert rows(db, "SELECT canonical_url FROM articles ORDER BY id") == [(canonical(NEW),), (canonical(OLD),)]


@pytest.mark.parametrize("spoil", [lambda key: f"{key}?from=list", lambda key: f"old {key}"])
def test_a_database_of_other_rules_is_brought_along_when_it_is_opened(
    tmp_path: Path, spoil: Callable[[str], str]
) -> None:
    path = tmp_path / "news.db"
    with open_database(path) as db:
        for number in range(3):
            Articles(db).keep(a_full_article(url=f"{HOME}{number}.html", links=()))
        before = everything(db)
        keys = rows(db, "SELECT id, canonical_url FROM articles")
        with writing(db):
            for article_id, key in keys:
                db.conn.execute("UPDATE articles SET canonical_url = ? WHERE id = ?", (spoil(key), article_id))
            db.conn.execute("PRAGMA user_version = 1")
    with open_database(path) as db:
        assert everything(db) == before
        assert one(db, "PRAGMA user_version") == rules_number()
        assert are_of_today(db)


def test_keys_that_change_places(db: Database) -> None:
    """The key that one article gives up is another one's by today's rules."""
    for number in (1, 2):
        Articles(db).keep(a_full_article(url=f"{HOME}{number}.html", links=()))
    before = everything(db)
    with writing(db):
        for article_id, key in ((1, "moved"), (2, canonical(f"{HOME}1.html")), (1, canonical(f"{HOME}2.html"))):
            db.conn.execute("UPDATE articles SET canonical_url = ? WHERE id = ?", (key, article_id))
        bring_along(db, outdated(db))
    assert everything(db) == before


def test_an_article_that_is_forgotten_while_keys_are_made(db: Database) -> None:
    for number in (1, 2):
        Articles(db).keep(a_full_article(url=f"{HOME}{number}.html", links=()))
    with writing(db):
        db.conn.execute("UPDATE articles SET canonical_url = 'old ' || id")
    keys = outdated(db)
    tombstones = Forgotten(db)
    url = f"{HOME}1.html"
    tombstones.erase({tombstones.begin(url, article_at(db, url), why="撤稿", now=NOON): Taken()}, NOON)
    with writing(db):
        bring_along(db, keys)
    assert rows(db, "SELECT canonical_url FROM articles") == [(canonical(f"{HOME}2.html"),)]
    assert rows(db, "PRAGMA foreign_key_check") == []
