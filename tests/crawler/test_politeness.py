"""One gate for the process, leases between processes: what a server's own log says about it."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.robotstxt import ProtegoRobotParser

from crawler.failures import Refused
from crawler.politeness import LONGEST_CRAWL_DELAY, SHORTEST_DELAY, Gate
from crawler.sites import Listing, Site
from tests.crawler.portal import Answer, Portal, news, portal
from tests.crawler.program import Program


def site(name: str, url: str, *, delay: float | None = None, platform: str | None = None) -> Site:
    return Site(id=name, name=name, listings=(Listing(url=url),), delay=delay, platform=platform, path=Path("x.toml"))


def gate(*sites: Site, delay: float = 1.5, jitter: float = 0.0) -> Gate:
    return Gate(sites, delay=delay, jitter=jitter)


def robots(text: str) -> ProtegoRobotParser:
    return ProtegoRobotParser(text.encode(), None)


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRICT_NEWS_DATA", str(tmp_path))


def test_a_slot_is_a_machine_or_a_platform() -> None:
    shared = gate(site("a", "http://a.test/", platform="cloud"), site("b", "http://www.b.test/", platform="cloud"))
    assert shared.slot("https://www.a.test/x") == shared.slot("http://b.test/robots.txt") == "cloud"
    assert shared.slot("http://www.c.test/") == "c.test"


def test_the_slowest_site_of_a_slot_gives_its_delay() -> None:
    two = gate(
        site("a", "http://a.test/1", delay=3), site("b", "http://a.test/2", delay=2), site("c", "http://c.test/")
    )
    assert (two.delay("a.test"), two.delay("c.test")) == (3, 1.5)


def test_a_delay_is_never_0() -> None:
    assert gate(delay=0).delay("a.test") == SHORTEST_DELAY


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("User-agent: *\nCrawl-delay: 5", 5),
        ("User-agent: district-news\nCrawl-delay: 7\n\nUser-agent: *\nCrawl-delay: 5", 7),
        ("User-agent: *\nCrawl-delay: 0.5", 1.005),
        ("User-agent: *\nCrawl-delay: 9999", LONGEST_CRAWL_DELAY),
        ("User-agent: *\nDisallow: /x", 1.005),
        ("User-agent: *\nCrawl-delay: soon", 1.005),
    ],
)
def test_a_crawl_delay_is_the_least_time_between_two_requests(text: str, gap: float) -> None:
    asked = gate(jitter=0.33)
    asked.robots_parsed(robots(text), Request("http://a.test/news/"))
    assert asked.gap("a.test") == pytest.approx(gap)
    assert asked.gap("b.test") == pytest.approx(1.005)


def test_a_crawl_delay_cut_short_is_said(caplog: pytest.LogCaptureFixture) -> None:
    gate().robots_parsed(robots("User-agent: *\nCrawl-delay: 900"), Request("http://a.test/"))
    assert "a.test asks for 900.0 s between requests; it gets 60.0" in caplog.text


def test_two_gates_take_turns_and_keep_the_gap() -> None:
    spans: list[tuple[float, float]] = []

    async def ask(one: Gate) -> None:
        for _ in range(3):
            async with one.turn("http://a.test/"):
                began = time.monotonic()
                await asyncio.sleep(0.03)
                spans.append((began, time.monotonic()))

    async def both() -> None:
        await asyncio.gather(ask(gate(delay=0.1)), ask(gate(delay=0.1)))

    asyncio.run(both())
    spans.sort()
    pairs = list(pairwise(spans))
    assert len(spans) == 6
    assert all(first[1] <= second[0] for first, second in pairs)
    assert spans[-1][0] - spans[0][0] > 0.1 * 5 * 0.9


def test_who_waits_for_a_turn_is_refused_when_the_host_is_shut() -> None:
    async def asked() -> None:
        one = gate(delay=0.05)
        one.shut("http://www.a.test/1", "challenge", "why")
        one.shut("http://a.test/2", "busy", "later")
        async with one.turn("https://a.test/3"):
            raise AssertionError("it was asked")

    with pytest.raises(Refused, match=r"challenge: a\.test is not asked again in this run: why"):
        asyncio.run(asked())


def slow(count: int, seconds: float) -> dict[str, Answer]:
    """A portal that takes its time, so that requests that overlap are seen to."""
    answers = {path: answer for path, answer in news(count, per_page=5).items() if isinstance(answer, Answer)}
    for answer in answers.values():
        answer.pause = seconds
    answers["/robots.txt"] = Answer(b"User-agent: *\nAllow: /\n", headers={"Content-Type": "text/plain"}, pause=seconds)
    return answers


def pace(served: Portal) -> float:
    """Mean seconds between the beginnings of requests.

    A single gap says little here: the one request may reach a busy machine late, and the next in time.
    """
    began = sorted(asked.began for asked in served.log)
    return (began[-1] - began[0]) / (len(began) - 1)


def test_two_sites_on_one_host_never_have_two_requests_in_flight(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(slow(12, 0.05)) as served:
        program.site("one", served.root)
        program.site("two", served.root)
        done = program.run("crawl", "one", "two")
    assert done.returncode == 0, done.stderr
    assert served.most_in_flight == 1
    assert program.rows("SELECT site_id, count(*) FROM articles GROUP BY site_id") == [("one", 12), ("two", 12)]
    assert len(served.log) == 1 + 2 * (12 + 3)


def test_two_processes_on_one_host_never_have_two_requests_in_flight(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(slow(8, 0.05)) as served:
        program.site("one", served.root, delay=0.2)
        program.site("two", served.root, delay=0.2)
        processes = [program.start("crawl", "one"), program.start("crawl", "two")]
        told = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    overlap = [asked.path for asked in served.log if asked.in_flight > 1]
    assert overlap == []
    assert len(served.log) == 2 * (1 + 8 + 2)
    assert pace(served) > 0.2 * 0.67 * 0.9  # each keeping the delay for itself would ask every 0.1 s


def test_a_crawl_delay_is_honoured(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = slow(4, 0)
    answers["/robots.txt"].body = b"User-agent: district-news\nCrawl-delay: 0.3\n"
    with portal(answers) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
    assert len(served.log) == 6
    assert pace(served) > 0.3 * 0.9 * 4 / 5  # the delay holds from the answer to robots.txt on
