"""What crawls learn about sites."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from pipelines.store.facts import Fact, Facts

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_fact_is_as_old_as_its_value(db: Database) -> None:
    facts = Facts(db)
    for days, value in (
        (0, "https://a.test"),
        (1, "https://a.test"),
        (2, "http://www.a.test"),
        (3, "http://www.a.test"),
    ):
        facts.note("a", "moved", "http://a.test", value, NOON + days * DAY)
    fact = Fact(
        site="a",
        kind="moved",
        about="http://a.test",
        value="http://www.a.test",
        since=NOON + 2 * DAY,
        seen=NOON + 3 * DAY,
    )
    assert facts.all() == [fact]


def test_a_fact_that_holds_no_more_is_forgotten(db: Database) -> None:
    facts = Facts(db)
    facts.note("a", "expired certificate", "a.test", "2025-01-01", NOON)
    facts.note("b", "expired certificate", "a.test", "2025-01-01", NOON)
    facts.clear("a", "expired certificate", "a.test")
    facts.clear("a", "moved", "a.test")
    assert [fact.site for fact in facts.all()] == ["b"]
