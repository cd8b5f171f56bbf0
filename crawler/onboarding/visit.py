"""The walk through one portal, told in order: home page, signposts, columns, articles.

It is given the way to ask, and knows neither Scrapy nor the network. What it finds is decided by propose.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urldefrag, urljoin

from crawler.discovery.further_pages import read_page as read_list_page
from crawler.discovery.list_pages import ListPage
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.platforms import recognised
from crawler.failures import Refused
from crawler.hosts import host_key
from crawler.onboarding.arrival import Ask, arrive, document_of
from crawler.onboarding.column_names import Rank, judge
from crawler.onboarding.home import Home, zone_of
from crawler.onboarding.place import Place, locate
from crawler.onboarding.propose import candidates, foreign_folders, is_beside, refused, take, wanted
from crawler.onboarding.signposts import Signpost, feeds, own_name, signposts, site_map
from crawler.onboarding.trial import (
    LIST_PAGES,
    Candidate,
    Sample,
    Tried,
    list_trouble,
    mixed,
    page_remarks,
    sample_trouble,
    spread,
)
from crawler.sites import Listing
from pipelines.errors import DistrictNewsError, NotAdded, UnreadablePage
from pipelines.extract.document import Document, decode
from pipelines.extract.reader import read_page
from pipelines.items import Link, Page, Received
from pipelines.lexicon import lexicon
from pipelines.normalise.addresses import canonical
from pipelines.rules import SiteFacts

MOST_COLUMNS = 12
"""Columns of a portal that are tried at most: more would be a crawl, not a look."""
MOST_OF_A_RANK = 5
"""Of them, those of one rank, best place on the page first."""
MOST_LIST_REQUESTS = 5
"""Requests for that at most: interfaces want a look-up or two first."""

Known = Callable[[str], str | None]
HAS_PROFILE = "known"
"""The reason of NotAdded where there is a profile already; its message is the site's id."""
Tell = Callable[[str], None]
"""Says what is being done, for a progress line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked for: an address, and what they know better than the page does."""

    url: str
    name: str | None = None
    division: str | None = None
    zone: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What was found: the portal, the columns tried, and those of them to take (at least one)."""

    wish: Wish
    home: Home
    place: Place
    name: str
    zone: str
    zone_known: bool
    tried: tuple[Tried, ...]
    taken: tuple[Tried, ...]
    at: datetime
    """Aware, UTC."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Why the columns that were not tried for their names' sake were not, by name."""
    family: str | None = None
    """Id of the content system's family (data/platforms)."""


async def visit(wish: Wish, ask: Ask, *, known: Known = lambda _: None, tell: Tell = lambda _: None) -> Proposal:
    """Look at a portal and try its columns. Raises NotAdded where nothing can be proposed, saying why.

    known: gives the id of the site that has a profile of an address already: where the home page turns out to lie
    there, nothing more is asked.
    """
    tell("home page")
    portal = _Portal(wish, await arrive(wish.url, ask), ask, tell)
    if site := known(portal.home.url):
        raise NotAdded(HAS_PROFILE, site)
    await portal.look_around()
    if wish.columns:
        for one in wanted(wish.columns, portal.posts, portal.place, portal.home):
            await portal.attempt(one)
        taken = tuple(one for one in portal.tried if one.holds)
        if len(taken) < len(portal.tried):
            raise NotAdded("no news", "\n".join(_told(one) for one in portal.tried if not one.holds))
    else:
        await portal.try_columns()
        taken = take(portal.tried, portal.at.date())
    if not taken:
        raise portal.nothing()
    return Proposal(
        wish=wish,
        home=portal.home,
        place=portal.place,
        name=portal.name,
        zone=portal.zone or "UTC",
        zone_known=portal.zone is not None,
        tried=tuple(portal.tried),
        taken=taken,
        at=portal.at,
        refused=refused(portal.posts, portal.place, portal.home),
        family=_family(taken) or portal.home.family,
    )


