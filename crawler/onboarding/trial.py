"""A column tried: its rows, how often something new comes, and some of its articles read as a crawl would read them.

Pure: pages go in, what they show comes out; who asks for them is visit.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from crawler.discovery.list_pages import ListPage
from crawler.onboarding.column_names import Rank, judge
from crawler.onboarding.place import Place
from pipelines.items import ROLES, Article, FieldValue, Link, Received
from pipelines.lexicon import words
from pipelines.normalise.addresses import canonical

SAMPLES = 5
"""Articles of a column that are read: enough to see what a template never shows, few enough for a guest."""
LIST_PAGES = 2
"""Pages with rows that are read of a column: the second shows that the list can be walked."""
FIELDS = ("title", "published", "source", *ROLES, "body")
"""What is shown of a sample, in this order."""
_WANTED = ("title", "published", "source", "body")
"""Fields whose absence somebody should know of; people are credited where there are any."""
_MOSTLY = 0.5
"""Share of the samples that must be articles of the place for a column to be taken."""
_MIXED = 1 / 3
"""Share of rows in the folders of wrong columns from which a column counts as a mixture: some stand in two columns."""
_ASLEEP = 365
"""Days without anything new after which a column is given up for a livelier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that may list the news: its name and address, how good the name is and why."""

    name: str
    url: str
    rank: Rank
    why: str
    is_feed: bool = False
    asked: bool = False
    """A person named it: what its name and its articles' columns say is no matter then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article of a column: as received and read, or why it could not be had."""

    link: Link
    received: Received | None = None
    article: Article | None = None
    trouble: str = ""

    @property
    def is_article(self) -> bool:
        """Whether it was read and is one."""
        return self.article is not None and self.article.kind.value == "article"

    def value(self, name: str) -> FieldValue[object]:
        """A field of the article. Raises ValueError where there is none."""
        if self.article is None:
            raise ValueError(f"{self.link.url} was not read")
        found: FieldValue[object] = getattr(self.article, name)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A column after its trial. trouble: why it cannot be taken, "" where it holds up."""

    candidate: Candidate
    trouble: str = ""
    lists: tuple[tuple[Received, ListPage], ...] = ()
    """The pages of it that were read, in order."""
    rows: tuple[Link, ...] = ()
    """Those on the site's own hosts, each address once."""
    elsewhere: int = 0
    samples: tuple[Sample, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether it may be taken."""
        return not self.trouble

    @property
    def newest(self) -> date | None:
        """The day of its newest row or article."""
        return max(self._days(), default=None)

    @property
    def rhythm(self) -> float | None:
        """Rows a day, over the rows that were seen; None where fewer than two days are known."""
        days = sorted(self._days())
        span = (days[-1] - days[0]).days if days else 0
        return (len(days) - 1) / span if span else None

    def is_asleep(self, today: date) -> bool:
        """Whether nothing new came for a year."""
        return self.newest is not None and (today - self.newest).days > _ASLEEP

    def _days(self) -> list[date]:
        """The days of its rows; where rows show none, those of the articles."""
        dated = [link.date for link in self.rows if link.date and not link.pinned]
        published = [one.article.published.value for one in self.samples if one.article]
        told = dated or [moment.iso for moment in published if moment]
        return [date.fromisoformat(iso[:10]) for iso in told if len(iso) >= 10]


def spread(rows: Sequence[Link], number: int = SAMPLES) -> tuple[Link, ...]:
    """So many rows, from the first to the last at equal distances."""
    if len(rows) <= number:
        return tuple(rows)
    return tuple(rows[round(step * (len(rows) - 1) / (number - 1))] for step in range(number))


def list_trouble(rows: Sequence[Link], elsewhere: int, *, asked: int) -> str:
    """Why a list cannot be one of news; "" where it can. asked: pages of it that were read."""
    if not rows and elsewhere:
        return f"its {elsewhere} rows all lead to other hosts"
    if not rows:
        return "it shows no list of articles" + (f" on {asked} pages" if asked > 1 else "")
    return ""


def sample_trouble(samples: Sequence[Sample], place: Place | None) -> str:
    """Why the articles of a column speak against it; "" where they do not.

    place: whose news they must be; None where a person wants them whatever they are.
    """
    read = [one for one in samples if one.article]
    if not read:
        reasons = Counter(one.trouble for one in samples).most_common(1)
        return f"none of {len(samples)} articles could be had: {reasons[0][0]}" if reasons else "it has no articles"
    articles = [one for one in read if one.is_article]
    if len(articles) < _MOSTLY * len(read):
        return f"its rows lead to no articles ({len(articles)} of {len(read)} were)"
    for told in (_columns_of(articles, place), _sources_of(articles)) if place else ():
        most, times = next(iter(told.most_common(1)), ("", 0))
        if times > _MOSTLY * len(articles):
            return most
    return ""


def page_remarks(lists: tuple[tuple[Received, ListPage], ...]) -> tuple[str, ...]:
    """What the pages of a list say of going on."""
    with_rows = [page for _, page in lists if page.rows]
    if len(with_rows) < LIST_PAGES:
        return ("no second page was found: older articles may be out of reach",) if not with_rows[0].ends else ()
    first, second = ({canonical(link.url) for link in page.rows} for page in with_rows[:2])
    return ("its second page shows the rows of the first again",) if second <= first else ()


def mixed(rows: Sequence[Link], folders: Iterable[tuple[str, str]]) -> str:
    """Of which other columns a list shows rows: too many of them make it a mixture. "" where it is none.

    folders: (folder, name) of columns that hold something else.
    """
    met: Counter[str] = Counter()
    for link in rows:
        path = _path(link.url)
        holding = [(folder, name) for folder, name in folders if path.startswith(folder)]
        if holding:
            met[max(holding)[1]] += 1
    most, _ = next(iter(met.most_common(1)), ("", 0))
    return f"{met.total()} of {len(rows)} rows stand in {most}" if met.total() >= _MIXED * len(rows) and met else ""


def missing(tried: Tried) -> tuple[str, ...]:
    """What a person should know before taking a column: fields that are absent, articles that could not be had."""
    told = list(tried.remarks)
    articles = [one for one in tried.samples if one.is_article]
    for name in _WANTED:
        absent = [one for one in articles if one.value(name).value is None and not _has_other(one, name)]
        if absent:
            told.append(f"{name} absent on {len(absent)} of {len(articles)}: {absent[0].value(name).reason}")
    lost = [one for one in tried.samples if not one.is_article]
    told += [f"{one.link.url}: {one.trouble or 'no article'}" for one in lost]
    undated = sum(link.date is None for link in tried.rows)
    if undated:
        told.append(f"{undated} of {len(tried.rows)} rows show no date")
    if tried.elsewhere:
        told.append(f"rows that lead to other hosts and are not followed: {tried.elsewhere}")
    return tuple(told)


def _has_other(sample: Sample, name: str) -> bool:
    """Whether pictures or files stand for an absent body."""
    article = sample.article
    return name == "body" and article is not None and bool(article.images or article.attachments)


def _columns_of(articles: Sequence[Sample], place: Place) -> Counter[str]:
    """What the breadcrumbs say of articles that stand in columns of something else."""
    told: Counter[str] = Counter()
    for one in articles:
        trail = one.article.breadcrumb.value if one.article else None
        judged = judge(trail[-1], place) if trail else None
        if trail and judged and judged.is_other_news:
            told[f"its articles stand in {trail[-1]}: {judged.why}"] += 1
    return told


def _sources_of(articles: Sequence[Sample]) -> Counter[str]:
    """National outlets credited as the source: news of a level above."""
    told: Counter[str] = Counter()
    for one in articles:
        source = one.article.source.value if one.article else None
        if source in words("columns", "upper_sources"):
            told["its articles come from national outlets: news of a level above"] += 1
    return told


def _path(url: str) -> str:
    """Host and path, as folders of columns are told."""
    return url.partition("://")[2].partition("?")[0]
