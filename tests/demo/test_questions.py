"""The questions of the data dictionary, asked of a database that holds the made-up town: each has an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from demo.town import Town
from pipelines.extract.reader import read_page
from pipelines.items import Article, Page, Received
from pipelines.store.articles import Articles
from pipelines.store.batches import catch_up
from pipelines.store.checks import Check, Checks
from pipelines.store.dictionary import questions
from pipelines.store.schema import open_database
from tests.demo.visitor import ask

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def read(site: str, url: str) -> Article:
    """What is read of a page of the town."""
    answer = ask(url)
    headers = (("Content-Type", answer.content_type),)
    part = Received(url=url, status=answer.status, headers=headers, body=answer.body, fetched=NOW)
    return read_page(Page(site=site, url=url, parts=(part,)))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """All articles of the town; then one of them has another title, and one is gone for good."""
    with open_database(tmp_path_factory.mktemp("town") / "news.db") as db, Town.serve() as served:
        kept = [read(one.site, one.url) for one in served.expected()]
        for article in kept:
            Articles(db).keep(article)
        first = kept[0]
        later = replace(first.page, parts=(replace(first.page.parts[0], fetched=NOW + timedelta(days=1)),))
        Articles(db).keep(replace(first, page=later, title=replace(first.title, value=f"{first.title.value}（更正）")))
        gone = (Check(article_id=2, at=NOW + timedelta(days=day), outcome="gone", status=404) for day in range(4))
        Checks(db).note(*gone)
        catch_up(db)
        yield db


def test_there_are_a_dozen_and_more() -> None:
    assert len(questions()) >= 12


@pytest.mark.parametrize("question", questions())
def test_every_question_has_an_answer(town: Database, question: str) -> None:
    found = town.conn.execute(questions()[question])
    names = [column[0] for column in found.description]
    rows = found.fetchall()
    assert rows, question
    assert len(names) == len(set(names))
    assert all(any(row[place] is not None for row in rows) for place in range(len(names)))
