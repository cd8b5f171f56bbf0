"""Every benchmark at its smallest: it runs, and gives the figures it promises. How big they are is nobody's test."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import curve, keeping, parallel, policy, reading, road, scale, search, story_growth, workers
from benchmarks.figures import Figure
from benchmarks.pages import FEWEST, MadeUp, as_page
from benchmarks.texts import Texts
from pipelines.extract.reader import read_page

NOON = datetime(2026, 12, 31, 4, tzinfo=UTC)


def named(figures: Sequence[Figure]) -> dict[str, float | None]:
    return {figure.what.strip(): figure.value for figure in figures}


def test_made_up_pages_are_as_many_as_big_and_as_different_as_said() -> None:
    pages = MadeUp(count=43)
    bodies = [body for _, _, _, body in pages.articles()]
    assert len(bodies) == len(set(bodies)) == 43
    assert 30_000 < sum(map(len, bodies)) / 43 < 50_000
    assert len({url for _, _, url, _ in pages.articles()}) == 43


def test_made_up_pages_are_the_same_each_time() -> None:
    assert list(MadeUp(count=FEWEST).articles())[3][3] == list(MadeUp(count=FEWEST).articles())[3][3]


def test_made_up_pages_are_read_as_they_were_told() -> None:
    """A page that is misread would be no measure of reading."""
    for portal, post, url, body in MadeUp(count=20).articles():
        article = read_page(as_page(portal, url, body, NOON))
        assert (article.kind.value, article.title.value) == ("article", post.title)
        assert article.body.value == "\n".join(post.paragraphs)


def test_the_list_pages_name_every_article() -> None:
    pages = MadeUp(count=2 * FEWEST)
    lists = b"".join(body for _, _, body in pages.lists())
    for _, post, _, _ in pages.articles():
        assert str(post.number).encode() in lists or post.title.encode() in lists


def test_parallel() -> None:
    figures = named(parallel.measure(FEWEST, copies=2, latency=0.1))
    assert (figures["portals"], figures["at once on one host"]) == (10, 1)
    assert figures["CPU"]
    assert (figures["at once"] or 0) > 5


def test_road() -> None:
    figures = named(road.measure(FEWEST, rounds=1))
    assert list(figures) == [
        "bare Scrapy", "the road", "road to bare", "archive", "document and blocks", "fields", "keep", "rest",
    ]  # fmt: skip
    assert figures["bare Scrapy"]
    assert figures["road to bare"] == pytest.approx((figures["the road"] or 0) / figures["bare Scrapy"])
    stages = [figures[stage] or 0 for stage in ("archive", "document and blocks", "fields", "keep", "rest")]
    assert sum(stages) == pytest.approx(figures["the road"])


def test_reading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "CORPUS", tmp_path)
    monkeypatch.setattr(reading, "AIMS", {"no_such_library": 10})
    own, absent, peer = reading.measure(FEWEST, rounds=1)
    assert own.what == "district-news, made-up pages"
    assert (own.value or 0) > 0
    assert (absent.what, absent.value) == ("district-news, captured pages", None)
    assert "not there" in absent.remark
    assert (peer.what, peer.value, peer.remark) == ("no_such_library", None, "not installed")


def test_peers_read_the_sure_articles_in_the_same_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    manifest = [{"id": "a", "file": "a.html"}, {"id": "b", "file": "a.html"}, {"id": "c", "file": "a", "kind": "list"}]
    (tmp_path / "manifest.jsonl").write_text("".join(json.dumps(one) + "\n" for one in manifest), encoding="utf-8")
    (tmp_path / "a.html").write_text("<title>题</title><h1>题</h1>", encoding="utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "b.json").write_text('{"unsure": ["date"]}', encoding="utf-8")
    answers = (sys.executable, "-c", "import sys\nfor line in sys.stdin: print(line, end='', flush=True)")
    monkeypatch.setattr(reading, "CORPUS", tmp_path)
    monkeypatch.setattr(reading, "AIMS", {"a peer": 10})
    monkeypatch.setattr(reading, "OURS", answers)
    monkeypatch.setattr(reading, "peer_command", lambda _: answers)
    figures = {figure.what: figure for figure in reading.measure(FEWEST, rounds=1)}
    assert "; 1 pages of" in figures["a peer, captured pages"].remark
    assert (figures["district-news to a peer"].value or 0) > 0


def test_a_reader_that_ends_early_is_said_to(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended before"):
        workers.seconds((sys.executable, "-c", "input()"), [(tmp_path / "a.html", None)])


def test_keeping() -> None:
    figures = named(keeping.measure(FEWEST))
    assert list(figures) == [
        "keep, a new article",
        "keep, the same again",
        "bare sqlite3, the rows of new articles",
        "keep to bare",
    ]
    assert all(value and value > 0 for value in figures.values())


def test_made_up_texts_come_as_crawls_bring_them() -> None:
    texts = list(Texts(100))
    assert len(texts) == len({text.body for text in texts}) == 100
    assert 800 < sum(len(text.body) for text in texts) / 100 < 1_000
    days = [text.day for text in texts]
    assert days[:5] == sorted(days[:5], reverse=True)
    assert days[50:] == sorted(days[50:])
    assert len(set(Texts(100).by_frequency)) == len(Texts(100).by_frequency) > 3_000


def test_search() -> None:
    figures = named(search.measure(200))
    assert list(figures) == [
        "upkeep, all at once", "upkeep, 1000 more", "index to text", "articles and index to text",
        "first page, pairs of rare characters, p95", "first page, rare words, p95", "first page, middling words, p95", "first page, one common character, p95",
        "first page, pairs of common characters, p95",
    ]  # fmt: skip
    assert all(value and value > 0 for value in figures.values())


def test_stories() -> None:
    figures = named(story_growth.measure(100, night=50))
    assert list(figures) == [
        "a night of 50, the first", "a night of 50, after 100", "looking a story up, CPU, 95 of 100",
        "looking a story up, time, 95 of 100", "what texts are found by", "memory of the process",
    ]  # fmt: skip
    assert (figures["a night of 50, after 100"] or 0) > 0


def test_the_program_prints_and_writes_what_was_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "figures.json"
    assert program.main(["keeping", "--pages", str(FEWEST), "--json", str(path)]) == 0
    written = json.loads(path.read_text(encoding="utf-8"))
    assert list(written) == ["keeping"]
    assert set(written["keeping"][0]) == {"what", "value", "unit", "remark"}
    assert "keep, a new article" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["swimming"], "swimming"), (["--pages", "3"], "10 at the least"), (["--pages", "many"], "whole number")],
)
def test_wrong_use_is_explained(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_policy_with_sweeps_finds_everything_that_stands_for_a_week() -> None:
    found = {what: value or 0.0 for what, value in named(policy.measure(60)).items()}
    assert found["and a sweep a week: found"] == found["always two months: found"]
    assert found["first known row: found"] < found["and a sweep a week: found"]
    assert (
        found["first known row"] <= found["and three days"] <= found["and a sweep a week"] < found["always two months"]
    )


def test_keeping_is_told_at_every_size_and_drawn() -> None:
    told = scale.sizes(120, first=40)
    assert [size.articles for size in told] == [40, 120]
    assert all(size.storing > 0 and size.catching_up > 0 and size.to_text > 1 and size.memory > 10 for size in told)
    figures = [vars_of(figure) for size in told for figure in scale.figures(size)]
    picture = curve.drawn(figures)
    assert picture.count("<circle") == 2 * len(curve.PANELS)
    with pytest.raises(ValueError, match="memory"):
        curve.drawn([figure for figure in figures if "memory" not in str(figure["what"])])


def vars_of(figure: Figure) -> dict[str, object]:
    return {"what": figure.what, "value": figure.value}
