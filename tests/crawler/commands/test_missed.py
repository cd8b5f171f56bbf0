"""district-news missed on whole crawls: every row is accounted for, and what is open is tried again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.completeness import days, newest
from pipelines.store.ledger import Entry, Ledger, Open
from pipelines.store.schema import open_database
from tests.crawler.commands.at_hand import at_hand
from tests.crawler.portal import Answer, article, list_page, news, portal
from tests.crawler.program import Program
from tests.pipelines.articles import NOON

ROBOTS = Answer(b"User-agent: *\nDisallow: /a/2.html\n", headers={"Content-Type": "text/plain"})
EMPTY = Answer(b"<html><body><h1>x</h1></body></html>")


def ledger(program: Program) -> list[dict[str, Any]]:
    told = at_hand(program.data, "missed", "--json")
    found: list[dict[str, Any]] = json.loads(told.stdout)
    return found


def test_every_row_is_accounted_for_and_what_failed_is_tried_again(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(20)
    answers |= {"/robots.txt": ROBOTS, "/a/3.html": Answer(b"no", status=500), "/a/4.html": EMPTY}
    more = list_page(["/a/1.html", "/b/1.html", "/b/2.html", "/b/3.html", "https://elsewhere.example/9.html"])
    more = replace(more, body=more.body.replace(b"</ul>", "</ul>共 2 页 5 条记录".encode()))
    answers |= {"/more/": more, **{f"/b/{number}.html": article(90 + number) for number in (1, 2, 3)}}
    with portal(answers) as served:
        program.site("one", served.root, listings=("/news/", "/more/", "/gone/"))
        program.run("crawl", "one")
        found = {
            day["listing"].rpartition("/news/")[1] or day["listing"].split("/")[-2]: day for day in ledger(program)
        }
        day = found["/news/"]
        assert (day["rows"], day["stored"], day["known"]) == (20, 17, 0)
        assert (day["failed"], day["skipped"]) == ({"status 500": 1}, {"no article": 1, "robots": 1})
        assert [(one["url"], one["reason"], one["times"]) for one in day["open"]] == [
            (f"{served.root}/a/3.html", "status 500", 1)
        ]
        assert (found["more"]["stored"], found["more"]["skipped"]) == (3, {"another host": 1})
        assert (found["gone"]["unread"], found["gone"]["to_its_end"]) == ({"status 404": 1}, False)

        told = at_hand(tmp_path, "missed")
        assert told.returncode == 1
        assert "2 could not be had yet; `district-news missed --retry`" in told.stdout

        # Its rest is not over, but it is asked now; the listing that was not there is, too.
        program.run("crawl", "one")
        answers |= {
            "/a/3.html": article(3),
            "/gone/": list_page([f"/a/{number}.html" for number in range(5, 12)]),
        }
        assert program.run("missed", "--retry").returncode == 0
        assert [day["open"] for day in ledger(program)] == [[], [], []]
        assert ledger(program)[-1]["known"] + ledger(program)[0]["known"] > 0
    told = at_hand(tmp_path, "missed")
    assert (told.returncode, "nothing is open" in told.stdout) == (0, True)
    assert program.rows("SELECT count(*) FROM articles") == [(21,)]


ENTRY = Entry(
    run_id=1,
    started=NOON,
    site="one",
    listing="/news/",
    kind="daily",
    pages=1,
    rows=20,
    ended=True,
    newest="2026-03-03",
    missed=None,
    kept=None,
    claimed_rows=140,
    claimed_pages=7,
    fates={"known": {"": 18}, "failed": {"timeout": 1, "tls": 1}},
)


def test_the_crawls_of_a_day_are_one_row_in_the_sites_own_zone() -> None:
    swept = replace(ENTRY, run_id=2, started=NOON.replace(hour=17), missed=1, kept=3, claimed_rows=None, ended=False)
    late = Open(site="one", url="/a", listing="/news/", reason="tls", detail=None, since=NOON, times=1, again=None)
    unknown = replace(late, listing=None, url="/b")
    found = days([ENTRY, swept], [late, unknown], {("one", "/news/"): 99}, {"one": "Asia/Shanghai"})
    assert [(day.day, day.runs, day.open) for day in found] == [
        ("2026-03-05", (2,), (late,)),
        ("2026-03-04", (1,), ()),
        (None, (), (unknown,)),
    ]
    assert [day.is_whole for day in newest(found)] == [False, False]
    (both,) = days([ENTRY, swept], [], {}, {"one": "UTC"})
    assert (both.rows, both.known, both.failed) == (40, 36, {"timeout": 2, "tls": 2})
    assert (both.missed, both.recall, both.claimed_rows, both.to_its_end) == (1, 0.75, 140, False)


def test_wrong_use(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        assert Ledger(db).open() == []
    for arguments, told in (
        (("--days", "-1"), "--days is from 0 to 36500"),
        (("nowhere",), "nowhere: no site of that name"),
    ):
        done = at_hand(tmp_path, "missed", *arguments)
        assert (done.returncode, told in done.stderr) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_without_any_crawl(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    open_database(tmp_path / "news.db").close()
    done = at_hand(tmp_path, "missed", *arguments)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "[]" if arguments else "no crawl in these days")
