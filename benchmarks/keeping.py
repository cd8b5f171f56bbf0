"""What storing an article costs, beside bare sqlite3 that inserts the same rows, one transaction an article each."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.pages import MadeUp, as_page
from pipelines.extract.reader import read_page
from pipelines.items import Article
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database

_NOW = datetime(2026, 12, 31, tzinfo=UTC)
_BELONGING = ("addresses", "bylines", "images", "attachments", "evidence", "responses")
"""Tables whose rows belong to an article by article_id; a story and an article come before them."""

Rows = list[tuple[str, list[tuple[object, ...]]]]
"""Tables, in the order they are written, with their rows."""


def measure(pages: int) -> list[Figure]:
    """CPU milliseconds an article of Articles.keep: new, the same again; and of the bare inserts."""
    made_up = MadeUp(count=pages).articles()
    articles = [read_page(as_page(portal, url, body, _NOW)) for portal, _, url, body in made_up]
    with TemporaryDirectory() as folder:
        ours, bare = Path(folder) / "ours.db", Path(folder) / "bare.db"
        new, again = _keep(ours, articles), _keep(ours, articles)
        inserted = _insert(bare, list(_rows(ours)), _sites(ours))
    return [
        Figure(what="keep, a new article", value=new, unit="ms/article"),
        Figure(what="keep, the same again", value=again, unit="ms/article", remark="read, compared, left as it is"),
        Figure(what="bare sqlite3, the rows of new articles", value=inserted, unit="ms/article"),
        Figure(what="keep to bare", value=new / inserted, unit="times"),
    ]


def _keep(path: Path, articles: list[Article]) -> float:
    database = open_database(path)
    store = Articles(database)
    began = time.process_time()
    for article in articles:
        store.keep(article)
    seconds = time.process_time() - began
    database.close()
    return 1000 * seconds / len(articles)


def _rows(path: Path) -> Iterator[Rows]:
    """The rows of each article of a database."""
    connection = sqlite3.connect(path)
    for (article,) in connection.execute("SELECT id FROM articles ORDER BY id").fetchall():
        rows: Rows = [
            ("stories", connection.execute("SELECT * FROM stories WHERE given_to = ?", (article,)).fetchall())
        ]
        rows.append(("articles", connection.execute("SELECT * FROM articles WHERE id = ?", (article,)).fetchall()))
        for table in _BELONGING:
            found = connection.execute(f"SELECT * FROM {table} WHERE article_id = ?", (article,))  # noqa: S608
            rows.append((table, found.fetchall()))
        yield rows
    connection.close()


def _sites(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    sites = connection.execute("SELECT * FROM sites").fetchall()
    connection.close()
    return sites


def _insert(path: Path, articles: list[Rows], sites: list[tuple[object, ...]]) -> float:
    """Insert into a database of the same schema and settings."""
    database = open_database(path)
    connection = database.conn
    connection.executemany(f"INSERT INTO sites VALUES ({', '.join('?' * len(sites[0]))})", sites)  # noqa: S608
    connection.commit()
    began = time.process_time()
    for rows in articles:
        connection.execute("BEGIN IMMEDIATE")
        for table, values in rows:
            if values:
                marks = ", ".join("?" * len(values[0]))
                connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)  # noqa: S608
        connection.execute("COMMIT")
    seconds = time.process_time() - began
    database.close()
    return 1000 * seconds / len(articles)
