"""Wrong use ends with 2, names what is wrong and what to do, and never shows a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.portal import news, portal
from tests.crawler.program import Program

LINES = [
    (("list", "foo"), "list takes no arguments; what is foo?"),
    (("export", "foo"), "export takes no arguments; what is foo?"),
    (("runs", "1", "2", "3"), "runs takes at most 2 arguments; what is 3?"),
    (("lsit",), "lsit: no command of that name; did you mean list?"),
    (("qqqq",), "qqqq: no command of that name; `district-news -h` shows them all"),
    (("--bogus",), "unknown option --bogus; the command comes first"),
    (("list", "--bogus"), "unknown option --bogus"),
    (("export", "--since", "2026-03-01", "--until", "2026-01-01"), "--since 2026-03-01 is later than --until 2026-01-01"),
    (("readlist", "--zone", "Mars/Phobos", "list.html"), "--zone Mars/Phobos: expected an IANA time zone"),
    (("search", "雪", "-s", "DOWNLOAD_DELY=3"), "-s DOWNLOAD_DELY: no setting of that name; did you mean DOWNLOAD_DELAY?"),
    (("search", "雪", "--limit", "x"), "--limit: expected a whole number, found x"),
    (("search",), "name the words to look for"),
    (("search", " "), "name the words to look for"),
    (("search", "雪", "--limit", "0"), "--limit is from 1 to 1000000"),
    (("search", "雪", "--since", "yesterday"), "--since yesterday: expected a day such as"),
    (("replay",), "no archive there; name WARC files"),
    (("crawl", "--all", "--since", "2019-01-01"), "--since goes with the names of sites"),
    (("crawl", "one", "--since", "spring"), "--since spring: expected a day such as 2019-01-01"),
    (("crawl", "one", "--since", "9999-01-01"), "--since 9999-01-01: that day has not come yet"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"), LINES, ids=lambda case: " ".join(case) if isinstance(case, tuple) else ""
)
def test_a_line_that_cannot_be_meant(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = Program(tmp_path).run(*arguments)
    assert done.returncode == 2
    assert "usage: district-news" in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    program = Program(tmp_path, DISTRICT_NEWS_DATA=str(file))
    for command in ("list", "runs", "export", "crawl", "checksites"):
        done = program.run(command)
        assert (command, done.returncode) == (command, 2)
        assert done.stderr.startswith(f"district-news: DISTRICT_NEWS_DATA={file}: ")
        assert done.stderr.count("\n") == 1
    assert program.run("list", "--help").returncode == 0


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "pages.warc").touch()
    done = Program(tmp_path, DISTRICT_NEWS_DATA="/proc/x").run("replay", "pages.warc")
    assert done.returncode == 2
    assert done.stderr.startswith("district-news: DISTRICT_NEWS_DATA=/proc/x: ")
    assert "Traceback" not in done.stderr


def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_text("hello, I am a text file, and no database at all\n" * 20, encoding="utf-8")
    (tmp_path / "pages.warc").touch()
    done = Program(tmp_path).run("replay", "pages.warc")
    assert done.returncode == 2
    assert "news.db: file is not a database: choose another file" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("contact", "sites"), [("", "xigu"), ("me", "--all"), ("me@example.com", "--due")])
def test_a_crawl_refused_for_its_contact_leaves_nothing_behind(tmp_path: Path, contact: str, sites: str) -> None:
    data = tmp_path / "data"
    done = Program(data, DISTRICT_NEWS_CONTACT=contact).run("crawl", sites)
    assert done.returncode == 2
    assert ("is malformed" if contact else "no contact is set") in done.stderr
    assert not data.exists()


def test_a_replay_makes_no_noise(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(3)) as served:
        program.site("one", served.root)
        assert program.run("crawl", "one").returncode == 0
    replayed = program.run("replay", *map(str, tmp_path.rglob("*.warc.gz")), "-L", "WARNING")
    assert (replayed.returncode, replayed.stderr) == (0, "")
    assert "articles unchanged: 3" in replayed.stdout
