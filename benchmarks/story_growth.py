"""What stories cost as articles grow in number: of made-up ones a tenth are copies, edited in one of four ways."""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from benchmarks.figures import Figure
from benchmarks.texts import MadeUpText, Texts
from pipelines.dedupe.identity import body_hash
from pipelines.store.schema import open_database, writing
from pipelines.store.stories import tend_stories

_NIGHT = 1_000
"""Articles that come on top of all others, as a night's crawls bring them."""
_AT_ONCE = 10_000
"""Articles that are stored before their stories are looked for."""
_LOOKED_UP = 2_000
_COPIED = 10
"""Every tenth article is a copy."""


def measure(articles: int, night: int = _NIGHT) -> list[Figure]:
    """CPU of a first night and of one at the end, of look-ups; sizes, and the memory of the whole process."""
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        rest = made_up(Texts(articles + 2 * night))
        _store(db, islice(rest, night))
        first = _tended(db)
        for done in range(0, articles, _AT_ONCE):
            _store(db, islice(rest, min(_AT_ONCE, articles - done)))
            _tended(db)
        _store(db, rest)
        last = _tended(db)
        figures = [
            Figure(what=f"a night of {night}, the first", value=first, unit="ms/article", remark="CPU"),
            Figure(what=f"a night of {night}, after {articles}", value=last, unit="ms/article", remark="CPU"),
            *_looked_up(db),
            Figure(what="what texts are found by", value=_size(db), unit="bytes/article"),
            Figure(what="memory of the process", value=_memory(), unit="MiB", remark="the most there was"),
        ]
        db.close()
    return figures


def made_up(texts: Texts) -> Iterator[MadeUpText]:
    """These texts; every tenth is a copy of one of the last hundred instead."""
    dice, recent = random.Random(3), deque[MadeUpText](maxlen=100)  # noqa: S311
    for number, told in enumerate(texts):
        if number % _COPIED or not recent:
            recent.append(told)
            yield told
        else:
            one = dice.choice(recent)
            yield MadeUpText(site=told.site, day=told.day, title=one.title, body=_edited(one.body, told.body, dice))


def _edited(body: str, other: str, dice: random.Random) -> str:
    """The body as a re-post has it; other: a text that has nothing to do with it."""
    cut = len(body) // 5
    lead, start = other[:40], dice.randrange(cut, 4 * cut)
    return dice.choice(
        (
            body,
            lead + body,
            body[: 4 * cut],
            body[:start] + body[start + cut :],
            body[:start] + lead + body[start + 40 :],
        )
    )


def _store(db: Database, texts: Iterator[MadeUpText]) -> int:
    """Insert articles, each with a number of its own and waiting its turn; returns how many."""
    first = _count(db) + 1
    rows = []
    for number, one in enumerate(texts, start=first):
        url = f"https://{one.site}.example/{number}.html"
        rows.append((number, f"s{one.site}", url, url, number, str(one.day), one.title, body_hash(one.body), one.body))
    with writing(db):
        sites = {(row[1], row[1]) for row in rows}
        db.conn.executemany("INSERT OR IGNORE INTO sites (id, name) VALUES (?, ?)", sorted(sites))
        db.conn.executemany("INSERT INTO stories (id, given_to) VALUES (?, ?)", [(row[0], row[0]) for row in rows])
        db.conn.executemany(_ADD, rows)
        db.conn.executemany("INSERT INTO upkeep VALUES ('stories', ?)", [(row[0],) for row in rows])
    return len(rows)


_ADD = """
INSERT INTO articles (
    id, site_id, url, canonical_url, story_id, published, title, body_hash, body,
    published_precision, fetched, first_seen, last_seen
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'day', '2026', '2026', '2026')
"""


def _count(db: Database) -> int:
    ((count,),) = db.conn.execute("SELECT coalesce(max(id), 0) FROM articles")
    return int(count)


def _tended(db: Database) -> float:
    """Do all that waits; CPU milliseconds an article."""
    done, began = 0, time.process_time()
    while count := tend_stories(db):
        done += count
    return 1000 * (time.process_time() - began) / done


def _looked_up(db: Database) -> list[Figure]:
    """The story of an article, with all its articles: CPU and time of 99 in 100."""
    dice, query = random.Random(5), "SELECT * FROM story_articles_flat WHERE story_id = ?"  # noqa: S311
    copies = [row[0] for row in db.conn.execute("SELECT article_id FROM reposts")]
    cpu, wall = [], []
    for one in dice.choices(copies, k=_LOOKED_UP):
        began, started = time.process_time(), time.perf_counter()
        ((story,),) = db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (one,))
        db.conn.execute(query, (story,)).fetchall()
        cpu.append(1000 * (time.process_time() - began))
        wall.append(1000 * (time.perf_counter() - started))
    return [
        Figure(what="looking a story up, CPU, 95 of 100", value=sorted(cpu)[-_LOOKED_UP // 20], unit="ms"),
        Figure(what="looking a story up, time, 95 of 100", value=sorted(wall)[-_LOOKED_UP // 20], unit="ms"),
    ]


def _size(db: Database) -> float | None:
    """Bytes an article of the tables stories are found by; None where SQLite was built without dbstat."""
    try:
        ((size,),) = db.conn.execute(_SIZE)
    except sqlite3.OperationalError:
        return None
    return float(size) / _count(db)


_SIZE = """
SELECT sum(pgsize) FROM dbstat WHERE name IN (
    'texts', 'texts_hash', 'texts_family', 'texts_cluster', 'bands', 'carriers', 'carriers_text', 'stories',
    'stories_given_to', 'reposts', 'reposts_first'
)
"""


def _memory() -> float:
    """The most memory the process ever had, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)
