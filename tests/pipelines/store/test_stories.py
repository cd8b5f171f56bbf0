"""Which articles share a story, what number it bears, and what its copies are said to be: on real files."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlite_utils import Database

from benchmarks.copies import EDITS, Edit, Teller
from benchmarks.copies import Told as Text
from pipelines.items import Moment
from pipelines.store.articles import Articles
from pipelines.store.schema import MIGRATIONS, open_database, writing
from pipelines.store.sites import Sites
from pipelines.store.stories import begin_anew, tend_stories
from tests.pipelines.articles import NOON, an_article
from tests.pipelines.store.databases import one, rows
from tests.pipelines.store.plain_stories import Told, plain_stories

HOUR = timedelta(hours=1)


class Town:
    """Sites that publish, and a database that keeps up with them."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.articles = Articles(db)
        self._hours = count()
        self._ids: dict[tuple[str, int], int] = {}

    def publish(self, text: Text, place: int = 0, *, site: str | None = None, day: date | None = None) -> int:
        """An article at the site's place of that number, new or instead of what was there; returns its number."""
        site = site or text.site
        self.articles.keep(
            an_article(
                url=f"https://{site}.example/{place}.html",
                site=site,
                title=text.title,
                body=text.body,
                published=Moment((day or text.day).isoformat(), "day"),
                fetched=NOON + next(self._hours) * HOUR,
            )
        )
        return int(one(self.db, "SELECT max(id) FROM articles"))

    def forget(self, article_id: int) -> None:
        """Delete an article as a take-down does: every row that names it."""
        with writing(self.db):
            self.db.conn.execute("PRAGMA defer_foreign_keys = ON")
            for (table,) in rows(self.db, "SELECT name FROM sqlite_master WHERE sql LIKE '%article_id INTEGER%'"):
                self.db.conn.execute(f'DELETE FROM "{table}" WHERE article_id = ?', (article_id,))
            self.db.conn.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def tend(self, limit: int = 7) -> None:
        while tend_stories(self.db, limit):
            pass

    def stories(self) -> set[frozenset[int]]:
        groups = defaultdict(set)
        for article, story in rows(self.db, "SELECT id, story_id FROM articles"):
            groups[story].add(article)
        return set(map(frozenset, groups.values()))

    def plain(self) -> set[frozenset[int]]:
        return plain_stories(Told(*row) for row in rows(self.db, "SELECT id, site_id, body FROM articles"))


@pytest.fixture
def town(db: Database) -> Town:
    return Town(db)


@pytest.fixture
def teller() -> Teller:
    return Teller(11)


@pytest.mark.parametrize("edit", EDITS)
def test_a_copy_belongs_to_the_story_of_its_text(town: Town, teller: Teller, edit: Edit) -> None:
    told = teller.story("a")
    town.publish(told)
    town.publish(teller.copy(told, edit, "b"))
    town.publish(teller.story("b"), 2)
    town.tend()
    assert rows(town.db, "SELECT story_id FROM articles") == [(1,), (1,), (3,)]


def test_a_copy_that_corrects_a_number_stays_where_a_notice_of_a_template_does_not(town: Town, teller: Teller) -> None:
    days = list(teller.days(4, 1))
    bulletins = [teller.weather("青口镇", day, "a") for day in days]
    town.publish(bulletins[0], 0)
    town.publish(bulletins[1], 1, site="b")
    town.tend()
    assert town.stories() == {frozenset({1, 2})}  # two texts alone: one may be the other's correction
    town.publish(bulletins[2], 2)
    town.tend()
    assert town.stories() == {frozenset({1, 2, 3})}
    town.publish(bulletins[3], 3)
    town.tend()
    assert town.stories() == {frozenset({number}) for number in (1, 2, 3, 4)}
    copy = teller.copy(bulletins[1], "lead added", "c")
    town.publish(copy)
    town.tend()
    assert frozenset({2, 5}) in town.stories()
    town.forget(4)
    town.tend()
    assert town.stories() == {frozenset({1, 2, 3, 5})}


def test_a_template_may_stand_on_another_site(town: Town, teller: Teller) -> None:
    days = list(teller.days(5, 1))
    for place, day in enumerate(days):
        town.publish(teller.air("青口镇", day, "abbba"[place]), place)
    town.tend()
    assert len(town.stories()) == 5


def test_a_template_ends_where_a_site_shows_its_text_no_more_though_another_does(town: Town, teller: Teller) -> None:
    bulletins = [teller.weather("青口镇", day, "a") for day in teller.days(3, 1)]
    for place, bulletin in enumerate(bulletins):
        town.publish(bulletin, place)
    town.publish(bulletins[2], site="b")
    town.tend()
    assert town.stories() == {frozenset({1}), frozenset({2}), frozenset({3, 4})}
    town.forget(3)
    town.tend()
    assert town.stories() == town.plain() == {frozenset({1, 2, 4})}


@pytest.mark.parametrize("seed", range(4))
def test_stories_are_those_of_the_book_whatever_happened(tmp_path: Path, seed: int) -> None:
    live_through(tmp_path, seed, steps=60)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
