"""district-news runs with two runs: what came out differently."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.store.runs import Runs
from pipelines.store.schema import open_database
from pipelines.store.walks import Walked, Walks
from tests.crawler.commands.at_hand import at_hand
from tests.pipelines.articles import NOON


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs, in the second of which one site failed; a third like the second."""
    data = tmp_path_factory.mktemp("runs")
    listing = "http://one.example/[news]/"
    with open_database(data / "news.db") as db:
        runs, walks = Runs(db), Walks(db)
        for number, (sites, new, reason) in enumerate(
            [(("one", "two"), 7, None), (("one", "three"), 0, "dns"), (("one", "three"), 0, "dns")]
        ):
            moment = NOON + timedelta(hours=number)
            run = runs.begin("crawl --due", sites, moment)
            for site in sites:
                runs.count(run, site, {"listings": 1, "new": new, "pages": 2 if new else 1}, 1.0)
            walks.record(run, "one", [Walked(listing=listing, kind="daily", pages=2, rows=40, ended=reason is None)])
            if reason:
                runs.fail(run, "one", listing, reason, None, moment)
            runs.finish(run, "finished", moment + timedelta(minutes=1))
    return data


def test_what_came_out_differently(data: Path) -> None:
    done = at_hand(data, "runs", "1", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["site", "listing", "figure", "run", "1", "run", "2", "change"],
        ["one", "new", "7", "0", "-7"],
        ["one", "list", "pages", "2", "1", "-1"],
        ["one", "why:", "dns", "0", "1", "+1"],
        ["one", "http://one.example/[news]/", "to", "its", "end", "yes", "no"],
        ["only", "in", "run", "1:", "two"],
        ["only", "in", "run", "2:", "three"],
    ]


def test_two_runs_alike(data: Path) -> None:
    assert at_hand(data, "runs", "2", "3").stdout == "What both crawled came out the same.\n"


@pytest.mark.parametrize(
    ("arguments", "told"), [(("1", "9"), "there is no run 9"), (("1", "2", "3"), "at most 2 argument")]
)
def test_wrong_use(data: Path, arguments: tuple[str, ...], told: str) -> None:
    done = at_hand(data, "runs", *arguments)
    assert (done.returncode, told in done.stderr) == (2, True)
