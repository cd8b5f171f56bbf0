"""district-news read, as a person runs it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.portal import Answer, portal
from tests.pipelines.extract.pages import TEXT, TITLE, article, html

PROGRAM = Path(sys.executable).parent / "district-news"
FETCHED = ("--fetched", "2026-03-20T16:00+08:00")
INFORMATION = "发布时间：2026-03-01 08:30 来源：青禾报 记者：张木兰"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "渡口.html"
    path.write_text(article(INFORMATION), encoding="utf-8")
    return path


def run(folder: Path, *arguments: str | Path, lines: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DISTRICT_", "SCRAPY"))}
    return subprocess.run(
        [PROGRAM, "read", *map(str, arguments)],
        input=lines,
        stdin=subprocess.DEVNULL if lines is None else None,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=folder,
        env={**environment, "DISTRICT_NEWS_DATA": str(folder / "data")},
    )


def test_a_file_is_shown_with_its_evidence(stored: Path) -> None:
    shown = run(stored.parent, stored.name, *FETCHED, "--url", "http://www.qinghe.example/1.html")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert " also " not in shown.stdout
    for told in ("http://www.qinghe.example/1.html", TITLE, "2026-03-01T08:30:00+08:00 (minute)", "青禾报", "张木兰", "label", TEXT[0][:20], "nobody is named in this role"):  # fmt: skip
        assert told in shown.stdout


def test_explained_it_says_what_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(article(INFORMATION, head='<meta name="ContentSource" content="柳湾报">'), encoding="utf-8")
    explained = run(tmp_path, path, *FETCHED, "--explain")
    assert "source: also '柳湾报' by meta at meta contentsource: not believed" in explained.stdout


def test_as_json(stored: Path) -> None:
    shown = run(stored.parent, stored, stored, *FETCHED, "--json")
    answers = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(answer["title"], answer["url"], answer["body"]) for answer in answers] == [
        (TITLE, None, "\n".join(TEXT))
    ] * 2


def test_a_missing_file_is_named_and_the_others_are_read(stored: Path) -> None:
    shown = run(stored.parent, "no-such.html", stored, *FETCHED)
    assert shown.returncode == 1
    assert "no-such.html: No such file or directory" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert TITLE in shown.stdout


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    shown = run(tmp_path, tmp_path)
    assert shown.returncode == 1
    assert str(tmp_path) in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "name files or addresses"),
        (("a.html", "--jsonl"), "name files or addresses"),
        (("a.html", "--fetched", "yesterday"), "--fetched yesterday: expected a time such as"),
        (("a.html", "b.html", "--url", "http://a.example/"), "--url goes with one file"),
        (("a.html", "--site", "xigo"), "did you mean xigu"),
        (("a.html", "--no-such-option"), "--no-such-option"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], complaint: str, tmp_path: Path) -> None:
    shown = run(tmp_path, *arguments)
    assert shown.returncode == 2
    assert complaint in shown.stderr + shown.stdout
    assert "Traceback" not in shown.stderr


def test_a_site_brings_its_name_and_rules(tmp_path: Path) -> None:
    (tmp_path / "data" / "sites").mkdir(parents=True)
    profile = 'name = "青禾新闻网"\nlistings = []\n[read]\ntitle = "h2"\n'
    (tmp_path / "data" / "sites" / "qinghe.toml").write_text(profile, encoding="utf-8")
    page = tmp_path / "a.html"
    page.write_text(article("日期：2026-03-01 来源：本网", before="<h2>渡口的钟</h2>"), encoding="utf-8")
    shown = run(tmp_path, page, "--site", "qinghe", "--json", *FETCHED)
    answer = json.loads(shown.stdout)
    assert (answer["source"], answer["title"]) == ("青禾新闻网", "渡口的钟")
    assert answer["evidence"]["title"]["method"] == "rule"


def test_requests_are_answered_in_order(stored: Path) -> None:
    other = stored.parent / "b.html"
    other.write_text(html("<p>抱歉，您访问的页面不存在</p>"), encoding="utf-8")
    requests: list[Any] = [
        {"id": "a", "path": str(stored), "url": "http://www.qinghe.example/1.html"},
        "{broken",
        {"id": "c", "path": str(stored.parent / "none.html"), "url": None},
        {"id": "d", "path": str(other), "url": None},
    ]
    lines = "\n".join(r if isinstance(r, str) else json.dumps(r) for r in requests) + "\n"
    shown = run(stored.parent, "--jsonl", *FETCHED, lines=lines)
    answers = [json.loads(line) for line in shown.stdout.splitlines()]
    assert (shown.returncode, shown.stderr) == (0, "")
    assert [answer["id"] for answer in answers] == ["a", None, "c", "d"]
    assert (answers[0]["title"], answers[0]["reporter"]) == (TITLE, ["张木兰"])
    assert answers[1].keys() == answers[2].keys() == {"id", "error"}
    assert (answers[3]["kind"], answers[3]["body"]) == ("other", None)


def test_an_answer_is_flushed_before_the_next_request(stored: Path) -> None:
    with subprocess.Popen(
        [PROGRAM, "read", "--jsonl", *FETCHED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=stored.parent,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "path": str(stored), "url": None}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
    assert process.returncode == 0


def test_addresses_are_fetched_and_not_kept(tmp_path: Path) -> None:
    page = article(INFORMATION.replace("来源", "稿源")).encode("gb18030")
    pages = {"/a.html": Answer(page, headers={"Content-Type": "text/html; charset=gb2312"})}
    with portal(pages) as served:
        shown = run(tmp_path, f"{served.root}/a.html", "--json")
        asked = [path for path in served.paths if path != "/robots.txt"]
    answer = json.loads(shown.stdout)
    assert (shown.returncode, asked) == (0, ["/a.html"])
    assert (answer["url"], answer["title"], answer["source"]) == (f"{served.root}/a.html", TITLE, "青禾报")
    assert list(tmp_path.rglob("*.db")) == list(tmp_path.rglob("*.warc*")) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("http://[", "http://[: no web address; expected one such as https://"),
        ("http://", "http://: no web address"),
        ("http://127.0.0.1:99999/a.html", "http://127.0.0.1:99999/a.html: no web address"),
        ("www.qinghe.example/a.html", "a.html: No such file or directory; a web address begins with http://"),
        ("a.html", "a.html: No such file or directory; name a file that can be read\n"),
    ],
)
def test_what_is_no_address_is_trouble_in_one_line(tmp_path: Path, name: str, told: str) -> None:
    shown = run(tmp_path, name)
    assert (shown.returncode, shown.stdout) == (1, "")
    assert told in shown.stderr
    assert shown.stderr.count("\n") == 1


def test_what_is_no_page_is_trouble(tmp_path: Path) -> None:
    with portal({"/a.html": Answer(b"%PDF-1.4")}) as served:
        shown = run(tmp_path, f"{served.root}/a.html")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr == f"{served.root}/a.html: not a page: text/html; charset=utf-8\n"


def test_an_address_that_does_not_answer_is_trouble(tmp_path: Path) -> None:
    with portal({"/a.html": Answer(article(INFORMATION).encode())}) as served:
        shown = run(tmp_path, f"{served.root}/none.html", f"{served.root}/a.html", *FETCHED)
    assert shown.returncode == 1
    assert f"{served.root}/none.html" in shown.stderr
    assert "404" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert TITLE in shown.stdout


def test_a_closed_port_is_trouble(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/a.html"
        shown = run(tmp_path, address)
    assert shown.returncode == 1
    assert address in shown.stderr
    assert "Traceback" not in shown.stderr


def test_beyond_loopback_nobody_is_asked_without_a_contact(tmp_path: Path) -> None:
    shown = run(tmp_path, "http://www.qinghe.example/a.html")
    assert shown.returncode == 2
    assert "contact" in shown.stderr.lower()
    assert "Traceback" not in shown.stderr


def test_a_list_is_called_one_before_anything_else_is_shown(tmp_path: Path) -> None:
    rows = "".join(
        f'<li><a href="/a/{n}.html">区里召开第{n}次推进会安排部署春季工作</a><span>2026-03-{n:02}</span></li>'
        for n in range(1, 21)
    )
    (tmp_path / "list.html").write_text(f"<html><body><ul>{rows}</ul></body></html>", encoding="utf-8")
    shown = run(tmp_path, "list.html", *FETCHED, "--url", "http://www.qinghe.example/news/")
    assert shown.stdout.startswith("no article: a list; nothing of this is kept\n")
