"""When a known article is asked for again, and what the answer says of it. Every clock is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from crawler import settings
from crawler.revisits import Revisits, due, may_believe, next_look, outcome, read_again, turned_away
from pipelines.lexicon import words
from pipelines.store.checks import Outcome
from pipelines.store.walks import Validators
from pipelines.store.watched import KeptAs, Watched
from tests.pipelines.articles import NOON as FETCHED
from tests.pipelines.articles import an_article

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
REVISITS = Revisits.of(Settings({name: getattr(settings, name) for name in dir(settings) if name.isupper()}))


def article(age: float, looked: float | None = None, number: int = 1, **more: Any) -> Watched:
    """An article so many days old at noon, looked at when it was so many days old (at once, if not said)."""
    begun = NOON - age * DAY
    return Watched(article_id=number, begun=begun, looked=begun + (looked or 0) * DAY, **more)


def test_the_settings_are_the_schedule() -> None:
    assert [age / DAY for age in REVISITS.ages] == [1, 3, 10, 30, 120, 365]
    assert (REVISITS.believed, REVISITS.most) == (25 * DAY, 60)
    given = Revisits.of(Settings({"REVISIT_AGES_DAYS": "30,0.1,7", "REVISITS_PER_RUN": "-1"}))
    assert ([age / DAY for age in given.ages], given.most) == ([1, 7, 30], 0)


@pytest.mark.parametrize(
    ("looked", "next_age"),
    [
        (0, 1),
        (0.4, 1),
        (0.6, 3),
        (1, 3),
        (2.4, 3),
        (2.6, 10),
        (10, 30),
        (30, 120),
        (120, 365),
        (365, 730),
        (1000, 1095),
        (1094.9, 1460),
    ],
)
def test_the_next_look_is_at_the_next_age_and_then_every_year(looked: float, next_age: int) -> None:
    one = article(2000, looked)
    assert next_look(one, REVISITS) == one.begun + next_age * DAY


@pytest.mark.parametrize(
    ("found", "missing", "days"),
    [
        ("unlisted", 0, 0), ("failed", 0, 1), ("gone", 1, 1), ("soft 404", 2, 2), ("moved home", 3, 4), ("failed", 3, 4),
        ("gone", 9, 256), ("gone", 90, 256),
    ],
)  # fmt: skip
def test_what_was_not_found_is_looked_at_sooner(found: Outcome, missing: int, days: int) -> None:
    one = article(200, 40, outcome=found, missing=missing)
    assert next_look(one, REVISITS) == one.looked + days * DAY


def test_three_looks_that_may_confirm_a_removal_take_three_days() -> None:
    one, days = article(10, 10, outcome="gone", missing=1), []
    for missing in (1, 2):
        look = next_look(Watched(article_id=1, begun=one.begun, looked=NOON, outcome="gone", missing=missing), REVISITS)
        days.append((look - NOON) / DAY if look else None)
    assert days == [1, 2]


def test_due_is_what_waited_longest_for_its_interval_and_no_more_than_a_run_may() -> None:
    fresh, young, old = article(0.5, number=1), article(3, 0, number=2), article(380, 120, number=3)
    gone = article(20, 10, number=4, outcome="gone", missing=1)
    unlisted = article(20, 19.9, number=5, outcome="unlisted")
    found = due([fresh, young, old, gone, unlisted], REVISITS, NOON)
    assert [one.article_id for one in found] == [5, 4, 2, 3]
    many = [article(3, 0, number=number) for number in range(200)]
    assert [one.article_id for one in due(many, REVISITS, NOON)] == list(range(199, 139, -1))


def test_without_ages_nothing_is_looked_at_again() -> None:
    nothing = Revisits.of(Settings({"REVISIT_AGES_DAYS": [], "REVISITS_PER_RUN": 60}))
    assert due([article(3, outcome="gone", missing=1)], nothing, NOON) == []


@given(
    st.floats(0, 4000), st.floats(0, 4000),
    st.sampled_from([None, "same", "not modified", "changed", "gone", "failed", "unlisted"]), st.integers(0, 40),
)  # fmt: skip
def test_the_next_look_comes_and_after_it_another_later_one(
    age: float, looked: float, found: Outcome | None, missing: int
) -> None:
    one = article(age, looked, outcome=found, missing=missing)
    look = next_look(one, REVISITS)
    assert look is not None
    assert timedelta(0) <= look - one.looked <= 366 * DAY
    after = next_look(Watched(article_id=1, begun=one.begun, looked=look, outcome="same"), REVISITS)
    assert after is not None
    assert after - look >= timedelta(hours=12)


@pytest.mark.parametrize(
    ("read", "more", "believed"),
    [
        (10, {}, True), (24.9, {}, True), (25, {}, False), (-1, {}, False), (None, {}, False),
        (10, {"outcome": "not modified"}, True), (10, {"outcome": "gone", "missing": 1}, False),
        (10, {"outcome": "unlisted"}, False), (10, {"outcome": "failed"}, False),
    ],
)  # fmt: skip
def test_not_modified_is_believed_for_a_while_and_never_in_doubt(
    read: float | None, more: dict[str, Any], believed: bool
) -> None:
    page = None if read is None else Validators(read=NOON - read * DAY, etag='"1"')
    assert may_believe(article(30, 10, page=page, **more), REVISITS, NOON) is believed


ASKED = "http://www.a.test/xw/202603/t1.html"
FRONTS = ("http://www.a.test/", "http://www.a.test/xw/", "http://b.a.test/col/index.html?id=1")


@pytest.mark.parametrize(
    ("status", "url", "found"),
    [
        (200, ASKED, None),
        (200, ASKED.replace("http:", "https:"), None),
        (200, "http://www.a.test/xw/202603/t2.html", None),
        (304, ASKED, ("not modified", "")),
        (404, ASKED, ("gone", "")),
        (410, "http://www.a.test/404.html", ("gone", "http://www.a.test/404.html")),
        (200, "http://www.a.test/", ("moved home", "http://www.a.test/")),
        (200, "http://www.a.test", ("moved home", "http://www.a.test")),
        (200, "https://www.a.test/index.html", ("moved home", "https://www.a.test/index.html")),
        (200, "http://www.a.test/xw/", ("moved home", "http://www.a.test/xw/")),
        (200, "http://b.a.test/col/index.html?id=1", ("moved home", "http://b.a.test/col/index.html?id=1")),
        (200, "http://other.test/", None),
        (200, "http://www.a.test/?id=7", None),
    ],
)
def test_what_an_answer_says_before_it_is_read(status: int, url: str, found: tuple[Outcome, str] | None) -> None:
    assert outcome(status, url, ASKED, FRONTS) == found


def test_an_article_whose_address_is_a_listings_is_read() -> None:
    assert outcome(200, "http://www.a.test/xw/", "http://www.a.test/xw/", FRONTS) is None


@pytest.mark.parametrize(
    ("kind", "reason", "found"),
    [
        ("other", "the page says: 该内容已被删除", "deleted notice"),
        ("other", "the page says: 页面不存在", "soft 404"),
        ("other", "the page says: 404 Not Found", "soft 404"),
        ("other", "the page says: 人机验证", "failed"),
        ("other", "the page says: 502 Bad Gateway", "failed"),
        ("other", "not an html page", "failed"),
        ("list", "20 dated rows, 3 characters of text", "soft 404"),
        ("other", "an empty template: no text, image or file under a title", "soft 404"),
    ],
)
def test_what_a_page_says_that_is_no_article(kind: str, reason: str, found: Outcome) -> None:
    assert turned_away(kind, reason)[0] == found


def test_every_word_of_the_reader_for_what_is_missing_is_one_of_a_removal_or_of_a_fault() -> None:
    faults = {"环境异常", "安全验证", "访问验证", "人机验证", "请开启JavaScript", "Access Denied", "403 Forbidden", "Request Rejected",
              "500 Internal Server Error", "502 Bad Gateway", "503 Service", "系统发生错误", "服务器错误", "站点已关闭", "网站维护中"}  # fmt: skip
    for word in words("page", "refusals"):
        assert (turned_away("other", f"the page says: {word}")[0] == "failed") is (word in faults), word


@pytest.mark.parametrize(
    ("kept", "body", "found"),
    [
        (KeptAs(article_id=1, fetched=FETCHED - DAY, has_body=True), "水" * 80, "same"),
        (KeptAs(article_id=1, fetched=FETCHED, has_body=True), "水" * 80, "changed"),
        (KeptAs(article_id=1, fetched=FETCHED - DAY, has_body=True), None, "failed"),
        (KeptAs(article_id=1, fetched=FETCHED - DAY, has_body=False), None, "same"),
        (KeptAs(article_id=2, fetched=FETCHED, has_body=True), "水" * 80, "moved"),
        (None, "水" * 80, "moved"),
    ],
)
def test_what_a_page_that_was_read_says(kept: KeptAs | None, body: str | None, found: Outcome) -> None:
    assert read_again(an_article(body=body), kept, 1)[0] == found
