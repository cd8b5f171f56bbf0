"""What a list page looks like in numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.list_pages import ListPage
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.shape import is_readable, shape_of
from crawler.sites import Listing
from pipelines.items import Link
from pipelines.store.ledger import Shape

TITLE = "区里召开春季重点工作推进会"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (TITLE, True),
        ("County council meets", True),
        ("《红楼梦》读书会，第3期", True),
        ("", False),
        ("区里召\ufffd\ufffd春季", False),
        (TITLE.encode().decode("gb18030", "replace"), False),
        (TITLE.encode("gb18030").decode("latin-1"), False),
        (TITLE.encode().decode("latin-1"), False),
    ],
)
def test_titles_that_went_through_the_wrong_charset_are_known(title: str, expected: bool) -> None:
    assert is_readable(title) is expected


@given(st.text())
def test_any_text_is_readable_or_not(title: str) -> None:
    assert is_readable(title) in {True, False}


@pytest.mark.parametrize(
    ("rule", "how", "by_rule"), [(None, "found", None), ("li", "found", False), ("li", "rules", True)]
)
def test_the_shape_of_a_page(rule: str | None, how: str, by_rule: bool | None) -> None:
    rows = tuple(Link(url=f"/{day}", title=TITLE, date=day, listing="/") for day in ("2026-03-02", None))
    page = ListPage(rows=rows, next=PageRequest(url="/2"), total_pages=7, total_rows=140, how=how)  # type: ignore[arg-type]
    assert shape_of(page, Listing(url="/", row=rule)) == Shape(
        rows=2, dated=1, readable=2, by_rule=by_rule, goes_on=True, total_rows=140, total_pages=7
    )
