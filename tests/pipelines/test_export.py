"""CSV from a real database: read back as it was, by Python and by ourselves."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from pipelines.errors import StoreError
from pipelines.export import BOM, ExportReport, export_csv, undo_excel
from pipelines.items import Moment
from pipelines.store.articles import Articles
from pipelines.store.filters import Filters
from pipelines.store.schema import open_database
from pipelines.store.sites import Sites
from tests.pipelines.articles import BODY, an_article

HOST = "https://news.qinghe.example"
CHECKOUT = Path(__file__).resolve().parents[2]

ODD = ["=1+1", "＝1", "'quoted'", 'a,b"c"', "一\r二", "一\r\n二", "\r", "\t三", " 四 ", "␍␛", "2026-03-04 09:30", "𠮷"]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "news.db")
    yield database
    database.close()


def fill(db: Database) -> None:
    """Two sites, an article for each odd text, one without anything."""
    Sites(db).register("qinghe", "青禾新闻网", "cn-gb2260", "000104", HOST)
    articles = Articles(db)
    for number, text in enumerate(ODD):
        articles.keep(an_article(url=f"{HOST}/{number}.html", title=text, body=text, reporters=(text, "乙二")))
    nothing: dict[str, Any] = dict.fromkeys(
        ("title", "published", "source", "reporters", "photographers", "editors", "body")
    )
    articles.keep(an_article(url="https://www.shiqiao.example/", site="shiqiao", breadcrumb=None, **nothing))


def as_text(db: Database) -> list[list[str]]:
    """Read what every export must hold: the view, as text."""
    cursor = db.conn.execute("SELECT * FROM articles_flat ORDER BY id")
    header = [column[0] for column in cursor.description]
    return [header, *(["" if value is None else str(value) for value in row] for row in cursor)]


def exported(db: Database, **choices: Any) -> str:
    out = io.StringIO(newline="")
    export_csv(db, out, **choices)
    return out.getvalue()


def test_data_is_the_view_unaltered(db: Database, tmp_path: Path) -> None:
    fill(db)
    out = tmp_path / "out" / "articles.csv"
    assert export_csv(db, out, profile="data") == ExportReport(rows=len(ODD) + 1, files=(out,))
    assert not out.read_bytes().startswith(BOM.encode())
    with out.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == as_text(db)


def test_data_round_trips_byte_for_byte(db: Database, tmp_path: Path) -> None:
    fill(db)
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    export_csv(db, first, profile="data")
    with first.open(encoding="utf-8", newline="") as source, second.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(csv.reader(source))
    assert second.read_bytes() == first.read_bytes()


def test_excel_comes_back_as_the_view(db: Database, tmp_path: Path) -> None:
    fill(db)
    out = tmp_path / "articles.csv"
    export_csv(db, out)
    content = out.read_bytes()
    assert content.startswith(BOM.encode())
    assert b"\r" not in content.replace(b"\r\n", b"")
    for encoding in ("utf-8", "utf-8-sig"):
        with out.open(encoding=encoding, newline="") as file:
            assert list(undo_excel(file)) == as_text(db)


def test_excel_as_python_reads_it(db: Database) -> None:
    fill(db)
    header, first, *_ = csv.reader(io.StringIO(exported(db).removeprefix(BOM), newline=""))
    row = dict(zip(header, first, strict=True))
    assert {name: row[name] for name in ("id", "division_code", "story_id", "title", "published", "first_seen")} == {
        "id": "\t1", "division_code": "\t000104", "story_id": "\t1", "title": "'=1+1",
        "published": "2026-03-04 09:30", "first_seen": "2026-03-04 20:00",
    }  # fmt: skip


storable = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(title=storable, body=storable, reporter=storable, source=storable)
def test_any_text_comes_back(db: Database, title: str, body: str, reporter: str, source: str) -> None:
    Articles(db).keep(an_article(title=title, body=body, reporters=(reporter,), source=source))
    assert list(undo_excel(io.StringIO(exported(db), newline=""))) == as_text(db)
    data = exported(db, profile="data")
    assert list(csv.reader(io.StringIO(data, newline=""))) == as_text(db)
    again = io.StringIO(newline="")
    csv.writer(again).writerows(csv.reader(io.StringIO(data, newline="")))
    assert again.getvalue() == data


def test_a_long_body_is_cut_for_excel_alone(db: Database) -> None:
    Articles(db).keep(an_article(url=f"{HOST}/1.html", body="水" * 40_000))
    assert f"{HOST}/1.html】" in exported(db)
    assert "水" * 40_000 in exported(db, profile="data")


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (0, ["a.csv"]),
        (3, ["a.csv"]),
        (4, ["a.csv", "a-2.csv"]),
        (7, ["a.csv", "a-2.csv", "a-3.csv"]),
    ],
)
def test_a_new_file_before_excel_runs_out_of_rows(db: Database, tmp_path: Path, number: int, names: list[str]) -> None:
    for place in range(number):
        Articles(db).keep(an_article(url=f"{HOST}/{place}.html"))
    report = export_csv(db, tmp_path / "a.csv", rows_per_file=3)
    assert report == ExportReport(rows=number, files=tuple(tmp_path / name for name in names))
    header, *whole = as_text(db)
    rows = []
    for path in report.files:
        with path.open(encoding="utf-8", newline="") as file:
            first, *rest = undo_excel(file)
        assert first == header
        assert path.read_bytes().startswith(BOM.encode())
        rows += rest
    assert rows == whole
    assert export_csv(db, tmp_path / "d.csv", profile="data", rows_per_file=3).files == (tmp_path / "d.csv",)


def a_small_world(db: Database) -> None:
    Sites(db).register("qinghe", "青禾新闻网", "cn-gb2260", "000104")
    Sites(db).register("shiqiao", "石桥网", "cn-gb2260", "001104")
    day, month = Moment("2026-03-05", "day"), Moment("2026-02", "month")
    articles = Articles(db)
    articles.keep(an_article(url=f"{HOST}/1"))
    articles.keep(an_article(url=f"{HOST}/2", published=day, source="石桥发布", reporters=("乙二",)))
    articles.keep(an_article(url=f"{HOST}/3", published=month, reporters=None, photographers=("甲一",)))
    articles.keep(an_article(url=f"{HOST}/4", published=None))
    articles.keep(an_article(url="https://www.shiqiao.example/5", site="shiqiao"))


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), "12345"),
        (Filters(site="shiqiao"), "5"),
        (Filters(site="nowhere"), ""),
        (Filters(division="00"), "12345"),
        (Filters(division="0001"), "1234"),
        (Filters(division="001104"), "5"),
        (Filters(division="%"), ""),
        (Filters(since=date(2026, 3, 5)), "2"),
        (Filters(since=date(2026, 2, 1)), "1235"),
        (Filters(since=date(2026, 2, 2)), "125"),
        (Filters(until=date(2026, 3, 4)), "135"),
        (Filters(until=date(2026, 2, 1)), "3"),
        (Filters(since=date(2026, 3, 4), until=date(2026, 3, 4)), "15"),
        (Filters(source="石桥发布"), "2"),
        (Filters(source="石桥"), ""),
        (Filters(reporter="甲一"), "145"),
        (Filters(reporter="乙二", site="qinghe"), "124"),
    ],
)
def test_filters(db: Database, filters: Filters, ids: str) -> None:
    a_small_world(db)
    rows = list(csv.DictReader(io.StringIO(exported(db, profile="data", filters=filters), newline="")))
    assert "".join(row["id"] for row in rows) == ids


def test_an_export_that_fails_leaves_what_was_there(db: Database, tmp_path: Path) -> None:
    fill(db)
    out = tmp_path / "articles.csv"
    out.write_text("yesterday's")
    db.execute("UPDATE articles SET breadcrumb = 'no JSON' WHERE id = 9")
    with pytest.raises(StoreError, match="malformed JSON"):
        export_csv(db, out)
    assert out.read_text() == "yesterday's"
    assert sorted(path.name for path in tmp_path.iterdir() if ".csv" in path.name) == ["articles.csv"]


def test_a_place_that_cannot_be_written(db: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/a\.csv: cannot be written.*choose another place"):
        export_csv(db, tmp_path / "file" / "a.csv")


def test_an_export_takes_its_place_in_one_step(db: Database, tmp_path: Path) -> None:
    out = tmp_path / "articles.csv"
    out.write_text("yesterday's")
    with out.open() as reader:
        export_csv(db, out)
        assert reader.read() == "yesterday's"  # who reads the old file reads it to its end
    assert out.read_text(encoding="utf-8-sig").startswith("id,url,")


def test_a_killed_export_leaves_no_half_file(db: Database, tmp_path: Path) -> None:
    articles = Articles(db)
    for number in range(300):
        articles.keep(an_article(url=f"{HOST}/{number}.html", body=f"{BODY * 40}{number}"))
    out = tmp_path / "out" / "articles.csv"
    out.parent.mkdir()
    script = "import sys; from pathlib import Path as P; from pipelines.store.schema import open_database as o; "
    script += "from pipelines.export import export_csv\nwhile True: export_csv(o(P(sys.argv[1])), P(sys.argv[2]))"
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "news.db"), str(out)], cwd=CHECKOUT)
    deadline = time.monotonic() + 30
    while not list(out.parent.glob(".*.part")):
        assert time.monotonic() < deadline, "the export never began"
        time.sleep(0.001)
    process.kill()
    process.wait(30)
    if out.exists():
        with out.open(encoding="utf-8", newline="") as file:
            assert list(undo_excel(file)) == as_text(db)
    assert export_csv(db, out).rows == 300


def test_an_export_while_a_crawl_writes_holds_one_moment(db: Database, tmp_path: Path) -> None:
    articles = Articles(db)
    for number in range(50):
        articles.keep(an_article(url=f"{HOST}/{number}.html"))
    reader = open_database(tmp_path / "news.db", read_only=True)
    out = _Interrupted(lambda number: articles.keep(an_article(url=f"{HOST}/new{number}.html")))
    assert export_csv(reader, out, profile="data").rows == 50
    reader.close()
    assert export_csv(db, tmp_path / "a.csv").rows > 50


class _Interrupted(io.StringIO):
    """A stream that has something done at each of its lines."""

    def __init__(self, act: Callable[[int], object]) -> None:
        super().__init__(newline="")
        self.act = act
        self.lines = 0

    def write(self, text: str, /) -> int:
        self.lines += 1
        self.act(self.lines)
        return super().write(text)


class _Nowhere(io.StringIO):
    """A stream that keeps nothing."""

    def write(self, text: str, /) -> int:
        return len(text)


def test_rows_are_never_all_in_memory(db: Database) -> None:
    articles = Articles(db)
    for number in range(300):
        articles.keep(an_article(url=f"{HOST}/{number}.html", body="水" * 20_000))
    tracemalloc.start()
    report = export_csv(db, _Nowhere())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.rows == 300
    assert peak < 2_000_000  # the bodies alone are 12 million bytes
