"""Which rows are asked for, which are sightings, and when a listing is at its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.page_requests import PageRequest
from crawler.sites import Listing, Site
from crawler.walk import ListingWalk, Walk
from pipelines.items import Link

ROOT = "http://a.test"


def site(max_pages: int = 50) -> Site:
    listings = (Listing(url=f"{ROOT}/one/"), Listing(url=f"{ROOT}/two/"))
    return Site(id="a", name="A", listings=listings, max_pages=max_pages, path=Path("a.toml"))


def page(url: str) -> PageRequest:
    return PageRequest(url=url)


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


PAGE = [row("/1"), row("/2")]
KNOWN = {link.url for link in PAGE}


def listing(*, to_the_end: bool = False, max_pages: int = 50) -> ListingWalk:
    profile = site(max_pages)
    ended = [] if to_the_end else [profile.listings[0].url]
    return Walk(profile, ended=ended).listings()[0]


def test_new_rows_lead_to_the_next_page() -> None:
    assert listing().next_page(PAGE, {PAGE[0].url}, page(f"{ROOT}/one/2")) == page(f"{ROOT}/one/2")


@pytest.mark.parametrize(("to_the_end", "following"), [(False, None), (True, page(f"{ROOT}/one/2"))])
def test_known_rows_end_a_walk_unless_the_last_one_was_cut_short(
    to_the_end: bool, following: PageRequest | None
) -> None:
    assert listing(to_the_end=to_the_end).next_page(PAGE, KNOWN, page(f"{ROOT}/one/2")) == following


def test_what_this_run_asked_for_is_new_even_when_kept_meanwhile() -> None:
    walk = Walk(site(), ended=[listing.url for listing in site().listings])
    one, two = walk.listings()
    walk.sort(PAGE, set())
    one.next_page(PAGE, set(), None)
    assert two.next_page(PAGE, KNOWN, page(f"{ROOT}/two/2")) == page(f"{ROOT}/two/2")


@pytest.mark.parametrize(
    ("rows", "following"),
    [([], page(f"{ROOT}/one/2")), (PAGE, None), (PAGE, page(f"{ROOT}/one/")), (PAGE, page("http://b.test/2"))],
    ids=["no rows", "no next page", "itself", "another host"],
)
def test_the_end_of_a_listing(rows: list[Link], following: PageRequest | None) -> None:
    walk = listing(to_the_end=True)
    assert walk.next_page(rows, set(), following) is None
    assert not walk.cut


def test_each_listing_is_walked_as_its_own_last_walk_ended() -> None:
    one, two = Walk(site(), ended=[site().listings[0].url]).listings()
    assert one.next_page(PAGE, KNOWN, page(f"{ROOT}/one/2")) is None
    assert two.next_page(PAGE, KNOWN, page(f"{ROOT}/two/2")) == page(f"{ROOT}/two/2")
    assert (one.ended, two.ended) == (True, False)
    assert (two.pages, two.rows) == (1, 2)


def test_a_resting_address_is_counted_and_left_alone_unless_it_was_asked_for() -> None:
    walk = Walk(site())
    asked, resting = row("/1"), row("/2")
    walk.sort([asked], set())
    rows = walk.sort([asked, resting], set(), {asked.url, resting.url})
    assert (rows.waiting, rows.wanted, rows.links, rows.resting, rows.known) == ((asked,), (), 1, 1, 0)


def test_what_is_asked_again_keeps_no_walk_going() -> None:
    walk = Walk(site(), ended=[site().listings[0].url])
    assert walk.ask_again(PAGE[:1]) == (PAGE[0],)
    assert walk.sort(PAGE, {PAGE[1].url}).waiting == (PAGE[0],)
    assert walk.listings()[0].next_page(PAGE, {PAGE[1].url}, page(f"{ROOT}/one/2")) is None


def test_a_page_that_repeats_is_the_end() -> None:
    walk = listing(to_the_end=True)
    assert walk.next_page(PAGE, set(), page(f"{ROOT}/one/2")) is not None
    assert walk.next_page(PAGE[:1], set(), page(f"{ROOT}/one/3")) is None


def test_max_pages_cuts_and_says_so() -> None:
    walk = listing(max_pages=2)
    assert walk.next_page([row("/1")], set(), page(f"{ROOT}/one/2")) is not None
    assert walk.next_page([row("/2")], set(), page(f"{ROOT}/one/3")) is None
    assert walk.cut


@given(st.lists(st.lists(st.integers(0, 20), max_size=6), max_size=12), st.sets(st.integers(0, 20)))
def test_every_address_meets_one_fate_and_every_walk_ends(pages: list[list[int]], kept: set[int]) -> None:
    walk = Walk(site())
    one = walk.listings()[0]
    known = {f"{ROOT}/{number}" for number in kept}
    wanted: list[str] = []
    links = 0
    for number, keys in enumerate(pages):
        rows = [row(f"/{key}") for key in keys]
        result = walk.sort(rows, known)
        wanted += [link.url for link in result.wanted]
        links += result.links
        assert len(result.wanted) + len(result.seen) + len(result.waiting) == len(rows)
        one.next_page(rows, known, page(f"{ROOT}/one/{number}"))
    met = {key for keys in pages for key in keys}
    assert len(wanted) == len(set(wanted)) == len(met - kept)
    assert links == len(met)