def test_stories_are_those_of_the_book_after_a_long_time(tmp_path: Path, seed: int) -> None:
    live_through(tmp_path, seed, steps=200)


def live_through(folder: Path, seed: int, steps: int) -> None:
    """Publish, revise, take down and tend at random; then all must be as if nothing but what is there had ever been."""
    dice, teller = random.Random(seed), Teller(seed)
    texts = a_pool(teller)
    town = Town(open_database(folder / "news.db"))
    for _ in range(steps):
        match dice.choices(("publish", "revise", "forget", "tend"), (6, 2, 1, 2))[0]:
            case "publish":
                town.publish(dice.choice(texts), dice.randrange(1000), site=dice.choice("abc"))
            case "revise":
                for site, url in rows(town.db, "SELECT site_id, url FROM articles ORDER BY random() LIMIT 1"):
                    place = int(url.rpartition("/")[2].removesuffix(".html"))
                    town.publish(dice.choice(texts), place, site=site)
            case "forget":
                for (article_id,) in rows(town.db, "SELECT id FROM articles ORDER BY random() LIMIT 1"):
                    town.forget(article_id)
            case _:
                tend_stories(town.db, dice.randrange(1, 20))
    town.tend()
    assert town.stories() == town.plain()
    assert_sound(town.db)
    before = rows(town.db, "SELECT id, story_id FROM articles"), compared(town.db)
    begin_anew(town.db)
    town.tend()
    assert (rows(town.db, "SELECT id, story_id FROM articles"), compared(town.db)) == before
    town.db.close()


def a_pool(teller: Teller) -> list[Text]:
    """Texts that are near each other in every way there is."""
    days = list(teller.days(4, 1))
    told = [teller.story("a", paragraphs=3) for _ in range(3)]
    copies = [teller.copy(one, edit, "b") for one in told for edit in EDITS]
    notices = [tell("青口镇", day, "a") for tell in (teller.water, teller.road) for day in days]
    weather = [teller.weather(place, day, "a") for place in ("青口镇", "白沟乡") for day in days]
    leads = [teller.copy(one, "lead added", "b") for one in (*notices[:2], *weather[:2])]
    short = [Text("图片新闻", "图片新闻", days[0], "a"), Text("短", "今天下雪。" * 12, days[0], "a")]
    return [*told, *copies, *notices, *weather, *leads, *short]


def compared(db: Database) -> list[tuple[object, ...]]:
    return rows(db, "SELECT * FROM reposts ORDER BY article_id")


def assert_sound(db: Database) -> None:
    """Nothing is left of what is gone, nothing is doubled, and every story bears the lowest number of its own."""
    assert rows(db, "PRAGMA foreign_key_check") == []
    assert one(db, "PRAGMA integrity_check") == "ok"
    assert rows(db, "SELECT id FROM texts WHERE id NOT IN (SELECT text_id FROM carriers)") == []
    assert rows(db, "SELECT text_id FROM bands WHERE text_id NOT IN (SELECT id FROM texts)") == []
    assert rows(db, "SELECT family FROM templates WHERE family NOT IN (SELECT family FROM texts)") == []
    assert one(db, "SELECT count(*) FROM loosened") == 0
    lowest = "SELECT min(s.id) FROM articles b JOIN stories s ON s.given_to = b.id WHERE b.story_id = a.story_id"
    assert rows(db, f"SELECT id FROM articles a WHERE story_id != ({lowest})") == []
    alone = "SELECT count(*) - count(DISTINCT story_id) FROM articles"
    assert one(db, "SELECT count(*) FROM reposts") == one(db, alone)


def test_the_number_of_a_story_outlives_it(town: Town, teller: Teller) -> None:
    told, other = teller.story("a"), teller.story("b")
    copy = teller.copy(told, "lead added", "b")
    town.publish(other, 0)
    town.publish(told, 1, site="a")
    town.publish(copy, 2, site="b")
    town.tend()
    assert rows(town.db, "SELECT id, story_id FROM articles") == [(1, 1), (2, 2), (3, 2)]
    town.publish(other, 1, site="a")  # the first of story 2 says what story 1 says
    town.tend()
    assert rows(town.db, "SELECT id, story_id FROM articles") == [(1, 1), (2, 1), (3, 3)]
    assert rows(town.db, "SELECT id, given_to FROM stories") == [(1, 1), (2, 2), (3, 3)]
    town.publish(told, 1, site="a")
    town.tend()
    assert rows(town.db, "SELECT id, story_id FROM articles") == [(1, 1), (2, 2), (3, 2)]


def test_a_number_that_was_taken_down_is_not_given_again(town: Town, teller: Teller) -> None:
    told = teller.story("a")
    town.publish(told)
    town.publish(teller.copy(told, "tail cut", "b"))
    town.tend()
    town.forget(1)
    town.tend()
    town.publish(teller.story("c"))
    town.tend()
    assert rows(town.db, "SELECT id, story_id FROM articles") == [(2, 2), (3, 3)]


