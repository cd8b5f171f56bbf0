"""What is a slip away is suggested; what only shares some letters is not."""

from __future__ import annotations

import pytest

from crawler.nearest import did_you_mean, nearest

NAMES = ("crawl", "gansu", "jiangsu", "lanzhou", "list", "xigu", "yuzhong", "row", "DOWNLOAD_DELAY", "LOG_LEVEL")
MEANT = [
    ("xgu", "xigu"), ("xigo", "xigu"), ("lsit", "list"), ("crwl", "crawl"), ("lanzou", "lanzhou"), ("yuzong", "yuzhong"),
    ("DOWNLOAD_DELY", "DOWNLOAD_DELAY"), ("LOGLEVEL", "LOG_LEVEL"),
    ("nosuch", None), ("jindu", None), ("rwo", "row"), ("foo", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "near"), MEANT)
def test_nearest(wanted: str, near: str | None) -> None:
    assert nearest(wanted, NAMES) == near
    assert did_you_mean(wanted, NAMES, "look") == (f"did you mean {near}?" if near else "look")
