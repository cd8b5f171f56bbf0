"""Taking an article out of the archive: its text is nowhere, nothing else moves, and a kill is mended."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive import ArchivedPages, ArticleRequest, Capture, fetch_record, read_archive
from pipelines.archive.masks import Texts, texts
from pipelines.archive.takedown import Taken, Target, finish_overwrites, take_down
from pipelines.errors import ArchiveError
from pipelines.items import Link
from tests.pipelines.archived import NOW, capture, files_of, read, records, written

TITLE = "青禾镇老水渠又通了水"
BODY = (
    "今年开春，镇上请来三位老渠工，沿着九公里渠道一段一段地看。",
    "到了三月初，第一股水流进东坡的麦田，守夜的人们才回家睡觉。",
)
HOST = "http://town.example"
OWN, OTHER, TWIN = f"{HOST}/a/1.html", f"{HOST}/a/2.html", f"{HOST}/b/1.html"
PAGE = f"<html><h1>{TITLE}</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></html>"
LIST = f'<ul><li><a href="/a/1.html">{TITLE}</a></li><li><a href="/a/2.html">桥头的集市</a>{BODY[0][:24]}…</li></ul>'
MARKET = "".join(f"<p>第{n}个摊位卖{'菜果茶布纸'[n % 5]}，摊主来了{n * 7 % 31}年。</p>" for n in range(60))
TEXTS = texts([TITLE, "青禾镇老水渠又…"], BODY)
TARGET = Target(
    addresses=frozenset({OWN, f"{HOST}/a/1_2.html", f"{HOST}/a/1.pdf"}),
    hosts=frozenset({"town.example"}),
    spared=frozenset({TWIN}),
    texts=TEXTS,
)


def of(url: str, title: str) -> ArticleRequest:
    return ArticleRequest(site="town", url=url, links=(Link(url=url, title=title, listing=f"{HOST}/"),))


def coded(url: str, body: bytes, coding: str, **more: Any) -> Capture:
    return capture(url, body, headers=[(b"Content-Type", b"text/html"), (b"Content-Encoding", coding.encode())], **more)


def exchanges() -> list[Capture]:
    """A crawl: lists in several codings, the article in two parts with a file, others, a twin, another site."""
    side = f"<h1>桥头的集市</h1><div>相关阅读 {TITLE}</div>{MARKET}"
    own = of(OWN, TITLE)
    return [
        coded(f"{HOST}/", gzip.compress(LIST.encode(), mtime=0), "gzip"),
        capture(f"{HOST}/gb/", LIST.encode("gb18030")),
        coded(f"{HOST}/br/", brotli.compress(LIST.encode()), "br"),
        capture(f"{HOST}/rows.json", json.dumps({"rows": [{"t": TITLE, "s": BODY[0]}]}).encode()),
        capture(f"{HOST}/broken/", f"<a>青禾镇<b>老水渠</b>又通了水</a>{'x' * 300}".encode()),
        coded(OWN, gzip.compress(PAGE.encode(), mtime=0), "gzip", article=own),
        capture(f"{HOST}/a/1_2.html", f"<p>{BODY[1]}</p>".encode(), article=of(OWN, TITLE)),
        capture(f"{HOST}/a/1.pdf", TITLE.encode()),
        capture(OTHER, side.encode(), article=of(OTHER, "桥头的集市")),
        capture(TWIN, f"{PAGE}<!-- b -->".encode(), article=of(TWIN, TITLE)),
        capture("http://elsewhere.example/1.html", f"{PAGE}<!-- c -->".encode()),
        coded(f"{HOST}/?again", gzip.compress(LIST.encode(), mtime=0), "gzip"),
        coded(f"{HOST}/a/1.html?from=top", gzip.compress(PAGE.encode(), mtime=0), "gzip", article=own),
        capture(f"{HOST}/quiet/", "<p>桥头的集市</p>".encode()),
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    captures = [capture_at(one, second) for second, one in enumerate(exchanges())]
    return written(tmp_path, *captures)[0]


def capture_at(one: Capture, second: int) -> Capture:
    values = {name: getattr(one, name) for name in Capture.__dataclass_fields__}
    return Capture(**(values | {"fetched": NOW + timedelta(seconds=second)}))


def shown(url: str, file: Path) -> str:
    """What an exchange says: its body, in whatever encoding."""
    body = next(one.body for one in read_archive(file) if one.url == url)
    return body.decode("gb18030" if "/gb/" in url else "utf-8")


def everything_in(file: Path) -> bytes:
    """All records unfolded, their bodies, too."""
    return b"".join(block for _, _, block in records(file)) + b"".join(one.body for one in read_archive(file))


def test_nothing_is_left_of_it_and_nothing_else_is_touched(file: Path) -> None:
    before, size = list(read_archive(file)), file.stat().st_size
    taken = take_down(file, [TARGET], now=NOW)
    after = list(read_archive(file))
    assert taken == Taken(removed=4, masked=6)
    assert file.stat().st_size == size
    assert [(one.url, one.archived, one.status, one.fetched) for one in after] == [
        (one.url, one.archived, one.status, one.fetched) for one in before
    ]
    left = {one.url for one in after if TITLE.encode() in one.body or BODY[1].encode() in one.body}
    assert left == {TWIN, "http://elsewhere.example/1.html"}
    same = {
        new.url for old, new in zip(before, after, strict=True) if (old.body, old.headers) == (new.body, new.headers)
    }
    assert same == {TWIN, "http://elsewhere.example/1.html", f"{HOST}/quiet/"}
    metadata = [json.loads(block) for kind, _, block in records(file) if kind == "metadata"]
    assert {(one["url"], one["links"][0]["title"]) for one in metadata} == {
        (OWN, None), (OTHER, "桥头的集市"), (TWIN, TITLE),
    }  # fmt: skip


def test_other_rows_of_a_list_stay_readable(file: Path) -> None:
    take_down(file, [TARGET], now=NOW)
    for path in ("/", "/gb/", "/br/", "/?again"):
        text = shown(f"{HOST}{path}", file)
        assert "桥头的集市" in text
        assert text.endswith("…</li></ul>")
        assert TITLE not in text
        assert BODY[0][:12] not in text
    assert shown(OTHER, file) == f"<h1>桥头的集市</h1><div>相关阅读 {'*' * len(TITLE.encode())}</div>{MARKET}"
    assert json.loads(shown(f"{HOST}/rows.json", file)) == {"rows": [{"t": "*" * 60, "s": "*" * 6 * len(BODY[0])}]}
    assert shown(f"{HOST}/broken/", file) == ""


def test_what_is_gone_says_so(file: Path) -> None:
    take_down(file, [TARGET], now=NOW)
    gone = next(one for one in read_archive(file) if one.url == OWN)
    assert (gone.removed, gone.body) == ("2026-03-04T05:06:07Z", b"")
    with pytest.raises(ArchiveError, match=r"1\.html was taken down on 2026-03-04"):
        fetch_record(file.parent, gone.archived)
    counted: list[str] = []
    pages = list(ArchivedPages([file], folder=file.parent, site_of=str, count=counted.append))
    assert [page.url for page in pages] == [OTHER, TWIN]
    assert counted.count("skipped/taken down") == 5  # and the list that was broken up by tags
    assert not counted.count("damaged")


def test_other_tools_read_the_file(file: Path) -> None:
    take_down(file, [TARGET], now=NOW)
    kinds = [kind for kind, _, _ in records(file)]
    assert kinds.count("response") + kinds.count("revisit") == len(exchanges())
    assert read(file)[1] == []
    assert gzip.decompress(file.read_bytes()).count(b"WARC/1.1\r\n") == len(kinds)


def test_twice_is_once(file: Path) -> None:
    take_down(file, [TARGET], now=NOW)
    before = file.read_bytes()
    assert take_down(file, [TARGET], now=NOW + timedelta(days=1)) == Taken()
    assert file.read_bytes() == before


def test_files_of_other_tools(file: Path, tmp_path: Path) -> None:
    plain, joined = tmp_path / "plain.warc", tmp_path / "joined.warc.gz"
    plain.write_bytes(gzip.decompress(file.read_bytes()))
    joined.write_bytes(gzip.compress(plain.read_bytes()) + gzip.compress(plain.read_bytes()))
    for other in (plain, joined):
        size = other.stat().st_size
        assert take_down(other, [TARGET], now=NOW).removed
        assert other.stat().st_size == size
        left = {one.url for one in read_archive(other) if TITLE.encode() in one.body}
        assert left == {TWIN, "http://elsewhere.example/1.html"}
        assert take_down(other, [TARGET], now=NOW) == Taken()


def test_damage_is_passed_over(file: Path) -> None:
    data = bytearray(file.read_bytes())
    quiet = next(one for one in read_archive(file) if one.url == f"{HOST}/quiet/")
    data[quiet.archived.offset + 20 : quiet.archived.offset + 40] = bytes(20)
    file.write_bytes(data[:-5])
    assert take_down(file, [TARGET], now=NOW).removed == 4


def test_a_kill_in_the_middle_is_mended(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tmp_path / "whole" / file.name
    whole.parent.mkdir()
    whole.write_bytes(file.read_bytes())
    take_down(whole, [TARGET], now=NOW)
    monkeypatch.setattr("pipelines.archive.takedown._apply", lambda journal: None)  # killed before anything was written
    take_down(file, [TARGET], now=NOW)
    monkeypatch.undo()
    half = bytearray(file.read_bytes())
    half[100 : len(half) // 2] = whole.read_bytes()[100 : len(half) // 2]  # killed while it was
    file.write_bytes(half)
    (file.parent / f".{file.name}.overwrite.part").write_bytes(b"12 5000\nhalf")
    assert finish_overwrites(tmp_path) == 1
    assert file.read_bytes() == whole.read_bytes()
    assert files_of(tmp_path) == sorted([file, whole])
    assert list(tmp_path.rglob(".*")) == []
    assert finish_overwrites(tmp_path) == 0


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=6, max_size=30)
ANY = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=6, max_size=30)


@given(title=HAN | ANY, before=st.binary(max_size=30), spelled=st.integers(0, 5))
def test_a_title_is_hidden_however_it_is_spelled(title: str, before: bytes, spelled: int) -> None:
    ways = [
        title.encode(), title.encode("gb18030"), json.dumps(title)[1:-1].encode(), quote(title, safe="").encode(),
        title.encode("ascii", "xmlcharrefreplace"), "".join(f"&#x{ord(sign):x};" if ord(sign) > 127 else sign for sign in title).encode(),
    ]  # fmt: skip
    way = ways[spelled]
    page = before + b"<b>" + way + b"</b>"
    hidden = Texts(titles=(title,)).masked(page)
    assert len(hidden) == len(page)
    assert way not in hidden


@given(page=st.binary(max_size=300), title=ANY)
def test_pages_of_any_bytes(page: bytes, title: str) -> None:
    wanted = Texts(titles=(title,), paragraphs=(title * 3,))
    assert len(wanted.masked(page)) == len(page)
    wanted.stand_in(page)


@pytest.mark.parametrize(
    ("page", "hidden"),
    [
        ("青禾镇老水渠又通了水", True),
        ("青禾镇老水渠又通…", True),
        ("青禾镇老水渠又通...", True),
        ("青禾镇老水渠又通了电", False),
        ("青禾镇老水渠…", False),  # so little is anybody's beginning
        ("今年开春，镇上请来三位老渠工，沿着九公里渠道", True),
        ("今年开春，镇上请来三位老", False),
    ],
)
def test_cut_titles_and_excerpts(page: str, hidden: bool) -> None:
    wanted = texts([TITLE], BODY)
    assert (wanted.masked(page.encode()) != page.encode()) is hidden


def test_short_titles_are_left_on_pages_of_others() -> None:
    assert texts(["工作动态"], []).masked("工作动态".encode()) == "工作动态".encode()
    assert not texts(["工作动态", None, "…"], ["短"]).stand_in("工作动态短".encode())


def test_a_small_record_still_fits(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(OWN, b"", headers=[], status=404, request=b""))
    assert take_down(path, [TARGET], now=NOW).removed == 1
    assert zlib.decompress(path.read_bytes(), 47)
    assert [one.removed is not None for one in read_archive(path)] == [True]
