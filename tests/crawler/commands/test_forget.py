"""district-news forget on a crawled portal: the text is in no file of the data folder, whenever it is killed."""

from __future__ import annotations

import gzip
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.archive import read_archive
from tests.crawler.commands.at_hand import at_hand
from tests.crawler.portal import Answer, Answers, news, portal
from tests.crawler.program import Program
from tests.crawler.worker import killed
from tests.pipelines.archived import files_of

TITLE = "东坡水渠昨日正式通水"
LINES = [f"{word}年开春，镇上请来三位老渠工，沿着九公里渠道一段一段地看。" for word in "甲乙丙丁"]
BODY = "".join(f"<p>{line}</p>" for line in LINES)
INFO = "<div class=info>发布时间：2024-03-05 08:30　来源：测试日报　记者：张三</div>"
NEXT = f'<div class="related">相关阅读<ul><li><a href="/a/0.html">{TITLE}</a></li></ul></div>'


def town() -> Answers:
    """Four articles on one list; the first is TITLE, the others name it at their side."""
    answers = news(4)
    answers["/a/0.html"] = Answer(f"<title>{TITLE}</title><h1>{TITLE}</h1>{INFO}<div id=zoom>{BODY}</div>".encode())
    for number in range(1, 4):
        page = answers[f"/a/{number}.html"]
        assert isinstance(page, Answer)
        page.body = page.body.replace(b"</body>", f"{NEXT}</body>".encode())
    row = answers["/news/"]
    assert isinstance(row, Answer)
    row.body = row.body.replace(
        "区里召开第0次推进会安排部署春季重点工作".encode(), f"{TITLE}</a>{LINES[0]}<a>".encode()
    )
    return answers


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The data folder after a crawl of two sites that carry the same; and the first site's root, which still answers."""
    program = Program(tmp_path_factory.mktemp("forget") / "data")
    with portal(town()) as served, portal(town()) as other:
        program.site("one", served.root)
        program.site("two", other.root)
        assert program.run("crawl", "one").returncode == program.run("crawl", "two").returncode == 0
        yield program.data, served.root


@pytest.fixture
def program(crawled: tuple[Path, str], tmp_path: Path) -> Program:
    """A copy of that folder."""
    shutil.copytree(crawled[0], tmp_path / "data")
    return Program(tmp_path / "data")


def holding(data: Path, *texts: str) -> set[str]:
    """Files of the folder in which one of these stands, archives unfolded and taken apart."""
    found = set()
    for path in data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content) + b"".join(one.body for one in read_archive(path))
            if any(text.encode() in content for text in texts):
                found.add(path.name)
    return found


def test_it_is_nowhere_and_does_not_come_back(program: Program, crawled: tuple[Path, str]) -> None:
    url = f"{crawled[1]}/a/0.html"
    dry = at_hand(program.data, "forget", url, "--dry-run")
    assert dry.stdout.splitlines()[0] == f"{url} (one): {TITLE}"
    assert len(holding(program.data, TITLE, *LINES)) > 2
    assert at_hand(program.data, "export", "--site", "one").returncode == 0
    recorded = program.data / "sites" / "one"
    recorded.mkdir()
    (recorded / "expected.json").write_text(f'{{"given": {{"url": "{url}"}}}}')
    (recorded / "page.html").write_text(TITLE, encoding="utf-8")
    done = at_hand(program.data, "forget", url, "--with-twins", "--why", "the person named asked for it")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{program.data}/exports/articles.csv: made before, and still names it" in done.stdout
    assert f"{recorded}: a recorded page, removed; addsite records another" in done.stdout
    assert holding(program.data, TITLE, *LINES) == {"articles.csv"}
    assert program.rows(
        "SELECT url, why, ended IS NOT NULL, responses, pages FROM forgotten_flat WHERE site = 'one'"
    ) == [(url, "the person named asked for it", 1, 1, 4)]

    again = program.run("crawl", "one")
    replayed = program.run("replay", *map(str, files_of(program.data)))
    assert (again.returncode, replayed.returncode) == (0, 0), again.stdout + replayed.stdout
    assert "skipped: taken down: 2" in replayed.stdout
    assert "articles unchanged: 6" in replayed.stdout
    assert program.rows("SELECT count(*) FROM articles") == [(6,)]
    twice = at_hand(program.data, "forget", url, "--why", "x")
    assert (twice.returncode, twice.stdout.splitlines()[0]) == (0, f"{url}: forgotten already")


