"""The files of families, and what is tried where no family knows the way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from crawler.discovery.list_answers import as_answer
from crawler.discovery.platforms import platforms
from crawler.discovery.ways import fragment_counts
from pipelines.errors import LexiconError
from tests.crawler.discovery.made_up import page
from tests.crawler.discovery.test_families import HOST, items, read, ul

ROOT = Path(__file__).resolve().parents[3]
MECHANISMS = ROOT.parent / "shared/reference/list-mechanisms.jsonl"


@pytest.mark.parametrize(("text", "named"), [
    ("vendor = 1 2", "Expected newline"), ('vendor = "x"\nsigns = ["("]', "unterminated"), ('vendor = "x"\n[[ways]]\nneeds = ["a"]', "address or a counter"),
    ('vendor = "x"\n[[ways]]\naddres = "a"', "addres"), ("signs = []", "vendor"), ('vendor = "x"\ncolour = "red"', "colour"),
])  # fmt: skip
def test_a_file_that_is_wrong_is_named_with_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "odd.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"odd\.toml: cannot be read as a platform") as caught:
        platforms(tmp_path)
    assert named in str(caught.value)


@pytest.mark.parametrize(("address", "counts"), [
    ("/nh/gkmlpt/index#123", True), ("/gkmlpt/index#123", True), ("/nh/gkmlpt/index", False), ("/nh/gkmlpt/index#top", False),
    ("/yw/index.html#123", False), ("/eportal/ui?pageId=12#123", False), ("/list/12.html#c", False), ("/xwdt.htm#1", False),
])  # fmt: skip
def test_what_stands_behind_the_sign_is_a_column_where_a_family_reads_it(address: str, counts: bool) -> None:
    assert fragment_counts(HOST + address) == counts


def test_every_family_is_in_the_documentation() -> None:
    told = (ROOT / "docs/families.md").read_text(encoding="utf-8")
    assert [name for name in platforms() if f"| `{name}` |" not in told] == []


@pytest.mark.skipif(not MECHANISMS.exists(), reason="the notes on portals are not part of this checkout")
def test_every_family_of_the_notes_is_covered_or_said_not_to_be() -> None:
    told = (ROOT / "docs/families.md").read_text(encoding="utf-8")
    notes = map(json.loads, MECHANISMS.read_text(encoding="utf-8").splitlines())
    ids = [note["id"] for note in notes if note["type"] == "family"]
    assert len(ids) > 20
    assert [name for name in ids if not re.search(rf"`{name}`", told)] == []


@pytest.mark.parametrize(("url", "count", "more", "guesses"), [
    ("/yw/", 12, "", ["/yw/index_1.html", "/yw/index_2.html"]),
    ("/yw/index.shtml", 12, "", ["/yw/index_1.shtml", "/yw/index_2.shtml"]),
    ("/yw/common_list.shtml", 12, "<ucaptitle>", ["/yw/common_list_2.shtml", "/yw/common_list_1.shtml"]),
    ("/yw/index.html", 9, "", []), ("/yw/index.html", 12, "共 1 页", []), ("/yw/index.html", 6, "共 2 页", ["/yw/index_1.html", "/yw/index_2.html"]),
    ("/yw/index.html?x=1", 12, "", []), ("/yw/news.html", 12, "", []), ("/yw/index_3.html", 12, "", []),
    ("/yw/index.html", 12, '<script>createPageHTML(1, 0, "index", "html")</script>', []),
])  # fmt: skip
def test_second_pages_are_guessed_where_there_is_reason(url: str, count: int, more: str, guesses: list[str]) -> None:
    found = read(page(ul("/ab/{n}.html", count) + more), HOST + url)
    assert found.next is None
    offered = [found.guess.url, *(found.guess.guess.others if found.guess.guess else ())] if found.guess else []
    assert [address.removeprefix(HOST) for address in offered] == guesses
    assert as_answer(found)["next"] is None


def test_a_guess_that_holds_says_how_the_list_goes_on_and_one_that_does_not_what_to_try() -> None:
    html = page(ul("/ab/{n}.html", 12))
    first = read(html, HOST + "/yw/").guess
    assert first is not None
    held = read(html, first.url, first)
    assert (len(held.rows), held.guess.url if held.guess else None) == (12, HOST + "/yw/index_2.html")
    for text, url in (
        (html, HOST + "/"),
        (page("<p>没有</p>"), first.url),
        (html.replace("本地要闻</title>", "首页</title>"), first.url),
    ):
        missed = read(text, url, first)
        assert (missed.rows, missed.next_url) == ((), HOST + "/yw/index_2.html")
        assert missed.next is not None
        assert read(text, url, missed.next).next is None


def test_rows_that_lead_away_are_kept_and_marked() -> None:
    away = (
        "<li><a href='https://mp.weixin.qq.com/s/abc'>青石县公众号发布一条新的消息</a><span>2026-02-02</span></li>"
        "<li><a href='http://www.city.gov.cn/a/1.html'>市里转发青石县的一条消息全文</a><span>2026-02-01</span></li>"
    )
    found = read(page(f"<ul>{items('/ab/{n}.html')}{away}</ul>"), HOST + "/yw/")
    assert len(found.rows) == 8
    assert as_answer(found, HOST + "/yw/")["elsewhere"] == {
        "https://mp.weixin.qq.com/s/abc": "wechat",
        "http://www.city.gov.cn/a/1.html": "other host",
    }
    assert "elsewhere" not in as_answer(found)


WRITTEN = "".join(f"document.write('{row}</li>');" for row in items("/ab/{n}.html").split("</li>")[:-1])
JOINED = (
    'var d="";document.writeln("<ul>"'
    + "".join(
        f' + "{row.replace(chr(34), chr(92) + chr(34))}<\\/li>" + d'
        for row in items("/ab/{n}.html").split("</li>")[:-1]
    )
    + ");"
)


@pytest.mark.parametrize("html", [
    f"<script>document.write('<ul>');{WRITTEN}</script>", f"<script>{JOINED}</script>", f"<!-- {ul('/ab/{n}.html')} -->",
], ids=["written", "joined", "commented"])  # fmt: skip
def test_rows_that_no_parser_sees(html: str) -> None:
    found = read(page(html), HOST + "/yw/")
    assert [(row.url.removeprefix(HOST), bool(row.date)) for row in found.rows] == [
        (f"/ab/{1000 + n}.html", True) for n in range(6)
    ]


def test_what_is_commented_out_of_a_list_stays_out() -> None:
    found = read(page(ul("/ab/{n}.html", 3) + f"<!-- {ul('/old/{n}.html', 30)} -->"), HOST + "/yw/")
    assert {row.url.split("/")[3] for row in found.rows} == {"ab"}
