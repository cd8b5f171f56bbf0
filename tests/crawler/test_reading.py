"""An article as a table for people."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console

from crawler.reading import table
from tests.accuracy.made_up import made_up_pages


@pytest.mark.parametrize("width", [60, 80, 140])
def test_at_any_width_every_character_of_a_title_is_shown(width: int) -> None:
    article = made_up_pages()["trs_nested_editor"].read()
    title = article.title.value
    assert title
    console = Console(width=width, highlight=False)
    with console.capture() as shown:
        console.print(table(article))
    lines = shown.get().splitlines()
    assert all(cell_len(line) <= width for line in lines)
    values = "".join(line.split("│")[2].strip() for line in lines if line.count("│") == 5)
    assert title in values