class _Portal:
    """A portal while it is looked at: what is known so far grows with every page."""

    def __init__(self, wish: Wish, home: Home, ask: Ask, tell: Tell) -> None:
        self.home = home
        self.at = datetime.now(UTC)
        self.name = wish.name or home.name
        names = (*([wish.name] if wish.name else []), *home.names)
        self.place = locate(home.site_code, names, given=wish.division)
        self.zone = wish.zone or zone_of(home)
        self.posts: tuple[Signpost, ...] = ()
        self.tried: list[Tried] = []
        self._met: set[str] = set()
        self._ask = ask
        self._tell = tell

    async def look_around(self) -> None:
        """The signposts of the home page and, where it has one, of the page of all columns. A paper has none."""
        if self.home.is_paper:
            return
        self._add(self.home.document, self.home.url)
        self.posts += feeds(self.home.document, self.home.url)
        address = site_map(self.posts)
        if address and host_key(address) == host_key(self.home.url):
            self._tell("site map")
            try:
                part = await self._ask(PageRequest(url=address))
                self._add(document_of(part), part.url)
            except (Refused, UnreadablePage):
                return  # a way to columns among others

    async def try_columns(self) -> None:
        """Try the best names first, until something holds up and nothing as good is untried; pages name more."""
        if self.home.is_paper:
            await self.attempt(Candidate(name=self.name, url=self.home.url, rank=Rank.LOCAL, why="a paper, day by day"))
            return
        while len(self.tried) < MOST_COLUMNS and (one := self._next()) is not None:
            await self.attempt(one)
        if self._holding() is None and not any(one.holds for one in self.tried):
            await self._guess()

    def _next(self) -> Candidate | None:
        """The best column that is untried; None where what holds up already is better than all of them."""
        ranks = [one.candidate.rank for one in self.tried]
        holding = self._holding()
        for one in candidates(self.posts, self.place, self.home):
            is_free = _column_key(one.url) not in self._met and ranks.count(one.rank) < MOST_OF_A_RANK
            if is_free and (holding is None or one.rank <= holding or is_beside(one, holding)):
                return one
        return None

    async def attempt(self, candidate: Candidate) -> None:
        """Try one column; its page may name others."""
        self._tell(f"column {candidate.name}")
        self._met.add(_column_key(candidate.url))
        self.tried.append(await self._try(candidate))

    def nothing(self) -> NotAdded:
        """Why nothing can be proposed."""
        url = self.home.url
        if holding := [one.candidate.name for one in self.tried if one.holds]:
            names = ", ".join(holding)
            return NotAdded("unclear", f"{url}: no column is named as news; name yours with --column: {names}")
        below = f"; looked only below {self.home.folder}, for so it was asked" if self.home.folder != "/" else ""
        if self.tried:
            told = f"{url}: a portal without news{below}; of the columns that were tried none held up:"
            return NotAdded("no news", "\n".join([told, *map(_told, self.tried)]))
        if self.home.official:
            return NotAdded("no news", f"{url}: a portal without news: no column is named as news{below}")
        told = f"{url}: not a portal: no site code, no office's name or host, no column named as news{below}"
        return NotAdded("no portal", told)

    def _holding(self) -> Rank | None:
        """The best rank of a column that holds up and is alive."""
        return min(
            (one.candidate.rank for one in self.tried if one.holds and not one.is_asleep(self.at.date())), default=None
        )

    async def _guess(self) -> None:
        """The last resort: paths that such columns often have; what answers must call itself by a right name."""
        told = lexicon("columns")
        for path in told["paths" if self.home.chinese else "foreign_paths"]:
            url = urljoin(self.home.url, path)
            if _column_key(url) in self._met:
                continue
            self._tell(f"guess {path}")
            try:
                part = await self._ask(PageRequest(url=url), is_list=True)
                name = own_name(document_of(part))
            except (Refused, UnreadablePage):
                continue
            rank = judge(name, self.place).rank if name else None
            if rank is None or rank > Rank.GENERAL or part.body == b"":
                continue
            await self.attempt(Candidate(name=name, url=url, rank=rank, why=f"guessed; it calls itself {name}"))
            if self.tried[-1].holds:
                return

    async def _try(self, candidate: Candidate) -> Tried:
        """A column's list, its second page, and articles from all over what was seen."""
        try:
            lists = await self._lists(candidate)
        except (Refused, DistrictNewsError) as error:
            return Tried(candidate=candidate, trouble=_detail(error))
        rows, elsewhere = self._own_rows(candidate, lists)
        tried = Tried(candidate=candidate, lists=lists, rows=rows, elsewhere=elsewhere)
        trouble = list_trouble(rows, elsewhere, asked=len(lists))
        if not (trouble or candidate.asked):
            trouble = self._misnamed(candidate, lists[0][0]) or mixed(
                rows, foreign_folders(self.posts, self.place, self.home, candidate)
            )
        if trouble:
            return replace(tried, trouble=trouble)
        samples = tuple([await self._sample(link) for link in spread(rows)])
        return replace(
            tried,
            samples=samples,
            trouble=sample_trouble(samples, None if candidate.asked else self.place),
            remarks=page_remarks(lists),
        )

    def _misnamed(self, candidate: Candidate, part: Received) -> str:
        """Whether a column's page calls itself a column of something else: a 更多 may stand below a wrong heading.

        A page that is all columns, told apart behind #, can only call itself by one of them.
        """
        if urldefrag(candidate.url).fragment:
            return ""
        name = own_name(document_of(part))
        judged = judge(name, self.place)
        is_site = any(own in name for own in self.home.names)
        return f"its page calls itself {name}: {judged.why}" if judged.is_other_news and not is_site else ""

    async def _lists(self, candidate: Candidate) -> tuple[tuple[Received, ListPage], ...]:
        """The first pages of a list, look-ups of interfaces included. Raises Refused, UnreadablePage for the first."""
        asked = PageRequest(url=candidate.url)
        seen = {asked.key}
        found: list[tuple[Received, ListPage]] = []
        while len(found) < MOST_LIST_REQUESTS:
            try:
                part = await self._ask(asked, is_list=True)
                page = self._read(part, candidate, asked)
            except (Refused, UnreadablePage):
                if not found:
                    raise
                break
            found.append((part, page))
            onward = page.next or page.guess
            full = sum(bool(page.rows) for _, page in found) >= LIST_PAGES
            if full or onward is None or onward.key in seen:
                break
            seen.add(onward.key)
            asked = onward
        return tuple(found)

    def _read(self, part: Received, candidate: Candidate, asked: PageRequest) -> ListPage:
        text = decode(part.body, part.header("content-type")).text
        if not asked.place:
            self._add(Document(text, part.url), part.url)
        return read_list_page(
            text,
            listing=Listing(url=candidate.url),
            url=part.url,
            fetched=part.fetched,
            zone=self.zone or "UTC",
            asked=None if asked.url == candidate.url and asked.method == "GET" else asked,
        )

    def _own_rows(
        self, candidate: Candidate, lists: tuple[tuple[Received, ListPage], ...]
    ) -> tuple[tuple[Link, ...], int]:
        """The rows on the portal's hosts, each address once, and how many lead elsewhere."""
        hosts = {host_key(url) for url in (self.home.url, candidate.url, *(part.url for part, _ in lists))}
        columns = {canonical(one.url) for one in self.posts if self._is_named_column(one)}
        rows: dict[str, Link] = {}
        elsewhere = 0
        for link in (link for _, page in lists for link in page.rows):
            if host_key(link.url) not in hosts:
                elsewhere += 1
            elif link.date or canonical(link.url) not in columns:
                rows.setdefault(canonical(link.url), link)
        return tuple(rows.values()), elsewhere

    def _is_named_column(self, post: Signpost) -> bool:
        """Whether a link is that of a column, by its name: undated rows must not be a menu's."""
        rank = judge(post.name, self.place).rank
        return rank is not None and rank < Rank.UNNAMED

    async def _sample(self, link: Link) -> Sample:
        """One article, read as a crawl reads it."""
        try:
            part = await self._ask(PageRequest(url=link.url), row=link)
            page = Page(site=host_key(self.home.url), url=link.url, parts=(part,), links=(link,))
            return Sample(link=link, received=part, article=read_page(page, SiteFacts(name=self.name, zone=self.zone)))
        except (Refused, DistrictNewsError) as error:
            return Sample(link=link, trouble=_detail(error))

    def _add(self, document: Document, url: str) -> None:
        """Take the signposts of a page in."""
        known = {(one.name, one.url) for one in self.posts}
        self.posts += tuple(one for one in signposts(document, url) if (one.name, one.url) not in known)


def _column_key(url: str) -> str:
    """What tells columns apart: on some portals only what stands behind #."""
    return f"{canonical(url)}#{urldefrag(url).fragment}"


def _family(taken: tuple[Tried, ...]) -> str | None:
    """The family by the pages of columns, then by those of articles: home pages are often made by hand."""
    parts = [part for tried in taken for part, _ in tried.lists]
    parts += [one.received for tried in taken for one in tried.samples if one.received is not None]
    texts = ((decode(part.body, part.header("content-type")).text, part.url) for part in parts)
    return next((family.id for text, url in texts if (family := recognised(text, url))), None)


def _detail(error: BaseException) -> str:
    """What went wrong in few words; an address that was asked for need not be said again."""
    if not isinstance(error, Refused):
        return str(error)
    return error.reason if error.detail.startswith(("http://", "https://")) else f"{error.reason}: {error.detail}"


def _told(tried: Tried) -> str:
    return f"  {tried.candidate.name} ({tried.candidate.url}): {tried.trouble or tried.candidate.why}"
