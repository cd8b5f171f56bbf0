"""Replay: pages out of archives through stages, with no network, and a summary that adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.replay import found_trouble, rows
from crawler.sites import Listing, Site
from crawler.spiders.replay import site_of, sites_by_host
from pipelines.archive import ArchiveWriter, ArticleRequest, Capture, read_archive

CHECKOUT = Path(__file__).parents[3]
CAPTURED = CHECKOUT / "../shared/corpus/captured.warc.gz"

REPLAY = """
import json, os, sys
from scrapy.cmdline import execute
from scrapy.settings import Settings

class Collect:
    '''Stands for the stages: writes down what came, and says what became of it.'''
    @classmethod
    def from_crawler(cls, crawler):
        stage = cls()
        stage.crawler = crawler
        return stage

    async def process_item(self, page):
        self.crawler.stats.inc_value('not_articles/list' if b'list' in page.parts[0].body else 'kept/new')
        with open(os.environ['SEEN'], 'a') as seen:
            text = ''.join(part.body.decode('utf-8', 'replace') for part in page.parts)
            place = page.parts[0].archived.file
            print(json.dumps([page.site, page.url, page.fetched.isoformat(), len(page.links), place, text]), file=seen)
        return page

settings = Settings({
    'COMMANDS_MODULE': 'crawler.commands', 'LOG_LEVEL': 'WARNING',
    'ITEM_PIPELINES': {Collect: 100}, 'DOWNLOADER_MIDDLEWARES': {'crawler.middlewares.archive.Archive': 950},
    'DATABASE': os.environ['SEEN'] + '.db', 'ARCHIVE_DIR': os.environ['ARCHIVE'], 'TELNETCONSOLE_ENABLED': False, 'REMOTE_CONTROL_ENABLED': False,
    'COOKIES_ENABLED': False,
})
execute(['scrapy', 'replay', *sys.argv[1:]], settings)
"""


def replay(archive: Path, *files: Path | str) -> tuple[subprocess.CompletedProcess[str], list[list[Any]]]:
    """Run the command; out: how it ended, and what came to the stages."""
    seen = archive / "seen.jsonl"
    places = {"ARCHIVE": str(archive), "SEEN": str(seen), "DISTRICT_NEWS_DATA": str(archive / "data")}
    done = subprocess.run(
        [sys.executable, "-c", REPLAY, *map(str, files)],
        cwd=CHECKOUT,
        env=os.environ | places | {"SCRAPY_SETTINGS_MODULE": "scrapy.settings.default_settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = seen.read_text().splitlines() if seen.exists() else []
    return done, [json.loads(line) for line in lines]


def capture(path: str, body: bytes, second: int, **more: Any) -> Capture:
    values: dict[str, Any] = {
        "url": f"http://town.example{path}",
        "request": b"GET / HTTP/1.1\r\n\r\n",
        "status": 200,
        "headers": [(b"Content-Type", b"text/html")],
        "body": body,
        "fetched": datetime(2026, 3, 4, 5, 6, second, tzinfo=UTC),
    }
    return Capture(**(values | more))


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A crawl's file: robots.txt, a listing, two articles (one in two parts, one moved), one gone."""
    one = ArticleRequest(site="town", url="http://town.example/1.html")
    two = ArticleRequest(site="town", url="http://town.example/2.html")
    writer = ArchiveWriter(tmp_path, name="town", software="district-news/0.1", operator=None)
    for exchange in (
        capture("/robots.txt", b"", 0),
        capture("/list.html", b"list", 1),
        capture("/1.html", b"one, ", 2, article=one),
        capture("/2.html", b"", 3, status=301, article=two),
        capture("/1_2.html", b"and more", 4, article=replace(one, part=2)),
        capture("/new/2.html", b"two", 5, article=two),
        capture("/3.html", b"gone", 6, status=404, article=replace(one, url="http://town.example/3.html")),
    ):
        writer.write(exchange)
    writer.close()
    return next(tmp_path.rglob("*.warc.gz"))


