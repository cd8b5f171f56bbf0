"""Every field of every made-up page: a failure names the shape of page and the field."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from pipelines.items import ROLES, Article, FieldValue
from tests.accuracy.made_up import as_expected, made_up_pages

PAGES = made_up_pages()
FIELDS = [(name, field) for name, page in PAGES.items() for field in page.expected]
WITH_EVIDENCE = ("kind", "title", "published", "source", *ROLES, "body", "breadcrumb")


@cache
def read(name: str) -> Article:
    return PAGES[name].read()


def test_there_are_pages() -> None:
    assert len(PAGES) >= 19


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[f"{name}-{field}" for name, field in FIELDS])
def test_field(name: str, field: str) -> None:
    assert as_expected(read(name), field) == PAGES[name].expected[field]


@pytest.mark.parametrize("name", PAGES)
def test_every_value_says_where_it_is_from_and_every_absence_why(name: str) -> None:
    for field in WITH_EVIDENCE:
        found: FieldValue[Any] = getattr(read(name), field)
        if found.value is None:
            assert found.reason, field
            assert (found.method, found.where, found.raw, found.confidence) == ("", "", "", 0.0), field
        else:
            assert found.value not in ("", ()), field
            assert found.method, field
            assert 0 < found.confidence <= 1, field


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.expected["kind"] == "article"])
def test_an_article_says_every_field(name: str) -> None:
    told = {"kind", "title", "published", "source", *ROLES, "breadcrumb", "body", "images", "attachments", "side_lists"}
    assert PAGES[name].expected.keys() == told
