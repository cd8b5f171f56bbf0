"""What may be corrected, and how a correction lies over what was read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.dedupe.corrections import Correction, Value, as_read, lay_over, parse
from pipelines.dedupe.verdict import Content
from pipelines.errors import CorrectionError
from pipelines.items import Moment
from tests.pipelines.articles import an_article

NOW = datetime(2026, 3, 20, tzinfo=UTC)

VALUES: list[tuple[str, str, Value]] = [
    ("title", " 老水渠\n又通水 ", "老水渠 又通水"),
    ("title", "", None),
    ("source", "a=b", "a=b"),
    ("reporters", "甲一、 乙二、甲一", ("甲一", "乙二")),
    ("editors", "、", None),
    ("breadcrumb", "首页 > 要闻", ("首页", "要闻")),
    ("body", "一。\r\n\n　二。", "一。\n二。"),
    ("body", " \n", None),
    ("published", "2026-02-14", Moment("2026-02-14", "day")),
    ("published", "2026-02", Moment("2026-02", "month")),
    ("published", "2026-02-14T08+08:00", Moment("2026-02-14T08:00:00+08:00", "hour")),
    ("published", "2026-02-14 08:30+08:00", Moment("2026-02-14T08:30:00+08:00", "minute")),
    ("published", "2026-02-14T08:30:05-05:00", Moment("2026-02-14T08:30:05-05:00", "second")),
    ("published", "2026-02-14T08:30Z", Moment("2026-02-14T08:30:00+00:00", "minute")),
    ("published", "2026-03-21", Moment("2026-03-21", "day")),
]


@pytest.mark.parametrize(("field", "text", "value"), VALUES)
def test_values_as_they_are_typed(field: str, text: str, value: Value) -> None:
    assert parse(field, text, now=NOW) == value


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("reporter", "甲一", "reporter: no field that can be corrected; these can: title,"),
        ("site", "qinghe", "no field"),
        ("published", "14.2.2026", "is no date; expected one such as 2026-02-14T08:30"),
        ("published", "2026-13", "is no date"),
        ("published", "20260214", "is no date"),
        ("published", "2026-02-14T08:30", r"needs its offset from UTC, such as 2026-02-14T08:30\+08:00"),
        ("published", "1970-01-01", "cannot be; expected a day from 1995-01-01 to 2026-03-20"),
        ("published", "2026-03-22", "cannot be"),
        ("published", "2026-02-14T083005+0800", "is no date"),
        ("published", "0001-01-01T00:00+14:00", "is no date"),
        ("published", "9999-12-31T23:59-14:00", "is no date"),
    ],
)
def test_what_no_field_can_have(field: str, text: str, told: str) -> None:
    with pytest.raises(CorrectionError, match=told):
        parse(field, text, now=NOW)


def test_a_correction_lies_over_what_was_read() -> None:
    article = an_article()
    shown = lay_over(article, {"source": Correction(field="source", value="石桥报", why="misprint", made="2026")})
    assert (shown.source.value, shown.source.method, shown.source.reason) == ("石桥报", "correction", "misprint")
    (was,) = shown.source.candidates
    assert (was.value, was.method, was.where, was.verdict) == ("青禾融媒", "label", "div.info", "corrected")
    assert shown.title == article.title
    assert lay_over(article, {}) is article


def test_what_was_read_is_found_again_beneath() -> None:
    article = an_article()
    corrections: dict[str, Value] = {
        "title": None, "published": None, "reporters": ("戊五",), "body": "别的。", "breadcrumb": None,
    }  # fmt: skip
    laid = {name: Correction(field=name, value=value, why="x", made="y") for name, value in corrections.items()}
    shown, read = Content.of(lay_over(article, laid)), Content.of(article)
    assert (shown.title, shown.published, shown.reporters, shown.breadcrumb) == (None, None, ("戊五",), ())
    assert as_read(shown, {name: getattr(article, name).value for name in corrections}) == read
    assert as_read(read, {"title": None, "reporters": None}) == Content.of(an_article(title=None, reporters=None))
