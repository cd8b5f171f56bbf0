"""Search finds exactly the articles that contain the words: against LIKE, after revisions, removals and take-downs."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from pipelines.items import Moment
from pipelines.store import search as searching
from pipelines.store import search_index
from pipelines.store.articles import Articles
from pipelines.store.filters import Filters
from pipelines.store.merging import merge
from pipelines.store.schema import open_database, writing
from pipelines.store.search import Mark, excerpt, marks, search
from pipelines.store.search_index import first_row, index_batch, remove
from pipelines.store.sites import Sites
from pipelines.store.tokens import folded
from pipelines.store.upkeep import mark, waiting
from tests.pipelines.articles import NOON, an_article
from tests.pipelines.store.databases import one, rows

HOST = "https://news.qinghe.example"
LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count to the end, however busy the machine is."""
    monkeypatch.setattr(searching, "COUNTING", 60)


def keep(db: Database, number: int, *, day: str | None = "2026-03-04", **changes: Any) -> None:
    published = Moment(day, "day" if len(day) > 7 else "month") if day else None
    url = f"{HOST}/{number}.html"
    values: dict[str, Any] = {"url": url, "published": published, "body": f"第{number}篇。"} | changes
    Articles(db).keep(an_article(**values))


def catch_up(db: Database) -> None:
    while index_batch(db, 3):
        pass


def found(db: Database, *words: str, **more: Any) -> list[int]:
    return [hit.id for hit in search(db, words, **more).hits]


def contain(db: Database, part: str) -> set[int]:
    """The truth: LIKE, white space folded on both sides."""
    like = "%" + "".join(f"\\{one}" if one in "%_\\" else one for one in folded(part)) + "%"
    query = "SELECT id FROM articles WHERE fold(title) LIKE ? ESCAPE '\\' OR fold(body) LIKE ? ESCAPE '\\'"
    return {article_id for (article_id,) in db.conn.execute(query, (like, like))}


def with_fold(db: Database) -> Database:
    db.conn.create_function("fold", 1, lambda text: None if text is None else folded(text), deterministic=True)
    return db


ALPHABET = "西固区扫雪除冰的一是不。，、“”：！%_\\ \n\u3000\xa0aAbBzZ019éÉＡ２𠀀𪚥𫝀㐀〇·—《》'\"*-+()"


