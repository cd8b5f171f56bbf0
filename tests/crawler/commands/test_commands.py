"""The commands as a person meets them: what they print, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.places import KNOWN
from tests.crawler.portal import news, portal
from tests.crawler.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def leave_out_shipped(program: Program) -> None:
    """Lay profiles without listings over the shipped ones, so that --all and --due ask nobody but the test's portal."""
    folder = program.data / "sites"
    folder.mkdir(exist_ok=True)
    for path in (KNOWN / "sites").rglob("*.toml"):
        (folder / path.name).write_text('name = "x"\nlistings = []\n', encoding="utf-8")


def test_list_shows_every_site_with_its_state(program: Program) -> None:
    shown = program.run("list")
    rows = {line.split()[0]: line for line in shown.stdout.splitlines()}
    assert shown.returncode == 0
    assert {"lanzhou", "chengguan", "anning", "honggu", "yongdeng", "gaolan", "yuzhong"} <= set(rows)
    assert rows["xigu"].split() == ["xigu", "西固区人民政府", "620104", "甘肃", "兰州", "西固", "1", "never", "never"]
    assert rows["qilihe"].split()[-3:] == ["none", "never", "never"]
    names = program.run("list", "--names")
    assert names.stdout.split() == sorted(names.stdout.split())
    assert "xigu" in names.stdout.split()
    of_lanzhou = program.run("list", "--names", "--division", "6201").stdout.split()
    assert {"lanzhou", "xigu"} < set(of_lanzhou) < set(names.stdout.split())


def test_a_broken_profile_is_named_and_holds_nobody_up(program: Program) -> None:
    leave_out_shipped(program)
    with portal(news(2)) as served:
        program.site("one", served.root)
        (program.data / "sites" / "bad.toml").write_text('nam = "x"\nlistings = []', encoding="utf-8")
        shown, checked = program.run("list"), program.run("checksites")
        crawled = program.run("crawl", "--all")
        named, sound = program.run("crawl", "bad"), program.run("checksites", "one")
    assert (shown.returncode, checked.returncode, crawled.returncode, named.returncode) == (1, 1, 1, 2)
    for text in (shown.stderr, checked.stdout, crawled.stderr, named.stderr):
        assert "bad.toml: nam: expected no such key, did you mean name?" in text
        assert "Traceback" not in text
    assert "one" in shown.stdout
    assert program.rows("SELECT count(*) FROM articles") == [(2,)]
    assert (sound.returncode, sound.stdout) == (0, "1 profile is sound\n")


def test_one_cron_line_crawls_what_is_due(program: Program) -> None:
    leave_out_shipped(program)
    with portal(news(3)) as served:
        program.site("often", served.root, 'interval = "1m"')
        program.site("rare", served.root, 'interval = "2w"')
        program.site("closed", served.root, 'paused = "rebuilt until May"')
        elsewhere = program.run("crawl", "--due", "--division", "11")
        first, second = program.run("crawl", "--due"), program.run("crawl", "--due")
        of_named = program.run("crawl", "rare", "--due")
    assert (elsewhere.returncode, elsewhere.stdout) == (2, "")
    assert "no site has a division that begins with 11" in elsewhere.stderr
    assert (first.returncode, second.returncode, of_named.returncode) == (0, 0, 0), first.stderr
    assert "all " in first.stdout
    assert (second.stdout, second.stderr, of_named.stdout) == ("", "", "")
    assert program.rows("SELECT command, state FROM runs") == [("crawl --due", "finished")]
    shown = program.run("runs")
    assert "crawl --due" in shown.stdout
    detail = program.run("runs", "1")
    rows = [line.split()[:3] for line in detail.stdout.split("\n\n")[0].splitlines()[2:]]
    assert rows == [["often", "1", "3"], ["rare", "1", "3"]]
    walks = [line.split()[:6:5] for line in detail.stdout.split("\n\n")[1].splitlines()[1:]]
    assert walks == [["often", "yes"], ["rare", "yes"]]
    assert program.rows("SELECT sum(new), sum(reposts) FROM run_sites") == [(3, 3)]


WRONG = [
    (("crawl",), "name the sites to crawl, or give --all or --due"),
    (("crawl", "xigu", "--all"), "names or --all, not both"),
    (("crawl", "--due", "--all"), "--due or --all, not both"),
    (("crawl", "xigu", "--division", "62"), "--division goes with --all or --due"),
    (("crawl", "xgu"), "xgu: no site of that name; did you mean xigu?"),
    (("crawl", "--nonsense"), "unknown option --nonsense"),
    (("runs",), "there is no database"),
    (("runs", "first"), "give one run by its number, two to compare"),
]


def test_wrong_use_ends_with_2_and_says_what_to_do(program: Program) -> None:
    program.data.mkdir(exist_ok=True)
    for arguments, told in WRONG:
        (program.data / "news.db").unlink(missing_ok=True)
        done = program.run(*arguments)
        assert (arguments, done.returncode) == (arguments, 2)
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_help_has_an_example(program: Program) -> None:
    overview = program.run()
    assert overview.returncode == 0
    for command in ("list", "crawl", "checksites", "runs"):
        assert f"  {command} " in overview.stdout
    shown = program.run("crawl", "--help")
    assert shown.returncode == 0
    assert "district-news crawl SITE… [--due] | --all | --due" in shown.stdout
    assert "examples:\n  district-news crawl xigu honggu\n" in shown.stdout


def test_a_site_without_listings_is_left_out(program: Program) -> None:
    done = program.run("crawl", "qilihe")
    assert done.returncode == 1
    assert "qilihe: left out, it has no known listing" in done.stderr
