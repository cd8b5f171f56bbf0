"""Which columns to try, in which order, and which of those that hold up are taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from crawler.hosts import host_key, host_of
from crawler.onboarding.column_names import Rank, judge
from crawler.onboarding.home import Home
from crawler.onboarding.place import Place
from crawler.onboarding.signposts import Signpost, is_column
from crawler.onboarding.trial import Candidate, Tried
from pipelines.errors import NotAdded
from pipelines.normalise.text import comparison_key, han_count

_SAME = 0.8
"""Share of rows that two lists have in common from which they are one list."""
_NAMED = 20
"""Columns that a message names at most: a line or two of a terminal."""
_SHORT_HAN, _SHORT = 6, 24
"""Han characters, and characters, of a name that may be a column's though it says nothing."""


def candidates(posts: Sequence[Signpost], place: Place, home: Home) -> list[Candidate]:
    """The columns that may hold the place's news, best first; columns of something else are left out.

    Names that say nothing are tried only where no office speaks: an office names its news.
    """
    best: dict[str, Candidate] = {}
    for post in posts:
        judged = judge(post.name, place)
        if judged.rank is None or not within(post.url, home) or _is_home(post.url, home.url):
            continue
        is_feed = post.where == "feed"
        if judged.rank is Rank.UNNAMED and not is_feed and not _may_be_column(post, home):
            continue
        one = Candidate(name=post.name, url=post.url, rank=judged.rank, why=judged.why, is_feed=is_feed)
        known = best.get(post.url)
        if known is None or one.rank < known.rank:
            best[post.url] = one
    ordered = sorted(best.values(), key=lambda one: one.rank)
    return [one for one in ordered if not _is_roof_of(one, ordered)]


def wanted(columns: Iterable[str], posts: Sequence[Signpost], place: Place, home: Home) -> list[Candidate]:
    """The columns a person named, by address or by their name on the page. Raises NotAdded, with those there are."""
    found = []
    for column in columns:
        if column.startswith(("http://", "https://")):
            found.append(
                Candidate(name=_name_of(column, posts), url=column, rank=Rank.LOCAL, why="as asked for", asked=True)
            )
            continue
        key = comparison_key(column)
        named = {one.url: one for one in posts if comparison_key(one.name) == key}
        if not named:
            told = f"{home.url}: no column is called {column}; {_there(column, posts, home)}"
            raise NotAdded("no such column", told)
        found += [
            Candidate(
                name=one.name, url=one.url, rank=Rank.LOCAL, why="as asked for", asked=True, is_feed=one.where == "feed"
            )
            for one in named.values()
        ]
    return found


def refused(posts: Sequence[Signpost], place: Place, home: Home) -> dict[str, str]:
    """The columns that their names speak against, as they stand on the pages, and why."""
    judged = {one.name: judge(one.name, place) for one in posts if is_column(one, home.url) and within(one.url, home)}
    return {name: one.why for name, one in judged.items() if one.rank is None}


def take(tried: Sequence[Tried], today: date) -> tuple[Tried, ...]:
    """The columns to take: all of the best rank that hold up and are alive, one of several that are the same list.

    News of the office's work is taken beside them. Where all sleep, the best of the sleeping. Of several without a
    telling name none is taken: a person must choose.
    """
    holding = [one for one in tried if one.holds]
    alive = [one for one in holding if not one.is_asleep(today)] or holding
    if not alive:
        return ()
    rank = min(one.candidate.rank for one in alive)
    best = without_twins([one for one in alive if one.candidate.rank == rank or is_beside(one.candidate, rank)])
    return best if rank is not Rank.UNNAMED or len(best) == 1 else ()


def is_beside(candidate: Candidate, rank: Rank | None) -> bool:
    """Whether a column is taken beside those of that rank, the best that hold up; None: nothing does yet."""
    return candidate.rank is Rank.WORK and rank is not None and rank < Rank.WORK


def without_twins(tried: Sequence[Tried]) -> tuple[Tried, ...]:
    """Of lists that show the same rows the one with dates and pages of its own; in their order."""
    kept: list[Tried] = []
    for one in sorted(tried, key=lambda one: (_undated(one), one.candidate.is_feed)):
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return tuple(one for one in tried if one in kept)


def foreign_folders(posts: Sequence[Signpost], place: Place, home: Home, own: Candidate) -> tuple[tuple[str, str], ...]:
    """Folders of columns that hold something else than news of the place, with the columns' names.

    Folders that the candidate lies in are none: what stands there may be its own.
    """
    own_folder = folder(own.url)
    found: dict[str, str] = {}
    for post in posts:
        judged = judge(post.name, place)
        place_of = folder(post.url)
        if (
            judged.is_other_news
            and is_column(post, home.url)
            and urlsplit(f"//{place_of}").path != "/"
            and not own_folder.startswith(place_of)
        ):
            found.setdefault(place_of, post.name)
    return tuple(found.items())


def folder(url: str) -> str:
    """Host and path up to the last slash: what an address of that column's articles may begin with."""
    rest = url.partition("://")[2].partition("?")[0].partition("#")[0]
    return rest if rest.endswith("/") else f"{rest.rpartition('/')[0]}/"


def within(url: str, home: Home) -> bool:
    """Whether an address lies on the portal: its host, or one below it; its folder, where several share a host."""
    host, own = host_of(url), host_of(home.url).removeprefix("www.")
    if host_key(url) != host_key(home.url):
        return host.endswith(f".{own}") and not own.replace(".", "").isdigit()
    return urlsplit(url).path.startswith(home.folder)


def _is_home(url: str, home: str) -> bool:
    parts, own = urlsplit(url), urlsplit(home)
    indexes = ("", "/", own.path)
    return host_key(url) == host_key(home) and not parts.query and parts.path in indexes


def _may_be_column(post: Signpost, home: Home) -> bool:
    """Whether a name that says nothing may be a column's, and no office speaks."""
    short = han_count(post.name) <= _SHORT_HAN and len(post.name) <= _SHORT
    return short and not home.official and is_column(post, home.url)


def _is_roof_of(one: Candidate, others: Iterable[Candidate]) -> bool:
    """Whether another column as good as this one lies in its folder: then that is meant, and this mixes."""
    place = folder(one.url)
    if urlsplit(f"//{place}").path == "/":
        return False
    inner = (folder(other.url) for other in others if other.rank <= one.rank and not other.is_feed)
    return any(found != place and found.startswith(place) for found in inner)


def _there(column: str, posts: Sequence[Signpost], home: Home) -> str:
    """The names of links that may be columns, those most like the one looked for first."""
    names = {one.name for one in posts if one.where == "feed" or is_column(one, home.url)}
    near = [name for name, _, _ in extract(column, sorted(names), scorer=ratio, limit=_NAMED)]
    more = f" and {len(names) - len(near)} more" if len(names) > len(near) else ""
    return f"there are, nearest first: {', '.join(near)}{more}" if near else "there is none at all"


def _name_of(url: str, posts: Iterable[Signpost]) -> str:
    return next((one.name for one in posts if one.url == url), urlsplit(url).path)


def _same(one: Tried, other: Tried) -> bool:
    """Whether two lists show the same rows."""
    urls = [{link.url for link in tried.rows} for tried in (one, other)]
    least = min(map(len, urls))
    return bool(least) and len(urls[0] & urls[1]) >= _SAME * least


def _undated(tried: Tried) -> bool:
    return sum(link.date is not None for link in tried.rows) * 2 < len(tried.rows)
