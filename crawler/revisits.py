"""When a known article is asked for again, and what the answer says of it. Pure: ages in, times out.

An article is looked at again at certain ages, further and further apart: most changes and removals come early. One
that was not found is looked at again after a day, then after 2, 4, 8 … days, for no single answer makes a removal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from crawler.hosts import host_key
from pipelines.items import Article
from pipelines.lexicon import words
from pipelines.normalise.addresses import canonical
from pipelines.store.checks import Outcome
from pipelines.store.watched import KeptAs, Watched

_REST = timedelta(hours=12)
"""An article looked at shortly before it comes of an age was looked at for that age."""
_A_DAY = timedelta(days=1)
_DOUBLED = 8
"""However often an article was not found, it is looked at again after 2 to the power of this in days: 256."""

_GONE = {404, 410}
_FRONT = {"", "/", "/index.html", "/index.htm", "/index.shtml", "/index.jsp", "/index.php", "/index.aspx"}
"""Paths of a home page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisits:
    """The numbers of the schedule; settings.py says why each is what it is."""

    ages: tuple[timedelta, ...]
    """Rising. After the last one, it is the interval."""
    believed: timedelta
    most: int

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """The settings; ages of a day at least. Raises ValueError for what is no number."""
        days = sorted({max(1.0, float(age)) for age in settings.getlist("REVISIT_AGES_DAYS")})
        return cls(
            ages=tuple(timedelta(days=age) for age in days),
            believed=timedelta(days=settings.getfloat("REVISIT_BELIEVED_DAYS")),
            most=max(0, settings.getint("REVISITS_PER_RUN")),
        )


def next_look(article: Watched, revisits: Revisits) -> datetime | None:
    """When the article is to be asked for again; None for never, where no ages are set.

    Unlisted: at once. Not found: a day after the first time, and twice as long each time. Not known, after an error: a
    day later. Otherwise at the next of the ages.
    """
    if not revisits.ages:
        return None
    if article.outcome == "unlisted":
        return article.looked
    if article.missing:
        return article.looked + _A_DAY * (1 << min(article.missing - 1, _DOUBLED))
    if article.outcome == "failed":
        return article.looked + _A_DAY
    return article.begun + _next_age(article.looked - article.begun + _REST, revisits.ages)


def due(articles: Iterable[Watched], revisits: Revisits, now: datetime) -> list[Watched]:
    """Those to be asked for now, at most as many as a run may; first those that waited longest for their interval.

    A day too late weighs more for an article of two days than for one of two years. Times in the future (a clock that
    was set back) count as now.
    """
    waiting = []
    for article in articles:
        look = next_look(article, revisits)
        if look is not None and look <= now:
            interval = max((look - article.looked).total_seconds(), 1.0)
            waiting.append((-(now - article.looked).total_seconds() / interval, -article.article_id, article))
    return [article for _, _, article in sorted(waiting, key=lambda one: one[:2])[: revisits.most]]


def may_believe(article: Watched, revisits: Revisits, now: datetime) -> bool:
    """Whether it may be asked for "only if it changed": its page was had itself lately, and nothing is wrong."""
    page = article.page
    if page is None or article.missing or article.outcome in {"unlisted", "failed"}:
        return False
    return timedelta(0) <= now - page.read < revisits.believed


def outcome(status: int, url: str, asked: str, fronts: Collection[str]) -> tuple[Outcome, str] | None:
    """What an answer says without being read, and in which words; None where it is a page to be read.

    url: where it was answered from, after redirects; asked: the article's address; fronts: home and listings.
    """
    if status == 304:
        return "not modified", ""
    if status in _GONE:
        return "gone", url if url != asked else ""
    if canonical(url) != canonical(asked) and _is_front(url, fronts):
        return "moved home", url
    return None


def read_again(article: Article, kept: KeptAs | None, article_id: int) -> tuple[Outcome, str]:
    """What a page that was read says of the known article it was asked for as: kept is what its address holds now."""
    if kept is None or kept.article_id != article_id:
        return "moved", article.page.parts[0].url
    if kept.has_body and not article.body.value:
        return "failed", "the page has lost its body"
    return ("changed" if kept.fetched == article.page.fetched.replace(microsecond=0) else "same"), ""


def turned_away(kind: str, reason: str) -> tuple[Outcome, str]:
    """What a page says that is no article, where one was: kind and reason as the reader gave them.

    A list or an empty template in its place is a soft 404; words of a challenge, of a broken server, and data instead
    of a page say nothing of the article.
    """
    said = reason.lower()
    if any(word in said for word in words("removals", "deleted")):
        return "deleted notice", reason
    if any(word in said for word in words("removals", "missing")):
        return "soft 404", reason
    says_nothing = said.startswith(("the page says", "not an html page"))
    return ("failed" if says_nothing else "soft 404"), f"{kind}: {reason}"


def _is_front(url: str, fronts: Collection[str]) -> bool:
    """Whether an address is one of the site's own fronts, or the bare home page of one of its hosts."""
    keys = {canonical(front) for front in fronts}
    bare = urlsplit(url).path.lower() in _FRONT and not urlsplit(url).query
    return canonical(url) in keys or (bare and host_key(url) in {host_key(front) for front in fronts})


def _next_age(age: timedelta, ages: tuple[timedelta, ...]) -> timedelta:
    """The first of the ages that is not younger than this; beyond the last one, its next multiple."""
    later = (one for one in ages if one >= age)
    return next(later, ages[-1] * -(-age // ages[-1]))
