"""One page read as a whole: fields that need each other, and that nothing a page holds makes the reader fail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.errors import ProfileError
from pipelines.extract.reader import read_page
from pipelines.items import ROLES, Article, FieldValue, Page, Received
from pipelines.rules import Rules
from tests.accuracy.made_up import made_up_pages
from tests.pipelines.extract.pages import TEXT, TITLE, article, html, read

FIELDS = ("kind", "title", "published", "source", *ROLES, "body", "breadcrumb")
MADE_UP = made_up_pages()
INFORMATION = "发布时间：2026-03-01 08:30 来源：青禾报 记者：张木兰"
heavy = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def check(found: Article) -> None:
    """What holds of every article, whatever the page."""
    for name in FIELDS:
        field: FieldValue[Any] = getattr(found, name)
        if field.value is None:
            assert field.reason, name
            assert field.confidence == 0, name
        else:
            assert field.value not in ("", ()), name
            assert field.method, name
            assert 0 < field.confidence <= 1, name
    if found.published.value:
        assert "1995" <= found.published.value.iso[:10] <= "2026-03-22"
    assert all(line.strip() for line in found.paragraphs)
    assert found.kind.value in {"article", "list", "other"}
    assert found.page.url == found.url


def test_a_plain_page() -> None:
    found = read(article(INFORMATION))
    check(found)
    assert found.kind.value == "article"
    assert found.title.value == TITLE
    assert found.published.value is not None
    assert found.published.value.iso == "2026-03-01T08:30:00+08:00"
    assert (found.source.value, found.reporters.value) == ("青禾报", ("张木兰",))
    assert found.paragraphs == TEXT
    assert found.canonical_url == "http://qinghe.example/show.asp?id=1"


@pytest.mark.parametrize("name", MADE_UP)
def test_the_same_page_gives_the_same_article(name: str) -> None:
    assert MADE_UP[name].read() == MADE_UP[name].read()


def test_credit_lines_are_people_and_no_text() -> None:
    text = f"<p>□ 本报记者 张木兰</p>{''.join(f'<p>{line}</p>' for line in TEXT)}<p>（图片由 陈浩 摄）</p><p>责任编辑：王小满</p>"
    found = read(article("日期：2026-03-01", text=text))
    assert found.paragraphs[0] == TEXT[0]
    assert "责任编辑" not in (found.body.value or "")
    assert (found.reporters.value, found.editors.value) == (("张木兰",), ("王小满",))


def test_what_is_not_there_is_absent_and_never_guessed() -> None:
    found = read(html("".join(f"<p>{line}</p>" for line in TEXT)))
    check(found)
    absent = {name for name in FIELDS if getattr(found, name).value is None}
    assert absent == {"title", "published", "source", "breadcrumb", *ROLES}


@pytest.mark.parametrize(
    ("facts", "information", "expected"),
    [
        ({"zone": "Asia/Shanghai"}, "发布时间：2026-03-01 08:30", "2026-03-01T08:30:00+08:00"),
        ({"zone": "America/New_York"}, "发布时间：2026-03-01 08:30", "2026-03-01T08:30:00-05:00"),
        ({"zone": "America/New_York"}, "发布时间：2026-03-12 08:30", "2026-03-12T08:30:00-04:00"),
    ],
)
def test_times_are_the_sites(facts: dict[str, str], information: str, expected: str) -> None:
    found = read(article(information), **facts).published.value  # type: ignore[arg-type]
    assert found is not None
    assert found.iso == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("3小时前", "2026-03-20T13:00:00+08:00"), ("昨天 08:30", "2026-03-19T08:30:00+08:00"), ("前天", "2026-03-18")],
)
def test_now_is_the_fetch_time(printed: str, expected: str) -> None:
    found = read(article(f"发布时间：{printed}")).published.value
    assert found is not None
    assert (found.iso, found.approximate) == (expected, True)


def test_a_rule_that_is_no_selector_names_itself() -> None:
    for rules in (Rules(drop=("div >",)), Rules(title=("h1[",)), Rules(body=("xpath://div[",))):
        with pytest.raises(ProfileError, match=r"div >|h1\[|//div\["):
            read(article(INFORMATION), rules=rules)


@pytest.mark.parametrize(
    "source",
    [
        b"", b"\x00", b"<", b"</", b"<!--", b"<html", b"\xff\xfe", b"\xef\xbb\xbf", b"<p>" * 3, b"<title>", b"<![CDATA[x]]>", b"&#1114112;&#xD800;&bogus;",
        b"<table><table><td><table>", b"<frameset><frame src=a></frameset>", b"<plaintext>x<p>y", b"<svg><title>x</title></svg>", b"%PDF-1.7\n\x00\xff", b"PK\x03\x04\x00",
        "<title>只有题目</title>".encode(), b"<meta charset=undefined><p>\xd5\xc5", b"<base href='http://[bad'><a href='http://[bad'>x</a><img src='http://[bad'>",
    ],
)  # fmt: skip
def test_scraps_of_pages(source: bytes) -> None:
    check(read(source))


@pytest.mark.parametrize(
    "url",
    ["", "about:blank", "http://[bad/", "http://a.example/\ud7ff%ff", "/local/path", "http://a.example/2026/02/30/x"],
)
def test_any_address(url: str) -> None:
    check(read(article(INFORMATION), url=url))


@pytest.mark.parametrize(
    "source",
    [
        b"<div>" * 5_000 + "渡口的钟走准了。".encode() + b"</div>" * 5_000,
        b"<span><b>" * 5_000 + "渡口的钟走准了。".encode(),
        b"<table><tr><td>" * 2_000 + "渡口的钟走准了。".encode(),
        b"<div " + b" ".join(b"a%d=%d" % (i, i) for i in range(10_000)) + b">x</div>",
        b"<div " + b"class=x " * 100_000 + b">x</div>",
        ("<p>" + "渡口的钟走准了。" * 200_000).encode(),
        ("渡口的钟走准了，" * 200_000).encode("gb18030"),
        b"<p>2026-03-01 " * 20_000,
        ("<p>来源：青禾报 记者：张木兰</p>" * 5_000).encode(),
        ("<div><p>相关阅读</p><a href=/x>渡口的钟又走准了</a></div>" * 5_000).encode(),
        b"<script>var ct = " * 50_000,
        b"<script type='application/ld+json'>" + b"[" * 500_000,
        b"<!--" + b"-" * 1_000_000,
        b"<a href=x>" * 20_000,
    ],
    ids=lambda source: source[:24].decode("latin-1"),
)
def test_pages_of_strange_size_end(source: bytes) -> None:
    check(read(source))


@pytest.fixture(scope="module")
def five_megabytes() -> bytes:
    """A page of one line."""
    return ("<html><body><h1>" + TITLE + "</h1><p>" + TEXT[1] * (5_000_000 // len(TEXT[1].encode())) + "</p>").encode()


def test_five_megabytes_in_one_line(five_megabytes: bytes) -> None:
    found = read(five_megabytes)
    check(found)
    assert len(found.body.value or "") > 1_500_000


# --- anything at all


@heavy
@given(st.binary(max_size=3_000))
def test_any_bytes_are_read(source: bytes) -> None:
    check(read(source))


PIECES = st.sampled_from([
    "<p>", "</p>", "<div class=info>", "</div>", "<table><tr><td>", "</td><td>", "<h1>", "</h1>", "<br>", "<a href='/1.html'>", "</a>", "<span>",
    "<title>", "</title>", "<meta name=PubDate content='2026-03-01'>", "<script>", "</script>", "<!--", "-->", "</html>", "<time datetime=2026-03-01>",
    "发布时间：", "来源：", "记者：", "编辑", "2026-03-01", " 08:30", "2026年", "张木兰", "青禾报", "本网", "相关阅读", "上一篇", "当前位置：", "首页 > ",
    TITLE, *TEXT, "（记者 张木兰）", "、", "：", "\u3000", "\ufeff", "&nbsp;", "&#x", "0000-00-00", "99999999999999999999",
])  # fmt: skip


@heavy
@given(st.lists(PIECES, max_size=60).map("".join))
@example("<div class=info>、")
def test_any_heap_of_pieces_is_read(source: str) -> None:
    check(read(source))


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A made-up page with slices of its bytes deleted, doubled or swapped."""
    name = draw(st.sampled_from(sorted(MADE_UP)))
    body = MADE_UP[name].body
    for _ in range(draw(st.integers(1, 6))):
        a, b, c = sorted(draw(st.tuples(*[st.integers(0, len(body))] * 3)))
        match draw(st.sampled_from(["delete", "double", "swap", "noise"])):
            case "delete":
                body = body[:a] + body[b:]
            case "double":
                body = body[:b] + body[a:b] + body[b:]
            case "swap":
                body = body[:a] + body[b:c] + body[a:b] + body[c:]
            case _:
                body = body[:a] + draw(st.binary(max_size=20)) + body[b:]
    return name, body


