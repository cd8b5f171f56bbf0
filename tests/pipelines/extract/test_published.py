"""The date: labelled text, meta, listing, address and scripts as witnesses; every date of something else refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.reader import read_page
from pipelines.items import Link
from tests.pipelines.extract.pages import ADDRESS, NOW, TEXT, article, html, page, read

DAY = "2026-03-01"


def row(date: str | None) -> Link:
    return Link(url=ADDRESS, listing="http://www.qinghe.example/news/", date=date, raw_date=date)


def iso(source: str, *, url: str = ADDRESS, links: tuple[Link, ...] = (), zone: str = "Asia/Shanghai") -> str | None:
    value = read(source, url=url, links=links, zone=zone).published.value
    return value.iso if value else None


@pytest.mark.parametrize(
    ("information", "expected"),
    [
        ("发布时间：2026-03-01 08:52", f"{DAY}T08:52:00+08:00"),
        ("发布时间：2026-03-01 08:52:07 来源：青禾报", f"{DAY}T08:52:07+08:00"),
        ("发布日期:2026年3月1日", DAY),
        ("日期：2026/3/1", DAY),
        ("时间：2026.03.01", DAY),
        ("发 布 时 间：2026-03-01", DAY),
        ("发布时间丨2026-03-01", DAY),
        ("来源：青禾报 | 2026-03-01", DAY),
        ("2026-03-01 08:52 青禾报", f"{DAY}T08:52:00+08:00"),
        ("二〇二六年三月一日", DAY),
        ("发布时间：2026-03-01 00:00:00", DAY),
        ("发布时间：2026-03-0108:52", f"{DAY}T08:52:00+08:00"),
        ("26-03-01 09:22 来源：青禾报", f"{DAY}T09:22:00+08:00"),
        ("<span>发布时间：</span><span>2026-03-01</span>", DAY),
        ("發佈日期：2026-03-01 08:52", f"{DAY}T08:52:00+08:00"),
        ("張貼日期：2026-03-01 更新時間：2026-03-15", DAY),
        ("成文日期：2026-02-01 发布日期：2026-03-01", DAY),
        ("发布日期：2026-03-01 成文日期：2026-02-01", DAY),
        ("发布时间：2026-03-01 更新时间：2026-03-15", DAY),
        ("页面生成时间：2026-03-15 发布时间：2026-03-01", DAY),
        ("发布日期：2026-03-01 有效期至：2026-03-15", DAY),
    ],
)
def test_the_information_line(information: str, expected: str) -> None:
    found = read(article(information)).published
    assert found.value is not None
    assert found.value.iso == expected
    assert found.method in {"label", "information line", "behind the title"}
    assert found.raw


@pytest.mark.parametrize(
    "trap",
    [
        "今天是2026年3月19日 星期四",
        "现在时间：2026-03-19 10:00",
        "当前时间 2026-03-19",
        "生成时间：2026-03-19",
        "页面生成时间 2026-03-19 02:00:00",
        "成文日期：2026-02-26",
        "报名截止：2026-03-19",
        "截止日期：2026-03-19",
        "有效期：2026-01-01 至 2026-12-31",
        "会议时间：2026-03-19 09:00",
        "公示期：2026-03-01至2026-03-07",
        "版权所有 © 2026",
        "Copyright 2010-2026",
        "建站时间：2026-01-01",
        "浏览次数：20260301",
        "阅读：2026",
        "网站标识码：1304000009",
        "某ICP备20260301号",
        "索引号：000014349/2026-00110",
        "发文字号：青政发〔2026〕3号",
        "2026年度",
        "2026年",
        "日期：0000-00-00",
        "日期：1970-01-01 08:00:00",
        "发布时间：2026-02-30",
        "发布时间：2099-01-01",
        "发布时间：2026-03-25",
    ],
)
@pytest.mark.parametrize("place", ["line", "before", "after"])
def test_a_date_of_something_else_is_no_answer(trap: str, place: str) -> None:
    source = {
        "line": article(trap),
        "before": article(before=f"<div class=top>{trap}</div>"),
        "after": article(after=f"<div class=foot>{trap}</div>"),
    }[place]
    assert iso(source) is None


@pytest.mark.parametrize("trap", ["今天是2026年3月19日 星期四", "成文日期：2026-02-26", "截止日期：2026-03-19"])
def test_nor_does_it_hide_the_answer(trap: str) -> None:
    information = "发布时间：2026-03-01 来源：青禾报"
    for source in (article(information, before=f"<p>{trap}</p>"), article(f"{trap} {information}")):
        assert iso(source) == DAY


def test_dates_of_other_articles_are_theirs() -> None:
    rows = "".join(
        f'<li><a href="/{i}.html">另一篇文章的题目{i}</a><span>2026-02-0{i}</span></li>' for i in range(1, 8)
    )
    found = read(article("日期： 来源：青禾报", after=f"<h3>最新文章</h3><ul>{rows}</ul>")).published
    assert (found.value, found.reason) == (None, "the label 日期 is empty")


def test_a_date_in_running_text_is_the_storys() -> None:
    text = "<p>2026年3月5日，县里召开会议，安排春耕用水，要求各镇抓紧落实。</p>" + "".join(f"<p>{x}</p>" for x in TEXT)
    found = read(article("来源：青禾报", text=text)).published
    assert found.value is None
    assert found.reason


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="PubDate" content="2026-03-01 10:20">', f"{DAY}T10:20:00+08:00"),
        ('<meta property="article:published_time" content="2026-03-01T02:20:00Z">', f"{DAY}T10:20:00+08:00"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-03-01"}</script>', DAY),
        ('<meta name="HtmlGenerateTime" content="2026-03-01">', None),
        ('<meta name="others" content="页面生成时间 2026-03-01 09:00:00">', None),
        ('<meta name="lastmodified" content="2026-03-01">', None),
        ('<meta property="article:modified_time" content="2026-03-01">', None),
        ('<meta name="expires" content="2026-03-01">', None),
        ('<meta name="PubDate" content="2026">', None),
        ('<meta name="PubDate" content="2027-03-01">', None),
        ('<meta name="PubDate" content="文章发布日期">', None),
        ("<script>var ct = '1772331600';</script>", f"{DAY}T10:20:00+08:00"),
        ("<script>var pubDate='2026-03-01 10:20';</script>", f"{DAY}T10:20:00+08:00"),
        ("<script>document.write('2026-03-01');</script>", DAY),
        ("<script>document.write(new Date().getFullYear())</script>", None),
        ("<script>var svr_time = 0000000000;</script>", None),
    ],
)
def test_head_and_scripts(head: str, expected: str | None) -> None:
    assert iso(article("来源：青禾报", head=head)) == expected


def test_the_page_outweighs_its_meta_and_the_difference_is_told() -> None:
    head = '<meta name="PubDate" content="2026-02-20 10:20">'
    found = read(article("发布时间：2026-03-01 08:00", head=head)).published
    assert found.value is not None
    assert found.value.iso == f"{DAY}T08:00:00+08:00"
    assert [(c.value[:10], c.verdict) for c in found.candidates if c.method == "meta"] == [
        ("2026-02-20", "not believed")
    ]
    assert "disagrees: meta 2026-02-20" in found.reason


def test_witnesses_that_agree_raise_the_confidence() -> None:
    alone = read(article("发布时间：2026-03-01")).published
    agreed = read(article("发布时间：2026-03-01", head='<meta name="PubDate" content="2026-03-01">')).published
    assert agreed.confidence > alone.confidence
    assert agreed.reason.startswith("2 witnesses agree")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (article("来源：青禾报"), "2026-03-02"),
        (article("日期："), "2026-03-02"),
        (article("发布时间：2026-03-01"), DAY),
        (article("来源：青禾报", head="<meta name=PubDate content='2026-03-02 10:20'>"), "2026-03-02T10:20:00+08:00"),
    ],
)
def test_the_listing_is_a_witness(source: str, expected: str) -> None:
    assert iso(source, links=(row("2026-03-02"),)) == expected


@pytest.mark.parametrize("late", ["2026-03-25", "2026-03-31", "2027-01-01"])
@pytest.mark.parametrize("fetched", [NOW, datetime(2026, 3, 28, 8, tzinfo=UTC)])
def test_never_later_than_the_fetch(late: str, fetched: datetime) -> None:
    received = page(article("来源：青禾报"), links=(row(late),))
    parts = (replace(received.parts[0], fetched=fetched),)
    value = read_page(replace(received, parts=parts)).published.value
    assert value is None or value.iso < "2026-03-30"


@pytest.mark.parametrize(
    ("path", "date", "expected"),
    [
        ("/202603/t20260301_12.html", None, None),
        ("/202603/t20260301_12.html", DAY, DAY),
        ("/art/2026/3/1/art_1_2.html", DAY, DAY),
        ("/c100/202603/0a1b.shtml", DAY, DAY),
        ("/c100/202603/0a1b.shtml", None, None),
        ("/art/2026/art_0a1b.html", None, None),
    ],
)
def test_the_address_alone_is_not_enough(path: str, date: str | None, expected: str | None) -> None:
    links = (row(date),) if date else ()
    assert iso(article("来源：青禾报"), url=f"http://www.qinghe.example{path}", links=links) == expected


def test_weak_evidence_is_kept_as_candidates() -> None:
    found = read(article("来源：青禾报"), url="http://www.qinghe.example/202603/t20260301_12.html").published
    assert (found.value, found.reason) == (None, "only weak evidence")
    assert [(c.value, c.method, c.verdict) for c in found.candidates] == [(DAY, "address", "not believed")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (article('<time datetime="2026-03-01T10:20:00+08:00">Posted March 1, 2026</time>'), DAY),
        (article('<time datetime="2026-03-01T10:20:00+08:00">1 March</time>'), f"{DAY}T10:20:00+08:00"),
        (article('<time itemprop="datePublished" datetime="2026-03-01">1 March</time>'), DAY),
        (article("Published March 1, 2026"), DAY),
    ],
)
def test_time_elements_and_english(source: str, expected: str) -> None:
    assert iso(source) == expected


def test_a_zone_is_the_sites() -> None:
    assert iso(article("发布时间：2026-03-01 08:00"), zone="America/New_York") == f"{DAY}T08:00:00-05:00"


def test_a_labelled_date_right_behind_the_text_is_the_articles() -> None:
    assert iso(article("", after="<p>发布时间：2026-03-01</p>")) == DAY


def test_no_date_at_all_says_so() -> None:
    found = read(article("来源：青禾报")).published
    assert (found.value, found.reason, found.candidates) == (None, "no date that speaks of this article", ())


@given(st.integers(1900, 2100))
def test_a_year_never_becomes_a_day(year: int) -> None:
    for information in (f"{year}", f"{year}年", f"发布时间：{year}", f"日期：{year}年"):
        assert iso(html(f"<h1>渡口的钟又走准了</h1><p>{information}</p>")) is None
