"""At most two requests at a time to one number, whatever it is called."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawler.leases import Lease
from crawler.politeness import Gate
from crawler.seats import SEATS, Seats
from tests.crawler.portal import Answer, news, portal
from tests.crawler.program import Program


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRICT_NEWS_DATA", str(tmp_path))


def most_at_once(*asking: object) -> int:
    """How many of these turns were had at the same time at most."""
    now = most = 0

    async def ask(turn: object) -> None:
        nonlocal now, most
        async with turn:  # type: ignore[attr-defined]
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.02)
            now -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*map(ask, asking))

    asyncio.run(all_of_them())
    return most


def test_seats_are_taken_in_turn() -> None:
    seats = Seats()
    assert most_at_once(*(seats.taken("10.0.0.1") for _ in range(6))) == SEATS
    assert most_at_once(*(seats.taken(f"10.0.0.{number}") for number in range(6))) == 6


def test_two_crawls_share_the_seats() -> None:
    assert most_at_once(*(Seats().taken("10.0.0.1") for _ in range(6))) == SEATS


def test_another_process_may_have_them_all() -> None:
    async def asked() -> None:
        async with asyncio.timeout(0.3), Seats().taken("10.0.0.1"):
            raise AssertionError("there were two free seats")

    with ExitStack() as theirs:
        for seat in range(SEATS):
            assert theirs.enter_context(Lease("address", f"10.0.0.1 {seat + 1}")).take()
        with pytest.raises(TimeoutError):
            asyncio.run(asked())


def test_hosts_of_one_number_share_its_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(_: object, host: str, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (number, 0)) for number in ("10.9.9.9", "10.1.1.1")]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    gate = Gate((), delay=0.02, jitter=0)
    assert most_at_once(*(gate.turn(f"http://county{number}.gov.cn/") for number in range(5))) == SEATS
    assert Lease("address", "10.1.1.1 1").path.exists()


def test_a_crawl_of_portals_on_one_address(tmp_path: Path) -> None:
    program = Program(tmp_path)
    address = "127.76.5.4"
    answers = {path: answer for path, answer in news(4).items() if isinstance(answer, Answer)}
    for answer in answers.values():
        answer.pause = 0.1
    with portal(answers, address) as one, portal(answers, address) as two, portal(answers, address) as three:
        for number, served in enumerate((one, two, three)):
            program.site(f"site{number}", served.root)
        done = program.run("crawl", "site0", "site1", "site2")
    assert done.returncode == 0, done.stderr
    log = sorted([*one.log, *two.log, *three.log], key=lambda asked: asked.began)
    assert len(log) == 3 * 6
    overlaps = [sum(other.began <= asked.began < other.ended for other in log) for asked in log]
    assert max(overlaps) <= SEATS