def made_up_text(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(ALPHABET, k=length)).strip()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Eighty articles of a small alphabet, so that most parts of one stand in others, too."""
    db, chance = open_database(tmp_path_factory.mktemp("town") / "news.db"), random.Random(7)
    for number in range(80):
        keep(db, number, title=made_up_text(chance, 12) or None, body=made_up_text(chance, chance.randint(1, 400)))
    for number in range(0, 80, 5):  # some of them change, before and after they are indexed
        keep(db, number, body=made_up_text(chance, 200), fetched=LATER)
    catch_up(db)
    for number in range(0, 80, 3):
        keep(db, number, title=made_up_text(chance, 9), body=made_up_text(chance, 200), fetched=LATER + timedelta(1))
    catch_up(db)
    yield with_fold(db)
    db.close()


def test_two_hundred_parts_are_found_exactly_where_they_stand(town: Database) -> None:
    chance, several = random.Random(11), 0
    texts = [text for row in rows(town, "SELECT title, body FROM articles") for text in row if text]
    for _ in range(200):
        text, length = chance.choice(texts), chance.randint(1, 8)
        start = chance.randrange(max(len(text) - length, 0) + 1)
        part = text[start : start + length]
        hits = found(town, part, limit=1_000)
        assert len(hits) == len(set(hits))
        assert set(hits) == contain(town, part), repr(part)
        several += 1 < len(hits) < 80
    assert several > 50


@settings(max_examples=100, deadline=None)
@given(part=st.text(alphabet=ALPHABET, min_size=1, max_size=3))
def test_what_stands_nowhere_is_not_found(town: Database, part: str) -> None:
    assert set(found(town, part, limit=1_000)) == contain(town, part)


def test_several_words_must_all_stand_there(town: Database) -> None:
    assert set(found(town, "西固", "a", limit=99)) == contain(town, "西固") & contain(town, "a")


def test_the_index_of_a_changed_town_is_that_of_a_new_one(town: Database, tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as fresh:
        for title, body, url in rows(town, "SELECT title, body, url FROM articles ORDER BY id"):
            Articles(fresh).keep(an_article(url=url, title=title, body=body, published=Moment("2026-03-04", "day")))
        catch_up(fresh)
        assert vocabulary(town) == vocabulary(fresh)


def vocabulary(db: Database) -> list[tuple[Any, ...]]:
    """Every token with every place it stands at."""
    db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, articles_fts, instance)")
    query = (
        "SELECT term, article_id, col, offset FROM temp.terms LEFT JOIN search_rows ON row = doc ORDER BY 1, 2, 3, 4"
    )
    every = rows(db, query)
    db.execute("DROP TABLE temp.terms")
    return every


def test_newest_first_whatever_the_order_they_came_in(db: Database) -> None:
    for number, day in enumerate(["2026-03-01", "2026-03-09", None, "2026-02", "2026-03-09", "1998-12-31"], start=1):
        keep(db, number, day=day, title="扫雪")
    catch_up(db)
    assert found(db, "扫雪") == [5, 2, 1, 4, 6, 3]
    assert found(db, "扫雪", limit=2, offset=1) == [2, 1]


def test_a_day_with_too_many_articles_runs_over_into_the_next(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "_A_DAY", 3)
    monkeypatch.setattr(search_index, "BATCH", 2)
    for number in range(20):
        keep(db, number, day="2026-03-04", title="扫雪")
        keep(db, 50 + number, day=None, title="扫雪")
    keep(db, 99, day="2026-03-05", title="扫雪")
    catch_up(db)
    hits = found(db, "扫雪", limit=99)
    assert sorted(hits) == list(range(1, 42))
    assert [one % 2 for one in hits[1:]] == [1] * 20 + [0] * 20


def test_a_changed_day_moves_an_article(db: Database) -> None:
    for number in (1, 2):
        keep(db, number, day=f"2026-03-0{number}", title="扫雪")
    catch_up(db)
    keep(db, 1, day="2026-03-08", title="扫雪", fetched=LATER)
    catch_up(db)
    assert found(db, "扫雪") == [1, 2]


def test_best_first(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(db, 1, title="扫雪", body="扫雪。" * 9)
    keep(db, 2, day="2026-03-05", body=f"扫雪{'与别的事' * 50}。")
    keep(db, 3, day="2026-03-06", body=f"不相干{'的' * 50}。")
    catch_up(db)
    answer = search(db, ["扫雪"], best=True)
    assert ([hit.id for hit in answer.hits], answer.partly) == ([1, 2], False)
    monkeypatch.setattr(searching, "RANKED", 1)
    answer = search(db, ["扫雪"], best=True)
    assert ([hit.id for hit in answer.hits], answer.partly) == ([2], True)


def test_counts_are_capped(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        keep(db, number)
    catch_up(db)
    for cap, count, more in ((5, 4, False), (4, 4, False), (3, 3, True)):
        monkeypatch.setattr(searching, "COUNTED", cap)
        answer = search(db, ["篇"], limit=1)
        assert (len(answer.hits), answer.count, answer.more) == (1, count, more)


def test_counting_stops_where_it_takes_too_long(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the newest month backwards, in spans that double."""
    for number, day in enumerate(["2026-03-04", "2026-03-01", "2026-01-20", "2025-01-01", None]):
        keep(db, number, day=day)
    catch_up(db)
    told = {True: (5, False), False: (2, True)}
    for enough, expected in told.items():
        monkeypatch.setattr(searching, "COUNTING", 60 if enough else -1)
        answer = search(db, ["篇"], limit=1)
        assert (answer.count, answer.more) == expected
    assert (search(db, ["篇"], limit=3).count, search(db, ["篇"], limit=6).count) == (3, 5)


def test_what_a_hit_says(db: Database) -> None:
    keep(db, 1, title="扫雪", body="头一段。\n第二段说除冰。")
    catch_up(db)
    (hit,) = search(db, ["除冰"]).hits
    assert (hit.url, hit.title, hit.site, hit.published) == (f"{HOST}/1.html", "扫雪", "qinghe", "2026-03-04")
    assert (hit.source, hit.reporters, hit.excerpt) == ("青禾融媒", "甲一、乙二", "头一段。 第二段说除冰。")


