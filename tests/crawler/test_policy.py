"""What a listing is walked for, and when enough of it is seen. Every clock is set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from scrapy.settings import Settings

from crawler import settings
from crawler.policy import Overlap, Policy, Row, is_past, may_believe, plan, sweep_is_due
from pipelines.store.walks import Past, Validators

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = Policy.of(Settings({name: getattr(settings, name) for name in dir(settings) if name.isupper()}))
WALKED = Past(ended=NOW - DAY, swept=NOW - DAY, newest="2026-03-01")


def test_the_settings_are_the_policy() -> None:
    assert (POLICY.known_rows, POLICY.overlap, POLICY.sweep_every, POLICY.horizon) == (
        5,
        3 * DAY,
        6.75 * DAY,
        60 * DAY,
    )
    assert POLICY.horizon > POLICY.sweep_every > POLICY.overlap > POLICY.listing_believed


def test_settings_that_make_no_sense_become_the_least_that_does() -> None:
    odd = Settings({"WALK_KNOWN_ROWS": -3, "WALK_OVERLAP_DAYS": "-1", "BACKFILL_PAGES": 0})
    assert (Policy.of(odd).known_rows, Policy.of(odd).overlap, Policy.of(odd).backfill_pages) == (1, 0 * DAY, 1)


@pytest.mark.parametrize(
    ("past", "asked", "kind", "back_to"),
    [
        (Past(), {}, "first", None),
        (Past(), {"deep": True}, "first", None),
        (WALKED, {}, "daily", None),
        (WALKED, {"deep": True}, "sweep", "2026-01-01"),
        (Past(ended=NOW, swept=NOW - 7 * DAY), {}, "sweep", "2026-01-01"),
        (Past(ended=NOW), {}, "sweep", "2026-01-01"),
        (WALKED, {"since": date(2019, 1, 1)}, "backfill", "2019-01-01"),
        (Past(), {"since": date(2019, 1, 1)}, "backfill", "2019-01-01"),
        (Past(ended=NOW, swept=NOW, filled="2018-06-01"), {"since": date(2019, 1, 1)}, "daily", None),
        (Past(ended=NOW, swept=NOW, filled="2019-01-01"), {"since": date(2019, 1, 1)}, "daily", None),
        (Past(ended=NOW, swept=NOW, filled="2020-01-01"), {"since": date(2019, 1, 1)}, "backfill", "2019-01-01"),
        (Past(ended=NOW, filled="2018-06-01"), {"since": date(2019, 1, 1), "deep": True}, "backfill", "2019-01-01"),
    ],
)
def test_what_a_listing_is_walked_for(past: Past, asked: dict[str, object], kind: str, back_to: str | None) -> None:
    found = plan(past, POLICY, now=NOW, most_pages=50, **asked)  # type: ignore[arg-type]
    assert (found.kind, found.back_to) == (kind, back_to)
    assert found.most_pages == (POLICY.backfill_pages if kind == "backfill" else 50)


def test_the_watermark_is_the_newest_day_less_the_overlap() -> None:
    found = plan(WALKED, POLICY, now=NOW, most_pages=50)
    assert (found.past_when_before, found.old_when_kept_by, found.newest) == ("2026-02-26", NOW - DAY, "2026-03-01")
    assert plan(Past(ended=NOW), POLICY, now=NOW, most_pages=50).past_when_before is None


@pytest.mark.parametrize(
    ("days_ago", "due"), [(None, True), (6.7, False), (6.75, True), (400, True), (-0.1, True)],
    ids=["never", "not yet", "just", "long ago", "in the future"],
)  # fmt: skip
def test_a_sweep_is_due_when_its_week_has_passed(days_ago: float | None, due: bool) -> None:
    swept = None if days_ago is None else NOW - days_ago * DAY
    assert sweep_is_due(swept, POLICY, NOW) is due


@pytest.mark.parametrize(
    ("hours_ago", "deep", "believed"), [(29, False, True), (30, False, False), (12, True, False), (-1, False, False)],
    ids=["lately", "too long ago", "a sweep reads", "a clock set back"],
)  # fmt: skip
def test_not_modified_is_believed_for_a_while(hours_ago: float, deep: bool, believed: bool) -> None:
    past = Past(ended=NOW, swept=NOW, first_page=Validators(read=NOW - timedelta(hours=hours_ago), etag='"1"'))
    assert may_believe(past, plan(past, POLICY, now=NOW, most_pages=50, deep=deep), POLICY, NOW) is believed


def test_nothing_is_asked_on_condition_without_something_to_ask_with() -> None:
    assert not may_believe(WALKED, plan(WALKED, POLICY, now=NOW, most_pages=50), POLICY, NOW)


def rows(text: str) -> list[Row]:
    """A page in short: N new; a digit: old, of that day of February; ?: old, no day; k: old, the article's day."""
    kinds = {
        "N": Row(old=False, day="2026-02-28"),
        "?": Row(old=True),
        "k": Row(old=True, day="2020-01-01", printed=False),
    }
    return [kinds.get(one) or Row(old=True, day=f"2026-02-{int(one):02d}") for one in text]


@pytest.mark.parametrize(
    ("pages", "watermark", "enough"),
    [
        (["9999"], "2026-02-05", [False]),
        (["9994"], "2026-02-05", [True]),
        (["994"], "2026-02-05", [False]),
        (["99", "94"], "2026-02-05", [False, True]),
        (["N9994"], "2026-02-05", [True]),
        (["9994N"], "2026-02-05", [False]),
        (["994N", "9", "994"], "2026-02-05", [False, False, True]),
        (["4444N"], "2026-02-05", [False]),
        (["????"], "2026-02-05", [True]),
        (["4???"], "2026-02-05", [True]),
        (["9???"], "2026-02-05", [False]),
        (["kkkk"], "2026-02-05", [True]),
        (["9kkk"], "2026-02-05", [False]),
        (["9999"], None, [True]),
        (["NNNN"], None, [False]),
        (["9994", "NNNN"], "2026-02-05", [True, True]),
        (["", "9994", ""], "2026-02-05", [False, True, True]),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, list) and value and isinstance(value[0], str) else None,
)  # fmt: skip
def test_enough_is_four_old_rows_in_a_row_and_past_the_watermark(
    pages: list[str], watermark: str | None, enough: list[bool]
) -> None:
    overlap = Overlap(4, watermark)
    found = []
    for page in pages:
        overlap.read(rows(page))
        found.append(overlap.enough)
    assert found == enough


@pytest.mark.parametrize(
    ("page", "past"),
    [("444", True), ("494", False), ("555", False), ("???", False), ("4?", True), ("kk", True), ("", False)],
)
def test_a_page_is_past_the_day_when_all_its_days_are(page: str, past: bool) -> None:
    assert is_past(rows(page), "2026-02-05") is past
