"""addsite as a person uses it: what is shown, what is written, what is left alone."""

from __future__ import annotations

import csv
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from tests.crawler.commands.test_help import prepared
from tests.crawler.onboarding.made_up import FOOT, column, menu, page
from tests.crawler.portal import Answers, Portal, portal
from tests.crawler.program import Program

QUICK = ("-s", "DOWNLOAD_DELAY=0.02", "-s", "RETRY_TIMES=0")
COLUMNS = menu(首页="/", 要闻="/yw/", 部门动态="/bmdt/", 通知公告="/tzgg/", 上级要闻="/sjyw/")
GOOD: Answers = {
    "/": page(COLUMNS + FOOT),
    **column("yw", range(12)),
    **column("bmdt", range(12, 24)),
    **column("tzgg", range(24, 36)),
}


@pytest.fixture
def town() -> Iterator[Portal]:
    with portal(GOOD) as served:
        yield served


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def profiles(program: Program) -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in program.data.glob("sites/*.toml")}


def urls(profile: dict[str, Any]) -> list[str]:
    return [listing["url"] for listing in profile["listings"]]


def test_from_nothing_but_the_address_to_articles(program: Program, town: Portal) -> None:
    done = program.run("addsite", town.root, "--yes", *QUICK)
    assert done.returncode == 0, done.stdout + done.stderr
    for told in (
        "西固区人民政府",
        "6201040011",
        "620104 甘肃 兰州 西固",
        "taken: named as news",
        "2024-03-",
        "written: ",
    ):
        assert told in done.stdout
    [(site, profile)] = profiles(program).items()
    assert (profile["division"], profile["checked"], urls(profile)) == ("620104", "never", [f"{town.root}/yw/"])
    assert program.run("crawl", site, *QUICK).returncode == 0
    assert program.rows("SELECT count(*), min(instr(url, '/yw/')) > 0 FROM articles") == [(12, 1)]
    assert "/tzgg/" not in town.paths
    sound = program.run("checksites", site)
    assert (sound.returncode, sound.stdout) == (0, "1 profile is sound; 1 recorded page read as expected\n")
    asked = len(town.paths)
    again = program.run("addsite", f"{town.root}/index.html", "--yes", *QUICK)
    assert again.returncode == 0
    assert f"{site} is a profile of this portal already" in again.stdout
    assert len(town.paths) == asked


def test_without_a_yes_nothing_is_written(program: Program, town: Portal) -> None:
    chosen = ("--column", "通知公告", "--column", f"{town.root}/bmdt/", "--id", "mine", "--name", "我的站")
    shown = program.run("addsite", town.root, *chosen, "--dry-run", *QUICK)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    text = shown.stdout.partition(f"{program.data / 'sites' / 'mine.toml'} would be:\n")[2]
    mine = tomllib.loads(text)
    assert "seen and refused by name\n" in shown.stdout
    assert "上级要闻" in shown.stdout
    assert (mine["name"], urls(mine)) == ("我的站", [f"{town.root}/tzgg/", f"{town.root}/bmdt/"])
    program.site("mine", town.root, listings=("/tzgg/",))
    unanswered = program.run("addsite", town.root, "--again", *QUICK)  # nobody there to say yes
    assert unanswered.returncode == 0
    assert f"Write {program.data / 'sites' / 'mine.toml'}? [y/N]" in unanswered.stdout
    assert "nothing was written" in unanswered.stdout
    assert profiles(program)["mine"]["listings"] == [f"{town.root}/tzgg/"]
    assert [path.name for path in (program.data / "sites").iterdir()] == ["mine.toml"]


def test_many_portals_go_on_where_they_were_killed(program: Program) -> None:
    slow = {path: answer for path, answer in GOOD.items() if path != "/"}
    with portal(GOOD) as first, portal({"/": page(menu(通知公告="/tzgg/") + FOOT), **slow}) as second:
        second.answers = {"/": page(menu(通知公告="/tzgg/") + FOOT), **column("tzgg", range(12))}
        waiting = dict(GOOD)
        waiting["/yw/"] = lambda: time.sleep(30) or page("")  # type: ignore[func-returns-value]
        with portal(waiting) as third:
            file = program.data / "portals.csv"
            lines = [
                "名称,url,name",
                f"甲,{first.root},",
                f"乙,{second.root}/,",
                f"丙,{third.root}/,西固三",
                f"丁,{first.root}/,",
                "戊,http://,",
            ]
            file.write_bytes("\n".join(lines).encode("gbk"))
            report = program.data / "exports" / "addsite-portals.csv"
            process = program.start("addsite", "--from", str(file), "--yes", *QUICK)
            done = 0
            while process.poll() is None and done < 3:
                time.sleep(0.05)
                done = report.read_bytes().count(b"\r\n") if report.exists() else 0
            process.kill()
            process.communicate()
            assert done == 3
            with report.open("ab") as torn:
                torn.write(f"{third.root}/,add".encode())
            third.answers = GOOD
            asked = len(first.paths) + len(second.paths)
            ended = program.run("addsite", "--from", str(file), "--yes", *QUICK)
            assert len(first.paths) + len(second.paths) == asked
            assert "2 of 3 stand in the report already; remove" in ended.stdout
            assert f"{file}, line 6: url: expected an absolute" in ended.stderr
    assert ended.returncode == 1
    assert f"2 added, 1 no news: {report}" in ended.stdout
    with report.open(encoding="utf-8-sig", newline="") as lines_of:
        rows = list(csv.DictReader(lines_of))
    assert [row["outcome"] for row in rows] == ["added", "no news", "added"]
    assert [row["articles"] for row in rows] == ["5 of 5", "", "5 of 5"]
    assert sorted(profile["name"] for profile in profiles(program).values()) == ["西固三", "西固区人民政府"]
    assert not [path for path in program.data.rglob("*.part") if path.is_file()]


LINES = [
    ((), "name the address of a portal, or give --from FILE.csv"),
    (("http://a.example/", "--from", "x.csv", "--yes"), "an address or --from, not both"),
    (("--from", "x.csv"), "--from asks no questions"),
    (("--from", "x.csv", "--yes", "--name", "甲"), "--from takes name, division, zone and column from its file"),
    (("http://a.example/", "--division", "999999"), "--division 999999: expected a code of data/divisions.csv"),
    (("http://a.example/", "--zone", "Mars"), "--zone Mars: expected an IANA time zone"),
    (("http://a.example/", "--id", "A b"), "--id A b: expected small letters, digits"),
    (("http://",), "expected an absolute http:// or https:// address"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), LINES, ids=[" ".join(arguments) for arguments, _ in LINES])
def test_a_line_that_cannot_be_meant(arguments: tuple[str, ...], told: str) -> None:
    command, parser = prepared("addsite")
    opts, args = parser.parse_known_args(list(arguments))
    with pytest.raises(UsageError, match=told.replace("(", r"\(")):
        command.process_options(args, opts)
