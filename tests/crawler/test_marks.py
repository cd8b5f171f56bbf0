"""Differences as a person reads them."""

from __future__ import annotations

import pytest

from crawler.marks import marked
from pipelines.history.difference import difference

LONG = "渠" * 100


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("九公里", "八公里", ["[-九-]{+八+}公里"]),
        ("水。", "水。\n明天。", ["水。{+¶明天。+}"]),
        ("东坡，西坡。", "东坡。", ["东坡[-，西坡-]。"]),
        (f"九{LONG}九", f"八{LONG}八", [f"[-九-]{{+八+}}{'渠' * 14}…", f"…{'渠' * 14}[-九-]{{+八+}}"]),
        ("九公里、十人", "八公里、两人", ["[-九-]{+八+}公里、[-十-]{+两+}人"]),
        ("渠", "渠" + "水" * 500, [f"渠{{+{'水' * 400}… (500 characters)+}}"]),
        ("渠", "渠", []),
    ],
)
def test_lines(old: str, new: str, lines: list[str]) -> None:
    assert [line.plain for line in marked(old, difference(old, new), coloured=False)] == lines


def test_colours_in_place_of_signs() -> None:
    (line,) = marked("九公里", difference("九公里", "八公里"), coloured=True)
    assert line.plain == "九八公里"
    assert [(span.start, span.end, span.style) for span in line.spans] == [(0, 1, "red strike"), (1, 2, "green")]
