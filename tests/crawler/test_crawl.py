"""Whole crawls of made-up portals: what is kept, what is asked again, and where every response went."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from crawler.figures import ACCOUNTS
from tests.crawler.portal import Answer, Answers, article, list_page, news, portal
from tests.crawler.program import Program
from tests.made_up_pdf import pdf

PLAIN = {"Content-Type": "text/plain"}


def to(path: str) -> Answer:
    return Answer(b"", status=302, headers={"Location": path})


def in_turn(*answers: Answer) -> object:
    left = list(answers)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def troubled() -> Answers:
    """Twenty articles on two pages, half of them with something wrong."""
    answers = news(20)
    answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /a/3.html\n", headers=PLAIN)
    answers["/a/4.html"] = to("/b/4.html")
    answers["/b/4.html"] = article(4)
    answers["/a/5.html"] = Answer(b"%PDF-1.4 file", headers={"Content-Type": "text/html"})
    answers["/a/6.html"] = Answer(b"broken", status=500)
    answers["/a/7.html"] = Answer(b"x" * (17 * 1024 * 1024))
    answers["/a/8.html"] = to("/a/8.html")
    answers["/a/9.html"] = Answer(b"gone", status=404)
    answers["/a/10.html"] = in_turn(Answer(b"", status=502), article(10))  # type: ignore[assignment]
    answers["/a/11.html"] = list_page([f"/a/{number}.html" for number in range(20)])
    answers["/a/12.html"] = Answer(
        b"\x1f\x8b nothing", headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )
    answers["/a/13.html"] = to("file:///etc/passwd")
    return answers


REASONS = {
    "/a/3.html": "robots",
    "/a/5.html": "not a page",
    "/a/6.html": "status 500",
    "/a/7.html": "too large",
    "/a/8.html": "too many redirects",
    "/a/9.html": "status 404",
    "/a/13.html": "status 302",
}


def test_every_response_is_accounted_for(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(troubled()) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
        first = len(served.log)
        again = program.run("crawl", "one")
        asked_again = served.paths[first:]
    failures = dict(program.rows("SELECT url, reason FROM failures WHERE run_id = 1"))
    found = {url.removeprefix(served.root): reason for url, reason in failures.items()}
    assert {path: found.get(path) for path in REASONS} == REASONS

    ((responses, new, failed, refused, other),) = program.rows(
        "SELECT responses, new, failed, refused, other FROM run_sites WHERE run_id = 1"
    )
    counts = json.loads(other)
    too_large = 1  # given up before its body came, so no response
    assert responses == first - too_large == sum(counts.get(account, 0) for account in ACCOUNTS)
    assert failed + refused == len(failures)
    assert "unaccounted" not in done.stdout
    assert f"{responses} responses: 2 list pages" in done.stdout
    assert "too many redirects ×1" in done.stdout
    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    assert "Traceback" not in done.stderr + again.stderr

    kept = {url.removeprefix(served.root) for (url,) in program.rows("SELECT url FROM articles")}
    assert len(kept) == new
    assert {"/a/0.html", "/a/4.html", "/a/10.html", "/a/19.html"} <= kept
    assert kept.isdisjoint(REASONS)
    assert kept.isdisjoint(asked_again)
    assert "/b/4.html" not in asked_again


def test_one_story_on_two_listings_is_asked_once_and_seen_twice(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(4)
    answers["/more/"] = list_page(["/a/1.html", "/a/2.html", "/a/9.html"])
    answers["/a/9.html"] = article(9)
    with portal(answers) as served:
        program.site("one", served.root, listings=("/news/", "/more/"))
        assert program.run("crawl", "one").returncode == 0
        assert sorted(served.paths) == sorted(
            ["/robots.txt", "/news/", "/more/", *(f"/a/{n}.html" for n in (0, 1, 2, 3, 9))]
        )
        seen = program.rows("SELECT count(*) FROM sightings")
        assert program.run("crawl", "one").returncode == 0
        assert len(served.paths) == 11
    assert seen == [(7,)]
    assert program.rows("SELECT links, new, known FROM run_sites ORDER BY run_id") == [(5, 5, 0), (5, 0, 5)]


def test_an_incremental_crawl_reads_on_while_there_is_something_new(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(30)
    with portal(answers) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
        served.log.clear()
        newer = [f"/a/{number}.html" for number in range(100, 112)]
        answers |= {path: article(number) for number, path in enumerate(newer, start=100)}
        paths = newer + [f"/a/{number}.html" for number in range(30)]
        for page in range(4):
            following = f"/news/index_{page + 1}.html"
            answers["/news/" if page == 0 else f"/news/index_{page}.html"] = list_page(
                paths[page * 10 : page * 10 + 10], following
            )
        assert program.run("crawl", "one").returncode == 0
    lists = [path for path in served.paths if path.startswith("/news/")]
    assert lists == ["/news/", "/news/index_1.html"]
    assert sorted(path for path in served.paths if path.startswith("/a/")) == sorted(newer)


def test_a_listing_without_rows_or_with_an_error_is_trouble(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal({"/news/": Answer(b"<html><body><p>nothing here</p></body></html>")}) as served:
        program.site("one", served.root, listings=("/news/", "/gone/"))
        done = program.run("crawl", "one")
    assert done.returncode == 1
    assert "no rows ×1, status 404 ×1" in done.stdout
    assert program.rows("SELECT reason FROM failures ORDER BY reason") == [("no rows",), ("status 404",)]


def test_a_dead_host_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal({}) as served:
        root = served.root
    program.site("one", root)
    done = program.run("crawl", "one")
    assert done.returncode == 1
    assert "connection refused ×1" in done.stdout
    assert "0 responses: none" in done.stdout
    assert "Traceback" not in done.stderr
    assert program.rows("SELECT failed, refused FROM run_sites") == [(1, 0)]


def test_a_killed_crawl_is_made_whole_by_the_next(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(24, per_page=6)) as served:
        program.site("one", served.root, delay=0.05)
        for more in (4, 12, 9):
            goal = len(served.log) + more
            process = program.start("crawl", "one")
            while len(served.log) < goal and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        kept_before = {url for (url,) in program.rows("SELECT url FROM articles")}
        before = len(served.log)
        done = program.run("crawl", "one")
        last = served.paths[before:]
    assert done.returncode == 0, done.stderr
    assert program.rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(24, 24)]
    states = [state for (state,) in program.rows("SELECT state FROM runs ORDER BY id")]
    assert states[-1] == "finished"
    assert set(states[:-1]) <= {"interrupted"}
    assert 0 < len(kept_before) < 24
    assert program.rows("SELECT sum(new) FROM run_sites") == [(24,)]
    assert {url.removeprefix(served.root) for url in kept_before}.isdisjoint(last)


def test_a_stopped_crawl_says_so_and_the_next_one_walks_to_the_end(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(24, per_page=6)) as served:
        program.site("one", served.root, delay=0.05)
        process = program.start("crawl", "one")
        while len(served.log) < 10 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
        assert process.returncode == 1, told
        assert program.rows("SELECT state FROM runs") == [("interrupted",)]
        assert program.run("crawl", "one").returncode == 0
    assert program.rows("SELECT count(*) FROM articles") == [(24,)]


def begun(program: Program) -> bool:
    """Whether a run stands in the database."""
    try:
        return bool(program.rows("SELECT 1 FROM runs"))
    except sqlite3.OperationalError:  # no database yet, or no table in it
        return False


@pytest.mark.parametrize("signals", [1, 2])
def test_ctrl_c_as_soon_as_a_run_has_begun_ends_it(tmp_path: Path, signals: int) -> None:
    program = Program(tmp_path)
    with portal(news(6)) as served:
        program.site("one", served.root, delay=0.2)
        process = program.start("crawl", "one")
        while process.poll() is None and not begun(program):
            time.sleep(0.005)
        for _ in range(signals):
            process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        shown, told = process.communicate(timeout=30)
    if signals == 1:  # a second one may end the process before it can say so
        assert process.returncode == 1, told
        assert shown.endswith("interrupted; the next crawl fetches the rest\n")
        assert program.rows("SELECT state, ended IS NULL FROM runs") == [("interrupted", 0)]
    assert process.returncode in (1, 130, -signal.SIGINT), told
    assert "Traceback" not in told
    assert "interrupted" in program.run("runs").stdout


def test_a_run_whose_process_is_dead_is_not_shown_as_running(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(24)) as served:
        program.site("one", served.root, delay=1)
        process = program.start("crawl", "one")
        while process.poll() is None and len(served.log) < 3:
            time.sleep(0.005)
        alive = program.run("runs").stdout
        process.kill()
        process.communicate()
        dead, one = program.run("runs").stdout, program.run("runs", "1").stdout
    assert ("running" in alive, "interrupted" in alive) == (True, False)
    assert ("running" in dead, "interrupted" in dead) == (False, True)
    assert "run 1, crawl one, interrupted, " in one


def test_two_runs_of_one_site_do_not_overlap(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(3)
    second_is_done = threading.Event()

    def held_back() -> Answer:
        assert second_is_done.wait(25)
        return list_page([f"/a/{number}.html" for number in range(3)])

    answers["/news/"] = held_back
    with portal(answers) as served:
        program.site("one", served.root)
        first = program.start("crawl", "one")
        while not served.log:
            time.sleep(0.02)
        second = program.run("crawl", "one")
        second_is_done.set()
        out, err = first.communicate(timeout=60)
    assert second.returncode == 1
    assert re.search(rf"one: left out, process {first.pid} is crawling it", second.stderr)
    assert (first.returncode, len(served.log)) == (0, 5), err
    assert program.rows("SELECT count(*) FROM runs") == [(1,)], out


@pytest.mark.parametrize("contact", ["", "me@example.com"])
def test_nothing_beyond_loopback_is_asked_without_a_contact(tmp_path: Path, contact: str) -> None:
    program = Program(tmp_path, DISTRICT_NEWS_CONTACT=contact)
    with portal(news(1)) as served:
        program.site("one", served.root)
        program.site("two", "http://district.invalid", delay=1)
        done = program.run("crawl", "one", "two")
    assert done.returncode == 2
    assert "DISTRICT_NEWS_CONTACT" in done.stderr
    assert "Traceback" not in done.stderr
    assert served.log == []


def test_an_article_that_failed_is_asked_again_however_deep_it_stands(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(30)
    answers["/a/25.html"] = Answer(b"broken", status=500)
    with portal(answers) as served:
        program.site("one", served.root)
        program.run("crawl", "one")
        answers["/a/25.html"] = article(25)
        first = len(served.log)
        done = program.run("crawl", "one")
        asked = served.paths[first:]
    assert sorted(asked) == ["/a/25.html", "/news/", "/robots.txt"], done.stdout
    assert program.rows("SELECT count(*) FROM articles") == [(30,)]
    assert program.rows("SELECT title, position FROM sightings WHERE url LIKE '%/a/25.html'")[0][1] == 6
    assert program.rows("SELECT count(*) FROM unkept") == program.rows("SELECT count(*) FROM failures_open") == [(0,)]


def test_what_never_brings_an_article_is_left_alone_and_ends_no_walk_early(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(30)
    answers["/a/1.html"] = list_page([f"/a/{number}.html" for number in range(20)])
    answers["/a/2.html"] = Answer(b"gone", status=404)
    asked = []
    with portal(answers) as served:
        program.site("one", served.root)
        for _ in range(3):
            first = len(served.log)
            program.run("crawl", "one")
            asked.append(sorted(path for path in served.paths[first:] if path != "/robots.txt"))
    assert asked[1] == ["/a/2.html", "/news/"]
    assert asked[2] == ["/news/"]
    assert program.rows("SELECT reason, judged, tries FROM unkept ORDER BY url") == [
        ("no article", 1, 1), ("status 404", 0, 2),
    ]  # fmt: skip
    (other,) = program.rows("SELECT other FROM run_sites WHERE run_id = 3")[0]
    assert json.loads(other)["resting"] == 2


def test_a_listing_that_failed_makes_a_run_no_good_and_is_walked_whole_when_it_is_back(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(30)
    answers["/more/"] = Answer(b"gone", status=404)
    with portal(answers) as served:
        program.site("one", served.root, listings=("/news/", "/more/"))
        assert program.run("crawl", "one").returncode == 1
        answers["/more/"] = list_page(["/a/0.html", "/a/1.html"], "/more/2.html")
        answers["/more/2.html"] = list_page(["/a/40.html"])
        answers["/a/40.html"] = article(40)
        first = len(served.log)
        assert program.run("crawl", "one").returncode == 0
        asked = served.paths[first:]
    assert sorted(asked) == ["/a/40.html", "/more/", "/more/2.html", "/news/", "/robots.txt"]
    assert program.rows("SELECT count(*) FROM failures_open") == [(0,)]


def test_everything_that_waits_for_a_robots_txt_obeys_it(tmp_path: Path) -> None:
    program = Program(tmp_path)
    listings = tuple(f"/closed/{number}/" for number in range(5))
    answers: Answers = {path: list_page([f"/a/{path[8]}.html"]) for path in listings}
    answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed/\n", headers=PLAIN, pause=0.3)
    with portal(answers) as served:
        program.site("one", served.root, listings=listings)
        assert program.run("crawl", "one").returncode == 1
    assert served.paths == ["/robots.txt"]
    assert program.rows("SELECT DISTINCT reason FROM failures") == [("robots",)]


def of_three_parts(answers: Answers) -> Answers:
    """Two articles cut into parts: the second one's pager names a part that is not there."""
    pager = "<div class=page>{}</div></body>"
    for number, parts in ((1, 3), (2, 3)):
        links = "".join(f'<a href="{number}_{part}.html">{part}</a>' for part in range(2, parts + 1))
        for part in range(1, 4 if number == 1 else 3):
            path = f"/a/{number}.html" if part == 1 else f"/a/{number}_{part}.html"
            body = article(number * 10 + part).body.replace(b"</body>", pager.format(links).encode())
            answers[path] = Answer(body if b"class=page" in body else body + pager.format(links).encode())
    return answers


