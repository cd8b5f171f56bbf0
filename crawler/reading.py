"""An article in the terminal: a table of its values with their evidence, and what was considered besides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from pipelines.items import ROLES, Article, FieldValue, Moment

FIELDS = ("kind", "title", "published", "source", *ROLES, "breadcrumb", "body")
_LONGEST = 300
"""Characters of a body that the table shows."""


def table(article: Article) -> Table:
    """One row a field: value, where it was read, how sure; an absent value says why."""
    shown = Table(
        "field",
        "value",
        "read from",
        "sure",
        title=Text(article.url or "a page without an address"),
        title_justify="left",
    )
    shown.columns[1].ratio, shown.columns[2].ratio, shown.expand = 3, 2, True
    for column in shown.columns:
        column.overflow = "fold"  # a Chinese sentence is one long word, which rich would cut
    for name in FIELDS:
        field: FieldValue[Any] = getattr(article, name)
        if field.value is None:
            shown.add_row(name, Text("—", style="dim"), Text(field.reason, style="dim"), "")
        else:
            shown.add_row(name, Text(spelled(field.value)), Text(origin(field)), f"{field.confidence:.2f}")
    for name, things in (("images", article.images), ("attachments", article.attachments)):
        if things:
            shown.add_row(name, Text("\n".join(thing.url for thing in things[:5])), Text(f"{len(things)} in all"), "")
    for kind, titles in article.side_lists.items():
        if titles:
            shown.add_row(
                f"beside: {kind}", Text("\n".join(titles[:5])), Text("other articles; evidence, not links"), ""
            )
    return shown


def lines(article: Article) -> Iterator[str]:
    """For --explain: the candidates of each field that did not become its value, and why."""
    if article.knowledge:
        yield f"read with what is known of its host, version {article.knowledge}"
    for name in FIELDS:
        field: FieldValue[Any] = getattr(article, name)
        for candidate in field.candidates:
            verdict = f": {candidate.verdict}" if candidate.verdict else ""
            yield f"{name}: also {candidate.value!r} by {candidate.method} at {candidate.where}{verdict}"


def spelled(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, Moment):
        return f"{value.iso} ({'about, ' if value.approximate else ''}{value.precision})"
    if isinstance(value, tuple):
        return " › ".join(value) if len(value) > 1 else "、".join(value)
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def origin(field: FieldValue[Any]) -> str:
    """Where a value was read."""
    told = ", ".join(part for part in (field.method, field.where, field.reason) if part)
    raw = field.raw if field.raw and len(field.raw) <= 80 else ""
    return f"{told}: {raw}" if raw and raw != spelled(field.value) else told
