"""Known articles asked for again in whole crawls: what is asked for, and what is noted of it. The clock is set."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.crawler.portal import Answer, Answers, Portal, list_page, portal
from tests.crawler.program import Program
from tests.crawler.test_policy_crawls import published

SUNDAY = date(2026, 3, 1)
MORNING = datetime(2026, 3, 1, 6, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}
PATHS = [f"/a/{number}.html" for number in range(11)]


def to(path: str) -> Answer:
    return Answer(status=302, headers={"Location": path})


def first_day() -> Answers:
    answers: Answers = {path: published(number, SUNDAY) for number, path in enumerate(PATHS)}
    answers["/a/1.html"] = replace(published(1, SUNDAY), headers={**HTML, "ETag": '"one"'})
    answers["/news/"] = list_page(PATHS)
    answers["/"] = list_page(PATHS)
    return answers


def what_became_of_them(answers: Answers) -> None:
    answers["/a/2.html"] = Answer(published(2, SUNDAY).body.replace("逐项答复".encode(), "逐项答复并公示".encode()))
    answers["/a/3.html"] = Answer(b"<h1>404</h1>", status=404)
    answers["/a/4.html"] = Answer(b"", status=410)
    answers["/a/5.html"] = Answer("<html><title>提示</title><body><p>该内容已被删除</p></body></html>".encode())
    answers["/a/6.html"] = to("/")
    answers["/a/7.html"] = to("/a/8.html")
    answers["/a/9.html"] = Answer(b"broken", status=500)
    answers["/a/10.html"] = list_page(PATHS * 2)


FOUND = {
    "/a/0.html": ("same", 200), "/a/1.html": ("not modified", 304), "/a/2.html": ("changed", 200),
    "/a/3.html": ("gone", 404), "/a/4.html": ("gone", 410), "/a/5.html": ("deleted notice", 200),
    "/a/6.html": ("moved home", 200), "/a/7.html": ("moved", 200), "/a/8.html": ("same", 200),
    "/a/9.html": ("failed", 500), "/a/10.html": ("soft 404", 200),
}  # fmt: skip


def night(program: Program, served: Portal, moment: datetime) -> tuple[str, list[str]]:
    """Crawl at that time; what was printed, and what was asked for."""
    before = len(served.log)
    program.at(moment)
    done = program.run("crawl", "one")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "unaccounted" not in done.stdout
    return done.stdout, [path for path in served.paths[before:] if "index_" not in path]  # guesses of a second page


def checks(program: Program, root: str, run: int) -> dict[str, tuple[str, int]]:
    query = "SELECT url, outcome, status FROM checks c JOIN articles a ON a.id = article_id WHERE c.run_id = ?"
    return {url.removeprefix(root): (outcome, status) for url, outcome, status in program.rows(query, run)}


def states(program: Program, root: str) -> dict[str, str]:
    """The states of articles that are not live, by path."""
    rows = program.rows("SELECT url, state FROM articles_flat WHERE state != 'live'")
    return {url.removeprefix(root): state for url, state in rows}


def test_known_articles_are_looked_at_again_and_what_is_found_is_a_fact(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = first_day()
    with portal(answers) as served:
        program.site("one", served.root)
        _, asked = night(program, served, MORNING)
        assert sorted(asked) == sorted(["/robots.txt", "/news/", *PATHS])
        what_became_of_them(answers)

        told, asked = night(program, served, MORNING + timedelta(days=1))
        assert {path for path in asked if path in PATHS} == set(PATHS)
        assert asked[:2] == ["/robots.txt", "/news/"]
        assert asked.count("/news/") == 1
        assert checks(program, served.root, 2) == FOUND
        assert "12 known articles looked at again" not in told
        assert "11 known articles looked at again: changed ×1, deleted notice ×1, failed ×1, gone ×2, moved ×1" in told
        (conditional,) = [one for one in served.log if one.headers.get("If-None-Match")]
        assert conditional.path == "/a/1.html"

        missing = {f"/a/{number}.html" for number in (3, 4, 5, 6, 7, 10)}
        assert states(program, served.root) == dict.fromkeys(missing, "gone")

        # Nothing is due before the next day; what is kept is as it was, but for the one that changed.
        _, asked = night(program, served, MORNING + timedelta(days=1, hours=12))
        assert asked == ["/robots.txt", "/news/"]
        assert program.rows("SELECT count(*), sum(version), sum(body IS NULL) FROM articles") == [(11, 12, 0)]
        assert program.rows("SELECT (SELECT count(*) FROM unkept) + (SELECT count(*) FROM failures)") == [(0,)]

        # A day later: those that were not found, and the one that could not be had.
        answers["/a/3.html"] = published(3, SUNDAY)
        answers["/a/9.html"] = published(9, SUNDAY)
        _, asked = night(program, served, MORNING + timedelta(days=2, hours=2))
        again = {path for path, (outcome, _) in FOUND.items() if outcome not in {"same", "not modified", "changed"}}
        assert {path for path in asked if path in PATHS} == again | {"/a/8.html"}  # /a/7.html leads there
        found = checks(program, served.root, 4)
        assert set(found) == again
        assert (found["/a/3.html"], found["/a/9.html"]) == (("same", 200), ("same", 200))
        assert states(program, served.root) == dict.fromkeys(missing, "gone") | {"/a/3.html": "restored"}

        # Two days later the third look, and that is enough for the others; nothing of them is lost.
        night(program, served, MORNING + timedelta(days=4, hours=4))
        assert states(program, served.root) == dict.fromkeys(missing, "removed") | {"/a/3.html": "restored"}
        removed = (
            "SELECT count(*), min(checks), max(checks), sum(body IS NULL) FROM removals_flat WHERE state = 'removed'"
        )
        assert program.rows(removed) == [(5, 3, 3, 0)]
    (other,) = program.rows("SELECT other FROM run_sites WHERE run_id = 2")[0]
    assert (json.loads(other)["revisits"], json.loads(other)["checked"]) == (9, 11)


def test_a_host_that_shuts_us_out_says_nothing_of_its_articles(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = first_day()
    with portal(answers) as served:
        program.site("one", served.root)
        night(program, served, MORNING)
        for path in PATHS:
            answers[path] = Answer(b"<html><script>$_ts={}</script></html>", status=412)
        program.at(MORNING + timedelta(days=1))
        done = program.run("crawl", "one")
    assert done.returncode == 1
    assert "unaccounted" not in done.stdout
    assert program.rows("SELECT DISTINCT outcome, status FROM checks") == [("failed", None)]
    assert program.rows("SELECT count(*) FROM checks") == [(1,)]
    assert program.rows("SELECT count(*) FROM unkept") == [(0,)]
