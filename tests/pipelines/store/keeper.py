"""Keeps made-up articles until it is killed: `python -m tests.pipelines.store.keeper DATABASE FIRST LAST`.

It prints the number of each step after it has returned. The test reads what was promised and compares it with what the
database holds.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from pipelines.items import Article
from pipelines.store.articles import Articles
from pipelines.store.checks import Check, Checks, Outcome
from pipelines.store.schema import open_database
from tests.pipelines.articles import BODY, NOON, a_full_article


def numbered(number: int) -> Article:
    """Make article `number`: every tenth has one and the same body, every seventh revises the one before it."""
    place = number - 1 if number % 7 == 6 else number
    return a_full_article(
        url=f"https://news.qinghe.example/2026/03/{place}.html",
        title=f"第{number}篇",
        body=BODY if number % 10 == 0 else f"{BODY}\n第{number}天，{'水' * 200}。",
        fetched=NOON + timedelta(minutes=number),
    )


def checks(number: int) -> bool:
    """Whether a step is the check of an article, not a page."""
    return number % 9 == 8


def step(db: Database, number: int) -> None:
    """Do one thing in one transaction: keep an article, or note that the first one is gone, or there again."""
    if checks(number):
        outcome: Outcome = "same" if number % 4 == 0 else "gone"
        Checks(db).note(Check(article_id=1, at=NOON + timedelta(hours=number), outcome=outcome))
    else:
        Articles(db).keep(numbered(number))


def main(path: str, start: str, end: str) -> None:
    """Do the steps from start to end, one after the other."""
    db = open_database(Path(path))
    for number in range(int(start), int(end)):
        step(db, number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