FILTERED = [
    (Filters(), {1, 2, 3, 4}),
    (Filters(site="qinghe"), {1, 2, 4}),
    (Filters(site="nowhere"), set()),
    (Filters(division="0001"), {1, 2, 4}),
    (Filters(division="00"), {1, 2, 3, 4}),
    (Filters(division="00", site="shiqiao"), {3}),
    (Filters(division="%"), set()),
    (Filters(since=date(2026, 3, 5)), {2, 3}),
    (Filters(until=date(2026, 3, 5)), {1, 2}),
    (Filters(since=date(2026, 3, 5), until=date(2026, 3, 5)), {2}),
    (Filters(source="石桥发布"), {3}),
    (Filters(source="石桥"), set()),
    (Filters(reporter="甲一"), {1, 2, 4}),
    (Filters(reporter="甲一", since=date(2026, 3, 5)), {2}),
]


@pytest.mark.parametrize("few", [0, 99])
@pytest.mark.parametrize(("filters", "ids"), FILTERED)
def test_filters(db: Database, filters: Filters, ids: set[int], few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a source's articles are few, to be looked at one by one, or many, to be met among the hits."""
    monkeypatch.setattr(searching, "_FEW", few)
    Sites(db).register("qinghe", "青禾", "cn-gb2260", "000104")
    Sites(db).register("shiqiao", "石桥", "cn-gb2260", "001104")
    keep(db, 1, title="扫雪")
    keep(db, 2, title="扫雪", day="2026-03-05")
    keep(db, 3, title="扫雪", day="2026-03-06", site="shiqiao", source="石桥发布", reporters=("己六",))
    keep(db, 4, title="扫雪", day=None)
    keep(db, 5, title="别的")
    catch_up(db)
    assert set(found(db, "扫雪", filters=filters)) == ids


def test_what_waits_is_told_and_not_found(db: Database) -> None:
    keep(db, 1, title="扫雪")
    answer = search(db, ["扫雪"])
    assert (answer.hits, answer.waiting) == ((), 1)
    assert [index_batch(db), index_batch(db)] == [1, 0]
    answer = search(db, ["扫雪"])
    assert (len(answer.hits), answer.waiting) == (1, 0)


def test_batches_are_as_big_as_asked(db: Database) -> None:
    for number in range(7):
        keep(db, number)
    assert [index_batch(db, 3) for _ in range(4)] == [3, 3, 1, 0]


def test_an_undone_batch_waits_on(db: Database) -> None:
    keep(db, 1, title="扫雪")
    with suppress(sqlite3.OperationalError):
        db.execute("CREATE TRIGGER no BEFORE DELETE ON upkeep BEGIN SELECT RAISE(ABORT, 'no'); END")
        with pytest.raises(sqlite3.IntegrityError):
            index_batch(db)
        db.execute("DROP TRIGGER no")
    assert (found(db, "扫雪"), waiting(db, "search")) == ([], 1)
    catch_up(db)
    assert found(db, "扫雪") == [1]


def test_whoever_changes_an_article_the_index_follows(db: Database) -> None:
    keep(db, 1, title="扫雪")
    catch_up(db)
    db.conn.execute("UPDATE articles SET title = '除冰' WHERE id = 1")
    db.conn.execute("UPDATE articles SET title = '铲雪' WHERE id = 1")
    db.conn.commit()
    assert waiting(db, "search") == 1
    catch_up(db)
    assert [found(db, word) for word in ("扫雪", "除冰", "铲雪")] == [[], [], [1]]
    assert rows(db, "SELECT * FROM search_outdated") == []


def test_what_changes_nothing_of_it_leaves_the_index_alone(db: Database) -> None:
    keep(db, 1, title="扫雪")
    catch_up(db)
    db.conn.execute("UPDATE articles SET title = title, last_seen = '2027-01-01'")
    db.conn.commit()
    assert (waiting(db, "search"), rows(db, "SELECT * FROM search_outdated")) == (0, [])
    with writing(db):
        mark(db, 1)
    catch_up(db)
    assert len(vocabulary(db)) == len(set(vocabulary(db)))


def test_a_deleted_article_leaves_the_index(db: Database) -> None:
    for number in (1, 2):
        keep(db, number, title="扫雪")
    catch_up(db)
    db.conn.execute("PRAGMA foreign_keys = OFF")
    db.conn.execute("DELETE FROM articles WHERE id = 1")
    db.conn.commit()
    catch_up(db)
    assert (found(db, "扫雪"), {article for _, article, *_ in vocabulary(db)}) == ([2], {2})


@pytest.mark.parametrize("newer", [1, 2])
def test_of_two_articles_that_become_one_the_index_keeps_one(db: Database, newer: int) -> None:
    keep(db, 1, title="扫雪", body="头一个说。", fetched=NOON + timedelta(hours=newer == 1))
    keep(db, 2, title="扫雪", body="另一个说。", fetched=NOON + timedelta(hours=newer == 2))
    keep(db, 3, title="扫雪")
    catch_up(db)
    with writing(db):
        merge(db, 1, 2, f"{HOST}/1.html")
    catch_up(db)
    keep(db, 4, title="扫雪")
    catch_up(db)
    assert {article for _, article, *_ in vocabulary(db)} == {1, 3, 4}
    assert found(db, "头一个" if newer == 1 else "另一个") == [1]
    assert found(db, "另一个" if newer == 1 else "头一个") == []


SECRET = "𠮷𪚥𰀀"
"""Characters that stand in one article alone; they have only their first byte in common."""


def in_index(db: Database, character: str) -> bool:
    """Whether a character stands in any segment, deleted or not; what it shares with its neighbour stands but once."""
    found = rows(db, "SELECT block FROM articles_fts_data")
    return any(character.encode()[1:] in block for (block,) in found)


@pytest.mark.parametrize("state", ["indexed", "changed since", "never indexed", "text gone before"])
def test_a_take_down_leaves_no_token_behind(db: Database, state: str) -> None:
    """FTS5 keeps what was deleted in its segments until they are merged."""
    for number in range(20):
        keep(db, number, title="扫雪")
        index_batch(db)
    keep(db, 99, title="扫雪", body=f"{SECRET}的事。")
    if state != "never indexed":
        catch_up(db)
        assert in_index(db, SECRET[0])
    if state == "changed since":
        keep(db, 99, title="扫雪", body="改了。", fetched=LATER)
    with writing(db):
        if state == "text gone before":
            db.conn.execute("UPDATE articles SET title = NULL, body = NULL WHERE id = 21")
        remove(db, 21)
        if state != "text gone before":
            db.conn.execute("UPDATE articles SET title = NULL, body = NULL WHERE id = 21")
    assert not any(in_index(db, character) for character in SECRET)
    assert rows(db, "SELECT * FROM search_outdated") == []
    assert (21 in found(db, "扫雪"), waiting(db, "search"), one(db, "PRAGMA integrity_check")) == (False, 0, "ok")
    assert {article for _, article, *_ in vocabulary(db)} == set(range(1, 21))


def test_days_are_spans_of_rows(db: Database) -> None:
    for day in ("0001-01-01", "1998-02-28", "2026-03-04", "9999-12-30"):
        assert one(db, f"SELECT CAST(julianday('{day}') AS INTEGER) << 20") == first_row(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("扫雪、扫\u3000雪", ["扫雪", "扫 雪"], [(0, 2), (3, 6)]),
        ("西固区在西固", ["西固", "西固区"], [(0, 3), (4, 6)]),
        ("GDP gdp é É", ["Gdp", "é"], [(0, 3), (4, 7), (8, 9)]),
        ("a.b axb", ["a.b"], [(0, 3)]),
        ("别的", ["扫雪"], []),
    ],
)
def test_marks(text: str, words: list[str], expected: list[tuple[int, int]]) -> None:
    assert marks(text, words) == [Mark(*span) for span in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("扫雪了。", "扫雪了。"),
        ("前" * 40 + "扫雪" + "后" * 99, "…" + "前" * 30 + "扫雪" + "后" * 68 + "…"),
        ("前" * 33 + "扫雪", "前" * 33 + "扫雪"),
        ("一\n\n二" + "长" * 200, "一 二" + "长" * 97 + "…"),
        (None, ""),
    ],
)
def test_excerpts(text: str | None, expected: str) -> None:
    assert excerpt(text, ["扫雪"]) == expected


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=ALPHABET), word=st.text(alphabet=ALPHABET, min_size=1, max_size=4).filter(str.strip))
def test_a_word_of_the_text_stands_in_its_excerpt(text: str, word: str) -> None:
    text = f"{text}{word}{text}".strip()
    assert marks(excerpt(text, [word.strip()]), [word.strip()])
