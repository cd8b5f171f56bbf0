"""district-news stories, as a person runs it."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from benchmarks.copies import Teller
from crawler.commands.stories import Command
from pipelines.errors import StoreError
from pipelines.items import Moment
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database, writing
from tests.crawler.portal import news, portal
from tests.crawler.program import Program
from tests.pipelines.articles import an_article
from tests.pipelines.store.databases import one, rows


class Stories:
    """The command on a database, in this process."""

    def __init__(self, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._database, self._capsys = database, capsys

    def said(self, *arguments: str) -> tuple[list[str], str]:
        """The lines it prints, and what it complains of."""
        asked, parser = Command(), argparse.ArgumentParser()
        asked.settings = Settings({"DATABASE": str(self._database), "LOG_LEVEL": "INFO"})
        parser.add_argument("stories", nargs="*")
        asked.add_options(parser)
        opts = parser.parse_args(arguments)
        asked.run(opts.stories, opts)
        out, err = self._capsys.readouterr()
        return out.splitlines(), err


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A text, its copy on another site a day later, an older copy that arrived last, and another text."""
    teller = Teller(5)
    told, other = teller.story("a"), teller.story("a")
    early = "2026-03-01", told.body[: len(told.body) * 4 // 5]
    with open_database(tmp_path / "news.db") as db:
        for number, (site, (day, body)) in enumerate(
            {
                "a": ("2026-03-02", told.body),
                "b": ("2026-03-03", f"石桥融媒体中心今日讯。{told.body}"),
                "c": ("2026-03-01", other.body),
                "d": early,
            }.items()
        ):
            url = f"https://{site}.example/{number}.html"
            Articles(db).keep(an_article(url=url, site=site, published=Moment(day, "day"), body=body))
    return tmp_path / "news.db"


@pytest.fixture
def stories(database: Path, capsys: pytest.CaptureFixture[str]) -> Stories:
    return Stories(database, capsys)


def test_it_compares_all_and_shows_what_went_farthest(stories: Stories, database: Path) -> None:
    lines, _ = stories.said()
    assert [line.split()[:5] for line in lines[:2]] == [
        ["story", "sites", "articles", "first", "by"],
        ["1", "3", "3", "2026-03-01", "d"],
    ]
    assert lines[2:] == ["stories that stand more than once: 1; copies: 2"]
    with open_database(database) as db:
        with writing(db):
            db.conn.execute("UPDATE articles SET story_id = id")  # somebody meddled
            db.conn.execute("DELETE FROM reposts")
        assert stories.said()[0] == lines
        assert rows(db, "SELECT story_id FROM articles ORDER BY id") == [(1,), (1,), (3,), (1,)]


def test_one_story_in_time(stories: Stories) -> None:
    stories.said()
    head, first, second, third = stories.said("1")[0]
    assert head.split()[:5] == ["published", "site", "late", "copied", "kept"]
    assert first.split()[:2] == ["2026-03-01", "d"]
    assert second.split()[:5] == ["2026-03-02", "a", "1", "d", "79%"]
    assert third.split()[:4] == ["2026-03-03", "b", "2", "d"]
    assert "石桥融媒体中心今日讯。" in third


def test_a_number_that_no_story_bears_any_more_leads_on(stories: Stories) -> None:
    stories.said()
    assert stories.said("4")[0][0] == "story 4 is story 1 now"
    assert [line.split()[:2] for line in stories.said("3")[0][1:]] == [["2026-03-01", "c"]]


def test_showing_compares_nothing_and_says_what_waits(stories: Stories, database: Path) -> None:
    lines, complaint = stories.said("--show")
    assert lines[-1] == "stories that stand more than once: 0; copies: 0"
    assert complaint == "not compared yet: 4 articles; the next crawl does it\n"
    with open_database(database) as db:
        assert one(db, "SELECT count(*) FROM texts") == 0


@pytest.mark.parametrize("arguments", [("x",), ("--limit", "0"), ("99",)])
def test_wrong_use(stories: Stories, arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        stories.said(*arguments)


def test_nothing_is_kept_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoreError, match="crawl or replay first"):
        Stories(tmp_path / "news.db", capsys).said()


def test_a_crawl_leaves_nothing_to_compare(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(3)) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
    shown = program.run("stories", "--show")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines()[-1].startswith("stories that stand")
