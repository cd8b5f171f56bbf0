"""The names that others found on 2,528 portals, where their list lies beside the checkout; a drop fails."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from crawler.onboarding.column_names import Rank, judge
from crawler.onboarding.place import locate

PORTALS = Path(__file__).resolve().parents[4] / "shared/reference/data/gov_portals.csv"

pytestmark = pytest.mark.skipif(not PORTALS.exists(), reason="the list of portals is not part of this checkout")


def ranks(*, suspected: bool) -> list[Rank | None]:
    """How the names of sure columns are judged, or of those that are suspected of a level above."""
    with PORTALS.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["news_tier"] in ("A", "B") and row["news_column"]]
    return [
        judge(row["news_column"], locate(f"{row['code']}0001", [row["portal_name"], row["name"]])).rank
        for row in rows
        if bool(row["news_flag"]) is suspected
    ]


def test_sure_columns_have_a_telling_name() -> None:
    judged = ranks(suspected=False)
    assert len(judged) == 2364
    assert sum(rank not in (None, Rank.UNNAMED) for rank in judged) >= 2331


def test_columns_of_a_level_above_are_refused() -> None:
    judged = ranks(suspected=True)
    assert len(judged) == 164
    assert judged.count(None) >= 156
