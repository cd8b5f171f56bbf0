"""What the archive middleware keeps of a crawl over real sockets."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.spiders import Spider
from warcio.archiveiterator import ArchiveIterator

from crawler.middlewares.archive import Archive
from pipelines.archive import Exchange, read_archive
from pipelines.errors import ArchiveError
from tests.crawler.middlewares.served import ARTICLE, LISTING, ROBOTS, served

CHECKOUT = Path(__file__).parents[3]


def crawl(base: str, archive: Path) -> tuple[dict[str, Any], str]:
    """What the spider got with the crawl's stats, and its log."""
    command = [sys.executable, "-m", "tests.crawler.middlewares.served", base, str(archive)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, dict[str, Any]]:
    """The server's address, the one WARC file of a crawl of it, and what the crawl said."""
    archive = tmp_path_factory.mktemp("warc")
    with served() as base:
        said, log = crawl(base, archive)
    assert log == ""
    (path,) = archive.rglob("*.warc.gz")
    return base, path, said


@pytest.fixture(scope="module")
def exchanges(crawled: tuple[str, Path, dict[str, Any]]) -> dict[str, Exchange]:
    """By path, robots.txt first asked for and all."""
    base, path, _ = crawled
    return {exchange.url.removeprefix(base): exchange for exchange in read_archive(path)}


def test_everything_asked_over_the_wire_is_kept_and_nothing_else(exchanges: dict[str, Exchange]) -> None:
    assert [(path, exchange.status) for path, exchange in exchanges.items()] == [
        ("/robots.txt", 200),
        ("/list.html", 200),
        ("/old.html", 302),
        ("/a/1.html", 200),
        ("/gone.html", 404),
    ]


def test_bodies_are_kept_as_received(crawled: tuple[str, Path, dict[str, Any]], exchanges: dict[str, Exchange]) -> None:
    with crawled[1].open("rb") as file:
        raw = [record.raw_stream.read() for record in ArchiveIterator(file) if record.rec_type == "response"]
    assert LISTING in raw
    assert gzip.compress(ARTICLE, mtime=0) in raw
    assert (exchanges["/robots.txt"].body, exchanges["/a/1.html"].body) == (ROBOTS, ARTICLE)


def test_headers_are_kept_with_their_duplicates(exchanges: dict[str, Exchange]) -> None:
    headers = exchanges["/a/1.html"].headers
    assert [value for name, value in headers if name.lower() == "set-cookie"] == ["a=1", "b=2"]
    assert ("Content-Encoding", "gzip") in headers
    assert not any(name.lower() == "transfer-encoding" for name, _ in headers)


def test_the_request_is_kept_as_sent(crawled: tuple[str, Path, dict[str, Any]]) -> None:
    with crawled[1].open("rb") as file:
        records = ArchiveIterator(file, no_record_parse=True)
        sent = [record.raw_stream.read().decode() for record in records if record.rec_type == "request"][1]
    assert sent.startswith("GET /list.html HTTP/1.1\r\nHost: 127.0.0.1:")
    assert "\r\nUser-Agent: district-news/test (+mailto:test@town.example)\r\n" in sent
    assert "\r\nAccept-Encoding: gzip" in sent


def test_an_article_is_known_by_the_address_first_asked(exchanges: dict[str, Exchange]) -> None:
    about = exchanges["/a/1.html"].article
    assert about is not None
    assert about == exchanges["/old.html"].article
    assert about.url.endswith("/old.html")
    assert about.links[0].title == "柳河镇春耕…"
    assert exchanges["/gone.html"].article is not None
    assert exchanges["/list.html"].article is None
    assert exchanges["/robots.txt"].article is None


def test_the_spider_gets_the_place_and_the_time(
    crawled: tuple[str, Path, dict[str, Any]], exchanges: dict[str, Exchange]
) -> None:
    base, _, said = crawled
    seen = {one["url"].removeprefix(base): one for one in said["seen"]}
    assert set(seen) == {"/list.html", "/a/1.html", "/gone.html", "/made-up.html"}
    for path in ("/a/1.html", "/gone.html"):
        assert seen[path]["offset"] == exchanges[path].archived.offset
        assert seen[path]["fetched"] == exchanges[path].fetched.isoformat()
    assert seen["/a/1.html"]["body"] == ARTICLE.decode()
    assert seen["/made-up.html"]["offset"] is None


def test_the_file_is_named_for_the_spider_and_says_who_asked(crawled: tuple[str, Path, dict[str, Any]]) -> None:
    path = crawled[1]
    assert path.name.startswith("small-2")
    with path.open("rb") as file:
        about = next(iter(ArchiveIterator(file))).raw_stream.read().decode()
    assert about.startswith("software: district-news/")
    assert "operator: district-news/test (+mailto:test@town.example)\r\n" in about


def test_where_nothing_can_be_kept_the_crawl_stops(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file stands where the folder should be")
    with served() as base:
        said, log = crawl(base, tmp_path / "warc")
    assert [one["url"].removeprefix(base) for one in said["seen"] if one["offset"] is None] in ([], ["/made-up.html"])
    assert said["stats"]["finish_reason"] == "unarchived"
    assert "the archive cannot be written" in said["stats"]["archive/error"]
    assert log.count("The crawl stops: ") == 1
    assert "Traceback" not in log
    assert said["stats"]["downloader/request_count"] <= 2


def test_it_can_be_switched_off() -> None:
    with pytest.raises(NotConfigured):
        Archive.from_crawler(Crawler(Spider, {"ARCHIVE_ENABLED": False}))


def test_it_asks_for_its_folder() -> None:
    with pytest.raises(ArchiveError, match="ARCHIVE_DIR is not set"):
        Archive.from_crawler(Crawler(Spider, {}))
