"""Why a site is not asked now, and what a table says about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.readiness import remark, told, why_not_now
from crawler.sites import Listing, Site
from pipelines.store.facts import Fact, FactKind
from pipelines.store.rests import Rest

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def site(*listings: str) -> Site:
    return Site(
        id="a", name="A", home="http://home.test/", listings=tuple(Listing(url=url) for url in listings), path=Path("x")
    )


def rest(host: str, until: datetime = NOON + DAY, times: int = 1) -> Rest:
    return Rest(host=host, reason="challenge", detail="瑞数, status 412", since=NOON, until=until, times=times)


def fact(site_id: str, kind: FactKind, about: str, value: str) -> Fact:
    return Fact(site=site_id, kind=kind, about=about, value=value, since=NOON, seen=NOON)


@pytest.mark.parametrize(
    ("listings", "rests", "left_out"),
    [
        (("http://www.a.test/1", "https://a.test/2"), (rest("a.test"),), True),
        (("http://a.test/1", "http://b.test/2"), (rest("a.test"),), False),
        (("http://a.test/1", "http://b.test/2"), (rest("a.test"), rest("b.test")), True),
        (("http://a.test/1",), (rest("a.test", NOON),), False),
        (("http://a.test:8080/1",), (rest("a.test"),), False),
        ((), (rest("home.test"),), False),
    ],
)
def test_a_site_is_left_out_where_all_its_listings_rest(
    listings: tuple[str, ...], rests: tuple[Rest, ...], left_out: bool
) -> None:
    why = why_not_now(site(*listings), {one.host: one for one in rests}, NOON)
    assert (why is not None) == left_out


def test_it_says_which_host_until_when_and_why() -> None:
    assert told(rest("a.test", times=3)) == (
        "a.test is left alone until 2026-03-05 12:00 UTC: challenge (瑞数, status 412) "
        "since 2026-03-04 12:00, 3 times in a row"
    )


def test_a_remark_names_each_resting_host_once() -> None:
    rests = {one.host: one for one in (rest("home.test"), rest("a.test", NOON - DAY))}
    assert remark(site("http://a.test/", "http://www.home.test/x"), rests, (), NOON) == (
        "home.test rests until 2026-03-05 12:00: challenge"
    )
    assert remark(site("http://b.test/"), {}, (), NOON) == ""


def test_a_remark_says_what_crawls_met_with() -> None:
    facts = [
        fact("a", "moved", "http://a.test", "https://a.test"),
        fact("b", "moved", "http://b.test", "https://b.test"),
        fact("a", "expired certificate", "a.test", "2025-01-01"),
    ]
    assert remark(site("http://a.test/"), {}, facts, NOON) == (
        "http://a.test does not answer, https://a.test does; the certificate of a.test expired on 2025-01-01"
    )
