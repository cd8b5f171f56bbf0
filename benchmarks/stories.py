"""How well copies are found among made-up texts, by kind of edit, and what is taken for one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlite_utils import Database

from benchmarks.copies import EDITS, Pair, Told, copies, lookalikes
from benchmarks.figures import Figure
from pipelines.items import Article, FieldValue, Moment, Page, Received
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database
from pipelines.store.stories import tend_stories

_LOOKALIKES = 17 / 8
"""Pairs of every kind of lookalike to the copies of every kind of edit: with 300 of the latter, 2,100 and 5,096."""
_SEED = 20260304
T = TypeVar("T")
_NOW = datetime(2026, 12, 31, tzinfo=UTC)


def measure(pages: int) -> list[Figure]:
    """Precision and recall over pages pairs of every kind of edit, and by kind; CPU of stories."""
    pairs = [*copies(_SEED, pages), *lookalikes(_SEED + 1, round(_LOOKALIKES * pages))]
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        ids = _keep(db, pairs)
        began = time.process_time()
        while tend_stories(db):
            pass
        cost = 1000 * (time.process_time() - began) / len(ids)
        figures = [*_judged(db, pairs, ids), Figure(what="putting into stories", value=cost, unit="ms/article")]
        db.close()
    return figures


def _keep(db: Database, pairs: Iterable[Pair]) -> dict[Told, int]:
    """Keep every text as an article; returns their numbers."""
    articles, ids = Articles(db), dict[Told, int]()
    for told in dict.fromkeys(told for pair in pairs for told in (pair.one, pair.other)):
        ids[told] = len(ids) + 1
        articles.keep(article(told, ids[told]))
    return ids


def article(told: Told, number: int) -> Article:
    """A text as it was read from a page."""
    absent: FieldValue[tuple[str, ...]] = FieldValue.absent("made up")
    url = f"https://{told.site}.example/{number}.html"
    part = Received(url=url, status=200, headers=(), body=b"", fetched=_NOW)
    return Article(
        page=Page(site=told.site, url=url, parts=(part,)),
        canonical_url=url,
        kind=_read("article"),
        title=_read(told.title),
        published=_read(Moment(told.day.isoformat(), "day")),
        source=_read(told.site),
        reporters=absent,
        correspondents=absent,
        photographers=absent,
        editors=absent,
        reviewers=absent,
        collectors=absent,
        body=_read(told.body),
        breadcrumb=absent,
    )


def _read(value: T) -> FieldValue[T]:
    return FieldValue(value=value, method="made up", where="", raw=str(value), confidence=1.0)


def _judged(db: Database, pairs: list[Pair], ids: dict[Told, int]) -> list[Figure]:
    story = dict(db.conn.execute("SELECT id, story_id FROM articles"))
    total = Counter(pair.kind for pair in pairs)
    joined = Counter(pair.kind for pair in pairs if story[ids[pair.one]] == story[ids[pair.other]])
    right = sum(joined[edit] for edit in EDITS)
    figures = [
        Figure(
            what="precision", value=right / max(joined.total(), 1), unit="", remark=f"{joined.total()} pairs joined"
        ),
        Figure(what="recall", value=right / sum(total[edit] for edit in EDITS), unit=""),
    ]
    for kind, count in total.items():
        what = "copies" if kind in EDITS else "no copies"
        remark = f"{joined[kind]} of {count} {what} joined"
        figures.append(Figure(what=f"  {kind}", value=joined[kind] / count, unit="joined", remark=remark))
    return figures
