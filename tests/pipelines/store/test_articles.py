"""Keeping articles: what becomes of rows, stories, sightings and addresses."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.items import Article, Link
from pipelines.normalise.addresses import canonical
from pipelines.store.articles import Articles
from pipelines.store.batches import catch_up
from pipelines.store.known import known
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database
from pipelines.store.sites import Sites
from tests.pipelines.articles import BODY, LISTING, NOON, a_full_article, a_link, a_sighting, an_article, found
from tests.pipelines.store.databases import everything, one, rows

HOST = "https://news.qinghe.example"
OTHER = "https://www.shiqiao.example/n/9.html"
HOUR = timedelta(hours=1)


@pytest.fixture
def articles(db: Database) -> Articles:
    return Articles(db)


def test_a_new_article_as_everybody_reads_it(db: Database, articles: Articles) -> None:
    Sites(db).register("qinghe", "青禾新闻网", "cn-gb2260", "000104", HOST)
    assert articles.keep(a_full_article()) == "new"
    (flat,) = db["articles_flat"].rows
    assert flat == {
        "id": 1,
        "url": f"{HOST}/2026/03/1.html",
        "site": "qinghe",
        "site_name": "青禾新闻网",
        "division_code": "000104",
        "title": "老水渠又通水了",
        "published": "2026-03-04T09:30:00+08:00",
        "published_precision": "minute",
        "source": "青禾融媒",
        "reporters": "甲一、乙二",
        "correspondents": None,
        "photographers": "丙三",
        "editors": "丁四",
        "reviewers": None,
        "collectors": None,
        "body": BODY,
        "breadcrumb": "首页 > 要闻",
        "first_seen": "2026-03-04T12:00:00+00:00",
        "last_seen": "2026-03-04T12:00:00+00:00",
        "story_id": 1,
        "version": 1,
        "state": "live",
    }


def test_everything_that_belongs_to_it(db: Database, articles: Articles) -> None:
    articles.keep(a_full_article())
    assert rows(db, "SELECT role, position, name FROM bylines ORDER BY role, position") == [
        ("editors", 1, "丁四"), ("photographers", 1, "丙三"), ("reporters", 1, "甲一"), ("reporters", 2, "乙二"),
    ]  # fmt: skip
    assert rows(db, "SELECT url, caption FROM images") == [(f"{HOST}/1.jpg", "东坡的麦田")]
    assert rows(db, "SELECT url, name FROM attachments") == [(f"{HOST}/1.pdf", "渠道图")]
    assert rows(db, "SELECT archive_file, archive_offset, archive_record FROM responses") == [
        ("2026-03/a.warc.gz", 1234, "<urn:uuid:0>")
    ]
    ((listing, title, date, raw, position),) = rows(
        db, "SELECT listing, listed_title, listed_date, listed_raw_date, position FROM sightings_flat"
    )
    assert (listing, title, date, raw, position) == (LISTING, "老水渠又通水了", "2026-03-04", "[03-04]", 3)


def test_the_evidence_of_each_field(db: Database, articles: Articles) -> None:
    articles.keep(a_full_article(source=None))
    evidence = {row["field"]: row for row in db["evidence"].rows}
    assert set(evidence) == {
        "kind", "title", "published", "source", "reporters", "correspondents", "photographers", "editors",
        "reviewers", "collectors", "body", "breadcrumb", "hot",
    }  # fmt: skip
    assert (evidence["title"]["method"], evidence["title"]["place"]) == ("label", "div.info")
    assert json.loads(evidence["title"]["candidates"])[0]["verdict"] == "cut short"
    assert (evidence["source"]["value"], evidence["source"]["reason"]) == (None, "nothing says so")
    assert evidence["published"]["value"] == "2026-03-04T09:30:00+08:00"
    assert json.loads(evidence["reporters"]["value"]) == ["甲一", "乙二"]
    assert json.loads(evidence["hot"]["value"]) == ["春耕开始", "桥修好了"]
    assert (evidence["body"]["value"], evidence["body"]["raw"]) == (None, None)


def test_the_same_again_writes_only_that_it_was_seen(db: Database, articles: Articles) -> None:
    articles.keep(a_full_article())
    before = everything(db)
    assert articles.keep(a_full_article(fetched=NOON + HOUR)) == "unchanged"
    after = everything(db)
    assert {table for table in before if before[table] != after[table]} == {"articles", "sightings"}
    assert rows(db, "SELECT first_seen, last_seen, fetched, version FROM articles") == [
        ("2026-03-04T12:00:00+00:00", "2026-03-04T13:00:00+00:00", "2026-03-04T12:00:00+00:00", 1)
    ]


def test_the_same_fetch_again_writes_nothing(db: Database, articles: Articles) -> None:
    articles.keep(a_full_article())
    before = everything(db)
    assert articles.keep(a_full_article()) == "unchanged"
    assert everything(db) == before


def test_one_row_for_a_canonical_address(db: Database, articles: Articles) -> None:
    one_way, other_way = f"{HOST}/1.html?from=list", f"{HOST}/1.html?from=top"
    for url, listing in ((one_way, LISTING), (other_way, f"{HOST}/top/")):
        articles.keep(
            an_article(url=url, canonical_url=canonical(f"{HOST}/1.html"), links=(a_link(url, listing=listing),))
        )
    assert rows(db, "SELECT url FROM articles") == [(one_way,)]
    assert {listing for (listing,) in rows(db, "SELECT listing FROM sightings")} == {LISTING, f"{HOST}/top/"}
    assert set(known(db, "qinghe", [one_way, other_way, f"{HOST}/1.html"])) == {one_way, other_way, f"{HOST}/1.html"}


def test_the_same_address_on_two_sites_is_two_articles(db: Database, articles: Articles) -> None:
    assert articles.keep(an_article()) == "new"
    assert articles.keep(an_article(site="shiqiao")) == "re-post"
    assert one(db, "SELECT count(*) FROM articles") == 2


def test_a_canonical_address_goes_to_its_own_article(db: Database, articles: Articles) -> None:
    old, new = canonical(f"{HOST}/old.html"), canonical(f"{HOST}/new.html")
    articles.keep(an_article(url=old, canonical_url=new))  # old was redirected to new …
    articles.keep(an_article(url=old, body="水" * 80))  # … and is now an article of its own
    articles.sight(a_sighting(old, seen=NOON + HOUR, listing=f"{HOST}/top/"))
    query = (
        "SELECT a.canonical_url FROM articles a JOIN sightings s ON s.article_id = a.id WHERE s.listing LIKE '%top/'"
    )
    assert one(db, query) == old


def test_a_revision_keeps_the_old_version(db: Database, articles: Articles) -> None:
    articles.keep(a_full_article())
    revised = a_full_article(
        title="老水渠今年又通水了", reporters=("甲一",), body=BODY + "完", images=(), fetched=NOON + HOUR
    )
    assert articles.keep(revised) == "revised"
    (flat,) = db["articles_flat"].rows
    assert (flat["title"], flat["reporters"], flat["version"]) == ("老水渠今年又通水了", "甲一", 2)
    assert (flat["first_seen"], flat["last_seen"]) == ("2026-03-04T12:00:00+00:00", "2026-03-04T13:00:00+00:00")
    (kept,) = db["revisions"].rows
    fields, evidence = json.loads(kept["fields"]), json.loads(kept["evidence"])
    assert (kept["version"], kept["cause"], kept["body"]) == (1, "changed", BODY)
    assert json.loads(kept["changed"]) == ["title", "reporters", "body"]
    assert fields["reporters"] == ["甲一", "乙二"]
    assert fields["images"] == [[f"{HOST}/1.jpg", "东坡的麦田"]]
    (title,) = [row for row in evidence if row["field"] == "title"]
    assert title["value"] == "老水渠又通水了"
    assert title["candidates"][0]["value"] == "老水渠"
    assert one(db, "SELECT count(*) FROM images") == 0
    assert rows(db, "SELECT version, fetched FROM responses") == [
        (1, "2026-03-04T12:00:00+00:00"), (2, "2026-03-04T13:00:00+00:00"),
    ]  # fmt: skip


def test_revisions_flat_shows_every_version(db: Database, articles: Articles) -> None:
    for number, title in enumerate(("一", "二", "三")):
        articles.keep(an_article(title=title, fetched=NOON + number * HOUR))
    articles.keep(an_article(url=f"{HOST}/never-changed.html"))
    query = "SELECT version, current, title, reporters, changed FROM revisions_flat ORDER BY version"
    assert rows(db, query) == [
        (1, 0, "一", "甲一、乙二", '["title"]'),
        (2, 0, "二", "甲一、乙二", '["title"]'),
        (3, 1, "三", "甲一、乙二", None),
    ]


def test_an_older_fetch_never_overwrites_a_newer_one(db: Database, articles: Articles) -> None:
    articles.keep(an_article(title="新"))
    assert articles.keep(an_article(title="旧", fetched=NOON - HOUR)) == "unchanged"
    (flat,) = db["articles_flat"].rows
    assert (flat["title"], flat["version"]) == ("新", 1)
    assert flat["first_seen"] == "2026-03-04T11:00:00+00:00"


def test_other_rules_on_the_same_page_are_a_re_reading(db: Database, articles: Articles) -> None:
    articles.keep(an_article(source=None))
    assert articles.keep(an_article()) == "revised"
    assert one(db, "SELECT cause FROM revisions") == "re-read"


def test_the_last_good_body_stays(db: Database, articles: Articles) -> None:
    articles.keep(an_article())
    assert articles.keep(an_article(body=None, fetched=NOON + HOUR)) == "unchanged"
    assert one(db, "SELECT body FROM articles") == BODY


def test_equal_bodies_are_articles_that_share_a_story(db: Database, articles: Articles) -> None:
    assert articles.keep(an_article()) == "new"
    assert articles.keep(an_article(url=f"{HOST}/2.html", title="另一个题目")) == "re-post"
    assert articles.keep(an_article(url=OTHER, site="shiqiao", body=BODY.replace("，", ","))) == "re-post"
    assert articles.keep(an_article(url=f"{HOST}/3.html", body="雪" * 80)) == "new"
    assert rows(db, "SELECT id, articles, sites, first_article_id FROM stories_flat") == [(1, 3, 2, 1), (4, 1, 1, 4)]


@pytest.mark.parametrize("body", [None, "图片新闻", "水" * 49])
def test_short_bodies_never_share_a_story(db: Database, articles: Articles, body: str | None) -> None:
    for number in range(3):
        assert articles.keep(an_article(url=f"{HOST}/{number}.html", body=body)) == "new"
    assert one(db, "SELECT count(DISTINCT story_id) FROM articles") == 3


def test_the_first_of_a_story_is_the_earliest_published(db: Database, articles: Articles) -> None:
    articles.keep(an_article(url=OTHER, site="shiqiao", published=None))
    articles.keep(an_article())
    ((first, published, last),) = rows(db, "SELECT first_site, first_published, last_published FROM stories_flat")
    assert (first, published, last) == ("qinghe", "2026-03-04T09:30:00+08:00", "2026-03-04T09:30:00+08:00")


def arrivals() -> dict[str, Article]:
    snow = "雪" * 80
    return {
        "a": an_article(url=f"{HOST}/a.html"),
        "b": an_article(url=OTHER, site="shiqiao"),
        "c": an_article(url=f"{HOST}/c.html", body=snow),
        "a again": an_article(url=f"{HOST}/a.html", body=snow, fetched=NOON + HOUR),
    }


def test_stories_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    outcomes = set()
    for number, order in enumerate(permutations(arrivals())):
        if order.index("a") > order.index("a again"):
            continue
        db = open_database(tmp_path / f"{number}.db")
        for name in order:
            Articles(db).keep(arrivals()[name])
        catch_up(db, ["stories"])
        groups = defaultdict(set)
        for story, url in rows(db, "SELECT story_id, url FROM articles"):
            groups[story].add(url)
        outcomes.add(frozenset(map(frozenset, groups.values())))
        assert one(db, "SELECT count(*) FROM stories_flat") == len(groups)
        db.close()
    assert outcomes == {frozenset({frozenset({f"{HOST}/a.html", f"{HOST}/c.html"}), frozenset({OTHER})})}


def test_a_revised_article_leaves_the_story_to_the_others(db: Database, articles: Articles) -> None:
    articles.keep(an_article())
    articles.keep(an_article(url=OTHER, site="shiqiao"))
    articles.keep(an_article(body="雪" * 80, fetched=NOON + HOUR))
    catch_up(db, ["stories"])
    assert rows(db, "SELECT site_id, story_id FROM articles") == [("qinghe", 1), ("shiqiao", 2)]


def test_seen_again_on_a_listing(db: Database, articles: Articles) -> None:
    url = f"{HOST}/1.html"
    assert not articles.sight(a_sighting(url, seen=NOON))
    articles.keep(an_article(url=url))
    assert articles.sight(a_sighting(f"{url}#top", seen=NOON + 2 * HOUR, position=9, title="老水渠…"))
    assert articles.sight(a_sighting(url, seen=NOON + HOUR, position=5))
    assert articles.sight(a_sighting(url, seen=NOON - HOUR, position=1))
    assert rows(db, "SELECT position, title, first_seen, last_seen FROM sightings") == [
        (9, "老水渠…", "2026-03-04T11:00:00+00:00", "2026-03-04T14:00:00+00:00")
    ]
    assert rows(db, "SELECT first_seen, last_seen FROM articles") == [
        ("2026-03-04T11:00:00+00:00", "2026-03-04T14:00:00+00:00")
    ]


def test_an_article_given_by_hand_has_no_sighting(db: Database, articles: Articles) -> None:
    articles.keep(an_article(links=()))
    assert one(db, "SELECT count(*) FROM sightings") == 0


def test_keeping_solves_the_open_failures_of_the_address(db: Database, articles: Articles) -> None:
    runs = Runs(db)
    run = runs.begin("crawl", ["qinghe"], NOON)
    for url in (f"{HOST}/1.html", f"{HOST}/2.html"):
        runs.fail(run, "qinghe", url, "timeout", None, NOON)
    articles.keep(an_article(url=f"{HOST}/1.html", fetched=NOON + HOUR), run_id=run)
    assert rows(db, "SELECT url FROM failures_open") == [(f"{HOST}/2.html",)]
    assert one(db, "SELECT run_id FROM articles") == run


def test_texts_that_utf8_cannot_hold(db: Database, articles: Articles) -> None:
    broken = "渠\ud83d水"
    article = an_article(
        title=broken, source=found(broken, raw=broken), reporters=(broken,), body=broken, side_lists={"hot": (broken,)},
        links=(Link(url=f"{HOST}/2026/03/1.html", title=broken, listing=LISTING),),
    )  # fmt: skip
    assert articles.keep(article) == "new"
    assert articles.keep(article) == "unchanged"
    assert one(db, "SELECT title FROM articles") == "渠�水"


def test_a_site_nobody_registered_is_named_by_its_id(db: Database, articles: Articles) -> None:
    articles.keep(an_article())
    assert one(db, "SELECT site_name FROM articles_flat") == "qinghe"
    Sites(db).register("qinghe", "青禾新闻网")
    assert one(db, "SELECT site_name FROM articles_flat") == "青禾新闻网"


def test_bylines_by_name(db: Database, articles: Articles) -> None:
    articles.keep(an_article(photographers=("甲一",)))
    query = "SELECT role, position, title FROM bylines_flat WHERE name = '甲一' ORDER BY role"
    assert rows(db, query) == [("photographers", 1, "老水渠又通水了"), ("reporters", 1, "老水渠又通水了")]
