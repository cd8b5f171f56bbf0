"""Which rows are asked for, and which are sightings."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crawler.sites import Listing, Site
from crawler.walk import Walk
from pipelines.items import Link

ROOT = "http://a.test"


def site() -> Site:
    listings = (Listing(url=f"{ROOT}/one/"), Listing(url=f"{ROOT}/two/"))
    return Site(id="a", name="A", listings=listings, path=Path("a.toml"))


def row(path: str, listing: str = "one", title: str = "t") -> Link:
    url = path if path.startswith("http") else f"{ROOT}{path}"
    return Link(url=url, title=title, listing=f"{ROOT}/{listing}/")


def test_each_address_is_wanted_once_and_carries_all_its_rows() -> None:
    walk = Walk(site())
    first = walk.sort([row("/1"), row("/2")], set())
    again = walk.sort([row("/2", "two"), row("/3", "two")], set())
    assert [link.url for link in first.wanted] == [f"{ROOT}/1", f"{ROOT}/2"]
    assert (again.wanted, again.waiting) == ((row("/3", "two"),), (row("/2", "two"),))
    assert walk.rows_of(f"{ROOT}/2") == (row("/2"), row("/2", "two"))


def test_rows_of_kept_articles_are_sightings() -> None:
    rows = Walk(site()).sort([row("/1"), row("/2")], {f"{ROOT}/1"})
    assert (rows.seen, rows.wanted, rows.links, rows.known) == ((row("/1"),), (row("/2"),), 2, 1)


def test_rows_of_articles_handed_on_are_sightings() -> None:
    walk = Walk(site())
    walk.sort([row("/1")], set())
    walk.hand_on(f"{ROOT}/1")
    rows = walk.sort([row("/1", "two")], {f"{ROOT}/1"})
    assert (rows.seen, rows.links, rows.known) == ((row("/1", "two"),), 0, 0)


def test_an_article_kept_while_its_page_is_read_is_still_waiting() -> None:
    walk = Walk(site())
    walk.sort([row("/1")], set())
    assert walk.sort([row("/1", "two")], {f"{ROOT}/1"}).waiting == (row("/1", "two"),)


def test_other_hosts_are_counted_not_followed() -> None:
    rows = Walk(site()).sort([row("http://b.test/1"), row("http://www.a.test/2"), row("http://b.test/1")], set())
    assert (rows.elsewhere, [link.url for link in rows.wanted]) == (1, ["http://www.a.test/2"])


def test_a_listing_that_moved_takes_its_host_home() -> None:
    walk = Walk(site())
    walk.moved("https://new.test/list/")
    assert walk.sort([row("http://new.test/1")], set()).links == 1


def test_no_more_articles_are_asked_for_than_the_run_may_have() -> None:
    walk = Walk(site(), most_articles=2)
    first = walk.sort([row("/1"), row("/2"), row("/3")], {f"{ROOT}/1"})
    again = walk.sort([row("/4"), row("/5"), row("/5", "two"), row("/4", "two")], set())
    assert ([link.url for link in first.wanted], first.postponed) == ([f"{ROOT}/2", f"{ROOT}/3"], ())
    assert (again.wanted, len(again.postponed), again.links) == ((), 4, 2)


def test_news_is_what_this_run_asked_for_first() -> None:
    walk = Walk(site())
    walk.ask_again([row("/1")])
    walk.sort([row("/1"), row("/2"), row("/3")], {f"{ROOT}/3"})
    assert [walk.is_news(f"{ROOT}/{number}") for number in (1, 2, 3)] == [False, True, False]
    assert [walk.asked_before(f"{ROOT}/{number}") for number in (1, 2, 3)] == [True, False, False]


def test_a_resting_address_is_counted_and_left_alone_unless_it_was_asked_for() -> None:
    walk = Walk(site())
    asked, resting = row("/1"), row("/2")
    walk.sort([asked], set())
    rows = walk.sort([asked, resting], set(), {asked.url, resting.url})
    assert (rows.waiting, rows.wanted, rows.links, rows.resting, rows.known) == ((asked,), (), 1, 1, 0)


@given(st.lists(st.lists(st.integers(0, 20), max_size=6), max_size=12), st.sets(st.integers(0, 20)))
def test_every_address_meets_one_fate(pages: list[list[int]], kept: set[int]) -> None:
    walk = Walk(site())
    known = {f"{ROOT}/{number}" for number in kept}
    wanted: list[str] = []
    links = 0
    for keys in pages:
        rows = [row(f"/{key}") for key in keys]
        result = walk.sort(rows, known)
        wanted += [link.url for link in result.wanted]
        links += result.links
        assert len(result.wanted) + len(result.seen) + len(result.waiting) == len(rows)
    met = {key for keys in pages for key in keys}
    assert len(wanted) == len(set(wanted)) == len(met - kept)
    assert links == len(met)
