"""Copies among the texts of the corpus, and among made-up ones: the bars of docs/stories.md."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks import stories
from benchmarks.copies import EDITS
from benchmarks.figures import Figure
from pipelines.dedupe import near
from pipelines.dedupe.identity import body_hash

GOLD = Path(__file__).resolve().parents[2] / "../shared/corpus/gold"
KNOWN = {("app-bjtitle-com-1", "m-yicai-com-1")}
"""The one pair of copies, on two hosts."""


@pytest.mark.skipif(not GOLD.is_dir(), reason="the corpus is not there")
def test_the_one_known_pair_of_the_corpus_is_found_and_no_other() -> None:
    bodies = {path.stem: json.loads(path.read_text(encoding="utf-8")).get("body") for path in GOLD.glob("*.json")}
    found = set()
    for one, other in combinations(sorted(name for name, body in bodies.items() if body), 2):
        sketches = near.sketch(bodies[one]), near.sketch(bodies[other])
        may_be = sketches[0] and sketches[1] and near.may_be_near(sketches[0], sketches[1])
        is_near = may_be and near.near(near.shingles(bodies[one]), near.shingles(bodies[other]))
        if is_near or (body_hash(bodies[one]) or one) == body_hash(bodies[other]):
            found.add((one, other))
    assert found == KNOWN


def figures(pages: int) -> dict[str, Figure]:
    return {figure.what.strip(): figure for figure in stories.measure(pages)}


@pytest.mark.parametrize("pages", [30, pytest.param(300, marks=pytest.mark.soak)])
def test_copies_are_found_and_nothing_else(pages: int) -> None:
    """210 pairs and 512 lookalikes here; 2,100 and 5,104 in the long version."""
    found = figures(pages)
    assert (found["precision"].value or 0) >= 0.995
    assert (found["recall"].value or 0) >= 0.97
    assert all((found[edit].value or 0) >= 0.9 for edit in EDITS)
