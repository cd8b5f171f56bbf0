"""The excel profile in a real office program: Chinese and dates stay, nothing calculates. Skipped where none is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.export import export_csv
from pipelines.items import Moment
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database
from tests.pipelines.articles import an_article, found

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TITLES = ("=1+1", "+86 939 000 0000", "-1", "@SUM(A1:A9)", "＝1+1", "\t=1+1", "雪后的渡口，三十七把铁锹")
UTF8_COMMA_QUOTED = "CSV:44,34,76,1"
"""What docs/data.md tells people to say: without it, LibreOffice reads Windows-1252, byte order mark or not."""


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (libreoffice-calc)")
def test_it_opens_with_chinese_and_dates_and_calculates_nothing(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    articles = Articles(db)
    for number, title in enumerate(TITLES):
        url = f"https://news.qinghe.example/2026/03/{number}.html"
        moment = Moment("2026-03-04T08:30:00+08:00", "minute")
        articles.keep(an_article(url=url, title=found(title), published=found(moment)), run_id=None)
    export_csv(db, tmp_path / "articles.csv", profile="excel")
    db.close()

    sheet, strings = opened(tmp_path / "articles.csv")

    assert not re.search(r"<f[ >]", sheet)
    assert "雪后的渡口，三十七把铁锹" in strings
    serial = (datetime(2026, 3, 4, 8, 30, tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)).total_seconds() / 86_400
    assert f"{serial:.6f}"[:10] in sheet  # a real date, not a text that looks like one


def test_how_to_open_it_is_in_the_documents() -> None:
    told = Path(__file__).parents[1].joinpath("docs", "data.md").read_text(encoding="utf-8")
    assert f"--headless --infilter={UTF8_COMMA_QUOTED} --convert-to xlsx" in told


def opened(path: Path) -> tuple[str, str]:
    """The sheet and the strings of the file, as the office program reads them."""
    profile = f"-env:UserInstallation=file://{path.parent / 'office'}"
    command = [str(OFFICE), profile, "--headless", f"--infilter={UTF8_COMMA_QUOTED}", "--convert-to", "xlsx"]
    subprocess.run([*command, path.name], cwd=path.parent, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(path.with_suffix(".xlsx")) as book:
        return book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
