"""What today's rules would change, counted."""

from __future__ import annotations

from typing import Any

from pipelines.dedupe.comparison import FIELDS, Comparison
from pipelines.dedupe.verdict import Content, Kept
from tests.pipelines.articles import an_article

THEN, NOW = "2026-03-04T12:00:00+00:00", "2026-03-05T12:00:00+00:00"


def says(**changes: Any) -> Content:
    return Content.of(an_article(**changes))


def kept(fetched: str = NOW, **changes: Any) -> Kept:
    return Kept(content=says(**changes), fetched=fetched)


def test_what_a_page_comes_to() -> None:
    report = Comparison()
    cases = [
        (kept(), says(), NOW, "same"),
        (kept(), says(title="别的"), NOW, "changed"),
        (None, says(), NOW, "new"),
        (None, None, NOW, "no article"),
        (kept(), None, NOW, "no article any more"),
        (kept(), None, THEN, "no article"),
        (kept(), says(title="别的"), THEN, "an older version"),
        (kept(), says(body=None), NOW, "no body any more"),
    ]
    found = [report.add("one", f"{at}", old, new, fetched=fetched) for at, (old, new, fetched, _) in enumerate(cases)]
    assert found == [outcome for *_, outcome in cases]


def test_fields_are_counted_by_site_and_kind() -> None:
    report = Comparison(most=2)
    for number in range(3):
        report.add(
            "one", f"1/{number}", kept(source=None, reporters=("甲",)), says(source="报", reporters=None), fetched=NOW
        )
    report.add("two", "2/1", kept(published=None), says(reporters=("乙",)), fetched=NOW)
    assert dict(report.counts) == {
        ("one", "source", "gained"): 3,
        ("one", "reporters", "lost"): 3,
        ("two", "published", "gained"): 1,
        ("two", "reporters", "changed"): 1,
    }
    assert [(one.url, one.old, one.new) for one in report.samples["source", "gained"]] == [
        ("1/0", None, "报"),
        ("1/1", None, "报"),
    ]
    assert {field for field, _ in report.samples} <= set(FIELDS)


def test_an_article_counts_once() -> None:
    report = Comparison()
    for fetched in (NOW, "2026-03-06T12:00:00+00:00"):
        assert report.add("one", "1", kept(), says(title="老水渠没有水了"), fetched=fetched) == "changed"
    assert list(report.counts.values()) == [1]
