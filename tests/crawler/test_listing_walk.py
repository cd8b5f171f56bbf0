"""Which page of a listing comes next, when it is at its end, and what a sweep found that others had missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.page_requests import PageRequest
from crawler.listing_walk import ListingWalk, Shown
from crawler.policy import Plan
from crawler.sites import Listing, Site
from crawler.walk import Walk
from pipelines.items import Link
from pipelines.store.known import KeptSince
from pipelines.store.walks import Validators, WalkKind

ROOT = "http://a.test"
LISTINGS = (Listing(url=f"{ROOT}/one/"), Listing(url=f"{ROOT}/two/"))
SITE = Site(id="a", name="A", listings=LISTINGS, path=Path("a.toml"))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAILY = Plan(kind="daily", known_rows=2, past_when_before="2026-02-20", old_when_kept_by=NOON, most_pages=50)
FIRST = Plan(kind="first", known_rows=2, most_pages=50)
SWEEP = replace(DAILY, kind="sweep", back_to="2026-01-01")
BACKFILL = replace(DAILY, kind="backfill", back_to="2026-01-01")


def row(path: str, day: str | None = "2026-02-10", **more: Any) -> Link:
    return Link(url=f"{ROOT}/{path}", title=path, date=day, listing=LISTINGS[0].url, **more)


def page(number: int) -> PageRequest:
    return PageRequest(url=f"{ROOT}/one/{number}")


def begun(plan: Plan, walk: Walk | None = None) -> ListingWalk:
    return ListingWalk(walk or Walk(SITE), LISTINGS[0], plan, "2026-03-02")


def shown(rows: Sequence[Link], kept: str = "", *, late: str = "", resting: str = "") -> Shown:
    """Rows, of which those with a letter of kept were kept before the last walk, those of late since it."""
    known = {f"{ROOT}/{one}": KeptSince(NOON, "2026-02-01") for one in kept}
    known |= {f"{ROOT}/{one}": KeptSince(NOON.replace(hour=13), "2026-02-01") for one in late}
    return Shown(rows=tuple(rows), known=known, resting={f"{ROOT}/{one}" for one in resting})


def read(walk: ListingWalk, what: Shown, following: PageRequest | None) -> PageRequest | None:
    walk.take(what)
    return walk.next_page(what, following)


def rows(letters: str, day: str | None = "2026-02-10") -> list[Link]:
    return [row(one, day) for one in letters]


@pytest.mark.parametrize(
    ("what", "goes_on"),
    [
        (shown(rows("ab"), "ab"), False),
        (shown(rows("nab"), "ab"), False),
        (shown(rows("abn"), "ab"), True),
        (shown(rows("an"), "a"), True),
        (shown(rows("ab", "2026-02-25"), "ab"), True),
        (shown(rows("ab", None), "ab"), False),
        (shown(rows("ab"), "a", late="b"), True),
        (shown(rows("abn"), "ab", resting="n"), False),
        (shown([row("n", pinned=True), *rows("ab")], "ab"), False),
        (shown([*rows("ab"), row("n", pinned=True)], "ab"), False),
        (shown([row("a", pinned=True), row("b", pinned=True)], "ab"), True),
        (shown([replace(one, url=f"http://b.test/{one.title}") for one in rows("xy")]), False),
    ],
    ids=[
        "known", "new on top", "new at the end", "too few", "not past the watermark", "no days", "kept by a broken run",
        "resting", "new pinned", "pinned at the end", "only pinned", "elsewhere",
    ],
)  # fmt: skip
def test_a_daily_walk_ends_where_enough_is_known(what: Shown, goes_on: bool) -> None:
    walk = begun(DAILY)
    assert (read(walk, what, page(2)) is not None) is goes_on
    assert walk.ended is not goes_on


@pytest.mark.parametrize("kind", ["first", "sweep", "backfill"])
def test_the_other_walks_pass_over_known_rows(kind: WalkKind) -> None:
    walk = begun({"first": FIRST, "sweep": SWEEP, "backfill": BACKFILL}[kind])
    assert read(walk, shown(rows("abcd"), "abcd"), page(2)) == page(2)
    assert read(walk, shown(rows("efgh"), "efgh"), None) is None
    assert (walk.ended, walk.walked().kind, walk.walked().pages, walk.walked().rows) == (True, kind, 2, 8)


@pytest.mark.parametrize("plan", [SWEEP, BACKFILL])
def test_a_deeper_walk_ends_at_a_page_past_its_day(plan: Plan) -> None:
    walk = begun(plan)
    assert read(walk, shown([row("a", "2025-12-01"), row("b", "2026-01-01")]), page(2)) == page(2)
    assert read(walk, shown(rows("cd", "2025-12-31")), page(3)) is None
    assert walk.ended


def test_of_a_paper_known_rows_are_enough_and_a_sweep_reads_the_overlap() -> None:
    today = replace(shown(rows("ab", "2026-02-25"), "ab"), paper=True)
    assert read(begun(DAILY), today, page(2)) is None
    sweep = begun(SWEEP)
    assert read(sweep, today, page(2)) == page(2)
    assert read(sweep, replace(shown(rows("cd", "2026-02-19"), "cd"), paper=True), page(3)) is None
    assert (sweep.ended, sweep.newest) == (True, "2026-02-25")
    backfill = begun(BACKFILL)
    assert read(backfill, replace(shown(rows("ab", "2026-02-19"), "ab"), paper=True), page(2)) == page(2)


def test_without_days_a_sweep_goes_by_those_of_the_articles() -> None:
    old = {f"{ROOT}/{one}": KeptSince(NOON, "2025-11-11") for one in "ab"}
    assert read(begun(SWEEP), Shown(rows=tuple(rows("abn", None)), known=old), page(2)) is None


def test_a_backfill_leaves_alone_what_is_older_than_its_day() -> None:
    walk = begun(BACKFILL)
    what = shown([row("a", "2026-01-01"), row("b", "2025-12-31"), row("c", None), row("d", "2025-12-31")], "d")
    taken = walk.take(what)
    assert [link.title for link in taken.wanted] == ["a", "c"]
    assert [link.title for link in taken.seen] == ["d"]


def test_a_backfill_that_may_ask_for_no_more_is_short_and_says_how_far_it_came() -> None:
    walk = begun(BACKFILL, Walk(SITE, most_articles=3))
    assert read(walk, shown(rows("ab", "2026-02-02")), page(2)) == page(2)
    assert read(walk, shown(rows("cd", "2026-01-20")), page(3)) is None
    assert (walk.short, walk.ended, walk.walked().oldest) == (True, False, "2026-01-20")


def test_what_a_sweep_finds_where_no_daily_walk_would_have_come_was_missed() -> None:
    walk = begun(SWEEP)
    read(walk, shown(rows("nab"), "ab"), page(2))
    read(walk, shown(rows("cmd"), "cd"), page(3))
    read(walk, shown(rows("eo"), "e", resting="o"), None)
    assert walk.walked().missed == (f"{ROOT}/m",)


def test_only_sweeps_speak_of_what_was_missed() -> None:
    walk = begun(BACKFILL)
    read(walk, shown(rows("ab"), "ab"), page(2))
    read(walk, shown(rows("m")), None)
    assert walk.walked().missed == ()


def test_the_newest_day_is_no_pinned_and_no_future_one_and_stays_where_none_is_seen() -> None:
    walk = begun(replace(DAILY, newest="2026-02-11"))
    assert walk.walked().newest == "2026-02-11"
    read(
        walk,
        shown([row("a", "2026-02-28", pinned=True), row("b", "2099-01-01"), row("c", "2026-03-02"), row("d")]),
        None,
    )
    assert (walk.walked().newest, walk.walked().oldest) == ("2026-03-02", "2026-02-10")


def test_a_first_page_that_did_not_change_is_the_whole_walk() -> None:
    walk = begun(replace(DAILY, newest="2026-02-11"))
    page_then = Validators(read=NOON, etag='"7"')
    walk.unchanged(page_then)
    done = walk.walked()
    assert (done.ended, done.pages, done.newest, done.first_page) == (True, 1, "2026-02-11", page_then)


def test_what_this_run_asked_for_is_new_even_when_kept_meanwhile() -> None:
    both = Walk(SITE)
    one, two = begun(DAILY, both), ListingWalk(both, LISTINGS[1], DAILY, "2026-03-02")
    read(one, shown(rows("ab")), None)
    assert read(two, shown(rows("ab"), "ab"), page(2)) == page(2)


def test_what_is_asked_again_keeps_no_walk_going() -> None:
    walk = Walk(SITE)
    walk.ask_again(rows("a"))
    assert read(begun(DAILY, walk), shown(rows("ab"), "b"), page(2)) is None


@pytest.mark.parametrize(
    ("what", "following"),
    [("", page(2)), ("ab", None), ("ab", PageRequest(url=LISTINGS[0].url)), ("ab", PageRequest(url="http://b.test/2"))],
    ids=["no rows", "no next page", "itself", "another host"],
)
def test_the_end_of_a_listing(what: str, following: PageRequest | None) -> None:
    walk = begun(FIRST)
    assert read(walk, shown(rows(what)), following) is None
    assert (walk.ended, walk.cut) == (True, False)


def test_a_page_that_repeats_is_the_end() -> None:
    walk = begun(FIRST)
    assert read(walk, shown(rows("ab")), page(2)) is not None
    assert read(walk, shown(rows("a")), page(3)) is None


def test_the_most_pages_cut_and_say_so() -> None:
    walk = begun(replace(FIRST, most_pages=2))
    assert read(walk, shown(rows("a")), page(2)) is not None
    assert read(walk, shown(rows("b")), page(3)) is None
    assert (walk.cut, walk.ended) == (True, True)


@pytest.mark.parametrize(
    ("plan", "what", "guesses"),
    [
        (DAILY, shown(rows("ab")), True),
        (DAILY, shown(rows("ab"), "b"), False),
        (DAILY, shown(rows("ab"), resting="b"), False),
        (DAILY, shown([row("a", pinned=True), row("b")], "a"), True),
        (SWEEP, shown(rows("ab"), "ab"), True),
    ],
    ids=["all new", "one known", "one resting", "only pinned ones known", "a sweep"],
)
def test_when_it_is_worth_guessing_where_a_list_goes_on(plan: Plan, what: Shown, guesses: bool) -> None:
    assert begun(plan).goes_on(what) is guesses


pages_of_rows = st.lists(
    st.lists(
        st.tuples(st.sampled_from("abcdefghijklmnop"), st.sampled_from([None, "2026-02-10", "2025-01-01"])), max_size=6
    ),
    max_size=12,
)


@given(pages_of_rows, st.sets(st.sampled_from("abcdefghijklmnop")), st.sampled_from([DAILY, FIRST, SWEEP, BACKFILL]))
def test_every_walk_ends_and_a_daily_one_reads_no_page_that_a_sweep_would_not(
    pages: list[list[tuple[str, str | None]]], kept: set[str], plan: Plan
) -> None:
    walk, sweep = begun(plan), begun(replace(SWEEP, back_to="0001-01-01"))
    for number, what in enumerate(pages):
        one_page = shown([row(*one) for one in what], "".join(kept))
        goes_on = read(walk, one_page, page(number)) if not walk.ended else None
        sweeps_on = read(sweep, one_page, page(number)) if not sweep.ended else None
        assert goes_on is None or sweeps_on is not None
    assert walk.pages <= plan.most_pages
