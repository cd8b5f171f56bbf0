"""The line protocol: every request answered, in order, one line of JSON each; nothing in a request breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.protocol import answers, as_answer, evidence, page_of_file
from pipelines.errors import UnreadablePage
from pipelines.items import Candidate, FieldValue
from pipelines.rules import SiteFacts
from tests.pipelines.extract.pages import TEXT, TITLE, article, html, read

NOW = datetime(2026, 3, 20, 8, tzinfo=UTC)
INFORMATION = "发布时间：2026-03-01 08:30 记者：张木兰 通讯员：李半山 来源：本网 编辑：王小满"
KEYS = {
    "id", "kind", "title", "date", "source", "reporter", "body", "editor", "correspondent", "photographer", "reviewer",
    "collector", "date_precision", "breadcrumb", "images", "attachments", "evidence", "side_lists",
}  # fmt: skip


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "渡口 1.html"
    path.write_text(article(INFORMATION), encoding="utf-8")
    return path


def ask(*requests: Any, facts: SiteFacts | None = None) -> list[dict[str, Any]]:
    lines = [request if isinstance(request, str) else json.dumps(request) for request in requests]
    return [json.loads(answer) for answer in answers(lines, lambda: NOW, facts)]


def test_an_article(stored: Path) -> None:
    [answer] = ask({"id": 7, "path": str(stored), "url": "http://www.qinghe.example/1.html"})
    assert answer.keys() == KEYS
    assert (answer["id"], answer["kind"], answer["title"]) == (7, "article", TITLE)
    assert (answer["date"], answer["date_precision"]) == ("2026-03-01T08:30:00+08:00", "minute")
    assert (answer["source"], answer["editor"]) == ("本网", ["王小满"])
    assert answer["body"] == "\n".join(TEXT)


def test_everyone_who_wrote_is_a_reporter_and_correspondents_are_told_apart(stored: Path) -> None:
    [answer] = ask({"id": "a", "path": str(stored), "url": None})
    assert answer["reporter"] == ["张木兰", "李半山"]
    assert answer["correspondent"] == ["李半山"]


def test_what_the_page_does_not_show_is_null(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(article(""), encoding="utf-8")
    [answer] = ask({"id": 1, "path": str(path), "url": None})
    assert (answer["date"], answer["source"], answer["date_precision"]) == (None, None, None)
    assert [answer[role] for role in ("reporter", "editor", "photographer", "reviewer", "collector")] == [[]] * 5
    assert answer["evidence"]["published"] == {"reason": "no date that speaks of this article"}


def test_a_page_that_is_no_article_has_no_body(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(html("<p>抱歉，您访问的页面不存在</p>", "<title>青禾县人民政府</title>"), encoding="utf-8")
    [answer] = ask({"id": 1, "path": str(path), "url": None})
    assert (answer["kind"], answer["body"]) == ("other", None)


def test_the_sites_facts_are_used(stored: Path) -> None:
    facts = SiteFacts(name="青禾新闻网", zone="America/New_York")
    [answer] = ask({"id": 1, "path": str(stored)}, facts=facts)
    assert (answer["source"], answer["date"]) == ("青禾新闻网", "2026-03-01T08:30:00-05:00")


BROKEN: list[tuple[Any, Any]] = [
    ("{", None),
    ("no json", None),
    ("[1]", None),
    ("null", None),
    ("[" * 100_000, None),
    ({"id": 5}, 5),
    ({"id": 5, "path": None, "url": None}, 5),
    ({"id": 5, "path": 12, "url": None}, 5),
    ({"id": 5, "path": "/nowhere/渡口.html", "url": None}, 5),
    ({"id": {"a": 1}, "path": "/nowhere", "url": None}, {"a": 1}),
    ({"id": 5, "path": "/", "url": None}, 5),
    ({"id": 5, "path": "a\u0000b", "url": None}, 5),
    ({"id": 5, "path": "x" * 5_000, "url": None}, 5),
]


@pytest.mark.parametrize(("request_line", "identity"), BROKEN, ids=[str(line)[:40] for line, _ in BROKEN])
def test_a_broken_request_is_answered_and_the_next_one_too(request_line: Any, identity: Any, stored: Path) -> None:
    broken, sound = ask(request_line, {"id": 2, "path": str(stored), "url": None})
    assert broken.keys() == {"id", "error"}
    assert broken["id"] == identity
    assert broken["error"]
    assert (sound["id"], sound["title"]) == (2, TITLE)


@pytest.mark.parametrize("url", [12, ["a"], {"a": 1}, True])
def test_an_address_that_is_no_text_is_answered(url: Any, stored: Path) -> None:
    answered, sound = ask({"id": 1, "path": str(stored), "url": url}, {"id": 2, "path": str(stored)})
    assert (answered["id"], sound["id"]) == (1, 2)
    assert "error" in answered


def test_a_missing_file_is_named() -> None:
    [answer] = ask({"id": 1, "path": "/nowhere/渡口.html", "url": None})
    assert "/nowhere/渡口.html" in answer["error"]


def test_blank_lines_are_no_requests(stored: Path) -> None:
    assert [a["id"] for a in ask("", " \n", {"id": 1, "path": str(stored)}, "\n")] == [1]


def test_each_answer_comes_before_the_next_request_is_read(stored: Path) -> None:
    """Callers wait for an answer before they ask again."""
    read_so_far = []

    def requests() -> Iterator[str]:
        for number in range(3):
            read_so_far.append(number)
            yield json.dumps({"id": number, "path": str(stored), "url": None})

    for answered, line in enumerate(answers(requests(), lambda: NOW)):
        assert json.loads(line)["id"] == answered
        assert read_so_far[-1] == answered
        assert "\n" not in line


@given(st.lists(st.text(max_size=60) | st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "path", "url"]), inner)).map(json.dumps), max_size=5))  # fmt: skip
def test_any_lines_are_answered_one_by_one(lines: list[str]) -> None:
    answered = [json.loads(line) for line in answers(lines, lambda: NOW)]
    assert len(answered) == sum(bool(line.strip()) for line in lines)
    assert all("id" in answer for answer in answered)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match="渡口"):
        page_of_file(tmp_path / "渡口.html", None, NOW)
    with pytest.raises(UnreadablePage, match=str(tmp_path)):
        page_of_file(tmp_path, None, NOW)


def test_an_answer_is_json_without_loss() -> None:
    answer = as_answer(read(article(INFORMATION)))
    assert json.loads(json.dumps(answer)) == answer


def test_evidence_leaves_empty_parts_out() -> None:
    candidate = Candidate(value="青禾报", method="meta", where="meta source", raw="青禾报", verdict="not believed")
    found = FieldValue(value="柳湾报", method="label", where="block 1", confidence=0.951, candidates=(candidate,))
    assert evidence(found) == {
        "method": "label",
        "where": "block 1",
        "confidence": "0.95",
        "candidates": "青禾报 (meta, meta source, not believed)",
    }
    assert evidence(FieldValue[str].absent("no source is named")) == {"reason": "no source is named"}
