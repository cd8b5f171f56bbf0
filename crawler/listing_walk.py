"""The walk through the pages of one listing: which page comes next, and when enough is seen. Pure, like the policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from crawler.discovery.page_requests import PageRequest
from crawler.policy import Overlap, Plan, Row, is_past
from crawler.sites import Listing
from crawler.walk import Rows, Walk
from pipelines.items import Link
from pipelines.store.known import KeptSince
from pipelines.store.ledger import Fate, Shape
from pipelines.store.walks import Validators, Walked

_MOST_EMPTY = 3
"""Pages without rows, one after the other, that are passed over: a column page, a look-up, a day without a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The rows of one list page, and what the database knows of them.

    known: by address, those whose articles are kept. resting: addresses that brought no article lately. paper: it is a
    page of an e-paper, whose issues are not written on later.
    """

    rows: tuple[Link, ...] = ()
    known: Mapping[str, KeptSince] = field(default_factory=dict)
    resting: Collection[str] = ()
    paper: bool = False


@dataclass(slots=True)
class ListingWalk:
    """The walk through the pages of one listing, as planned. latest: the last day that a row's date is believed."""

    walk: Walk
    listing: Listing
    plan: Plan
    latest: str
    pages: int = 0
    rows: int = 0
    cut: bool = False
    """It had more pages than the plan allows."""
    short: bool = False
    """It was left where this run may ask for no more articles; the next one goes on from there."""
    ended: bool = False
    """It was walked as far as it should be."""
    newest: str | None = None
    oldest: str | None = None
    first_page: Validators | None = None
    """What its first page came with."""
    shape: Shape | None = None
    """What its first page looked like."""
    fates: Counter[tuple[Fate, str]] = field(default_factory=Counter)
    """Addresses of its rows that are not asked for, by fate and reason."""
    _overlap: Overlap = field(init=False)
    _missed: list[str] = field(default_factory=list)
    _postponed: set[str] = field(default_factory=set)
    _asked: set[tuple[str, str, bytes]] = field(default_factory=set)
    _shown: set[str] = field(default_factory=set)
    _empty: int = 0

    def __post_init__(self) -> None:
        self._asked.add(PageRequest(url=self.listing.url).key)
        self._overlap = Overlap(self.plan.known_rows, self.plan.past_when_before)

    def take(self, shown: Shown) -> Rows:
        """Sort the rows of a page; what is new on one that no daily walk would have read was missed by those."""
        rows = self.walk.sort(
            (link for link in shown.rows if self._is_asked_for(link, shown)), shown.known, shown.resting
        )
        self.short = self.short or bool(rows.postponed)
        self._postponed.update(link.url for link in rows.postponed)
        self.fates += Counter(_fates(rows))
        if self.plan.kind == "sweep" and self._overlap.enough:
            self._missed += [link.url for link in rows.wanted]
        return rows

    def next_page(self, shown: Shown, following: PageRequest | None) -> PageRequest | None:
        """Which page to read after this one; None where the listing is at its end, or enough of it is seen.

        At its end: no next page, no rows, rows that were all shown before, a page asked before, most_pages. A few
        pages without rows are passed over where the next one is asked for even so.
        """
        self.pages += 1
        self.rows += len(shown.rows)
        unpinned = [self._row(link, shown) for link in shown.rows if not link.pinned]
        self._note_days(unpinned)
        self._note_reach(shown.rows)
        self._overlap.read(replace(row, printed=False) if shown.paper else row for row in unpinned)
        wanted = self._next(shown, unpinned, following)
        self.ended = wanted is None and not self.short
        return wanted

    def unchanged(self, page: Validators) -> None:
        """The first page, which was enough the last time, is as it was, says the server. page: what it came with."""
        self.pages, self.ended, self.first_page = 1, True, page

    def goes_on(self, shown: Shown) -> bool:
        """Whether it is worth guessing where a list goes on: nothing but pinned rows was met before."""
        met = (link.url in shown.known or link.url in shown.resting for link in shown.rows if not link.pinned)
        return self.plan.kind != "daily" or not any(met)

    def walked(self) -> Walked:
        """How far it came, for the record."""
        return Walked(
            listing=self.listing.url,
            kind=self.plan.kind,
            pages=self.pages,
            rows=self.rows,
            ended=self.ended,
            newest=self.newest or self.plan.newest,
            oldest=self.oldest,
            back_to=self.plan.back_to,
            missed=tuple(self._missed),
            first_page=self.first_page,
        )

    def _next(self, shown: Shown, unpinned: Collection[Row], following: PageRequest | None) -> PageRequest | None:
        keys = {self.walk.key(link.url) for link in shown.rows}
        self._empty = 0 if shown.rows else self._empty + 1
        skipped = following is not None and following.after_nothing and 0 < self._empty <= _MOST_EMPTY
        repeats = keys <= self._shown and not skipped
        self._shown |= keys
        if repeats or following is None or following.key in self._asked or not self.walk.is_at_home(following.url):
            return None
        if self.short or self._is_enough(unpinned, paper=shown.paper):
            return None
        if self.pages >= self.plan.most_pages:
            self.cut = True
            return None
        self._asked.add(following.key)
        return following

    def _is_enough(self, unpinned: Collection[Row], *, paper: bool) -> bool:
        """Whether no further page is needed. Of a paper a sweep reads the overlap: pages may come late."""
        if self.plan.kind == "daily":
            return self._overlap.enough
        swept_paper = paper and self.plan.kind == "sweep" and self.plan.past_when_before is not None
        back_to = self.plan.past_when_before if swept_paper else self.plan.back_to
        return back_to is not None and is_past(unpinned, back_to)

    def _is_asked_for(self, link: Link, shown: Shown) -> bool:
        """A backfill leaves alone what is older than the day it goes back to."""
        too_old = self.plan.kind == "backfill" and link.date and link.date[:10] < (self.plan.back_to or "")
        return not too_old or link.url in shown.known

    def _row(self, link: Link, shown: Shown) -> Row:
        kept = shown.known.get(link.url)
        if link.date:
            return Row(old=self._is_old(link, kept, shown), day=link.date[:10])
        return Row(old=self._is_old(link, kept, shown), day=(kept.day or None) if kept else None, printed=False)

    def _is_old(self, link: Link, kept: KeptSince | None, shown: Shown) -> bool:
        """Whether the last walk that came to its end left the row behind it; rows that are never followed are old."""
        if not self.walk.is_at_home(link.url) or self.walk.asked_before(link.url) or link.url in shown.resting:
            return True
        if kept is None or self.walk.is_news(link.url):
            return False
        return self.plan.old_when_kept_by is None or kept.first_seen <= self.plan.old_when_kept_by

    def _note_days(self, rows: Iterable[Row]) -> None:
        days = [row.day for row in rows if row.day and row.printed and row.day <= self.latest]
        self.newest = max(filter(None, [self.newest, *days]), default=None)

    def _note_reach(self, rows: Iterable[Link]) -> None:
        """How far back everything was asked for that is not kept: where the first row is postponed, no further."""
        done = takewhile(lambda link: link.url not in self._postponed, rows)
        days = [link.date[:10] for link in done if link.date and not link.pinned]
        self.oldest = min(filter(None, [self.oldest, *days]), default=None)


def _fates(rows: Rows) -> dict[tuple[Fate, str], int]:
    """What becomes of the addresses that are not asked for."""
    return {
        ("known", ""): rows.known,
        ("skipped", "asked in vain lately"): rows.resting,
        ("skipped", "another host"): rows.elsewhere,
        ("skipped", "left to the next run"): len(rows.postponed),
    }
