"""district-news health, as a person meets it; and who is told when."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from pipelines.store.ledger import Ledger
from pipelines.store.runs import Runs
from pipelines.store.schema import open_database
from pipelines.store.walks import Walked, Walks
from tests.crawler.commands.at_hand import at_hand

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LISTING = "http://127.9.9.9/news/"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two sites that were crawled well, one that is paused; beside the shipped ones, which were not."""
    sites = tmp_path / "sites"
    sites.mkdir()
    for name, more in {"well": "", "ill": "", "resting": 'paused = "rebuilt [until] May"'}.items():
        (sites / f"{name}.toml").write_text(f'name = "{name}"\nlistings = ["{LISTING}"]\n{more}\n', encoding="utf-8")
    crawled(tmp_path, NOON)
    return tmp_path


def crawled(data: Path, moment: datetime, reason: str | None = None) -> None:
    """Leave what a crawl leaves."""
    with open_database(data / "news.db") as db:
        runs, walks = Runs(db), Walks(db)
        run = runs.begin("crawl --due", ["well", "ill"], moment)
        for site in ("well", "ill"):
            bad = reason if site == "ill" else None
            walks.record(run, site, [Walked(listing=LISTING, pages=1, rows=20, ended=not bad)])
            if bad:
                Ledger(db).record(run, {(site, LISTING, "unread", bad): 1})
        runs.finish(run, "finished", moment + HOUR)


def told(data: Path, moment: datetime, *arguments: str) -> tuple[int, str, str]:
    with time_machine.travel(moment):
        done = at_hand(data, "health", *arguments)
    return done.returncode, done.stdout, done.stderr


def test_what_a_person_sees(data: Path) -> None:
    code, out, _ = told(data, NOON + 2 * HOUR)
    assert (code, out.count("\n")) == (0, 1)
    assert "1 paused" in out
    assert "2 quiet" in out
    crawled(data, NOON + 24 * HOUR, "challenge")
    code, out, _ = told(data, NOON + 26 * HOUR)
    assert code == 1
    row = next(line for line in out.splitlines() if line.startswith("ill"))
    assert "blocked (challenge)  2026-03-05 12:00  2026-03-04 12:00, run 1  was quiet" in row
    assert "could not be read: challenge (http://127.9.9.9/news/)" in row
    crawled(data, NOON + 30 * HOUR)
    code, out, _ = told(data, NOON + 50 * HOUR)
    assert (code, "mended since yesterday: ill (was blocked)" in out) == (0, True)
    assert "rebuilt [until] May" in told(data, NOON + 50 * HOUR, "resting")[1]


def test_for_programs(data: Path) -> None:
    crawled(data, NOON + 24 * HOUR, "status 404")
    code, out, _ = told(data, NOON + 25 * HOUR, "ill", "well", "--json")
    first, second = json.loads(out)
    assert (code, first["site"], first["state"], first["kind"], second["state"]) == (
        1,
        "ill",
        "moved",
        "status 404",
        "quiet",
    )
    assert (first["since"], first["last_good"], first["needs_a_look"]) == (
        "2026-03-05T12:00:00+00:00",
        "2026-03-04T12:00:00+00:00",
        True,
    )


def test_an_alert_comes_after_two_bad_crawls_once_and_when_mended(data: Path) -> None:
    out, sent = data / "alerts.txt", data / "sent.txt"
    command = f'{sys.executable} -c "import sys; open(sys.argv[1], chr(97)).write(sys.stdin.read())" {sent}'
    alert = ("--alert-file", str(out), "--alert-command", command)

    def lines_after(moment: datetime, reason: str | None, code: int) -> list[str]:
        before = len(out.read_text().splitlines()) if out.exists() else 0
        crawled(data, moment, reason)
        assert told(data, moment + HOUR, *alert) == (code, "", "")
        return out.read_text().splitlines()[before:] if out.exists() else []

    assert lines_after(NOON + 12 * HOUR, "dns", 1) == []
    (line,) = lines_after(NOON + 24 * HOUR, "dns", 1)
    assert line.startswith(
        "ill: down: could not be read: dns (since 2026-03-05 00:00 UTC, last good run 2026-03-04 12:00 UTC)"
    )
    assert lines_after(NOON + 36 * HOUR, "dns", 1) == []
    (line,) = lines_after(NOON + 48 * HOUR, "challenge", 1)
    assert line.startswith("ill: blocked: ")
    (line,) = lines_after(NOON + 60 * HOUR, None, 0)
    assert line.startswith("ill: mended")
    assert lines_after(NOON + 72 * HOUR, None, 0) == []
    assert sent.read_text() == out.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--after", "0"), "--after is 1 or more"),
        (("nowhere",), "nowhere: no site of that name"),
        (("--after", "1", "--alert-command", "false"), "--alert-command false"),
        (("--after", "1", "--alert-command", "no 'such"), "No closing quotation"),
        (("--after", "1", "--alert-file", "/"), "give --alert-file a file that may be written"),
    ],
)
def test_what_cannot_be_done_is_said_and_counts_as_not_told(data: Path, arguments: tuple[str, ...], said: str) -> None:
    crawled(data, NOON + 12 * HOUR, "dns")
    code, _, err = told(data, NOON + 13 * HOUR, *arguments)
    assert (code, said in err) == (2, True), err
    code, _, _ = told(data, NOON + 13 * HOUR, "--after", "1", "--alert-file", str(data / "a.txt"))
    assert (data / "a.txt").read_text().startswith("ill: down")


def test_without_any_crawl_nobody_needs_a_look(tmp_path: Path) -> None:
    code, out, _ = told(tmp_path, NOON)
    assert (code, "never run" in out) == (0, True)
