"""addsite as a person uses it: what is shown, what is written, what is left alone."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
    again = program.run("addsite", f"{town.root}/index.html", "--yes", *QUICK)
    assert again.returncode == 0
    assert f"{site} is a profile of this portal already" in again.stdout


def test_what_is_recorded_is_checked(program: Program, town: Portal) -> None:
    program.run("addsite", town.root, "--yes", *QUICK)
    [site] = profiles(program)
    folder = program.data / "sites" / site
    sound = program.run("checksites", site)
    assert (sound.returncode, sound.stdout) == (0, "1 profile is sound; 1 recorded page read as expected\n")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert expected["source"] == "测试日报"
    assert len(expected["listing"]["rows"]) == 12
    with (program.data / "sites" / f"{site}.toml").open("a", encoding="utf-8") as profile:
        profile.write('\n[read]\nsource = "h1"\n')
    differs = program.run("checksites", site)
    assert differs.returncode == 1
    assert f'{folder / "page.html"}: source: expected "测试日报", found ' in differs.stdout
    listed = (folder / "list.html").read_bytes()
    (folder / "list.html").write_bytes(listed.replace("春季".encode(), "秋季".encode(), 1))
    assert "list.html: row 1: title: expected" in program.run("checksites", site).stdout
    (folder / "page.html").unlink()
    broken = program.run("checksites", site)
    assert broken.returncode == 1
    assert f"{folder}: the recorded page cannot be compared" in broken.stdout


@pytest.mark.parametrize(("options", "told"), [
    (("--dry-run",), "would be:"),
    ((), "nothing was written"),  # nobody there to say yes
])  # fmt: skip
def test_without_a_yes_nothing_is_written(program: Program, town: Portal, options: tuple[str, ...], told: str) -> None:
    done = program.run("addsite", town.root, *options, *QUICK)
    assert done.returncode == 0
    assert told in done.stdout
    assert not list(program.data.rglob("*.toml"))


def test_columns_by_name_and_address(program: Program, town: Portal) -> None:
    chosen = ("--column", "通知公告", "--column", f"{town.root}/bmdt/")
    done = program.run("addsite", town.root, *chosen, "--id", "mine", "--name", "我的站", "--yes", *QUICK)
    assert done.returncode == 0, done.stdout + done.stderr
    mine = profiles(program)["mine"]
    assert (mine["name"], urls(mine)) == ("我的站", [f"{town.root}/tzgg/", f"{town.root}/bmdt/"])
    replaced = program.run("addsite", town.root, "--again", "--yes", *QUICK)
    assert replaced.returncode == 0
    assert urls(profiles(program)["mine"]) == [f"{town.root}/yw/"]
    unknown = program.run("addsite", town.root, "--again", "--column", "通知公高", *QUICK)
    assert unknown.returncode == 1
    assert "no column is called 通知公高; nearest are 通知公告" in unknown.stderr


def test_many_portals_resumed(program: Program, town: Portal) -> None:
    file = program.data / "portals.csv"
    with portal({"/": page(menu(通知公告="/tzgg/") + FOOT), **column("tzgg", range(12))}) as other:
        lines = ["名称,url,name", f"甲,{town.root},", f"乙,{other.root}/,", f"丙,{town.root}/,"]
        file.write_bytes("\n".join(lines).encode("gbk"))
        first = program.run("addsite", "--from", str(file), "--yes", *QUICK)
        report = program.data / "exports" / "addsite-portals.csv"
        asked = len(town.paths) + len(other.paths)
        again = program.run("addsite", "--from", str(file), "--yes", *QUICK)
        assert len(town.paths) + len(other.paths) == asked
        report.write_bytes(report.read_bytes()[:-9])  # killed while the last line was written
        third = program.run("addsite", "--from", str(file), "--yes", *QUICK)
        assert len(other.paths) > 1
    for done in (first, again, third):
        assert done.returncode == 1
        assert f"1 added, 1 no news: {report}" in done.stdout or "1 no news, 1 added" in done.stdout
    with report.open(encoding="utf-8-sig", newline="") as lines_of:
        rows = list(csv.DictReader(lines_of))
    assert [(row["url"], row["outcome"]) for row in rows] == [(f"{town.root}/", "added"), (f"{other.root}/", "no news")]
    assert rows[0]["articles"] == "5 of 5"
    assert len(profiles(program)) == 1


LINES = [
    ((), "name the address of a portal, or give --from FILE.csv"),
    (("--from", "x.csv"), "--from asks no questions"),
    (("http://a.example/", "--division", "999999"), "--division 999999: expected a code of data/divisions.csv"),
    (("http://",), "expected an absolute http:// or https:// address"),
    (("--from", "missing.csv", "--yes"), "missing.csv: No such file or directory"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), LINES, ids=[" ".join(arguments) for arguments, _ in LINES])
def test_wrong_use(program: Program, arguments: tuple[str, ...], told: str) -> None:
    done = program.run("addsite", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