def test_a_twin_is_named_and_stays(program: Program, crawled: tuple[Path, str]) -> None:
    url = f"{crawled[1]}/a/0.html"
    ((twin,),) = program.rows("SELECT url FROM articles WHERE site_id = 'two' AND title = ?", TITLE)
    done = at_hand(program.data, "forget", url, "--why", "x")
    assert f"{twin} (two): has the same text and stays" in done.stdout
    assert program.rows("SELECT site_id FROM articles WHERE title = ?", TITLE) == [("two",)]
    assert len(holding(program.data, TITLE)) == 2


def test_a_page_that_was_archived_elsewhere_is_not_kept(
    program: Program, crawled: tuple[Path, str], tmp_path: Path
) -> None:
    url = f"{crawled[1]}/a/0.html"
    saved = shutil.copytree(program.data / "warc", tmp_path / "saved")
    assert at_hand(program.data, "forget", url, "--why", "x").returncode == 0
    replayed = program.run("replay", *map(str, files_of(saved)))
    assert (replayed.returncode, "forgotten, and left so: 1" in replayed.stdout) == (0, True)
    assert program.rows("SELECT count(*) FROM articles WHERE url = ?", url) == [(0,)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("https://a.example/1.html",), "say why with --why"),
        (("notaurl", "--why", "x"), "notaurl: expected the address of an article"),
        (("mailto:a@b.example", "--why", "x", "--unseen"), "expected the address of an article"),
    ],
)
def test_wrong_use(crawled: tuple[Path, str], words: tuple[str, ...], told: str) -> None:
    done = at_hand(crawled[0], "forget", *words)
    assert (done.returncode, told in done.stderr) == (2, True)


def test_a_slip_of_the_pen_takes_nothing_down(program: Program, crawled: tuple[Path, str]) -> None:
    kept, slip = f"{crawled[1]}/a/0.html", f"{crawled[1]}/a/00.html"
    for more in ((), ("--dry-run",)):
        done = at_hand(program.data, "forget", kept, slip, "--why", "x", *more)
        told = f"{slip}: no article is kept from that address, nothing was taken down; --unseen forbids it"
        assert (done.returncode, told in done.stdout) == (1, True)
    assert program.rows("SELECT count(*) FROM forgotten") == [(0,)]
    assert program.rows("SELECT count(*) FROM articles WHERE url = ?", kept) == [(1,)]
    assert at_hand(program.data, "forget", slip, "--why", "x", "--unseen").returncode == 0
    assert program.rows("SELECT url, article_id FROM forgotten_flat") == [(slip, None)]


def kill_and_go_on(folder: Path, url: str, dice: random.Random) -> None:
    """Kill it at a random moment, and again while it completes that; the last run is left in peace."""
    program = Program(folder)
    for _ in range(dice.randint(1, 2)):
        killed(folder, "forget", url, "--why", "x", longest=0.25, dice=dice)
        assert program.rows("PRAGMA integrity_check") == [("ok",)]
    done = at_hand(folder, "forget", url, "--why", "x")
    assert done.returncode == 0, done.stderr
    ((other,),) = program.rows("SELECT url FROM articles WHERE title = ?", TITLE)
    assert at_hand(folder, "forget", other, "--why", "x").returncode == 0
    assert holding(folder, TITLE, *LINES) == set()
    assert program.rows("SELECT count(*) FROM articles") == [(6,)]
    assert program.rows("SELECT count(*), count(ended), count(wiped) FROM forgotten") == [(2, 2, 2)]
    assert list(folder.rglob("*.overwrite*")) == []
    for file in files_of(folder):
        assert len(list(read_archive(file))) > 4


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(5, 50))])
def test_killed_at_any_moment_it_is_completed(program: Program, crawled: tuple[Path, str], seed: int) -> None:
    kill_and_go_on(program.data, f"{crawled[1]}/a/0.html", random.Random(seed))
