"""Which story an article goes to."""

from __future__ import annotations

import pytest

from pipelines.dedupe.stories import Move, move


@pytest.mark.parametrize(
    ("own", "shared", "twin", "expected"),
    [
        (None, False, None, "open"),
        (None, False, 7, "join"),
        (7, False, None, "stay"),
        (7, True, None, "open"),
        (7, True, 7, "stay"),
        (7, False, 8, "join"),
        (7, True, 8, "join"),
    ],
)
def test_move(own: int | None, shared: bool, twin: int | None, expected: Move) -> None:
    assert move(own=own, shared=shared, twin=twin) == expected
