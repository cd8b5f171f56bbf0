"""What the reader of list pages gets right on the captured pages that lie beside the checkout; a drop fails."""

from __future__ import annotations

import importlib.util
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.list_answers import as_answer, list_of_file

SHARED = Path(__file__).resolve().parents[4] / "shared"
CORPUS = SHARED / "corpus"
SCORER = SHARED / "bench/lists/score.py"
FLOORS = {"precision": 0.99, "recall": 0.99, "titles": 0.99, "dates": 0.99, "next": 0.9}

pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="the captured pages are not part of this checkout")


def scores() -> list[dict[str, Any]]:
    """The figures of every sure list page whose own address is known: of others relative links can't be compared."""
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    figures = []
    for line in (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        if page["kind"] not in ("list", "api") or not page.get("url"):
            continue
        gold = json.loads((CORPUS / "gold" / f"{page['id']}.json").read_text(encoding="utf-8"))
        if not gold.get("unsure"):
            read = list_of_file(
                CORPUS / page["file"], url=page["url"], fetched=datetime(2026, 11, 1, tzinfo=UTC), zone="Asia/Shanghai"
            )
            figures.append(scorer.score_page(gold, as_answer(read), page["url"]))
    return figures


def test_captured_lists_are_read_as_well_as_ever() -> None:
    pages = scores()
    assert len(pages) >= 10
    nexts = [page["next"] for page in pages if "next" in page]
    reached = {
        "precision": sum(page["precision"] for page in pages) / len(pages),
        "recall": sum(page["recall"] for page in pages) / len(pages),
        "titles": sum(page["titles"][0] for page in pages) / sum(page["titles"][1] for page in pages),
        "dates": sum(page["dates"][0] for page in pages) / sum(page["dates"][1] for page in pages),
        "next": sum(nexts) / len(nexts),
    }
    assert {name: value for name, value in reached.items() if value < FLOORS[name]} == {}
