"""What search costs: keeping the index up, its size, and the first page of hits, by how common the words are.

The articles go straight into their table, without evidence and the like: only titles and texts matter here.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from benchmarks.figures import Figure
from benchmarks.texts import MadeUpText, Texts
from pipelines.store.schema import open_database, writing
from pipelines.store.search import search
from pipelines.store.search_index import index_batch

_NIGHT = 1_000
"""Articles that come on top of all others, as a night's crawls bring them."""
_QUERIES = 100
"""Of each kind."""


def measure(articles: int) -> list[Figure]:
    """CPU of upkeep, sizes beside the text, and the CPU and time of the first page, by kind of word."""
    texts = Texts(articles + _NIGHT)
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        rest = iter(texts)
        text = _store(db, islice(rest, articles), first=1)
        bare = database_size(db)
        built = _catch_up(db)
        sizes = [
            Figure(
                what="index to text",
                value=(database_size(db) - bare) / text,
                unit="times",
                remark=f"{text >> 20} MB of text",
            ),
            Figure(what="articles and index to text", value=database_size(db) / text, unit="times"),
        ]
        _store(db, rest, first=articles + 1)
        night = _catch_up(db)
        figures = [
            Figure(what="upkeep, all at once", value=1_000 * built / articles, unit="ms/article", remark="CPU"),
            Figure(what=f"upkeep, {_NIGHT} more", value=1_000 * night / _NIGHT, unit="ms/article", remark="CPU"),
            *sizes,
        ]
        for kind, words in queries(texts).items():
            figures += _asked(db, kind, words)
        db.close()
    return figures


def _store(db: Database, texts: Iterator[MadeUpText], *, first: int) -> int:
    """Insert articles, each a story of its own; returns the bytes of their titles and texts."""
    number, total = first, 0
    while some := list(islice(texts, 5_000)):
        rows = []
        for number, one in enumerate(some, start=number):  # noqa: B020 (goes on counting)
            url = f"https://{one.site}.example/{number}.html"
            rows.append((number, f"s{one.site}", url, url, number, str(one.day), one.title, one.body))
            total += len(one.title.encode()) + len(one.body.encode())
        with writing(db):
            db.conn.executemany(
                "INSERT OR IGNORE INTO sites (id, name) VALUES (?, ?)", {(row[1], row[1]) for row in rows}
            )
            db.conn.executemany("INSERT INTO stories (id) VALUES (?)", [(row[0],) for row in rows])
            db.conn.executemany(_ADD, rows)
            db.conn.executemany("INSERT INTO upkeep VALUES ('search', ?)", [(row[0],) for row in rows])
        number += 1
    return total


_ADD = """
INSERT INTO articles (
    id, site_id, url, canonical_url, story_id, published, title, body,
    published_precision, fetched, first_seen, last_seen
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'day', '2026', '2026', '2026')
"""


def _catch_up(db: Database) -> float:
    """Index what waits; CPU seconds."""
    began = time.process_time()
    while index_batch(db):
        pass
    return time.process_time() - began


def database_size(db: Database) -> int:
    """Bytes of the database, free pages left out."""
    pages, free, size = (db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in _PAGES)
    return int((pages - free) * size)


_PAGES = ("page_count", "freelist_count", "page_size")


def queries(texts: Texts) -> dict[str, list[str]]:
    """Words to search for, by how common they are."""
    chance = random.Random(2)  # noqa: S311 (not for secrets)
    common, seldom = texts.by_frequency[:40], texts.by_frequency[-100:]
    pairs = [first + second for first in common for second in common]
    return {
        "pairs of rare characters": ["".join(chance.sample(seldom, 2)) for _ in range(_QUERIES)],
        "rare words": chance.sample(texts.rare, _QUERIES),
        "middling words": chance.sample(texts.middling, _QUERIES),
        "one common character": common,
        "pairs of common characters": chance.sample(pairs, 2 * _QUERIES),
    }


def _asked(db: Database, kind: str, words: Sequence[str]) -> list[Figure]:
    """The first page for each of the words: twenty hits with excerpts, and the count."""
    cpu, wall, hits = [], [], 0
    for word in words:
        began, started = time.process_time(), time.perf_counter()
        found = search(db, [word])
        cpu.append(1_000 * (time.process_time() - began))
        wall.append(1_000 * (time.perf_counter() - started))
        hits += found.count
    remark = f"CPU; elapsed {p95(wall):.1f}; {len(words)} words, {hits / len(words):.0f} hits counted on average"
    return [Figure(what=f"first page, {kind}, p95", value=p95(cpu), unit="ms", remark=remark)]


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[int(0.95 * (len(values) - 1))]
