"""One thing breaks on a made-up portal: the next crawl is judged to be in the right state, and names the last good one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tests.crawler.commands.at_hand import at_hand
from tests.crawler.portal import Answer, Answers, news, portal
from tests.crawler.program import Program

MONDAY = datetime(2024, 3, 25, 6, tzinfo=UTC)
RULES = '[[listings]]\nurl = "{root}/news/"\nrow = "ul.list li"\nlink = "a"\ndate = "span"'
CHALLENGE = Answer(b"<html><script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script></html>")


def edited(answers: Answers, change: Callable[[str], str | bytes]) -> Answers:
    """The pages of the list, each changed."""
    found = {}
    for path, answer in answers.items():
        if path.startswith("/news/") and isinstance(answer, Answer):
            made = change(answer.body.decode())
            found[path] = replace(answer, body=made if isinstance(made, bytes) else made.encode())
    return {**answers, **found}


def garbled(text: str) -> str:
    """Through the wrong charset, as a misconfigured server sends it."""
    return text.encode().decode("gb18030", "replace")


FAULTS: Mapping[str, tuple[Callable[[Answers], Answers], str, str | None]] = {
    "the list selector": (
        lambda a: edited(a, lambda text: text.replace("class=list", "class=newlist")),
        "empty selector",
        None,
    ),
    "the date selector": (
        lambda a: edited(a, lambda text: text.replace("<span>2024-03-", "<em>").replace("</span>", "</em>")),
        "field lost",
        "date of rows",
    ),
    "paging": (
        lambda a: edited(a, lambda text: text.replace("下一页</a>", "</a>").replace("index_", "q_")),
        "field lost",
        "next page",
    ),
    "the charset": (lambda a: edited(a, garbled), "garbled", None),
    "a challenge with 200": (lambda a: {**a, "/news/": CHALLENGE}, "blocked", "challenge"),
    "the list is empty": (lambda a: edited(a, lambda text: text.split("<ul")[0]), "empty selector", None),
    "the list is gone": (lambda a: {**a, "/news/": Answer(b"gone", status=404)}, "moved", "status 404"),
    "the server is broken": (lambda a: {**a, "/news/": Answer(b"", status=500)}, "down", "status 500"),
    "robots.txt": (
        lambda a: {**a, "/robots.txt": Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})},
        "robots forbids",
        "robots",
    ),
}


def test_each_fault_is_seen_by_the_next_crawl_and_over_with_the_one_after(tmp_path: Path) -> None:
    """All portals are crawled at once, good, broken and mended."""
    program = Program(tmp_path)
    names = [f"s{number}" for number in range(len(FAULTS))]
    served = [portal(news(24)) for _ in names]
    portals = [one.__enter__() for one in served]
    try:
        for name, root in zip(names, (there.root for there in portals), strict=True):
            rules = RULES.format(root=root)
            (tmp_path / "sites").mkdir(exist_ok=True)
            (tmp_path / "sites" / f"{name}.toml").write_text(
                f'name = "{name}"\ndelay = 0.02\n{rules}\n', encoding="utf-8"
            )
        crawl = ("crawl", *names, "-s", "REVISITS_PER_RUN=0")
        program.at(MONDAY)
        assert program.run(*crawl).returncode == 0
        program.at(MONDAY + timedelta(hours=12))
        for there, (fault, _, _) in zip(portals, FAULTS.values(), strict=True):
            there.answers = fault(news(24))
        program.run(*crawl)

        found = judged(tmp_path, names, MONDAY + timedelta(hours=13))
        told = {name: (found[site]["state"], found[site]["kind"]) for site, name in zip(names, FAULTS, strict=True)}
        assert told == {name: (state, kind) for name, (_, state, kind) in FAULTS.items()}
        for one in found.values():
            assert one["last_good_run"] == 1, one
            assert str(one["last_good"]).startswith("2024-03-25T06:0")
            assert str(one["since"]).startswith("2024-03-25T18:0")
            assert (one["last_good_run"], one["bad_runs"], one["needs_a_look"]) == (1, 1, True)
            assert one["advice"]

        for mended in portals:
            mended.answers = news(24)
        program.at(MONDAY + timedelta(days=2))
        program.run(*crawl)
        after = judged(tmp_path, names, MONDAY + timedelta(days=2, hours=1))
        assert {one["state"] for one in after.values()} <= {"ok", "quiet"}
        assert all(one["was"] == found[name]["state"] for name, one in after.items())
    finally:
        for context in served:
            context.__exit__(None, None, None)


def judged(data: Path, names: list[str], now: datetime) -> dict[str, dict[str, object]]:
    with time_machine.travel(now):
        done = at_hand(data, "health", *names, "--json")
    assert done.stderr == ""
    return {one["site"]: one for one in json.loads(done.stdout)}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_changes_a_portal(name: str) -> None:
    assert FAULTS[name][0](news(24)) != news(24)
