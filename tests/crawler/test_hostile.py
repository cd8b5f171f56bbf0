"""Servers, files and moments that mean no good: the crawl goes on where it can, and says what happened."""

from __future__ import annotations

import gzip
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from scrapy import Request
from scrapy.crawler import Crawler

from crawler.extensions.runs import RunRecord
from pipelines.archive import ArticleRequest
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database
from tests.crawler.portal import Answer, article, list_page, news, portal
from tests.crawler.program import Program

BAD_ADDRESSES = [
    "http://x:99999/a.html", "http://x:port/b.html", "http://[::1/c.html", "//", "http://", "https://:80/",
    "http://a b/c.html", "/a/&#27;[31m.html", "/a/%zz.html", f"http://{'a' * 300}.cn/x.html", "http://user:pw@x.cn/",
]  # fmt: skip


def test_rows_that_lead_nowhere_do_not_take_the_others_along(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(0)
    answers["/news/"] = list_page(["/a/1.html", *BAD_ADDRESSES, "/a/2.html"])
    answers |= {"/a/1.html": article(1), "/a/2.html": article(2)}
    with portal(answers) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
        kept = {url.removeprefix(served.root) for (url,) in program.rows("SELECT url FROM articles")}
    assert kept == {"/a/1.html", "/a/2.html"}
    assert "Traceback" not in done.stderr


def test_a_redirect_to_what_is_no_address_is_one_failure(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(4)
    for path, place in (("/a/1.html", "http://127.0.0.1:99999/"), ("/a/2.html", "http://[::1")):
        answers[path] = Answer(b"", status=302, headers={"Location": place})
    with portal(answers) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
    assert program.rows("SELECT count(*) FROM articles") == [(2,)]
    assert program.rows("SELECT count(*) FROM failures") == [(2,)]
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_pages_built_to_choke_a_parser_are_failures_with_their_reason(tmp_path: Path) -> None:
    program = Program(tmp_path)
    bomb = Answer(b"<html>" + b"<div>" * 40_000)
    answers = news(3)
    answers |= {"/a/1.html": bomb, "/more/": bomb}
    with portal(answers) as served:
        program.site("one", served.root, listings=("/news/", "/more/"))
        done = program.run("crawl", "one")
    assert program.rows("SELECT count(*) FROM articles") == [(2,)]
    found = program.rows("SELECT reason, detail LIKE '%choke a parser%' FROM failures")
    assert found == [("unreadable", 1), ("unreadable", 1)]
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "unaccounted" not in done.stdout


@pytest.mark.parametrize(
    "rules",
    [
        Answer(gzip.compress(b"\0" * 20_000_000), headers={"Content-Type": "text/plain", "Content-Encoding": "gzip"}),
        Answer(b"# x\n" * 5_000_000, headers={"Content-Type": "text/plain"}),
    ],
    ids=["a bomb", "20 MB"],
)
def test_a_robots_txt_that_cannot_be_read_forbids_all(tmp_path: Path, rules: Answer) -> None:
    program = Program(tmp_path)
    with portal(news(2) | {"/robots.txt": rules}) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
    assert set(served.paths) == {"/robots.txt"}
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert any(reason in done.stdout for reason in ("robots unreachable ×1", "too large ×1"))


def test_the_beginning_of_a_long_robots_txt_counts(tmp_path: Path) -> None:
    program = Program(tmp_path)
    rules = b"User-agent: *\nDisallow: /a/0.html\n" + b"# nothing\n" * 60_000 + b"Disallow: /a/1.html\n"
    with portal(news(3) | {"/robots.txt": Answer(rules, headers={"Content-Type": "text/plain"})}) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
    assert {path for path in served.paths if path.startswith("/a/")} == {"/a/1.html", "/a/2.html"}


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_that_is_stopped_asks_nothing_more(tmp_path: Path, sent: int) -> None:
    program = Program(tmp_path)
    with portal(news(60, per_page=60)) as served:
        program.site("one", served.root, delay=0.4)
        process = program.start("crawl", "one")
        while len(served.log) < 4 and process.poll() is None:
            time.sleep(0.01)
        before = len(served.log)
        process.send_signal(sent)
        out, err = process.communicate(timeout=60)
        assert len(served.log) <= before + 2, "one in flight, and one that was let go at that moment"
    assert (process.returncode, "Traceback" in err) == (1, False)
    assert program.rows("SELECT state FROM runs") == [("interrupted",)]
    assert program.rows("SELECT count(*) FROM failures") == [(0,)]
    assert "unaccounted" not in out


@pytest.mark.parametrize("again", [signal.SIGKILL, signal.SIGINT], ids=["killed", "stopped twice"])
def test_the_next_look_says_that_a_run_was_interrupted(tmp_path: Path, again: int) -> None:
    program = Program(tmp_path)
    seen = threading.Event()

    def held_back() -> Answer:
        seen.wait(60)
        return article(0)

    with portal(news(3) | {"/a/0.html": held_back}) as served:
        program.site("one", served.root)
        process = program.start("crawl", "one")
        while "/a/0.html" not in served.paths and process.poll() is None:
            time.sleep(0.01)
        meanwhile = program.run("runs").stdout
        if again == signal.SIGINT:
            process.send_signal(signal.SIGINT)
            time.sleep(1)
        process.send_signal(again)
        process.communicate(timeout=60)
        seen.set()
        looks = [program.run("runs").stdout, program.run("runs", "1").stdout]
    assert "running" in meanwhile
    for look in looks:
        assert "interrupted" in look
        assert "running" not in look


def test_a_full_disk_ends_the_crawl_at_once_and_the_next_goes_on(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(60, per_page=60)) as served:
        program.site("one", served.root, delay=0.05)
        open_database(tmp_path / "news.db").close()
        done = with_small_files(program, (tmp_path / "news.db").stat().st_size + 200_000, "crawl", "one")
        asked = len(served.log)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "free space" in done.stderr
        assert asked < 60
        assert program.run("crawl", "one").returncode == 0
    assert program.rows("SELECT count(*) FROM articles") == [(60,)]
    (first,), (second,) = program.rows("SELECT state FROM runs ORDER BY id")
    assert first in {"failed", "interrupted"}, "it is chance whether the last word still found room"
    assert second == "finished"


def with_small_files(program: Program, size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file beyond so many bytes: what a full disk is to SQLite."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        [sys.executable, "-c", "from crawler.commandline import main; main()", *arguments],
        capture_output=True,
        text=True,
        env=program.environment,
        cwd=program.data,
        preexec_fn=limit,
        timeout=100,
        check=False,
    )


def spoilt(path: Path, how: str) -> None:
    """Make a database that is none, or not as we left it."""
    database = open_database(path)
    Runs(database).begin("crawl one", ["one"], datetime.now(UTC))
    database.close()
    match how:
        case "garbage":
            path.write_bytes(bytes(range(256)) * 400)
        case "without a table":
            execute(path, "DROP TABLE run_sites")
        case "with strange values":
            execute(path, "UPDATE runs SET started = 'x'; UPDATE run_sites SET other = '[no json'")


def execute(path: Path, script: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA foreign_keys = OFF; {script}")
    connection.close()


@pytest.mark.parametrize(
    ("how", "command"),
    [
        ("garbage", ("replay", "empty.warc")),
        ("without a table", ("crawl", "one")),
        ("with strange values", ("crawl", "one")),
        ("with strange values", ("runs",)),
    ],
)
def test_no_command_breaks_on_a_spoilt_database(tmp_path: Path, how: str, command: tuple[str, ...]) -> None:
    program = Program(tmp_path)
    spoilt(tmp_path / "news.db", how)
    (tmp_path / "empty.warc").write_bytes(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    with portal(news(1)) as served:
        program.site("one", served.root)
        done = program.run(*command)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "news.db") in done.stderr or "the table of runs" in done.stderr
    assert served.log == []


@pytest.mark.parametrize("name", ["leases", "warc"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    program = Program(tmp_path)
    with portal(news(1)) as served:
        program.site("one", served.root)
        (tmp_path / name).write_text("in the way")
        done = program.run("crawl", "one")
    assert done.returncode in {1, 2}
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_open_run_nothing_is_written_down() -> None:
    counted: list[str] = []
    crawler = SimpleNamespace(stats=SimpleNamespace(inc_value=counted.append))
    record = RunRecord(cast("Crawler", crawler), ())
    request = Request("http://a.test/1", meta={"article": ArticleRequest(site="a", url="http://a.test/1")})
    record.given_up(request, "a", request.url, "timeout", "", answered=False)
    assert counted == ["site/a/failed/timeout"]
