"""The data dictionary: every view and column has its meaning, and the document is what schema and meanings make."""

from __future__ import annotations

import pytest

from pipelines.store.dictionary import DOCUMENT, meanings, schema, written
from pipelines.store.views import VIEWS

SCHEMA = schema()


def test_every_view_is_explained_and_no_other() -> None:
    assert set(meanings()) == set(SCHEMA) == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_is_explained_and_no_other(view: str) -> None:
    """A line for each in data/dictionary.toml."""
    assert sorted(meanings()[view]) == sorted(["row", "ask", *SCHEMA[view]])


def test_meanings_are_short_lines_of_words() -> None:
    told = [meaning for view in meanings().values() for meaning in view.values()]
    assert [meaning for meaning in told if not meaning.strip() or "|" in meaning or "\n" in meaning] == []


def test_the_document_is_up_to_date() -> None:
    """Where it is not: python -m pipelines.store.dictionary."""
    assert DOCUMENT.read_text(encoding="utf-8") == written() + "\n"
