"""district-news search, as a person runs it; the index is brought up to date by the crawl."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.commands import search as command
from crawler.commands.search import Command, asked_for, summed_up
from pipelines.errors import StoreError, UnknownSite
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database, writing
from pipelines.store.search import Found, Hit
from tests.crawler.portal import news, portal
from tests.crawler.program import Program
from tests.pipelines.articles import an_article


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three articles of the site one, crawled, and one that changed since."""
    program = Program(tmp_path_factory.mktemp("kept"))
    with portal(news(3)) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
    return program.data


class Search:
    """The command on a database, in this process: starting one takes a second."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._database, self._capsys = data / "news.db", capsys

    def said(self, *arguments: str) -> tuple[str, str]:
        """What it prints, and what it complains of."""
        asked, parser = Command(), argparse.ArgumentParser()
        asked.settings = Settings({"DATABASE": str(self._database), "LOG_LEVEL": "INFO"})
        parser.add_argument("words", nargs="*")
        asked.add_options(parser)
        opts = parser.parse_args(arguments)
        asked.run(opts.words, opts)
        out, err = self._capsys.readouterr()
        return out, err

    def hits(self, *arguments: str) -> list[dict[str, Any]]:
        """What it finds."""
        out, err = self.said("--json", *arguments)
        assert err == ""
        hits: list[dict[str, Any]] = json.loads(out)
        return hits


def test_a_crawl_brings_the_index_up_to_date(kept: Path) -> None:
    assert Program(kept).rows("SELECT count(*) FROM upkeep WHERE task = 'search'") == [(0,)]
    assert Program(kept).rows("SELECT count(*) FROM articles_fts_docsize") == [(3,)]


def test_json_is_an_array_of_objects_in_utf8_whatever_the_terminal_speaks(kept: Path) -> None:
    done = Program(kept, PYTHONIOENCODING="ascii:backslashreplace").run("search", "夏街道", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (hit,) = json.loads(done.stdout)
    assert {name: hit[name] for name in ("title", "site", "published", "source", "reporters")} == {
        "title": "夏街道第1次走访商户听取意见",
        "site": "one",
        "published": "2024-03-02T08:30:00+08:00",
        "source": "测试日报",
        "reporters": "张三",
    }
    assert hit["url"].endswith("/a/1.html")
    assert "夏街道" in hit["excerpt"]


def test_words_filters_and_limit(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    search = Search(kept, capsys)
    assert [hit["published"][:10] for hit in search.hits("街")] == ["2024-03-03", "2024-03-02", "2024-03-01"]
    assert len(search.hits("街", "--limit", "2")) == 2
    assert len(search.hits("街", "夏")) == 1
    assert len(search.hits("街", "--best", "--since", "2024-03-02", "--division", "62", "--reporter", "张三")) == 2
    assert search.hits("街", "--source", "测试") == search.hits("没有的词") == []


def test_what_a_person_sees(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = Search(kept, capsys).said("第1次", "商户", "--site", "one")
    first, head, text, address = out.splitlines()
    assert first == "1 article, newest first"
    assert head == "2024-03-02 08:30  one  夏街道第1次走访商户听取意见"
    assert "走访商户" in text
    assert address.strip().endswith("/a/1.html")
    assert err == ""


def test_a_site_nobody_knows(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnknownSite, match=r"onne: no site of that name; did you mean one\?"):
        Search(kept, capsys).said("街", "--site", "onne")


def test_nothing_kept_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoreError, match="nothing is kept there yet; crawl or replay first"):
        Search(tmp_path, capsys).said("街")


def an_unindexed_article(data: Path) -> None:
    with open_database(data / "news.db") as db:
        Articles(db).keep(an_article(title="扫雪"))


def test_what_a_killed_run_left_is_indexed_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    an_unindexed_article(tmp_path)
    assert [hit["title"] for hit in Search(tmp_path, capsys).hits("扫雪")] == ["扫雪"]


def test_what_cannot_be_indexed_now_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Because another process is writing, or because it is too much."""
    told = ("0 articles\n", "1 article is not in the index yet; the next crawl brings it in\n")
    an_unindexed_article(tmp_path)
    monkeypatch.setattr(command, "_PATIENCE", 1)
    with open_database(tmp_path / "news.db") as other, writing(other):
        assert Search(tmp_path, capsys).said("扫雪") == told
    monkeypatch.setattr(command, "_SMALL", 0)
    assert Search(tmp_path, capsys).said("扫雪") == told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["西固", "扫雪"], ["西固", "扫雪"]),
        (["西固 扫雪"], ["西固 扫雪"]),
        (['"西固 扫雪" 除冰', "路"], ["西固 扫雪", "除冰", "路"]),
        (['说"好'], ['说"好']),
        (['"a"b"'], ['"a"b"']),
        (["", " "], []),
    ],
)
def test_what_is_looked_for(arguments: list[str], words: list[str]) -> None:
    assert asked_for(arguments) == words


HIT = Hit(
    id=1, url="", title=None, site="", site_name="", published=None, source=None, reporters=None, story_id=1, excerpt=""
)


@pytest.mark.parametrize(
    ("hits", "count", "more", "partly", "best", "told"),
    [
        (0, 0, False, False, False, "0 articles"),
        (1, 1, False, False, False, "1 article, newest first"),
        (2, 9, False, False, True, "9 articles, 2 shown, best first"),
        (2, 1000, True, False, False, "1000+ articles, 2 shown, newest first"),
        (2, 1000, True, True, True, "1000+ articles, 2 shown, best first among the newest 10000"),
    ],
)
def test_the_line_above(hits: int, count: int, more: bool, partly: bool, best: bool, told: str) -> None:
    found = Found(hits=(HIT,) * hits, count=count, more=more, partly=partly, waiting=0)
    assert summed_up(found, best=best) == told
