"""The server: one port for all addresses, a log that tells who was under way, a quick end."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from demo.server import read_log
from demo.town import Town
from tests.demo.visitor import ask


def test_all_portals_share_a_port() -> None:
    with Town.serve() as town:
        assert {ask(f"{town.root(key)}/").status for key in town.portals} == {200}
        assert town.port > 0


def test_two_towns_at_once() -> None:
    with Town.serve() as one, Town.serve() as other:
        assert one.port != other.port


def test_a_taken_port_is_refused() -> None:
    with Town.serve() as town, pytest.raises(OSError, match="in use"), Town.serve(town.port):
        pass


def test_the_port_is_free_again_afterwards() -> None:
    with Town.serve() as town:
        ask(f"{town.root('gov')}/")
    with Town.serve(town.port) as again:
        assert ask(f"{again.root('gov')}/").status == 200


def test_visits_are_logged(tmp_path: Path) -> None:
    log = tmp_path / "visits.jsonl"
    with Town.serve(log=log) as town:
        ask(f"{town.root('gov')}/yw/?from=timeline")
        ask(f"{town.root('paper')}/nowhere")
    visits = read_log(log)
    assert [(visit.host, visit.path, visit.status) for visit in visits] == [
        ("127.0.11.1", "/yw/?from=timeline", 200),
        ("127.0.11.5", "/nowhere", 404),
    ]
    assert all(visit.began <= visit.ended for visit in visits)


def test_the_log_shows_two_in_flight_at_one_address(tmp_path: Path) -> None:
    log = tmp_path / "visits.jsonl"
    with Town.serve(log=log, delay=0.3) as town, ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, [f"{town.root('gov')}/"] * 2))
    assert sorted(visit.in_flight for visit in read_log(log)) == [1, 2]


def test_two_at_two_addresses_are_one_each(tmp_path: Path) -> None:
    log = tmp_path / "visits.jsonl"
    with Town.serve(log=log, delay=0.3) as town, ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, [f"{town.root('gov')}/", f"{town.root('media')}/"]))
    assert [visit.in_flight for visit in read_log(log)] == [1, 1]


def test_one_after_the_other_is_never_two(tmp_path: Path) -> None:
    log = tmp_path / "visits.jsonl"
    with Town.serve(log=log) as town:
        for _ in range(200):
            ask(f"{town.root('mirror')}/qingyu/1007.html")
    assert {visit.in_flight for visit in read_log(log)} == {1}
    assert len(read_log(log)) == 200


def test_head_has_no_body() -> None:
    with Town.serve() as town:
        reply = ask(f"{town.root('gov')}/yw/", method="HEAD")
    assert (reply.status, reply.body) == (200, b"")


def test_a_client_that_goes_away_disturbs_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    with Town.serve(delay=0.1) as town:
        for _ in range(5):
            gone = socket.create_connection((town.portals["gov"].facts.host, town.port))
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            gone.sendall(b"GET /yw/ HTTP/1.1\r\nHost: town\r\n\r\n")
            gone.close()
        assert ask(f"{town.root('gov')}/").status == 200
    assert capfd.readouterr().err == ""


def test_it_ends_at_once_though_a_connection_idles() -> None:
    with Town.serve() as town:
        idle = socket.create_connection((town.portals["gov"].facts.host, town.port))
        idle.sendall(b"GET / HTTP/1.1\r\nHost: town\r\n\r\n")
        idle.recv(100)
        began = time.monotonic()
    idle.close()
    assert time.monotonic() - began < 20  # a connection left open would hold it for a minute
