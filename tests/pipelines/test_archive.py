"""The archive as it is written: it comes back, warcio agrees, and what cannot be written is said."""

from __future__ import annotations

import gzip
import re
import resource
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipelines.archive import ArchiveReader, ArticleRequest, fetch_record, read_archive
from pipelines.errors import ArchiveError
from tests.pipelines.archived import ARTICLE, LINK, NOW, PAGE, capture, files_of, read, records, writer, written

# --- Writing -------------------------------------------------------------------------------------------------------


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    headers = [
        (b"Content-Type", b"text/html"),
        (b"Content-Encoding", b"gzip"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"X-Title", "柳河".encode("gbk")),
    ]
    body = gzip.compress(PAGE)
    (path,) = written(tmp_path, capture(headers=headers, body=body, article=ARTICLE))
    (exchange,) = read_archive(path, folder=tmp_path)
    assert exchange.status == 200
    assert exchange.body == PAGE
    assert exchange.fetched == NOW
    assert exchange.article == ARTICLE
    assert exchange.ours
    assert exchange.headers == (
        *((name.decode(), value.decode("latin-1")) for name, value in headers),
        ("Content-Length", str(len(body))),
    )
    assert fetch_record(tmp_path, exchange.archived) == replace(exchange, article=None, ours=False)
    assert exchange.received().header("content-type") == "text/html"


def test_the_writer_names_the_place_it_wrote_to(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    refs = [archive.write(capture(body=PAGE + bytes([n]))) for n in range(3)]
    archive.close()
    assert [exchange.archived for exchange in read_archive(files_of(tmp_path)[0], folder=tmp_path)] == refs
    assert [fetch_record(tmp_path, ref).body[-1] for ref in refs] == [0, 1, 2]
    assert refs[0].file.startswith("2026/town-20260304T050607000089Z-")


def test_warcio_verifies_every_record(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(article=ARTICLE), capture(), capture(status=404, body=b""))

    class Options:
        inputs = (str(path),)
        verbose = True

    assert Checker(Options()).process_all() == 0
    assert [kind for kind, _, _ in records(path)] == [
        "warcinfo",
        *("metadata", "request", "response"),
        *("request", "revisit"),
        *("request", "response"),
    ]


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(article=ARTICLE), capture(url="http://town.example/b"))
    rest, members = path.read_bytes(), []
    while rest:
        inflater = zlib.decompressobj(31)
        members.append(inflater.decompress(rest))
        rest = inflater.unused_data
    assert all(member.startswith(b"WARC/1.1\r\n") and member.count(b"WARC-Type:") == 1 for member in members)


def test_the_head_of_a_file_says_whose_it_is(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(), run="run 7", user_agent="district-news/0.1 (+mailto:a@b.example)")
    kind, fields, block = records(path)[0]
    assert kind == "warcinfo"
    assert fields["WARC-Filename"] == path.name
    assert block.decode().splitlines() == [
        "software: district-news/0.1",
        "format: WARC File Format 1.1",
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator: a@b.example",
        "isPartOf: run 7",
        "http-header-user-agent: district-news/0.1 (+mailto:a@b.example)",
    ]


def test_records_of_one_exchange_point_at_its_response(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(article=ARTICLE, ip_address="127.0.0.9", truncated="disconnect"))
    _, (_, about, said), (_, asked, sent), (_, answer, _) = records(path)
    assert about["WARC-Concurrent-To"] == asked["WARC-Concurrent-To"] == answer["WARC-Record-ID"]
    assert about["WARC-Date"] == asked["WARC-Date"] == answer["WARC-Date"] == "2026-03-04T05:06:07.000089Z"
    assert answer["WARC-IP-Address"] == "127.0.0.9"
    assert answer["WARC-Truncated"] == "disconnect"
    assert ArticleRequest.from_json(said) == ARTICLE
    assert sent.startswith(b"GET /a/1.html HTTP/1.1\r\nHost: town.example\r\nUser-Agent: district-news ")


def test_a_body_out_of_its_chunks_is_not_taken_apart_again(tmp_path: Path) -> None:
    body = b"5\r\nhello\r\n0\r\n\r\n"  # a text about chunks
    headers = [(b"Transfer-Encoding", b"chunked"), (b"Content-Length", b"7")]
    (path,) = written(tmp_path, capture(headers=headers, body=body))
    (exchange,) = read_archive(path)
    assert exchange.body == body
    assert exchange.headers == (("X-Archive-Orig-Transfer-Encoding", "chunked"), ("Content-Length", str(len(body))))
    with path.open("rb") as file:
        assert [one.content_stream().read() for one in ArchiveIterator(file) if one.rec_type == "response"] == [body]


def test_a_line_end_in_a_value_begins_no_header(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(headers=[(b"A", b"1\r\nB: 2")]), operator="a\r\nsoftware: other")
    (exchange,) = read_archive(path)
    assert [name for name, _ in exchange.headers] == ["A", "Content-Length"]
    assert exchange.ours


