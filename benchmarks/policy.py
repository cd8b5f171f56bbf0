"""What the crawl policy asks for and what it misses: a made-up listing, crawled twice a day, with nothing else changed.

Rows stand by their date. Most articles are put up on that day; a few some days late under their own date, and so
further down, where a walk that stops early does not come. The walks are the crawler's own (crawler.listing_walk).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import Settings

from benchmarks.figures import Figure
from crawler import settings
from crawler.discovery.page_requests import PageRequest
from crawler.listing_walk import ListingWalk, Shown
from crawler.policy import Policy, plan
from crawler.sites import Listing, Site
from crawler.walk import Walk
from pipelines.items import Link
from pipelines.store.known import KeptSince
from pipelines.store.walks import Past

_FIRST_DAY = datetime(2025, 1, 1, 1, tzinfo=UTC)
_A_DAY = 5
"""Articles on average, as on the busiest column of a county."""
_LATE, _VERY_LATE = 0.04, 0.01
"""Shares put up one to three days late, and four to forty: assumed, there is no count of them."""
_PER_PAGE = 20
_LISTING = Listing(url="http://policy.example/news/")
_SITE = Site(id="policy", name="policy", listings=(_LISTING,), path=Path("policy.toml"))
_OURS = Policy.of(Settings({name: getattr(settings, name) for name in dir(settings) if name.isupper()}))
_NO_SWEEP = timedelta(days=100_000)
_POLICIES = {
    "first known row": replace(_OURS, known_rows=1, overlap=timedelta(0), sweep_every=_NO_SWEEP),
    "five known rows": replace(_OURS, overlap=timedelta(0), sweep_every=_NO_SWEEP),
    "and three days": replace(_OURS, sweep_every=_NO_SWEEP),
    "and a sweep a week": _OURS,
    "always two months": replace(_OURS, sweep_every=timedelta(0)),
}


@dataclass(frozen=True, slots=True)
class _Post:
    number: int
    day: str
    up: datetime
    """When it was put up."""


def measure(days: int) -> list[Figure]:
    """For each policy: list pages a day, and the share of the articles that were found until the end."""
    posts = list(_posts(days, random.Random(20260302)))  # noqa: S311 - a made-up listing, the same each time
    figures = []
    for name, policy in _POLICIES.items():
        pages, found, wait = _crawled(posts, policy, days)
        figures += [
            Figure(what=name, value=pages / days, unit="list pages a day"),
            Figure(what=f"{name}: found", value=100 * found / len(posts), unit="%", remark=f"of {len(posts)}"),
            Figure(what=f"{name}: late ones", value=wait, unit="days until found"),
        ]
    return figures


def _posts(days: int, dice: random.Random) -> list[_Post]:
    found: list[_Post] = []
    for day in range(days):
        for _ in range(sum(dice.random() < _A_DAY / 20 for _ in range(20))):
            chance = dice.random()
            late = dice.randint(4, 40) if chance < _VERY_LATE else dice.randint(1, 3) if chance < _LATE else 0
            date = _FIRST_DAY + timedelta(days=day)
            up = date + timedelta(days=late, hours=dice.uniform(0, 9))
            found.append(_Post(len(found), date.date().isoformat(), up))
    return [post for post in found if post.up < _FIRST_DAY + timedelta(days=days)]


def _crawled(posts: list[_Post], policy: Policy, days: int) -> tuple[int, int, float]:
    """Pages asked for, articles found, and the mean days from putting up to finding of those put up late."""
    kept: dict[str, KeptSince] = {}
    past, pages = Past(), 0
    for visit in range(2 * days):
        now = _FIRST_DAY + timedelta(hours=12 * (visit + 1))
        standing = sorted(
            (post for post in posts if post.up <= now), key=lambda post: (post.day, post.up), reverse=True
        )
        if standing:
            past, read = _walk(standing, kept, past, policy, now)
            pages += read
    late = [post for post in posts if post.up.date().isoformat() != post.day]
    waits = [(kept[url].first_seen - post.up) / timedelta(days=1) for post in late if (url := _url(post)) in kept]
    return pages, len(kept), sum(waits) / len(waits) if waits else 0.0


def _walk(
    standing: list[_Post], kept: dict[str, KeptSince], past: Past, policy: Policy, now: datetime
) -> tuple[Past, int]:
    """One walk: keeps what it finds, and gives what the next one may rely on, and the pages it read."""
    wanted = plan(past, policy, now=now, most_pages=_SITE.max_pages)
    walk = ListingWalk(Walk(_SITE), _LISTING, wanted, now.date().isoformat())
    new: dict[str, KeptSince] = {}
    at = 0
    following: PageRequest | None = PageRequest(url=_LISTING.url)
    while following is not None:
        rows = tuple(_link(post) for post in standing[at : at + _PER_PAGE])
        at += _PER_PAGE
        known = {link.url: kept[link.url] for link in rows if link.url in kept}
        shown = Shown(rows=rows, known=known)
        new |= {link.url: KeptSince(now, link.date or "") for link in walk.take(shown).wanted}
        more = PageRequest(url=f"{_LISTING.url}{at}") if at < len(standing) else None
        following = walk.next_page(shown, more)
    kept |= new
    swept = past.swept if wanted.kind == "daily" else now
    return Past(ended=now, newest=walk.walked().newest, swept=swept), walk.pages


def _link(post: _Post) -> Link:
    return Link(url=_url(post), title="", date=post.day, listing=_LISTING.url)


def _url(post: _Post) -> str:
    return f"http://policy.example/{post.number}.html"
