"""district-news history, as a person meets it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.store.articles import Articles
from pipelines.store.checks import Check, Checks
from pipelines.store.schema import open_database
from tests.crawler.commands.at_hand import at_hand
from tests.crawler.program import Program
from tests.pipelines.articles import BODY, NOON, a_full_article

HOUR = timedelta(hours=1)
URL = "https://news.qinghe.example/2026/03/1.html"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A data folder with one article in three versions, which was gone for a while, and one that never changed."""
    program = Program(tmp_path_factory.mktemp("history") / "data")
    with open_database(program.data / "news.db") as db:
        articles, number = Articles(db), BODY.replace("九公里", "八公里")
        articles.keep(a_full_article())
        articles.keep(a_full_article(url="https://news.qinghe.example/2.html", title="[老]桥"))
        articles.keep(a_full_article(body=number, reporters=("甲一",), fetched=NOON + HOUR))
        articles.keep(
            a_full_article(body=number, reporters=("甲一",), title="老水渠今年又通水了", fetched=NOON + 2 * HOUR)
        )
        Checks(db).note(Check(article_id=1, at=NOON + 3 * HOUR, outcome="gone", status=404))
        Checks(db).note(Check(article_id=1, at=NOON + 4 * HOUR, outcome="same", status=200))
    return program


def test_what_a_person_sees(program: Program) -> None:
    done = program.run("history", f"{URL}?from=list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "老水渠今年又通水了",
        URL,
        "restored, version 3, first seen 2026-03-04 12:00, last seen 2026-03-04 14:00 UTC",
        "",
        "version 1 to 2, 2026-03-04 13:00 UTC: name, number",
        "  reporters: 甲一、乙二 → 甲一",
        "  body: …水。镇上请来三位老渠工，沿着[-九-]{+八+}公里渠道一段一段地看，哪里漏…",
        "",
        "version 2 to 3, 2026-03-04 14:00 UTC: title",
        "  title: 老水渠{+今年+}又通水了",
        "",
        "state     since (UTC)       checks  why",
        "gone      2026-03-04 15:00       1  gone, status 404",
        "restored  2026-03-04 16:00       0  same, status 200",
    ]


def test_for_programs(program: Program) -> None:
    done = program.run("history", URL, "--json")
    told = json.loads(done.stdout)
    assert (told["url"], told["site"], told["state"]) == (URL, "qinghe", "restored")
    assert [(step["version"], step["classes"]) for step in told["steps"]] == [(1, ["name", "number"]), (2, ["title"])]
    assert told["steps"][0]["body"] == [[BODY.index("九公里"), "九", "八"]]
    assert [stage["state"] for stage in told["stages"]] == ["gone", "restored"]


def test_an_article_that_never_changed(program: Program) -> None:
    done = program.run("history", "http://news.qinghe.example/2.html")
    assert done.stdout.splitlines()[0] == "[老]桥"
    assert done.stdout.splitlines()[-1] == "The page never changed."


def test_what_people_corrected(program: Program) -> None:
    url = "https://news.qinghe.example/2.html"
    done = at_hand(program.data, "correct", url, "source=甲乙报", "title=新桥", "--why", "the image says so")
    assert done.returncode == 0
    assert at_hand(program.data, "correct", url, "--undo", "title", "--why", "it does not").returncode == 0
    today = datetime.now(UTC).date().isoformat()
    told = at_hand(program.data, "history", url).stdout.splitlines()
    assert told[-4:] == [
        "The page never changed.",
        "",
        f"corrected by hand: source 青禾融媒 → 甲乙报 ({today}, 'the image says so')",
        f"corrected by hand: title [老]桥 → 新桥 ({today}, 'the image says so'; ended {today}, 'it does not')",
    ]
    known = json.loads(at_hand(program.data, "history", url, "--json").stdout)["corrections"]
    assert [(one["field"], one["value"], bool(one["ended"])) for one in known] == [
        ("source", "甲乙报", False), ("title", "新桥", True),
    ]  # fmt: skip


def test_of_an_article_that_was_taken_down(tmp_path: Path) -> None:
    url = "https://news.qinghe.example/2.html"
    with open_database(tmp_path / "news.db") as db:
        Articles(db).keep(a_full_article(url=url))
    assert at_hand(tmp_path, "forget", url, "--why", "asked for").returncode == 0
    unseen = "https://news.qinghe.example/3.html"
    assert at_hand(tmp_path, "forget", unseen, "--unseen", "--why", "private").returncode == 0
    today = datetime.now(UTC).date().isoformat()
    said = f"taken down {today}, because: asked for (article 1, qinghe)"
    spelled = "http://www.news.qinghe.example/2.html?from=list"
    told = at_hand(tmp_path, "history", spelled)
    assert (told.returncode, told.stdout) == (0, f"{spelled}: {said}\n")
    known = json.loads(at_hand(tmp_path, "history", url, "--json").stdout)
    assert (known["url"], known["state"], known["tombstones"][0]["why"]) == (url, "taken down", "asked for")
    wrong = at_hand(tmp_path, "correct", url, "title=x", "--why", "y")
    assert (wrong.returncode, said in wrong.stderr) == (2, True)
    never = f"{unseen}: forbidden {today}, because: private (no article was kept from there)\n"
    assert at_hand(tmp_path, "history", unseen).stdout == never


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name the address of an article"),
        ((URL, "--site", "shiqiao"), "no article of shiqiao is kept"),
    ],
)
def test_wrong_use(program: Program, arguments: tuple[str, ...], told: str) -> None:
    done = program.run("history", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
