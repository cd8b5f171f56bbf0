"""The table of sites on terminals of any width, and a choice that leaves none."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from crawler.commands.list import show_sites
from crawler.sites import Listing, Site
from tests.crawler.commands.at_hand import at_hand

PLAIN = Site(
    id="xigu",
    name="西固区人民政府",
    division="620104",
    listings=(Listing(url="http://a.example/"),),
    path=Path("x.toml"),
)
SITES = (
    PLAIN,
    replace(PLAIN, id="green-elm", name="青榆区人民政府门户网站（测试）", checked="2026-03-01"),
    replace(PLAIN, id="northmoor", name="Northmoor County Council", division="E10000023", division_scheme="gss"),
)  # fmt: skip
GOOD = {"xigu": datetime(2026, 3, 4, 8, 30, tzinfo=UTC)}
REMARKS = {"green-elm": "its host www.green-elm.example refused (status 403) and is left alone until 2026-03-05 08:30"}


@pytest.mark.parametrize("width", [60, 72, 80, 100, 119, 120])
@pytest.mark.parametrize("remarks", [{}, REMARKS], ids=["plain", "remarks"])
def test_any_width(
    width: int, remarks: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show_sites(SITES, GOOD, remarks)
    header, *rows = Text.from_ansi(capsys.readouterr().out).plain.splitlines()
    assert header.startswith("site ")
    assert [row.split()[0] for row in rows if not row.startswith(" ")] == ["green-elm", "xigu", "northmoor"]
    for text in ("2026-03-04 08:30", *remarks.values()):
        assert sum(text in row for row in rows) == 1
    assert all(cell_len(row) <= width for row in (header, *rows) if REMARKS["green-elm"] not in row)


def test_a_division_without_a_site_is_said(tmp_path: Path) -> None:
    told = "no site has a division that begins with"
    for more in ((), ("--names",)):
        done = at_hand(tmp_path, "list", "--division", "99", *more)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"{told} 99; `district-news list` shows them all\n"
    near = at_hand(tmp_path, "list", "--division", "620199")
    assert re.fullmatch(rf"{told} 620199; \d+ sites with 6201\n", near.stderr)
