"""district-news correct, as a person meets it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.extract.reader import read_page
from pipelines.items import Page, Received
from pipelines.rules import SiteFacts
from tests.accuracy.made_up import FETCHED, as_expected
from tests.crawler.commands.at_hand import at_hand
from tests.crawler.portal import news, portal
from tests.crawler.program import Program
from tests.pipelines.archived import files_of


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, str]]:
    """A data folder with three articles; the portal still answers."""
    program = Program(tmp_path_factory.mktemp("correct") / "data")
    with portal(news(3)) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
        yield program, f"{served.root}/a/1.html"


def test_a_correction_survives_a_replay_and_can_be_exported(crawled: tuple[Program, str], tmp_path: Path) -> None:
    program, url = crawled
    read = program.rows("SELECT title FROM articles_flat WHERE url = ?", url)[0][0]
    done = at_hand(
        program.data, "correct", url, "title=走访商户", "reporters=李四、王五", "--why", "the page says otherwise"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == f"{url}: title, reporters, corrected"
    assert program.run("replay", *map(str, files_of(program.data))).returncode == 0
    shown = "SELECT title, reporters, version FROM articles_flat WHERE url = ?"
    assert program.rows(shown, url) == [("走访商户", "李四、王五", 1)]
    listed = at_hand(program.data, "correct")
    assert [line.split()[:2] for line in listed.stdout.splitlines()[1:]] == [[url, "reporters"], [url, "title"]]

    exported = at_hand(program.data, "correct", "--export", str(tmp_path / "cases"))
    assert exported.returncode == 0, exported.stdout
    (folder,) = (tmp_path / "cases").iterdir()
    assert exported.stdout.strip() == f"{url}: {folder}"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    given = expected.pop("given")
    assert (given["url"], given["site"], given["zone"]) == (url, "one", "Asia/Shanghai")
    page = Received(
        url=url,
        status=200,
        headers=(),
        body=(folder / "page.html").read_bytes(),
        fetched=datetime.fromisoformat(FETCHED),
    )
    article = read_page(Page(site="one", url=url, parts=(page,)), SiteFacts(name="one", zone="Asia/Shanghai"))
    wrong = {field for field, value in expected.items() if as_expected(article, field) != value}
    assert wrong == {"title", "reporters"}

    shutil.copytree(folder, program.data / "sites" / "one")
    checked = program.run("checksites", "one")
    assert [line.split(": ")[1] for line in checked.stdout.splitlines() if "expected" in line] == ["title", "reporters"]

    back = at_hand(program.data, "correct", url, "--undo", "title", "--why", "it was right")
    assert back.returncode == 0
    assert program.rows(shown, url) == [(read, "李四、王五", 1)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("URL", "title=x"), "say why with --why"),
        (("URL", "title", "--why", "x"), "title: expected a field and its value, such as title=…"),
        (("URL", "published=gestern", "--why", "x"), "published: gestern is no date"),
        (("https://a.example/", "title=x", "--why", "x"), "https://a.example/: no article is kept from that address"),
    ],
)
def test_wrong_use(crawled: tuple[Program, str], arguments: tuple[str, ...], told: str) -> None:
    program, url = crawled
    done = at_hand(program.data, "correct", *(url if word == "URL" else word for word in arguments))
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_kept(tmp_path: Path) -> None:
    done = at_hand(tmp_path, "correct")
    assert (done.returncode, "nothing is kept there yet" in done.stderr) == (2, True)
