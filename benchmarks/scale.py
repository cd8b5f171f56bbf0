"""What keeping costs as articles grow in number: stored one by one with all that belongs to them, then caught up.

Of made-up articles a tenth are copies of others, edited. They come in nights of a thousand; each night is stored as a
crawl stores it (a transaction an article), and what is made from articles (search index, stories, names) follows.
At 10,000, 100,000 and so on the last five nights are what is told, with sizes, searches and look-ups.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlite_utils import Database

from benchmarks.figures import Figure
from benchmarks.search import database_size, p95, queries
from benchmarks.story_growth import made_up
from benchmarks.texts import MadeUpText, Texts
from pipelines.items import ArchiveRef, Article, FieldValue, Link, Moment, Page, Received
from pipelines.store.articles import Articles
from pipelines.store.batches import catch_up
from pipelines.store.schema import open_database
from pipelines.store.search import search

_NIGHT = 1_000
_LAST_NIGHTS = 5
_FIRST_NIGHT = datetime(2026, 1, 1, 18, tzinfo=UTC)
_STEP = 10
"""From one size that is told to the next."""
_LOOKED_UP = 1_000
_NAMES = ["张木兰", "李青禾", "王守渠", "赵石桥", "陈望川", "周芦苇", "吴灯草", "郑磨坊", "孙渡口", "何柿红"]
_NOTHING = FieldValue[Any].absent("nobody is named in this role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What was measured at one size. storing, catching_up: CPU milliseconds an article of the last nights."""

    articles: int
    storing: float
    catching_up: float
    to_text: float
    """Bytes of the database, by those of its titles and texts."""
    first_page: float
    """Of searches: 95 of 100 were quicker, in milliseconds elapsed."""
    story: float
    """Of look-ups of a story with all its articles: likewise."""
    memory: float
    """MiB: the most the process ever had."""


def measure(articles: int) -> list[Figure]:
    """Figures at 10,000 articles, at ten times as many, and so on up to the number given."""
    return [figure for size in sizes(articles) for figure in figures(size)]


def sizes(articles: int, first: int = 10_000) -> list[Size]:
    """Store so many articles and measure at first, ten times first, … and at the end."""
    told = [size for size in _powers(first) if size < articles] + [articles]
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        growing = _Growing(db, Texts(articles))
        found = [growing.to(size) for size in told]
        db.close()
    return found


def _powers(size: int) -> Iterator[int]:
    for _ in range(9):
        yield size
        size *= _STEP


class _Growing:
    """A database that grows night by night."""

    def __init__(self, db: Database, texts: Texts) -> None:
        self._db = db
        self._store = Articles(db)
        self._rest = made_up(texts)
        self._words = [word for words in queries(texts).values() for word in words]
        self._nights: deque[tuple[int, float, float]] = deque(maxlen=_LAST_NIGHTS)
        self._kept = self._text = 0

    def to(self, articles: int) -> Size:
        """Go on until there are so many, and measure."""
        while self._kept < articles:
            self._night(min(_NIGHT, articles - self._kept))
        count = sum(night[0] for night in self._nights)
        return Size(
            articles=self._kept,
            storing=1000 * sum(night[1] for night in self._nights) / count,
            catching_up=1000 * sum(night[2] for night in self._nights) / count,
            to_text=database_size(self._db) / self._text,
            first_page=p95([self._elapsed(lambda word=word: search(self._db, [word])) for word in self._words]),
            story=p95([self._elapsed(lambda one=one: self._look_up(one)) for one in self._some()]),
            memory=_memory(),
        )

    def _night(self, count: int) -> None:
        night = _FIRST_NIGHT + timedelta(days=self._kept // _NIGHT)
        told = list(islice(self._rest, count))
        articles = [_article(self._kept + number, one, night) for number, one in enumerate(told, 1)]
        began = time.process_time()
        for article in articles:
            self._store.keep(article)
        stored = time.process_time()
        catch_up(self._db)
        self._nights.append((count, stored - began, time.process_time() - stored))
        self._kept += count
        self._text += sum(len(one.title.encode()) + len(one.body.encode()) for one in told)

    def _some(self) -> Sequence[int]:
        return random.Random(5).choices(range(1, self._kept + 1), k=_LOOKED_UP)  # noqa: S311 (not for secrets)

    def _look_up(self, article: int) -> None:
        ((story,),) = self._db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (article,)).fetchall()
        self._db.conn.execute("SELECT * FROM story_articles_flat WHERE story_id = ?", (story,)).fetchall()

    @staticmethod
    def _elapsed(ask: Any) -> float:
        began = time.perf_counter()
        ask()
        return 1000 * (time.perf_counter() - began)


def _article(number: int, told: MadeUpText, night: datetime) -> Article:
    """The text as it is read from a page that a listing's row led to."""
    site, day = f"s{told.site}", str(told.day)
    url = f"https://www.{site}.example/zwyw/{told.day:%Y%m}/t{told.day:%Y%m%d}_{number}.html"
    archived = ArchiveRef(file=f"2026/{night:%Y%m%d}.warc.gz", offset=4096 * number, record_id=f"<urn:uuid:{number}>")
    received = Received(url=url, status=200, headers=(), body=b"", fetched=night, archived=archived)
    row = Link(url=url, title=told.title, date=day, raw_date=day, listing=f"https://www.{site}.example/zwyw/")
    names = (_NAMES[number % 10], _NAMES[number // 10 % 10])
    return Article(
        page=Page(site=site, url=url, parts=(received,), links=(row,)),
        canonical_url=url,
        kind=_found("article"),
        title=_found(told.title),
        published=_found(Moment(day, "day")),
        source=_found(f"{site}融媒体中心"),
        reporters=_found(names),
        correspondents=_NOTHING,
        photographers=_NOTHING,
        editors=_found(names[:1]),
        reviewers=_NOTHING,
        collectors=_NOTHING,
        body=_found(told.body, raw=""),
        breadcrumb=_found(("首页", "政务要闻")),
    )


def _found(value: Any, raw: str | None = None) -> FieldValue[Any]:
    said = str(value)[:60] if raw is None else raw
    return FieldValue(value=value, method="label", where="block 12", raw=said, confidence=0.93, reason="two witnesses")


def figures(size: Size) -> Iterator[Figure]:
    """What was measured at one size, each under a name that begins with it."""
    at = f"at {size.articles:,}: "
    yield Figure(what=f"{at}storing", value=size.storing, unit="ms/article", remark="CPU")
    yield Figure(what=f"{at}search index, stories, names", value=size.catching_up, unit="ms/article", remark="CPU")
    yield Figure(what=f"{at}database to text", value=size.to_text, unit="times")
    yield Figure(what=f"{at}first page of a search, p95", value=size.first_page, unit="ms", remark="elapsed")
    yield Figure(what=f"{at}a story with its articles, p95", value=size.story, unit="ms", remark="elapsed")
    yield Figure(what=f"{at}memory of the process", value=size.memory, unit="MiB", remark="the most there was")


def _memory() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)