@heavy
@given(mutated())
def test_any_damaged_page_is_read(damaged: tuple[str, bytes]) -> None:
    name, body = damaged
    found = MADE_UP[name].read(body)
    for field in FIELDS:
        value: FieldValue[Any] = getattr(found, field)
        assert (value.value is None) == (value.confidence == 0), field
        assert value.value is not None or value.reason, field
    if found.published.value:
        assert found.published.value.iso[:10] <= "2026-03-22"
    assert all(line.strip() for line in found.paragraphs)


def of_parts(*bodies: str, tail: str = "") -> Article:
    """An article in parts, each with title, information line and pager."""
    pager = '<div class="page"><a href="t1_1.html">1</a> <a href="t1_2.html">2</a> <a href="t1_2.html">下一页</a></div>'
    head = "<h1>石桥镇修好了十二里水渠</h1><div>2026-03-04 09:30　来源：清河日报</div>"
    parts = tuple(
        Received(
            url=f"http://a.example/t1{f'_{number}' if number else ''}.html",
            status=200,
            headers=(),
            body=f"<html><body>{head}<div id=zoom>{body}</div>{pager}{tail if number == len(bodies) - 1 else ''}".encode(),
            fetched=datetime(2026, 3, 5, tzinfo=UTC),
        )
        for number, body in enumerate(bodies)
    )
    return read_page(Page(site="a", url="http://a.example/t1.html", parts=parts))