def test_times_of_another_zone_are_written_in_utc(tmp_path: Path) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=8)))
    (path,) = written(tmp_path, capture(fetched=local))
    assert "20260304T050607" in path.name
    assert next(read_archive(path)).fetched == NOW


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    """Same name, same process number, same microsecond: as two machines on one folder may have it."""
    first, second = writer(tmp_path), writer(tmp_path)
    refs = [one.write(capture()) for one in (first, second)]
    first.close()
    second.close()
    assert len({ref.file for ref in refs}) == 2
    assert len(files_of(tmp_path)) == 2


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b/c", "城关", ""])
def test_any_name_makes_a_file_in_the_folder(tmp_path: Path, name: str) -> None:
    (path,) = written(tmp_path, capture(), name=name)
    assert path.parent == tmp_path / "2026"
    assert re.fullmatch(r"[A-Za-z0-9._-]+", path.name)


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    paths = written(tmp_path, *(capture(body=PAGE + bytes([n])) for n in range(4)), roll_at=900)
    assert len(paths) > 1
    assert [kind for path in paths for kind, _, _ in records(path)].count("warcinfo") == len(paths)
    exchanges, damages = read(*paths)
    assert [exchange.body[-1] for exchange in exchanges] == [0, 1, 2, 3]
    assert not damages


# --- When it cannot be written --------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file stands here")
    with pytest.raises(ArchiveError, match=r"warc.*cannot be written.*free space or make the folder writable"):
        writer(tmp_path / "warc").write(capture())


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond size: what a full disk does, without one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_no_half_exchange(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    archive.write(capture(article=ARTICLE))
    (path,) = files_of(tmp_path)
    whole = path.stat().st_size
    with room_for(whole + 700), pytest.raises(ArchiveError, match=r"\.warc\.gz: the archive cannot be written"):
        archive.write(capture(body=bytes(range(256)) * 50))
    assert path.stat().st_size == whole
    assert read(path)[1] == []


# --- Revisits -------------------------------------------------------------------------------------------------------


def test_the_same_payload_is_kept_once(tmp_path: Path) -> None:
    again = capture(
        url="http://town.example/b", status=203, headers=[(b"X-Run", b"2")], fetched=NOW + timedelta(days=1)
    )
    (path,) = written(tmp_path, capture(), again)
    _, visit, revisit = (fields for kind, fields, _ in records(path) if kind not in ("request", "metadata"))
    assert revisit["WARC-Profile"].endswith("/identical-payload-digest")
    assert revisit["WARC-Refers-To"] == visit["WARC-Record-ID"]
    assert revisit["WARC-Refers-To-Target-URI"] == visit["WARC-Target-URI"]
    assert revisit["WARC-Refers-To-Date"] == visit["WARC-Date"]
    _, exchange = read_archive(path, folder=tmp_path)
    assert (exchange.status, exchange.body, exchange.headers[0]) == (203, PAGE, ("X-Run", "2"))
    assert exchange.fetched == NOW + timedelta(days=1)
    assert fetch_record(tmp_path, exchange.archived).body == PAGE


def test_a_payload_in_another_file_is_found_in_any_order(tmp_path: Path) -> None:
    first, second = written(tmp_path, capture(), capture(), roll_at=1)
    assert [exchange.body for exchange in read(second, first)[0]] == [PAGE, PAGE]
    (exchange,) = ArchiveReader([second, first], folder=tmp_path).read(second)
    assert fetch_record(tmp_path, exchange.archived).body == PAGE
    exchanges, damages = read(second)
    assert exchanges == []
    assert "add the file it refers to" in damages[0].reason


def test_empty_bodies_are_no_revisits_of_each_other(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(body=b""), capture(body=b""))
    assert "revisit" not in [kind for kind, _, _ in records(path)]


# --- What a metadata record says ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"site":1,"url":"u","links":[]}',
        b'{"site":"s","url":"u","links":[{}]}',
        b'{"site":"s","url":"u","links":[],"part":0}',
        b'{"site":"s","url":"u","links":3}',
        b'{"site":"s","url":"u","links":[{"url":"u","listing":"l","title":1}]}',
        b'{"site":"s","url":"u","links":[{"url":"u","listing":"l","date":["2024"]}]}',
        b'{"site":"s","url":"u","links":[{"url":"u","listing":"l","position":"1"}]}',
        b'{"site":"s\\ud800","url":"u","links":[]}',
        b"[" * 5000,
    ],
)
def test_what_is_no_article_is_said(block: bytes) -> None:
    with pytest.raises(ArchiveError, match="metadata record"):
        ArticleRequest.from_json(block)


@given(st.binary() | st.dictionaries(st.text(), st.integers()).map(lambda said: repr(said).encode()))
def test_no_metadata_makes_it_fall_over(block: bytes) -> None:
    with pytest.raises(ArchiveError):
        ArticleRequest.from_json(block)


def test_a_mapping_is_as_good_as_an_article_request() -> None:
    said = {"site": "town", "url": "http://town.example/a/1.html", "links": [LINK], "part": 2, "parts": 3}
    request = ArticleRequest.of(said)
    assert request == ArticleRequest.of(request)
    assert (request.links, request.part, request.parts) == ((LINK,), 2, 3)
    later = request.to_json().replace(b'"part":', b'"from_a_later_version":1,"part":')
    assert ArticleRequest.from_json(later) == request


def test_a_title_of_broken_characters_is_kept() -> None:
    """Half a surrogate pair, as a page with a wrong charset may give."""
    request = replace(ARTICLE, links=(replace(LINK, title="\ud83d柳"),))
    assert ArticleRequest.from_json(request.to_json()) == request
