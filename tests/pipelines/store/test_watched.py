"""Which articles may be looked at again, and when they last were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from pipelines.items import Moment
from pipelines.store.articles import Articles
from pipelines.store.checks import Check, Checks, Outcome
from pipelines.store.walks import Validators
from pipelines.store.watched import KeptAs, Watched, address, is_anothers, kept_as, note_page, watched, with_page
from tests.pipelines.articles import NOON, an_article

DAY = timedelta(days=1)
URL = "https://news.qinghe.example/2026/03/1.html"


def only(db: Database) -> Watched:
    (found,) = watched(db, "qinghe")
    return found


@pytest.mark.parametrize(
    ("published", "begun"),
    [
        (Moment("2026-03-01T09:30:00+08:00", "minute"), datetime(2026, 3, 1, tzinfo=UTC)),
        (Moment("2019-07-02", "day"), datetime(2019, 7, 2, tzinfo=UTC)),
        (Moment("2026-02", "month"), NOON),
        (Moment("2099-01-01", "day"), NOON),
        (None, NOON),
    ],
    ids=["a time", "a day", "a month", "the future", "no date"],
)
def test_an_article_begins_when_it_was_published_or_seen_first(
    db: Database, published: Moment | None, begun: datetime
) -> None:
    Articles(db).keep(an_article(published=published))
    assert only(db) == Watched(article_id=1, begun=begun, looked=NOON)
    assert list(watched(db, "shiqiao")) == []
    assert address(db, 1) == URL


@pytest.mark.parametrize(
    ("outcomes", "missing"),
    [
        (["same"], 0),
        (["gone", "gone"], 2),
        (["gone", "failed", "soft 404", "unlisted"], 2),
        (["gone", "same", "deleted notice"], 1),
        (["gone", "gone", "not modified"], 0),
    ],
)
def test_looks_in_a_row_that_did_not_find_it_are_counted(db: Database, outcomes: list[Outcome], missing: int) -> None:
    Articles(db).keep(an_article())
    for number, outcome in enumerate(outcomes, start=1):
        Checks(db).note(Check(article_id=1, at=NOON + number * DAY, outcome=outcome))
    found = only(db)
    assert (found.looked, found.outcome, found.missing) == (NOON + len(outcomes) * DAY, outcomes[-1], missing)


def test_a_fetch_later_than_the_last_check_is_a_look(db: Database) -> None:
    Articles(db).keep(an_article())
    Checks(db).note(Check(article_id=1, at=NOON + DAY, outcome="same"))
    Articles(db).keep(an_article(fetched=NOON + 2 * DAY, title="别的"))
    assert only(db).looked == NOON + 2 * DAY


def test_what_was_taken_down_is_looked_at_no_more(db: Database) -> None:
    Articles(db).keep(an_article())
    db.execute("UPDATE articles SET state = 'forgotten'")
    assert list(watched(db, "qinghe")) == []


def test_what_a_page_came_with_is_remembered_and_forgotten(db: Database) -> None:
    Articles(db).keep(an_article())
    page = Validators(read=NOON, etag='W/"1"')
    note_page(db, 1, page)
    assert with_page(db, only(db)).page == page
    note_page(db, 1, Validators(read=NOON + DAY, last_modified="x"))
    assert with_page(db, only(db)).page == Validators(read=NOON + DAY, last_modified="x")
    note_page(db, 1, None)
    assert with_page(db, only(db)).page is None


def test_what_an_address_holds(db: Database) -> None:
    article = an_article()
    Articles(db).keep(article)
    assert kept_as(db, "qinghe", article.canonical_url) == KeptAs(article_id=1, fetched=NOON, has_body=True)
    assert kept_as(db, "qinghe", "nothing") is None


def test_an_address_is_anothers_where_that_is_kept_and_it_did_not_answer_before(db: Database) -> None:
    other = "https://news.qinghe.example/2026/03/2.html"
    Articles(db).keep(an_article())
    Articles(db).keep(an_article(url=other, body="水" * 80))
    assert is_anothers(db, "qinghe", 1, other)
    assert not is_anothers(db, "qinghe", 2, other)
    assert not is_anothers(db, "qinghe", 1, other.replace("2.html", "3.html"))
    assert not is_anothers(db, "qinghe", 1, URL.replace("https:", "http:"))
    db.execute("UPDATE responses SET url = ? WHERE article_id = 1", (other,))
    assert not is_anothers(db, "qinghe", 1, other)


def test_what_is_looked_through_is_read_from_an_index(db: Database) -> None:
    query = "EXPLAIN QUERY PLAN SELECT id, first_seen, published, fetched, state FROM articles WHERE site_id = ?"
    (*_, detail) = db.conn.execute(query, ("qinghe",)).fetchone()
    assert "COVERING INDEX articles_watched" in detail