def paragraph(number: int) -> str:
    return f"第{number}天，施工队从东头挖到了老槐树下，渠里的水慢慢漫上来，村民们站在田埂上看了一个下午。"


def test_the_parts_of_an_article_become_one_body() -> None:
    texts = [paragraph(number) for number in range(6)]
    bodies = ["".join(f"<p>{text}</p>" for text in texts[start : start + 2]) for start in (0, 2, 4)]
    bodies[1] += '<p><img src="/i/2.jpg"></p>'
    article = of_parts(*bodies, tail="<div>责任编辑：林小满</div>")
    assert article.paragraphs == tuple(texts)
    assert [image.url for image in article.images] == ["http://a.example/i/2.jpg"]
    assert article.editors.value == ("林小满",)
    assert article.source.value == "清河日报"


def test_a_reporter_at_the_end_of_the_last_part_is_found() -> None:
    article = of_parts(f"<p>{paragraph(1)}</p><p>{paragraph(2)}</p>", f"<p>{paragraph(3)}</p><p>（记者 江一帆）</p>")
    assert article.reporters.value == ("江一帆",)
    assert article.paragraphs == (paragraph(1), paragraph(2), paragraph(3))


def test_a_part_that_is_the_one_before_again_adds_nothing() -> None:
    body = f"<p>{paragraph(1)}</p><p>{paragraph(2)}</p>"
    assert of_parts(body, body, body).paragraphs == (paragraph(1), paragraph(2))
