"""The gate: how well real pages are read, held above floors. Needs the annotated pages beside the checkout.

The pages belong to their publishers and are no part of this project: ../shared/corpus and ../shared/bench/data hold
them, with what people wrote down for each; ../shared/bench/extract/score.py counts. Floors stand a little below what was measured, so that a
change that costs a page or two is seen.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crawler.protocol import as_answer, page_of_file
from pipelines.extract.reader import read_page
from pipelines.items import Article

SHARED = Path(__file__).parents[2] / "../shared"
CORPUS = SHARED / "corpus"
SEED = SHARED / "seed"
SCORE = SHARED / "bench" / "extract" / "score.py"
FETCHED = datetime(2026, 11, 23, tzinfo=UTC)

needs_corpus = pytest.mark.skipif(
    not (SCORE.exists() and (CORPUS / "manifest.jsonl").exists()),
    reason="the annotated pages (../shared/corpus) or their measure are not beside this checkout",
)
needs_seed = pytest.mark.skipif(
    not (SEED / "expected.json").exists(), reason="the seed page (../shared/seed) is not beside this checkout"
)


@cache
def measure() -> ModuleType:
    """The scoring module, by its path: the benchmarks' own measure, so that figures can be compared."""
    spec = spec_from_file_location("shared_extract_score", SCORE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read(folder: Path, row: dict[str, Any]) -> Article:
    return read_page(page_of_file(folder / row["file"], row.get("url"), FETCHED))


@cache
def figures(folder: Path) -> dict[str, Any]:
    """Title, date, source, reporter and body over all pages of a set whose annotation is sure."""
    score = measure()
    rows, gold = score.read_data(folder)
    sure = [row for row in rows if not gold[row["id"]].get("unsure")]
    assert len(sure) >= 40, "too few annotated pages to say anything"
    answers = ((row["id"], as_answer(read(folder, row))) for row in sure)
    summary: dict[str, Any] = score.summarise(score.score_page(gold[name], answer) for name, answer in answers)
    return summary


@pytest.mark.parametrize(
    ("name", "field", "right", "wrong"),
    [
        ("corpus", "title", 0.98, 0.01),
        ("corpus", "date", 0.98, 0.01),
        ("corpus", "source", 0.96, 0.03),
        ("corpus", "reporter", 0.94, 0.02),
        ("cwced", "date", 0.94, 0.03),
        ("fundus-tests", "title", 0.84, 0.16),
        ("fundus-tests", "date", 0.98, 0.01),
        ("fundus-tests", "reporter", 0.68, 0.11),
        ("htmldate", "date", 0.92, 0.04),
    ],
)
def test_values(name: str, field: str, right: float, wrong: float) -> None:
    found = figures(folder_of(name))[field]
    assert found["recall"] >= right, found
    assert found["wrong_rate"] <= wrong, found


@pytest.mark.parametrize(
    ("name", "f1"), [("corpus", 0.985), ("cwced", 0.965), ("zyte", 0.968), ("fundus-tests", 0.968)]
)
def test_bodies(name: str, f1: float) -> None:
    found = figures(folder_of(name))["body"]
    assert found["f1"] >= f1, found
    assert found["missing"] == 0, found


def folder_of(name: str) -> Path:
    """The folder of a set; skips where it is not there."""
    folder = CORPUS if name == "corpus" else SHARED / "bench" / "data" / name
    if not (SCORE.exists() and (folder / "manifest.jsonl").exists()):
        pytest.skip(f"the annotated pages ({name}) or their measure are not beside this checkout")
    return folder


@needs_corpus
def test_no_list_is_read_as_an_article() -> None:
    others = [row for row in measure().read_jsonl(CORPUS / "manifest.jsonl") if row.get("kind", "article") != "article"]
    assert others
    kinds = {row["id"]: read(CORPUS, row).kind for row in others}
    assert {name: kind.reason for name, kind in kinds.items() if kind.value == "article"} == {}


# --- the page this program was asked for


@cache
def seed() -> tuple[Article, dict[str, Any]]:
    expected = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    return read_page(page_of_file(SEED / "article.html", None, FETCHED)), expected


@needs_seed
@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("title", "title"),
        ("source", "source"),
        ("reporters", "reporter"),
        ("collectors", "collecting_editor"),
        ("breadcrumb", "category"),
        ("body", "body"),
    ],
)
def test_seed(field: str, key: str) -> None:
    article, expected = seed()
    value = getattr(article, field).value
    assert (list(value) if isinstance(value, tuple) else value) == expected[key]


@needs_seed
def test_the_seed_has_no_date_and_says_why() -> None:
    article, expected = seed()
    assert article.kind.value == "article"
    assert article.published.value is expected["date"] is None
    assert article.published.reason == "the label 日期 is empty"


@needs_seed
@pytest.mark.parametrize("kind", ["related", "hot", "latest"])
def test_seed_side_lists(kind: str) -> None:
    article, expected = seed()
    assert list(article.side_lists[kind]) == expected[kind]
