"""The command and its line protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.discovery.made_up import DAYS, TITLES, page, rows
from tests.crawler.portal import news, portal
from tests.crawler.program import Program

LIST = page(
    "<ul>"
    + rows('<li><a href="{href}">{title}</a><span>{day}</span></li>')
    + '</ul><a href="index_1.html">下一页</a> 共 3 页'
)
ADDRESS = "http://www.nowhere.gov.cn/xwzx/index.html"


def run(*arguments: str, requests: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from crawler.commandline import main; main()", "readlist", *arguments],
        input=requests, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    file = tmp_path / "list.html"
    file.write_text(LIST, encoding="utf-8")
    return file


def test_requests_are_answered_in_order_and_bad_ones_with_their_error(stored: Path) -> None:
    requests = [
        {"id": 1, "path": str(stored), "url": ADDRESS},
        {"id": 2, "path": str(stored.with_name("absent.html")), "url": None},
        {"id": 3, "path": str(stored), "url": None},
        {"id": 4, "path": str(stored), "url": 7},
        {"id": 5},
    ]
    done = run("--jsonl", requests="".join(f"{json.dumps(request)}\n" for request in requests) + "\nno json\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [answer["id"] for answer in answers] == [1, 2, 3, 4, None, None]
    assert [sorted(answer) == ["error", "id"] for answer in answers] == [False, True, False, True, True, True]
    base = "http://www.nowhere.gov.cn/xwzx/"
    assert answers[0]["links"][0] == [f"{base}202602/t20260227_100.html", TITLES[0], DAYS[0]]
    assert (answers[0]["next"], answers[0]["total_pages"]) == (f"{base}index_1.html", 3)
    assert answers[2]["links"][0][0] == "./202602/t20260227_100.html"
    assert answers[2]["next"] == "index_1.html"


def test_a_file_is_shown_as_a_table(stored: Path) -> None:
    done = run(str(stored), "--url", ADDRESS)
    assert done.returncode == 0, done.stderr
    assert all(title in done.stdout for title in TITLES)
    assert "6 rows (found), 3 pages in all; next page: http://www.nowhere.gov.cn/xwzx/index_1.html" in done.stdout


def test_the_fetch_time_bounds_what_dates_are_believed(stored: Path) -> None:
    done = run(str(stored), "--jsonl", "--fetched", "2020-01-01T00:00:00+08:00")
    assert [date for _, _, date in json.loads(done.stdout)["links"]] == [None] * 6


@pytest.mark.parametrize(("arguments", "status", "says"), [
    ((), 2, "wants a file"),
    (("http://www.nowhere.gov.cn/",), 2, "DISTRICT_NEWS_CONTACT"),
    (("absent.html",), 1, "absent.html"),
    (("--fetched", "yesterday", "absent.html"), 2, "expected a time"),
])  # fmt: skip
def test_wrong_use_says_what_to_do(arguments: tuple[str, ...], status: int, says: str) -> None:
    done = run(*arguments)
    assert done.returncode == status
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_is_fetched_and_read_and_nothing_is_kept(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(12)) as served:
        done = program.run("readlist", f"{served.root}/news/", "--jsonl")
        assert served.paths == ["/robots.txt", "/news/"]
    answer = json.loads(done.stdout)
    assert (done.returncode, len(answer["links"])) == (0, 10), done.stderr
    assert answer["next"] == f"{served.root}/news/index_1.html"
    assert not list(tmp_path.glob("*.db"))


def test_an_address_that_does_not_answer_is_trouble(tmp_path: Path) -> None:
    with portal({}) as served:
        done = Program(tmp_path).run("readlist", f"{served.root}/news/", "http://[")
    assert done.returncode == 1
    assert "status 404" in done.stderr
    assert "no web address" in done.stderr
    assert "Traceback" not in done.stderr
