"""Keeps made-up articles until it is killed: `python -m tests.pipelines.store.keeper DATABASE FIRST LAST`.

It prints the number of each article after keep() has returned. The test reads what was promised and compares it with
what the database holds.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from pipelines.items import Article
from pipelines.store.articles import Articles
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


def main(path: str, start: str, end: str) -> None:
    """Keep the articles from start to end, one after the other."""
    articles = Articles(open_database(Path(path)))
    for number in range(int(start), int(end)):
        articles.keep(numbered(number))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