def test_what_a_copy_took_added_and_left_out(town: Town, teller: Teller) -> None:
    told = teller.story("a")
    lead = "石桥融媒讯。"
    first, *others = told.body.split("\n")
    town.publish(told)
    town.publish(Text(told.title, "\n".join([lead + first, *others[:-1]]), told.day + timedelta(1), "b"), site="b")
    town.publish(told, 2, site="c")
    town.tend()
    ((_, copied, kept, added, cut), exact) = rows(
        town.db, "SELECT article_id, copied, kept, added, cut FROM reposts ORDER BY article_id"
    )
    assert 0.97 < copied < 1
    assert kept < 0.9
    assert (json.loads(added), json.loads(cut)) == ([lead], [others[-1]])
    assert exact == (3, 1.0, 1.0, None, None)


def test_an_earlier_text_becomes_the_first(town: Town, teller: Teller) -> None:
    told = teller.story("a")
    town.publish(told)
    town.publish(teller.copy(told, "lead added", "b"))
    town.tend()
    assert rows(town.db, "SELECT article_id, first_id FROM reposts") == [(2, 1)]
    town.publish(teller.copy(told, "tail cut", "c"), day=told.day - timedelta(1))
    town.tend()
    assert rows(town.db, "SELECT article_id, first_id FROM reposts ORDER BY article_id") == [(1, 3), (2, 3)]
    town.publish(teller.story("c"), site="c")
    town.tend()
    assert rows(town.db, "SELECT article_id, first_id FROM reposts") == [(2, 1)]


def test_sketches_of_another_method_are_made_anew(town: Town, teller: Teller) -> None:
    told = teller.story("a")
    town.publish(told)
    town.publish(teller.copy(told, "all", "b"))
    town.tend()
    with writing(town.db):
        town.db.conn.execute("UPDATE sketching SET method = 'knots in a rope'")
        town.db.conn.execute("UPDATE texts SET family = id, cluster = id, sketch = NULL")
        town.db.conn.execute("DELETE FROM bands")
    town.tend()
    assert town.stories() == {frozenset({1, 2})}
    assert one(town.db, "SELECT count(*) FROM texts WHERE sketch IS NOT NULL") == 2


def test_an_older_database_keeps_its_numbers_and_gives_each_article_one(tmp_path: Path) -> None:
    path, seen = tmp_path / "old.db", "2026-03-04T12:00:00+00:00"
    old = Database(path)
    MIGRATIONS.apply(old, stop_before="0016_stories")
    old.table("sites").insert({"id": "a", "name": "A"})
    old.table("stories").insert_all({"id": number} for number in (1, 4, 6))
    for article, story in ((2, 4), (3, 1), (5, 4)):
        url = f"https://a.example/{article}.html"
        row = {"id": article, "site_id": "a", "url": url, "canonical_url": url, "story_id": story}
        old.table("articles").insert(row | {"fetched": seen, "first_seen": seen, "last_seen": seen})
    old.close()
    with open_database(path) as db:
        assert rows(db, "SELECT id, given_to FROM stories") == [(1, 3), (4, 2), (6, None), (7, 5)]
        Town(db).tend()
        alone = rows(db, "SELECT id, story_id FROM articles ORDER BY id")
        assert alone == [(2, 4), (3, 1), (5, 7)]  # they have no text


def hours(db: Database, story: int) -> list[tuple[object, ...]]:
    query = "SELECT site, is_first, lag_hours, lag_precision, source_kept FROM story_articles_flat WHERE story_id = ?"
    return rows(db, f"{query} ORDER BY lag_hours, article_id", story)


def test_the_chain_of_a_story_in_time(db: Database) -> None:
    Sites(db).register("qinghe", "青禾新闻网")
    for site, moment, source in (
        ("qinghe", Moment("2026-03-04T09:30:00+08:00", "minute"), "青禾融媒"),
        ("shiqiao", Moment("2026-03-04T19:00:00+08:00", "second"), "青禾融媒"),
        ("liupo", Moment("2026-03-06", "day"), "青禾新闻网"),
        ("baigou", Moment("2026-03", "month"), "白沟网"),
        ("nishan", None, None),
    ):
        Articles(db).keep(an_article(url=f"https://{site}.example/1.html", site=site, published=moment, source=source))
    Articles(db).keep(an_article(url="https://shiqiao.example/2.html", site="shiqiao", body="雪" * 80))
    Town(db).tend()
    assert hours(db, 1) == [
        ("baigou", 0, None, None, 0),  # only its month is known
        ("nishan", 0, None, None, 0),
        ("qinghe", 1, 0.0, "hour", None),
        ("shiqiao", 0, 9.5, "hour", 1),
        ("liupo", 0, 48.0, "day", 1),  # it names the site it took it from
    ]
    (row,) = rows(db, "SELECT site, articles, own, reposts, repeats FROM originality WHERE site = 'shiqiao'")
    assert row == ("shiqiao", 2, 1, 1, 0)
    assert one(db, "SELECT copied_elsewhere FROM originality WHERE site = 'qinghe'") == 1
