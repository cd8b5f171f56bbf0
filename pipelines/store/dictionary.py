"""The data dictionary: every public view and column, explained. `python -m pipelines.store.dictionary` writes it.

Which views and columns there are, and in which order, comes from the schema; what they mean stands in
data/dictionary.toml. A view or a column that one of them lacks is an error: the tests say which. Questions with their
answers in SQL stand in data/queries.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.store.schema import open_database
from pipelines.store.views import VIEWS

CHECKOUT = Path(__file__).resolve().parents[2]
MEANINGS = CHECKOUT / "data" / "dictionary.toml"
QUERIES = CHECKOUT / "data" / "queries.toml"
DOCUMENT = CHECKOUT / "docs" / "data-dictionary.md"

_HEAD = """\
# What does each view and column mean?

The public views of `news.db`, their columns in order, and [questions](#questions) with their answers. How times
are written, and what counts as what: [docs/data.md](data.md). This page is made from the schema, `data/dictionary.toml`
and `data/queries.toml`; `python -m pipelines.store.dictionary` writes it anew.
"""


def schema() -> dict[str, list[str]]:
    """The public views of a new database, each with its columns in order."""
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        columns = {view: [column.name for column in db[view].columns] for view in VIEWS}
        db.close()
    return columns


def meanings() -> dict[str, Mapping[str, str]]:
    """What data/dictionary.toml says: by view, by column; "row" and "ask" of the view itself under these names."""
    told = tomllib.loads(MEANINGS.read_text(encoding="utf-8"))
    return {view: {"row": one["row"], "ask": one["ask"], **one["columns"]} for view, one in told.items()}


def questions() -> dict[str, str]:
    """The questions of data/queries.toml, each with its SQL."""
    return {one["asks"]: one["sql"].strip() for one in tomllib.loads(QUERIES.read_text(encoding="utf-8"))["query"]}


def written() -> str:
    """The whole dictionary as Markdown. Raises KeyError for a view or column without a meaning."""
    views, told = schema(), meanings()
    explained = (line for view in views for line in _view(view, views, told))
    return "\n".join([_HEAD, *_overview(views, told), *explained, "\n## Questions", *_answers()])


def _overview(views: Mapping[str, list[str]], told: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield "| view | one row is | ask it |\n|---|---|---|"
    for view in views:
        yield f"| [`{view}`](#{view}) | {told[view]['row']} | {told[view]['ask']} |"


def _view(view: str, views: Mapping[str, list[str]], told: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield f"\n## {view}\n\nOne row is {told[view]['row']}.\n\n| column | means |\n|---|---|"
    for column in views[view]:
        yield f"| `{column}` | {told[view][column]} |"


def _answers() -> Iterator[str]:
    for question, sql in questions().items():
        yield f"\n{question}\n\n```sql\n{sql}\n```"


if __name__ == "__main__":
    DOCUMENT.write_text(written() + "\n", encoding="utf-8")
