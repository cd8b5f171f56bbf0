"""The same page on another day: what changes by itself makes no version, what somebody changed does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.dedupe.verdict import Verdict
from pipelines.extract.reader import read_page
from pipelines.items import Page, Received
from pipelines.rules import SiteFacts
from pipelines.store.articles import Articles
from pipelines.store.schema import open_database
from tests.pipelines.articles import BODY, NOON

URL = "https://news.qinghe.example/yw/202603/t20260304_17.html"
PAGE = """<html><head><title>老水渠又通水了_青禾新闻网</title></head><body>
<div class="top">今天是2026年3月4日 星期三 12:30:05</div>
<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="/yw/">要闻</a></div>
<h1>老水渠又通水了</h1>
<div class="info">发布时间：2026-03-04 09:30　来源：青禾融媒　记者：张三　浏览次数：<span>12</span></div>
<div id="zoom">{body}<p><img src="/1.jpg?v=1"></p><p>附件：<a href="/1.pdf?token=ab12">渠道图.pdf</a></p></div>
<div class="count">阅读：12</div>
<div class="near">上一篇：<a href="/yw/16.html">桥修好了</a> 下一篇：没有了</div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/yw/15.html">春耕开始了，拖拉机下了地</a></li></ul></div>
</body></html>""".format(body="".join(f"<p>{line}</p>" for line in BODY.split("\n")))


def visit(articles: Articles, html: str, day: int) -> Verdict:
    received = Received(url=URL, status=200, headers=(), body=html.encode(), fetched=NOON + timedelta(days=day))
    article = read_page(Page(site="qinghe", url=URL, parts=(received,)), SiteFacts(name="青禾新闻网"))
    assert article.kind.value == "article"
    assert article.body.value is not None
    return articles.keep(article)


@pytest.mark.parametrize(
    ("was", "now", "verdict"),
    [
        ("浏览次数：<span>12</span>", "浏览次数：<span>1,386</span>", "unchanged"),
        ("阅读：12", "阅读：97", "unchanged"),
        ("今天是2026年3月4日 星期三 12:30:05", "今天是2026年3月9日 星期一 08:00:59", "unchanged"),
        ('下一篇：没有了', '下一篇：<a href="/yw/18.html">图书馆秋天开门</a>', "unchanged"),
        ("春耕开始了，拖拉机下了地", "图书馆秋天开门，靠窗的长桌", "unchanged"),
        ("/1.jpg?v=1", "/1.jpg?v=2", "unchanged"),
        ("token=ab12", "token=cd34", "unchanged"),
        (">首页<", ">网站首页<", "unchanged"),
        ("老水渠又通水了_青禾新闻网", "老水渠又通水了_青禾区融媒体中心", "unchanged"),
        ("九公里", "八公里", "revised"),
        ("老水渠又通水了</h1>", "老水渠今年又通水了</h1>", "revised"),
        ("张三", "张珊", "revised"),
        ("2026-03-04 09:30", "2026-03-05 09:30", "revised"),
        ("来源：青禾融媒", "来源：石桥日报", "revised"),
        ("/1.pdf?", "/2.pdf?", "revised"),
    ],
)  # fmt: skip
def test_the_second_visit(tmp_path: Path, was: str, now: str, verdict: Verdict) -> None:
    assert was in PAGE
    with open_database(tmp_path / "news.db") as db:
        assert visit(Articles(db), PAGE, 0) == "new"
        assert visit(Articles(db), PAGE.replace(was, now), 7) == verdict
