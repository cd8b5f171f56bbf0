"""Which addresses are known, and since when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from pipelines.items import Moment
from pipelines.store.articles import Articles
from pipelines.store.known import known
from tests.pipelines.articles import NOON, an_article

HOST = "https://news.qinghe.example"


def test_known_addresses(db: Database) -> None:
    Articles(db).keep(an_article(url=f"{HOST}/1.html"))
    asked = [f"{HOST}/1.html", f"{HOST}/1.html#top", f"{HOST}/2.html"]
    assert set(known(db, "qinghe", iter(asked))) == set(asked[:2])
    assert known(db, "shiqiao", asked) == {}
    assert known(db, "qinghe", []) == {}
    many = [f"{HOST}/{number}.html" for number in range(5_000)]
    assert set(known(db, "qinghe", many)) == {f"{HOST}/1.html"}


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (Moment("2026-03-01T09:30:00+08:00", "minute"), "2026-03-01"),
        (Moment("2019-07-02", "day"), "2019-07-02"),
        (Moment("2026-02", "month"), "2026-02"),
        (Moment("2099-01-01", "day"), "2026-03-04"),
        (None, "2026-03-04"),
    ],
    ids=["a time", "a day", "a month", "the future", "no date"],
)
def test_since_when(db: Database, published: Moment | None, day: str) -> None:
    Articles(db).keep(an_article(published=published))
    (since,) = known(db, "qinghe", [f"{HOST}/2026/03/1.html"]).values()
    assert (since.first_seen, since.day) == (datetime(2026, 3, 4, 12, tzinfo=UTC), day)
    assert since.first_seen == NOON
