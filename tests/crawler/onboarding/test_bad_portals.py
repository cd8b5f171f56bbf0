"""Addresses no profile can be made of: each says why, all in one run, and nothing is written."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path

from tests.crawler.onboarding.made_up import BAD, LOGIN
from tests.crawler.portal import portal
from tests.crawler.program import Program

QUICK = ("-s", "DOWNLOAD_DELAY=0.02", "-s", "RETRY_TIMES=0")
NOBODY = "http://127.77.255.1:9/"


def test_each_says_why_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with ExitStack() as town:
        served = {name: town.enter_context(portal(answers)) for name, (answers, _, _) in BAD.items()}
        lines = ["url", *(f"{one.root}/" for one in served.values()), NOBODY]
        (tmp_path / "portals.csv").write_text("\n".join(lines), encoding="utf-8")
        done = Program(tmp_path).run("addsite", "--from", str(tmp_path / "portals.csv"), "--yes", *QUICK)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    with (tmp_path / "exports" / "addsite-portals.csv").open(encoding="utf-8-sig", newline="") as file:
        report = {row["url"]: (row["outcome"], row["why"]) for row in csv.DictReader(file)}
    for name, (_, reason, told) in BAD.items():
        outcome, why = report[f"{served[name].root}/"]
        assert (name, outcome) == (name, reason)
        assert told in why, name
    assert report[NOBODY][0] == "connection refused"
    assert not list(tmp_path.rglob("*.toml"))
    assert all(len(one.paths) < 60 for one in served.values()), "a trap was walked into"


def test_one_of_them_alone(tmp_path: Path) -> None:
    with portal(LOGIN) as served:
        done = Program(tmp_path).run("addsite", served.root, "--yes", *QUICK)
    assert done.returncode == 1
    assert done.stderr == f"district-news: {served.root}/ is no portal's home page: it asks for a log-in\n"
    assert done.stdout == ""
    assert not (tmp_path / "sites").exists()
