"""district-news export, as a person runs it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pipelines.export import BOM
from tests.crawler.portal import news, portal
from tests.crawler.program import Program


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three articles of the site one."""
    program = Program(tmp_path_factory.mktemp("kept"))
    with portal(news(3)) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
    return program.data


def rows(text: str) -> int:
    return len(list(csv.reader(io.StringIO(text)))) - 1


def test_each_profile_writes_a_file_of_its_own(kept: Path) -> None:
    program = Program(kept)
    for arguments, name in (((), "articles.csv"), (("--profile", "data"), "articles-data.csv")):
        done = program.run("export", *arguments)
        assert (done.returncode, done.stdout) == (0, f"3 articles: {kept / 'exports' / name}\n")
    excel, data = ((kept / "exports" / name).read_text("utf-8") for name in ("articles.csv", "articles-data.csv"))
    assert excel.startswith(BOM)
    assert not data.startswith(BOM)


@pytest.mark.parametrize(
    ("arguments", "begins"), [((), "id,"), (("--profile", "data"), "id,"), (("--profile", "excel"), BOM)]
)
def test_standard_output_takes_either_profile(kept: Path, arguments: tuple[str, ...], begins: str) -> None:
    done = Program(kept, PYTHONIOENCODING="ascii:backslashreplace").run("export", "--out", "-", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(begins)
    assert rows(done.stdout) == 3


def test_a_site_nobody_knows_is_an_error_that_names_the_nearest(kept: Path) -> None:
    done = Program(kept).run("export", "--site", "onne", "--out", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert "onne: no site of that name; did you mean one?" in done.stderr


def test_a_site_with_a_profile_and_no_articles_is_known(kept: Path) -> None:
    done = Program(kept).run("export", "--site", "xigu", "--out", "-")
    assert (done.returncode, rows(done.stdout)) == (0, 0)


def test_a_site_without_a_profile_and_with_articles_is_known(kept: Path) -> None:
    profile = kept / "sites" / "one.toml"
    profile.rename(profile.with_suffix(".away"))
    try:
        done = Program(kept).run("export", "--site", "one", "--out", "-")
    finally:
        profile.with_suffix(".away").rename(profile)
    assert (done.returncode, rows(done.stdout)) == (0, 3)
