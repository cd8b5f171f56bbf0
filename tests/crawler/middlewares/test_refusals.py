"""Answers that mean no are recognised, and obeyed."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.middlewares.refusals import read_refusal
from tests.crawler.portal import Answer, article, news, portal
from tests.crawler.program import Program

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCRIPT = b"<script>document.cookie=1</script>"

REFUSALS = [
    (521, SCRIPT, {"Set-Cookie": "__jsluid_s=abc; path=/"}, "challenge"),
    (521, b"<script>__jsl_clearance</script>", {}, "challenge"),
    (412, b"<script>$_ts=window['$_ts']</script>", {}, "challenge"),
    (202, b"<script>$_ts={}</script>", {}, "challenge"),
    (200, b"<script>location='/WZWSRELw==?wzwschallenge=1'</script>", {}, "challenge"),
    (403, "<h1>网站防火墙</h1>".encode(), {}, "refused"),
    (403, "<h1>网站防火墙</h1>".encode("gb18030"), {}, "refused"),
    (200, "<p>您的请求可能存在威胁，已被拦截</p>".encode("gb18030"), {}, "refused"),
    (200, b"The requested URL was rejected. Please consult with your administrator.", {}, "refused"),
    (405, b'<div id="event_id">1</div>', {}, "refused"),
    (429, b"slow down", {}, "busy"),
    (503, b"", {"Retry-After": "120"}, "busy"),
    (503, b"", {"Retry-After": "Sun, 01 Mar 2026 12:10:00 GMT"}, "busy"),
]
NO_REFUSALS = [
    (200, b"<p>$_ts __jsluid event_id</p>", {}),
    (200, "<p>您的请求可能存在威胁</p>".encode() + b"x" * 5000, {}),
    (200, b"<p>wzwschallenge</p>" + b"x" * 5000, {}),
    (403, b"<h1>Forbidden</h1>", {}),
    (404, b"<h1>404</h1>", {}),
    (412, b"<h1>Precondition failed</h1>", {}),
    (500, b"", {}),
    (503, b"maintenance", {}),
    (503, b"", {"Retry-After": "soon"}),
    (521, b"the origin is down", {}),
]


def answer(status: int, body: bytes, headers: dict[str, str]) -> Response:
    return Response("http://a.test/x", status=status, body=body, headers=headers)


@pytest.mark.parametrize(("status", "body", "headers", "reason"), REFUSALS)
def test_refusals(status: int, body: bytes, headers: dict[str, str], reason: str) -> None:
    refusal = read_refusal(answer(status, body, headers), NOW)
    assert refusal is not None
    assert refusal.reason == reason
    assert f"status {status}" in refusal.detail


@pytest.mark.parametrize(("status", "body", "headers"), NO_REFUSALS)
def test_what_is_no_refusal(status: int, body: bytes, headers: dict[str, str]) -> None:
    assert read_refusal(answer(status, body, headers), NOW) is None


@pytest.mark.parametrize(
    ("value", "rest"),
    [("7", 7.0), ("120", 120.0), ("Sun, 01 Mar 2026 12:10:00 GMT", 600.0), ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0)],
)
def test_how_long_a_busy_server_asks_us_to_rest(value: str, rest: float) -> None:
    refusal = read_refusal(answer(503, b"", {"Retry-After": value}), NOW)
    assert refusal is not None
    assert refusal.rest == rest


@given(st.sampled_from([200, 202, 403, 412, 429, 503, 521]), st.binary(max_size=300), st.binary(max_size=40))
def test_any_bytes_are_judged(status: int, body: bytes, header: bytes) -> None:
    header = header.replace(b"\r", b"").replace(b"\n", b"")
    response = Response("http://a.test/", status=status, body=body, headers={b"Retry-After": header})
    refusal = read_refusal(response, NOW)
    assert refusal is None or refusal.reason in {"challenge", "refused", "busy"}


def crawl(folder: Path, **changed: Answer) -> tuple[int, str, list[str]]:
    """Crawl a portal of six articles in which some answers are changed; the paths that were asked, in order."""
    answers = news(6)
    answers |= changed
    program = Program(folder)
    with portal(answers) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
    return done.returncode, done.stdout, served.paths


def test_a_challenge_is_not_passed_and_the_host_left_alone(tmp_path: Path) -> None:
    challenge = Answer(SCRIPT, status=521, headers={"Set-Cookie": "__jsluid_h=1"})
    code, out, paths = crawl(tmp_path, **{"/a/2.html": challenge})
    assert paths == ["/robots.txt", "/news/", "/a/0.html", "/a/1.html", "/a/2.html"]
    assert code == 1
    assert "challenge 4" in out


def test_a_long_rest_is_kept_until_the_next_run(tmp_path: Path) -> None:
    busy = Answer(b"", status=503, headers={"Retry-After": "3600"})
    code, out, paths = crawl(tmp_path, **{"/a/1.html": busy})
    assert paths[-1] == "/a/1.html"
    assert paths.count("/a/1.html") == 1
    assert (code, "busy 5" in out) == (1, True)


def test_a_short_rest_is_kept_before_the_same_is_asked_again(tmp_path: Path) -> None:
    replies = iter([Answer(b"", status=503, headers={"Retry-After": "1"}), article(1)])
    answers = news(2)
    answers["/a/1.html"] = lambda: next(replies)
    program = Program(tmp_path)
    with portal(answers) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
    assert done.returncode == 0, done.stderr
    first, second = (asked for asked in served.log if asked.path == "/a/1.html")
    assert second.began - first.began >= 1.0
    assert program.rows("SELECT count(*) FROM articles") == [(2,)]


def test_a_single_403_is_that_article_s_only(tmp_path: Path) -> None:
    forbidden = Answer(b"no", status=403)
    code, out, paths = crawl(tmp_path, **{"/a/1.html": forbidden, "/a/2.html": forbidden, "/a/4.html": forbidden})
    assert (code, len(paths)) == (0, 8)
    assert "status 403 3" in out
    assert Program(tmp_path).rows("SELECT count(*) FROM host_rests") == [(0,)]


def test_three_times_403_in_a_row_is_the_host_s(tmp_path: Path) -> None:
    forbidden = Answer(b"no", status=403)
    code, out, paths = crawl(tmp_path, **{f"/a/{number}.html": forbidden for number in range(6)})
    assert (code, paths[-1]) == (1, "/a/2.html")
    assert "refused 4, status 403 2" in out
    ((reason, detail),) = Program(tmp_path).rows("SELECT reason, detail FROM host_rests")
    assert (reason, detail) == ("refused", "status 403, 3 such answers in a row")


@pytest.mark.parametrize("status", [403, 412, 521])
def test_a_host_from_which_nothing_else_comes_refuses(tmp_path: Path, status: int) -> None:
    code, out, paths = crawl(tmp_path, **{"/news/": Answer(b"no", status=status)})
    assert (code, paths) == (1, ["/robots.txt", "/news/"])
    assert f"status {status} 1" in out
    assert Program(tmp_path).rows("SELECT reason FROM host_rests") == [("refused",)]


def test_a_host_that_refused_is_left_alone_across_runs_until_it_answers(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(2)
    answers["/news/"] = Answer("<h1>网站防火墙</h1>".encode(), status=403)
    with portal(answers) as served:
        program.site("one", served.root)
        host = served.root.removeprefix("http://")
        assert program.run("crawl", "one").returncode == 1
        asked = len(served.log)
        shown = program.run("list", "--division", "620104").stdout
        again = program.run("crawl", "one")
        assert len(served.log) == asked
        ((since, until),) = program.rows("SELECT since, until FROM host_rests")
        end_rest(program)
        program.run("crawl", "one")
        ((later, times),) = program.rows("SELECT until, times FROM host_rests")
        end_rest(program)
        served.answers = news(2)
        back = program.run("crawl", "one")
    assert f"{host} rests until {until[:10]}" in shown
    assert f"one: left out, {host} is left alone until" in again.stderr
    assert "refused (a web application firewall, status 403)" in again.stderr
    assert again.returncode == 1
    assert hours(since, until) == 24
    assert times == 2
    assert hours(until, later) > 23
    assert back.returncode == 0, back.stderr
    assert program.rows("SELECT count(*) FROM host_rests") == [(0,)]


def test_a_busy_server_s_own_time_is_kept_across_runs(tmp_path: Path) -> None:
    busy = Answer(b"", status=429, headers={"Retry-After": "7200"})
    crawl(tmp_path, **{"/a/1.html": busy})
    ((since, until, reason),) = Program(tmp_path).rows("SELECT since, until, reason FROM host_rests")
    assert (hours(since, until), reason) == (2, "busy")


def test_a_crawl_asks_the_other_hosts_of_a_site_of_which_one_rests(tmp_path: Path) -> None:
    program = Program(tmp_path)
    shut = {"/news/": Answer(SCRIPT, status=521, headers={"Set-Cookie": "__jsluid_h=1"})}
    with portal(shut) as refusing, portal(news(2)) as open_one:
        program.site("one", refusing.root)
        program.run("crawl", "one")
        asked = len(refusing.log)
        program.site("one", "", listings=(f"{refusing.root}/news/", f"{open_one.root}/news/"))
        done = program.run("crawl", "one")
        assert len(refusing.log) == asked
    assert program.rows("SELECT count(*) FROM articles") == [(2,)]
    assert (done.returncode, "resting 1" in done.stdout) == (1, True)


def end_rest(program: Program) -> None:
    """As if the time had come."""
    connection = sqlite3.connect(program.data / "news.db")
    with connection:
        connection.execute("UPDATE host_rests SET until = '2020-01-01T00:00:00+00:00'")
    connection.close()


def hours(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds() / 3600
