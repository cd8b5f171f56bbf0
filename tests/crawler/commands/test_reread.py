"""replay --compare and --apply: what better rules change is shown first, then taken over, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.commands.at_hand import at_hand
from tests.crawler.portal import news, portal
from tests.crawler.program import Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Three articles, read without rules; then their site has a rule by which the first lines are the title."""
    program = Program(tmp_path_factory.mktemp("reread") / "data")
    with portal(news(3)) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
    program.site("one", served.root, "[read]", 'title = "#zoom p"', 'drop = [".info"]')
    return program


def kept(program: Program) -> list[tuple[str, ...]]:
    return program.rows("SELECT url, title, published, source, reporters, body, version FROM articles_flat ORDER BY id")


def test_first_shown_then_taken_over(program: Program) -> None:
    before = kept(program)
    url = str(before[1][0])
    assert at_hand(program.data, "correct", url, "source=更正报", "--why", "x").returncode == 0
    database, corrected = (program.data / "news.db").read_bytes(), kept(program)
    shown = program.run("replay", "--compare", "--samples", "1")
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert lines[0] == "pages compared with what is kept: 3 changed"
    table = [line.split() for line in lines[1:] if line.split()[0] in ("site", "one")]
    assert table[0] == ["site", "field", "gained", "lost", "changed", "articles"]
    counted = {row[1]: row[2:] for row in table[1:]}
    assert counted["title"] == ["0", "0", "3", "3"]
    assert counted["source"] == ["0", "3", "0", "3"]
    assert sum(line.startswith("title, one: ") for line in lines) == 1
    assert kept(program) == corrected
    assert (program.data / "news.db").read_bytes() == database

    applied = program.run("replay", "--apply")
    assert applied.returncode == 0, applied.stderr
    assert "articles revised: 3" in applied.stdout
    assert "pages compared with what is kept: 3 changed" in applied.stdout
    titles = [title for _, title, *_ in kept(program)]
    assert all("号公告发布后" in str(title) for title in titles)
    old = program.rows(
        "SELECT url, title, published, source, reporters, body, version FROM revisions_flat WHERE NOT current"
    )
    assert sorted(old) == sorted(before)
    assert program.rows("SELECT DISTINCT cause FROM revisions_flat WHERE NOT current") == [("re-read",)]
    assert program.rows("SELECT source FROM articles_flat WHERE url = ?", url) == [("更正报",)]
    again = program.run("replay", "--compare")
    assert again.stdout.splitlines() == ["pages compared with what is kept: 3 same", "no field would change"]


def test_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"")
    done = at_hand(tmp_path, "replay", str(tmp_path / "a.warc"), "--compare")
    assert (done.returncode, "there is nothing to compare with" in done.stderr) == (2, True)
