"""Keeps made-up articles and puts them into stories until it is killed.

`python -m tests.pipelines.store.story_keeper DATABASE FIRST LAST`: it prints the number of each article when it is
kept, and puts a few into their stories after every third. With FIRST after LAST it only does what waits.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from benchmarks.copies import EDITS, Teller
from pipelines.items import Article
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database
from pipelines.store.stories import tend_stories
from tests.pipelines.articles import NOON, an_article


def articles(many: int) -> list[Article]:
    """Texts, copies of them, a column of notices, and articles that say something else the second time."""
    teller = Teller(17)
    days = list(teller.days(many, 1))
    made: list[tuple[str, int, str]] = []
    for number in range(many):
        told = teller.story("portal", paragraphs=3)
        copy = teller.copy(told, EDITS[number % len(EDITS)], "mirror")
        notice = teller.air("青口镇", days[number], "office")
        made += [("portal", number, told.body), ("mirror", number, copy.body), ("office", number, notice.body)]
        if number % 4 == 3:
            made.append(("mirror", number - 3, told.body))
    return [
        an_article(
            url=f"https://{site}.example/{place}.html", site=site, body=body, fetched=NOON + timedelta(minutes=number)
        )
        for number, (site, place, body) in enumerate(made)
    ]


def main(path: str, start: str, end: str) -> None:
    """Keep the articles from start to end, and do what waits."""
    db = open_database(Path(path))
    store = Articles(db)
    for number, article in list(enumerate(articles(40)))[int(start) : int(end)]:
        store.keep(article)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        if number % 3 == 0:
            tend_stories(db, 2)
    while tend_stories(db, 5):
        sys.stdout.write(".\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
