"""Two crawls, a reader and an export at once, as processes on one database: nobody waits in vain, nobody sees a half."""

from __future__ import annotations

import csv
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipelines.store.schema import open_database
from tests.crawler.portal import news, portal
from tests.crawler.program import Program
from tests.pipelines.store.databases import one, rows

WHOLE = """
SELECT count(*) FROM articles a
WHERE body IS NOT NULL AND (SELECT count(*) FROM evidence WHERE article_id = a.id) >= 13
AND EXISTS (SELECT 1 FROM responses WHERE article_id = a.id AND version = a.version)
AND EXISTS (SELECT 1 FROM addresses WHERE article_id = a.id) AND EXISTS (SELECT 1 FROM sightings WHERE article_id = a.id)
AND EXISTS (SELECT 1 FROM bylines WHERE article_id = a.id)
"""


def exported(program: Program, out: Path) -> list[dict[str, str]]:
    """Export, and read what came of it."""
    done = program.run("export", "--profile", "data", "--out", str(out))
    assert (done.returncode, "locked" in done.stderr + done.stdout) == (0, False), done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def look_while_they_run(program: Program, crawls: list[subprocess.Popen[str]], out: Path) -> None:
    """Read and export until all crawls have ended."""
    with open_database(program.data / "news.db", read_only=True) as reader:
        while any(crawl.poll() is None for crawl in crawls):
            for _ in range(50):
                with reader.atomic():
                    articles = one(reader, "SELECT count(*) FROM articles_flat")
                    assert one(reader, WHOLE) == articles
            before = exported(program, out)
            assert all(row["title"] and row["body"] and row["reporters"] == "张三" for row in before)
            assert len(before) >= articles


@pytest.mark.parametrize(("sites", "articles"), [(2, 25), pytest.param(6, 400, marks=pytest.mark.soak)])
def test_two_crawls_a_reader_and_an_export(tmp_path: Path, sites: int, articles: int) -> None:
    program = Program(tmp_path / "data")
    open_database(program.data / "news.db").close()
    names = [f"site-{number}" for number in range(sites)]
    with ExitStack() as served:
        for name in names:
            program.site(name, served.enter_context(portal(news(articles))).root)
        crawls = [program.start("crawl", *names[half::2]) for half in (0, 1)]
        look_while_they_run(program, crawls, tmp_path / "articles.csv")
        told = [crawl.communicate() for crawl in crawls]
    assert [crawl.returncode for crawl in crawls] == [0, 0], told
    assert not any("locked" in out + err or "Traceback" in out + err for out, err in told)
    assert len(exported(program, tmp_path / "articles.csv")) == sites * articles
    with open_database(program.data / "news.db") as db:
        assert rows(db, "SELECT site_id, count(*) FROM articles GROUP BY site_id") == [
            (name, articles) for name in names
        ]
        assert one(db, "PRAGMA integrity_check") == "ok"
