"""A site under two names: whichever host a row names, it is one article, asked for once."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.portal import Answers, article, list_page, portal
from tests.crawler.program import Program


def test_rows_of_both_hosts_lead_to_one_article(tmp_path: Path) -> None:
    program = Program(tmp_path / "data")
    pages: Answers = {f"/a/{number}.html": article(number) for number in range(4)}
    answers = dict(pages)
    with portal(pages) as old, portal(answers) as new:
        answers["/news/"] = list_page(["/a/0.html", "/a/1.html", "/a/2.html"])
        answers["/old/"] = list_page([f"{old.root}/a/{number}.html" for number in (1, 2, 3)])
        host = old.root.removeprefix("http://")
        program.site("one", new.root, f'twin_hosts = ["{host}"]', listings=("/news/", "/old/"))
        for _ in range(2):
            done = program.run("crawl", "one")
            assert done.returncode == 0, done.stdout
        asked = sorted(path for path in (*new.paths, *old.paths) if path.startswith("/a/"))
        assert asked == sorted(pages)
        assert program.rows("SELECT count(*) FROM articles_flat") == [(4,)]
        query = "SELECT count(*) FROM sightings_flat GROUP BY article_id ORDER BY article_id"
        assert sorted(program.rows(query)) == [(1,), (1,), (2,), (2,)]
