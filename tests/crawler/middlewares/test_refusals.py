"""Answers that mean no are recognised, and obeyed."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.middlewares.refusals import read_refusal
from tests.crawler.portal import Answer, Answers, Portal, article, news, portal
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


@pytest.mark.parametrize("value", ["Fri, 31 Dec 99999999999 00:00:00 GMT", "Sun, 01 Mar 2026 12:10:00 +99999999999999"])
def test_a_rest_until_no_day_there_is_names_no_time(value: str) -> None:
    refusal = read_refusal(answer(429, b"", {"Retry-After": value}), NOW)
    assert refusal is not None
    assert (refusal.reason, refusal.rest) == ("busy", float("inf"))


@given(st.sampled_from([200, 202, 403, 412, 429, 503, 521]), st.binary(max_size=300), st.binary(max_size=40))
def test_any_bytes_are_judged(status: int, body: bytes, header: bytes) -> None:
    header = header.replace(b"\r", b"").replace(b"\n", b"")
    response = Response("http://a.test/", status=status, body=body, headers={b"Retry-After": header})
    refusal = read_refusal(response, NOW)
    assert refusal is None or refusal.reason in {"challenge", "refused", "busy"}


FORBIDDEN = Answer(b"no", status=403)
CHALLENGE = Answer(SCRIPT, status=521, headers={"Set-Cookie": "__jsluid_h=1"})
COOKIE = Answer(b"<script>document.cookie='a=1';location.reload()</script>")
MOVED = Answer(b"", status=301, headers={"Location": "/rules.txt"})
RULES = Answer(b"User-agent: *\nDisallow: /a/1.html\n", headers={"Content-Type": "text/plain"})
LISTED = ["/robots.txt", "/news/"]
ARTICLES = [f"/a/{number}.html" for number in range(6)]

PORTALS: dict[str, tuple[Answers, list[str], dict[str, int], tuple[str, int] | None]] = {
    "challenge": ({"/a/2.html": CHALLENGE}, [*LISTED, *ARTICLES[:3]], {"challenge": 4}, ("challenge", 24)),
    "cookie": ({"/news/": COOKIE}, LISTED, {"challenge": 1}, ("challenge", 24)),
    "some-403": (
        {"/a/1.html": FORBIDDEN, "/a/2.html": FORBIDDEN, "/a/4.html": FORBIDDEN},
        [*LISTED, *ARTICLES],
        {"status 403": 3},
        None,
    ),
    "all-403": (
        dict.fromkeys(ARTICLES, FORBIDDEN),
        [*LISTED, *ARTICLES[:3]],
        {"status 403": 2, "refused": 4},
        ("refused", 24),
    ),
    "list-521": ({"/news/": Answer(b"down", status=521)}, LISTED, {"status 521": 1}, ("refused", 24)),
    "busy-503": (
        {"/a/1.html": Answer(b"", status=503, headers={"Retry-After": "10800"})},
        [*LISTED, *ARTICLES[:2]],
        {"busy": 5},
        ("busy", 3),
    ),
    "busy-429": ({"/a/1.html": Answer(b"", status=429)}, [*LISTED, *ARTICLES[:2]], {"busy": 5}, ("busy", 1)),
    "robots-412": (
        {"/robots.txt": Answer(b"<script>$_ts={}</script>", status=412)},
        ["/robots.txt"],
        {"challenge": 1},
        ("challenge", 24),
    ),
    "robots-500": (
        {"/robots.txt": Answer(b"", status=500)},
        ["/robots.txt"] * 3,
        {"robots unreachable": 1},
        ("robots unreachable", 1),
    ),
    "robots-403": ({"/robots.txt": FORBIDDEN}, [*LISTED, *ARTICLES], {}, None),
    "robots-moved": (
        {"/robots.txt": MOVED, "/rules.txt": RULES},
        ["/robots.txt", "/rules.txt", "/news/", ARTICLES[0], *ARTICLES[2:]],
        {"robots": 1},
        None,
    ),
}
"""What each portal answers otherwise than six plain articles; then what it is asked, what fails, and its rest in hours."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[object, ...]]:
    """One crawl of all these portals side by side: by portal what it was asked, what failed, and its rest."""
    program = Program(tmp_path_factory.mktemp("refusing"))
    with ExitStack() as serving:
        served = {name: serving.enter_context(portal(news(6) | changed[0])) for name, changed in PORTALS.items()}
        for name, one in served.items():
            program.site(name, one.root)
        done = program.run("crawl", *PORTALS)
    assert (done.returncode, "unaccounted" in done.stdout, "Traceback" in done.stderr) == (1, False, False)
    why: dict[str, dict[str, int]] = {name: {} for name in PORTALS}
    for name, reason, number in program.rows("SELECT site_id, reason, count(*) FROM failures GROUP BY 1, 2"):
        why[name][reason] = number
    rests = {
        host: (reason, round(hours(since, until)))
        for host, reason, since, until in program.rows("SELECT host, reason, since, until FROM host_rests")
    }
    return {name: (one.paths, why[name], rests.get(host(one))) for name, one in served.items()}


@pytest.mark.parametrize("name", PORTALS)
def test_what_a_portal_that_refuses_is_asked(crawled: dict[str, tuple[object, ...]], name: str) -> None:
    assert crawled[name] == PORTALS[name][1:]


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


def test_a_host_that_refused_is_left_alone_across_runs_until_it_answers(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(2)
    answers["/news/"] = Answer("<h1>网站防火墙</h1>".encode(), status=403)
    with portal(answers) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 1
        asked = len(served.log)
        shown = program.run("list", "--division", "620104").stdout
        again, read = program.run("crawl", "one"), program.run("read", f"{served.root}/a/0.html")
        assert len(served.log) == asked
        ((since, until),) = program.rows("SELECT since, until FROM host_rests")
        end_rest(program)
        program.run("crawl", "one")
        ((later, times),) = program.rows("SELECT until, times FROM host_rests")
        end_rest(program)
        served.answers = news(2)
        back = program.run("crawl", "one")
    assert f"{host(served)} rests until {until[:10]}" in shown
    assert f"one: left out, {host(served)} is left alone until" in again.stderr
    assert "refused (a web application firewall, status 403)" in again.stderr
    assert "resting: " in read.stdout + read.stderr
    assert (again.returncode, read.returncode) == (1, 1)
    assert hours(since, until) == 24
    assert times == 2
    assert hours(until, later) > 23
    assert back.returncode == 0, back.stderr
    assert program.rows("SELECT count(*) FROM host_rests") == [(0,)]


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
    assert (done.returncode, "resting ×1" in done.stdout) == (1, True)


def end_rest(program: Program) -> None:
    """As if the time had come."""
    connection = sqlite3.connect(program.data / "news.db")
    with connection:
        connection.execute("UPDATE host_rests SET until = '2020-01-01T00:00:00+00:00'")
    connection.close()


def hours(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds() / 3600


def host(served: Portal) -> str:
    return served.root.removeprefix("http://")
