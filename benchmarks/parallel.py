"""Many portals that take their time, crawled side by side by one process: CPU a page, and whether politeness held.

Every answer takes a second. One portal after the other, as many pages would take as many seconds; side by side, they
take as long as the slowest portal, if the CPU keeps up.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crawls import in_own_process, road, served
from benchmarks.figures import Figure
from benchmarks.pages import MadeUp
from demo.server import Visit, read_log

COPIES = 20
"""Of the five portals of the town."""
LATENCY = 1.0
"""Seconds that every answer takes."""


def measure(pages: int, copies: int = COPIES, latency: float = LATENCY) -> list[Figure]:
    """pages: articles on all portals together. Raises RuntimeError where a host was asked two things at once."""
    pages = max(pages, 2 * 5 * copies)
    with TemporaryDirectory() as folder:
        log = Path(folder) / "visits.jsonl"
        with served(MadeUp(count=pages, copies=copies), delay=latency, log=log) as made_up:
            began = time.monotonic()
            cpu = in_own_process(road, made_up)
            wall = time.monotonic() - began
        visits = read_log(log)
        fetched = pages + sum(1 for _ in made_up.lists())
    return [
        Figure(what="portals", value=len({visit.host for visit in visits}), unit="", remark="one address each"),
        Figure(what="requests", value=len(visits), unit="", remark=f"{latency:.1f} s until an answer comes"),
        Figure(what="CPU", value=1000 * cpu / fetched, unit="ms/page", remark="articles and list pages; limit: 15"),
        Figure(what="time", value=wall, unit="s", remark=f"one by one: {latency * len(visits):.0f} s or more"),
        Figure(what="at once", value=_most_at_once(visits), unit="requests", remark="over all portals"),
        Figure(what="at once on one host", value=_polite(visits), unit="requests", remark="limit: 1"),
    ]


def _most_at_once(visits: list[Visit]) -> int:
    """The greatest number of requests under way at any time."""
    steps = sorted([(visit.began, 1) for visit in visits] + [(visit.ended, -1) for visit in visits])
    most = under_way = 0
    for _, step in steps:
        under_way += step
        most = max(most, under_way)
    return most


def _polite(visits: list[Visit]) -> int:
    """The most requests under way at one address. Raises RuntimeError where these are more than one."""
    most = max(visit.in_flight for visit in visits)
    if most > 1:
        hosts = sorted({visit.host for visit in visits if visit.in_flight > 1})
        raise RuntimeError(f"two requests at a time went to {', '.join(hosts)}")
    return most