def test_a_replay_gives_what_the_crawl_gave(tmp_path: Path, recorded: Path) -> None:
    done, pages = replay(tmp_path, recorded)
    name = recorded.relative_to(tmp_path).as_posix()
    assert pages == [
        ["town", "http://town.example/1.html", "2026-03-04T05:06:02+00:00", 0, name, "one, and more"],
        ["town", "http://town.example/2.html", "2026-03-04T05:06:05+00:00", 0, name, "two"],
    ]
    assert done.stdout.splitlines() == [
        "responses: 7",
        "pages: 2",
        "parts of pages: 3",
        "articles new: 2",
        "articles revised: 0",
        "articles unchanged: 0",
        "articles re-post: 0",
        "skipped: listing: 1",
        "skipped: redirect: 1",
        "skipped: robots.txt: 1",
        "skipped: status 404: 1",
        "damaged: 0",
    ]
    assert (done.returncode, done.stderr) == (0, "")


def test_a_replay_archives_nothing(tmp_path: Path, recorded: Path) -> None:
    before = recorded.read_bytes()
    replay(tmp_path, recorded)
    assert list(tmp_path.rglob("*.warc.gz")) == [recorded]
    assert recorded.read_bytes() == before


def test_a_file_that_was_killed_is_no_trouble(tmp_path: Path, recorded: Path) -> None:
    recorded.write_bytes(recorded.read_bytes()[:-3])
    done, pages = replay(tmp_path, recorded)
    assert len(pages) == 2
    assert "files cut off at their end: 1" in done.stdout.splitlines()
    assert done.returncode == 0


def test_damage_is_told_and_the_rest_is_read(tmp_path: Path, recorded: Path) -> None:
    data = bytearray(recorded.read_bytes())
    two = next(exchange for exchange in read_archive(recorded) if exchange.body == b"two")
    data[two.archived.offset + 100 : two.archived.offset + 110] = bytes(10)
    recorded.write_bytes(data)
    done, pages = replay(tmp_path, recorded)
    assert [page[1] for page in pages] == ["http://town.example/1.html"]
    assert "damaged: 1" in done.stdout.splitlines()
    assert f"{recorded.name}, byte " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("files", "said"), [(["gone.warc.gz"], "no such file: gone.warc.gz"), ([], "no archive there; name WARC files")]
)
def test_wrong_use_ends_with_2(tmp_path: Path, files: list[str], said: str) -> None:
    done, _ = replay(tmp_path, *files)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_help_has_an_example(tmp_path: Path) -> None:
    done, _ = replay(tmp_path, "--help")
    assert done.returncode == 0
    assert (
        "examples: district-news replay --compare district-news replay --apply district-news replay data/"
        in " ".join(done.stdout.split())
    )


@pytest.mark.skipif(not CAPTURED.is_file(), reason="the captured pages (../shared/corpus) are not here")
def test_the_captured_pages_are_all_accounted_for(tmp_path: Path) -> None:
    done, pages = replay(tmp_path, CAPTURED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["responses: 141", "pages: 141"]
    assert len(pages) == 141
    assert all(site and url.startswith("http") for site, url, *_ in pages)


def site(name: str, *urls: str) -> Site:
    listings = tuple(Listing(url=url) for url in urls[1:])
    return Site(id=name, name=name, home=urls[0], listings=listings, path=Path(f"{name}.toml"))


def test_sites_are_known_by_the_hosts_of_their_addresses() -> None:
    sites = {
        "a": site("a", "http://www.a.example/", "http://news.a.example:8080/list"),
        "b": site("b", "http://b.example/", "http://www.a.example/b/"),
    }
    hosts = sites_by_host(sites)
    assert hosts == {"www.a.example": "a", "news.a.example": "a", "b.example": "b"}
    assert site_of("https://NEWS.a.example/1.html", hosts) == "a"
    assert site_of("http://c.example:81/1.html", hosts) == "c.example"


@pytest.mark.parametrize(
    ("counted", "trouble"),
    [
        ({}, False),
        ({"replay/pages": 2, "kept/new": 1, "not_articles/other": 1}, False),
        ({"replay/pages": 2, "kept/new": 1, "failed/unreadable": 1}, False),
        ({"replay/pages": 2, "kept/new": 1}, True),
        ({"replay/damaged": 1}, True),
        ({"replay/cut": 1}, False),
        ({"spider_exceptions/count": 1}, True),
    ],
)
def test_what_is_trouble(counted: dict[str, int], trouble: bool) -> None:
    assert found_trouble(counted) is trouble
    assert any(label == "lost in the stages" for label, _ in rows(counted)) is (trouble and "replay/pages" in counted)
