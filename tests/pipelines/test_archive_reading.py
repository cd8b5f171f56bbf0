"""The archive as it is read: anybody's files, cut off, damaged, or made to do harm."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
import tempfile
import zlib
from io import BytesIO
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from pipelines.archive import Damage, fetch_record, read_archive
from pipelines.archive.codings import LIMIT, undo
from pipelines.errors import ArchiveError
from pipelines.items import ArchiveRef
from tests.pipelines.archived import ARTICLE, PAGE, capture, files_of, read, written

CAPTURED = Path(__file__).parents[2] / "../shared/corpus/captured.warc.gz"

Answer = tuple[list[tuple[str, str]], bytes]


def foreign(path: Path, *answers: Answer, compressed: bool = True) -> Path:
    """Written by warcio as WARC 1.0, without metadata and requests."""
    with path.open("wb") as file:
        warc = WARCWriter(file, gzip=compressed)
        warc.write_record(warc.create_warcinfo_record(path.name, {"software": "another tool"}))
        for number, (headers, body) in enumerate(answers):
            record = warc.create_warc_record(
                f"http://other.example/{number}.html",
                "response",
                payload=BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": f"2024-01-02T03:04:{number:02}Z"},
            )
            warc.write_record(record)
    return path


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))


def bare_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


ENCODED: list[Answer] = [
    ([], PAGE),
    ([("Content-Encoding", "gzip")], gzip.compress(PAGE)),
    ([("Content-Encoding", "GZIP")], gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:])),
    ([("Content-Encoding", "x-gzip")], gzip.compress(PAGE) + b"trailing"),
    ([("Content-Encoding", "deflate")], zlib.compress(PAGE)),
    ([("Content-Encoding", "deflate")], bare_deflate(PAGE)),
    ([("Content-Encoding", "br")], brotli.compress(PAGE)),
    ([("Content-Encoding", "zstd")], zstd.compress(PAGE)),
    ([("Content-Encoding", "gzip"), ("Content-Encoding", "br")], brotli.compress(gzip.compress(PAGE))),
    ([("Content-Encoding", "gzip, identity")], gzip.compress(PAGE)),
    ([("Content-Encoding", "gzip")], PAGE),  # the header lies
    ([("Content-Encoding", "br")], PAGE),
    ([("Content-Encoding", "zstd")], PAGE),
    ([("Content-Encoding", "secret")], PAGE),
    ([("Transfer-Encoding", "chunked")], chunked(PAGE)),
    ([("Transfer-Encoding", "chunked")], PAGE),
    ([("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")], chunked(gzip.compress(PAGE))),
]


@pytest.mark.parametrize("compressed", [True, False], ids=["gz", "plain"])
def test_other_peoples_bodies_are_unpacked(tmp_path: Path, compressed: bool) -> None:
    path = foreign(tmp_path / "other.warc", *ENCODED, compressed=compressed)
    exchanges, damages = read(path)
    assert [exchange.body for exchange in exchanges] == [PAGE] * len(ENCODED)
    assert damages == []
    assert exchanges[3].fetched.isoformat() == "2024-01-02T03:04:03+00:00"
    assert not any(exchange.ours or exchange.article for exchange in exchanges)
    assert all(fetch_record(tmp_path, exchange.archived) == exchange for exchange in exchanges)


def by_hand(*fields: str, block: bytes = b"HTTP/1.1 200 OK\r\n\r\nhello") -> bytes:
    head = "\r\n".join(["WARC/1.0", *fields, f"Content-Length: {len(block)}"])
    return head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


RESPONSE = ("WARC-Type: response", "WARC-Target-URI: http://a.example/", "WARC-Date: 2024-01-01T00:00:00Z")

READABLE = [
    ("as usual", by_hand(*RESPONSE)),
    ("wget's angle brackets", by_hand(RESPONSE[0], "WARC-Target-URI: <http://a.example/>", RESPONSE[2])),
    ("names in another case", by_hand(*(field.lower() for field in RESPONSE[:2]), RESPONSE[2])),
    ("a server's line feeds", by_hand(*RESPONSE, block=b"HTTP/1.0 200\nServer: x\n\nhello")),
    ("a folded header", by_hand(*RESPONSE, block=b"HTTP/1.0 200 OK\r\nServer: x\r\n y\r\n\r\nhello")),
    ("a date without a zone", by_hand(*RESPONSE[:2], "WARC-Date: 2024-01-01T00:00:00")),
]


@pytest.mark.parametrize("record", [record for _, record in READABLE], ids=[name for name, _ in READABLE])
def test_odd_records_are_read(tmp_path: Path, record: bytes) -> None:
    path = tmp_path / "odd.warc"
    path.write_bytes(record)
    exchanges, damages = read(path)
    assert [(one.url, one.status, one.body) for one in exchanges] == [("http://a.example/", 200, b"hello")]
    assert damages == []


UNREADABLE = [
    ("no date", by_hand(*RESPONSE[:2]), "WARC-Date None is no time"),
    ("a date that is none", by_hand(*RESPONSE[:2], "WARC-Date: yesterday"), "'yesterday' is no time"),
    ("a date before time", by_hand(*RESPONSE[:2], "WARC-Date: 0001-01-01T00:00:00+14:00"), "is no time"),
    ("no status line", by_hand(*RESPONSE, block=b"hello\r\n\r\n"), "does not begin with an HTTP status line"),
    ("no head", by_hand(*RESPONSE, block=b"HTTP/1.1 200 OK"), "a head has no end"),
    ("an empty block", by_hand(*RESPONSE, block=b""), "a head has no end"),
    ("an address that is none", by_hand(RESPONSE[0], "WARC-Target-URI: http://[a/", RESPONSE[2]), "is none"),
    ("a negative length", b"WARC/1.0\r\nContent-Length: -1\r\n\r\n", "does not say how long it is"),
    ("no length", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "does not say how long it is"),
    ("a lost payload", by_hand("WARC-Type: revisit", *RESPONSE[1:]), "payload is in none of the files"),
]


@pytest.mark.parametrize(("record", "reason"), [row[1:] for row in UNREADABLE], ids=[row[0] for row in UNREADABLE])
@pytest.mark.parametrize("compressed", [True, False], ids=["gz", "plain"])
def test_a_record_that_is_none_is_named_and_passed_over(
    tmp_path: Path, record: bytes, reason: str, compressed: bool
) -> None:
    path = tmp_path / "odd.warc"
    good = by_hand(*RESPONSE)
    path.write_bytes(b"".join(gzip.compress(one) if compressed else one for one in (good, record, good)))
    exchanges, (damage,) = read(path)
    assert len(exchanges) == 2
    assert reason in damage.reason
    assert damage.offset == len(gzip.compress(good) if compressed else good)
    assert not damage.cut


def test_records_that_are_no_http_responses_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "mixed.warc"
    dns = by_hand("WARC-Type: response", "WARC-Target-URI: dns:a.example", RESPONSE[2], block=b"1.2.3.4")
    note = by_hand("WARC-Type: metadata", *RESPONSE[1:], "Content-Type: application/json", block=b"[1]")
    path.write_bytes(dns + note + by_hand("WARC-Type: resource", *RESPONSE[1:]) + by_hand(*RESPONSE))
    assert [len(found) for found in read(path)] == [1, 0]


def test_several_records_in_one_member_are_read(tmp_path: Path) -> None:
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(by_hand(*RESPONSE) * 3))
    assert [len(found) for found in read(path)] == [3, 0]


def test_a_file_that_is_no_warc_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("柳河镇")
    with pytest.raises(ArchiveError, match=r"notes\.txt: no WARC file: it must begin with WARC/1"):
        list(read_archive(tmp_path / "notes.txt"))
    with pytest.raises(ArchiveError, match=r"gone\.warc\.gz: cannot be opened"):
        list(read_archive(tmp_path / "gone.warc.gz"))
    assert "no WARC file" in read(tmp_path / "notes.txt")[1][0].reason
    (tmp_path / "empty.warc.gz").touch()
    assert read(tmp_path / "empty.warc.gz") == ([], [])


def test_a_record_that_was_replaced_is_not_handed_out(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture())
    place = next(read_archive(path, folder=tmp_path)).archived
    for ref in (
        ArchiveRef(file=place.file, offset=place.offset, record_id="<urn:uuid:another>"),
        ArchiveRef(file=place.file, offset=place.offset + 1, record_id=place.record_id),
        ArchiveRef(file=place.file, offset=10**9, record_id=place.record_id),
        ArchiveRef(file="2026/gone.warc.gz", offset=0, record_id=place.record_id),
    ):
        with pytest.raises(ArchiveError, match=r"\.warc\.gz"):
            fetch_record(tmp_path, ref)


@pytest.mark.skipif(not CAPTURED.is_file(), reason="the captured pages (../shared/corpus) are not here")
def test_the_captured_pages_are_read_completely() -> None:
    exchanges, damages = read(CAPTURED)
    assert len(exchanges) == 141
    assert damages == []
    assert all(exchange.status == 200 and exchange.body for exchange in exchanges)


# --- Bombs ----------------------------------------------------------------------------------------------------------


ZEROS = bytes(LIMIT + 1)


@pytest.mark.parametrize(
    ("name", "packed"),
    [("gzip", gzip.compress(ZEROS, 1)), ("deflate", zlib.compress(ZEROS, 1)), ("zstd", zstd.compress(ZEROS))],
    ids=["gzip", "deflate", "zstd"],
)
def test_a_body_that_unfolds_without_end_is_refused(name: str, packed: bytes) -> None:
    with pytest.raises(ArchiveError, match="unfolds to more than"):
        undo(packed, name)


def test_limits_hold_to_the_byte() -> None:
    for name, packed in (("gzip", gzip.compress(PAGE)), ("br", brotli.compress(PAGE)), ("zstd", zstd.compress(PAGE))):
        assert undo(packed, name, limit=len(PAGE)) == PAGE
        with pytest.raises(ArchiveError):
            undo(packed, name, limit=len(PAGE) - 1)


def test_a_member_that_unfolds_without_end_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    good = gzip.compress(by_hand(*RESPONSE))
    path.write_bytes(good + gzip.compress(b"WARC/1.0\r\n" + ZEROS, 1) + good)
    exchanges, (damage,) = read(path)
    assert len(exchanges) == 2
    assert damage.offset == len(good)
    assert "one gzip member holds over" in damage.reason


# --- Damage ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> bytes:
    """An archive of ours with three exchanges, the last a revisit."""
    with tempfile.TemporaryDirectory() as folder:
        captures = (capture(article=ARTICLE), capture(url="http://town.example/b", body=PAGE * 2), capture())
        (path,) = written(Path(folder), *captures)
        return path.read_bytes()


def read_bytes(data: bytes) -> tuple[list[bytes], list[Damage]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.warc.gz"
        path.write_bytes(data)
        exchanges, damages = read(path)
    return [exchange.body for exchange in exchanges], damages


def member_offsets(data: bytes) -> list[int]:
    offsets, at = [], 0
    while at < len(data):
        offsets.append(at)
        inflater = zlib.decompressobj(31)
        inflater.decompress(data[at:])
        at = len(data) - len(inflater.unused_data)
    return offsets


def test_a_file_cut_off_anywhere_gives_what_was_whole(small: bytes) -> None:
    offsets = member_offsets(small)
    ends = [*offsets[1:], len(small)]
    responses = [
        ends[3],
        ends[5],
        ends[7],
    ]  # warcinfo, metadata, request, response, request, response, request, revisit
    for length in range(0, len(small), 7):
        bodies, damages = read_bytes(small[:length])
        assert bodies == [PAGE, PAGE * 2, PAGE][: sum(end <= length for end in responses)]
        if length > 10:  # less is not even a beginning
            assert [damage.cut for damage in damages] == ([] if length in ends else [True])


@pytest.mark.parametrize("member", range(1, 7))
def test_a_damaged_member_costs_no_other(small: bytes, member: int) -> None:
    offsets = member_offsets(small)
    broken = bytearray(small)
    middle = (offsets[member] + offsets[member + 1]) // 2
    broken[middle : middle + 4] = b"\xff\x00\xff\x00"
    bodies, damages = read_bytes(bytes(broken))
    assert Damage(file="x.warc.gz", offset=offsets[member], reason=damages[0].reason) == damages[0]
    lost = {3: [PAGE * 2], 5: [PAGE, PAGE]}  # without the first response its revisit has no payload either
    assert bodies == lost.get(member, [PAGE, PAGE * 2, PAGE])
    assert len(damages) == (2 if member == 3 else 1)


def test_a_tail_that_is_not_the_end_is_damage(small: bytes) -> None:
    """A response that was cut off, with more behind it: that is no kill."""
    offsets = member_offsets(small)
    bodies, damages = read_bytes(small[: offsets[5] + 20] + small[offsets[6] :])
    assert bodies == [PAGE, PAGE]
    assert [(damage.offset, damage.cut) for damage in damages] == [(offsets[5], False)]


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_flip_and_no_cut_makes_the_reader_fall_over(small: bytes, data: st.DataObject) -> None:
    broken = bytearray(small)
    for place in data.draw(st.lists(st.integers(0, len(small) - 1), min_size=1, max_size=5)):
        broken[place] ^= data.draw(st.integers(1, 255))
    read_or_named(bytes(broken[: data.draw(st.integers(0, len(small)))]))


PLAIN = by_hand(*RESPONSE) + by_hand(
    *RESPONSE, block=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0"
)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_flip_and_no_cut_of_a_plain_file_does_either(data: st.DataObject) -> None:
    broken = bytearray(PLAIN)
    for place in data.draw(st.lists(st.integers(0, len(PLAIN) - 1), min_size=1, max_size=5)):
        broken[place] = data.draw(st.integers(0, 255))
    read_or_named(bytes(broken[: data.draw(st.integers(0, len(PLAIN)))]))


@given(st.lists(st.sampled_from([b"WARC/1.0\r\n", b"Content-Length: 3\r\n", b"\r\n", b"\x1f\x8b\x08", b"abc"])))
@settings(max_examples=100, deadline=None)
def test_nothing_that_looks_like_a_record_does(pieces: list[bytes]) -> None:
    read_or_named(b"".join(pieces))


@given(body=st.binary(max_size=200), name=st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", ",", "x"]))
def test_any_bytes_can_be_unpacked(body: bytes, name: str) -> None:
    undo(body, name)


def read_or_named(data: bytes) -> None:
    """Whatever the bytes: exchanges, damages, or an ArchiveError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.warc"
        path.write_bytes(data)
        try:
            list(read_archive(path))
        except ArchiveError as error:
            assert "x.warc" in str(error)  # noqa: PT017 - most examples raise nothing


# --- Killed while writing -------------------------------------------------------------------------------------------

WRITES = """
import sys
from pathlib import Path
from tests.pipelines.archived import capture, writer
archive = writer(Path(sys.argv[1]))
for number in range(10**6):
    archive.write(capture(body=b"%d " % number * 500))
    print(number, flush=True)
"""


def test_what_was_written_before_a_kill_is_there(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITES, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(50)]
        process.kill()
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    exchanges, damages = read(*files_of(tmp_path))
    whole = [line for line in said if line.endswith(b"\n")]
    assert [exchange.body.split()[0] for exchange in exchanges[: len(whole)]] == [line.strip() for line in whole]
    assert all(damage.cut for damage in damages)