def test_the_parts_of_an_article_travel_together(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(of_three_parts(news(4))) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
        assert done.returncode == 0, done.stdout
        assert "unaccounted" not in done.stdout
        assert program.run("crawl", "one").returncode == 0
    assert [path for path in served.paths if path.startswith("/a/1")] == ["/a/1.html", "/a/1_2.html", "/a/1_3.html"]
    parts = program.rows(
        "SELECT a.url, count(*), max(part) FROM articles a JOIN responses r ON r.article_id = a.id GROUP BY a.id ORDER BY 1"
    )
    assert [(url.removeprefix(served.root), *rest) for url, *rest in parts] == [
        ("/a/0.html", 1, 1), ("/a/1.html", 3, 3), ("/a/2.html", 2, 2), ("/a/3.html", 1, 1),
    ]  # fmt: skip
    replayed = program.run("replay", *map(str, sorted(tmp_path.glob("warc/**/*.warc.gz"))))
    assert "articles unchanged: 4" in replayed.stdout, replayed.stdout


def test_an_article_whose_part_cannot_be_had_now_is_asked_for_again_as_a_whole(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = of_three_parts(news(2))
    whole, answers["/a/1_2.html"] = answers["/a/1_2.html"], Answer(b"broken", status=500)
    with portal(answers) as served:
        program.site("one", served.root)
        program.run("crawl", "one")
        assert program.rows("SELECT url, reason FROM unkept") == [(f"{served.root}/a/1.html", "status 500")]
        answers["/a/1_2.html"] = whole
        program.run("crawl", "one")
    assert program.rows("SELECT count(*) FROM responses") == [(4,)]


def with_files() -> Answers:
    """Two articles with attachments: one there, one gone, one on another host."""
    answers = news(2)
    links = '<p><a href="/f/1.pdf">附件一</a><a href="/f/gone.doc">附件二</a><a href="http://127.9.9.9:9/f/2.pdf">附件三</a></p></div></body>'
    answers["/a/1.html"] = Answer(article(1).body.replace(b"</div></body>", links.encode()))
    answers["/f/1.pdf"] = Answer(pdf("Annex one"), headers={"Content-Type": "application/pdf"})
    return answers


def test_attachments_are_fetched_once_where_the_profile_asks_for_them(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(with_files()) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
        assert not [path for path in served.paths if path.startswith("/f/")]
        program.site("one", served.root, "attachments = true")
        done = program.run("crawl", "one")
        program.run("crawl", "one")
        program.run("crawl", "one")
    assert "1 attachment," in done.stdout
    assert "unaccounted" not in done.stdout
    assert sorted(path for path in served.paths if path.startswith("/f/")) == ["/f/1.pdf", "/f/gone.doc", "/f/gone.doc"]
    files = program.rows("SELECT file_url, name, media_type, text FROM attachments_flat ORDER BY position")
    assert [(url.rpartition("/")[2], *rest) for url, *rest in files] == [
        ("1.pdf", "附件一", "application/pdf", "Annex one\f"),
        ("gone.doc", "附件二", None, None),
        ("2.pdf", "附件三", None, None),
    ]


def test_what_repeats_on_a_host_is_learned_between_runs_and_named_by_its_articles(tmp_path: Path) -> None:
    program = Program(tmp_path)
    appeal = (
        "<p>本站欢迎广大读者提供新闻线索，一经采用即付稿酬，来稿请注明姓名、单位和联系电话。</p></div></body>".encode()
    )
    answers = news(8)
    for number in range(9):
        answers[f"/a/{number}.html"] = Answer(article(number).body.replace(b"</div></body>", appeal))
    with portal(answers) as served:
        program.site("one", served.root)
        program.run("crawl", "one")
        assert program.rows("SELECT count(*) FROM host_knowledge") == [(0,)]
        answers["/news/"] = list_page([f"/a/{number}.html" for number in range(8, -1, -1)])
        program.run("crawl", "one")
        program.run("crawl", "one")
    (known,) = program.rows("SELECT version, pages FROM host_knowledge")
    assert known[1] == 8
    read = program.rows("SELECT knowledge, body LIKE '%付稿酬%', count(*) FROM articles GROUP BY 1, 2 ORDER BY 3")
    assert read == [(known[0], 0, 1), (None, 1, 8)]
