"""Links and their names, what a home page says of its publisher, and that no page breaks the look."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.onboarding.home import folder_of, read_home, zone_of
from crawler.onboarding.place import locate
from crawler.onboarding.propose import candidates
from crawler.onboarding.signposts import feeds, signposts, site_map
from pipelines.errors import UnreadablePage
from pipelines.extract.document import Document
from pipelines.items import Received

URL = "http://www.xigu.gov.cn/"

NAMED = [
    ('<a href="/yw/">要闻</a>', [("要闻", "/yw/", "link")]),
    ('<a href="/yw/" title="政务要闻">政…</a>', [("政", "/yw/", "link"), ("政务要闻", "/yw/", "link")]),
    ('<a href="/yw/"><img alt="今日西固"></a>', [("今日西固", "/yw/", "link")]),
    ('<a href="javascript:;" onclick="location.href=\'/yw/\'">要闻</a>', [("要闻", "/yw/", "link")]),
    ('<h3>本地要闻</h3><a href="/yw/">更多&gt;&gt;</a>', [("本地要闻", "/yw/", "heading")]),
    ('<div><h3>一条比栏目名字长得多的新闻标题</h3><a href="/yw/">更多</a></div>', []),  # no heading of a block
    ('<a href="/a.jpg">图</a><a href="#top">顶部</a><a href="mailto:a@b">信</a>', []),
    ('<a href="/gkmlpt/index#12">工作动态</a>', [("工作动态", "/gkmlpt/index#12", "link")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), NAMED, ids=[body[:40] for body, _ in NAMED])
def test_named(body: str, expected: list[tuple[str, str, str]]) -> None:
    found = signposts(Document(f"<html><body><div>{body}</div></body></html>", URL), URL)
    assert [(one.name, one.url.removeprefix(URL[:-1]), one.where) for one in found] == expected


def test_the_page_of_all_columns_and_the_feeds() -> None:
    page = '<head><link rel="alternate" type="application/atom+xml" href="/feed"></head><a href="/wzdt/">网站地图</a><a href="/rss.xml">RSS订阅</a>'
    document = Document(page, URL)
    assert site_map(signposts(document, URL)) == f"{URL}wzdt/"
    assert [one.url for one in feeds(document, URL)] == [f"{URL}feed", f"{URL}rss.xml"]


def received(body: bytes, url: str = URL) -> Received:
    return Received(url=url, status=200, headers=(), body=body, fetched=datetime(2026, 3, 1, tzinfo=UTC))


NAMES = [
    ("<title>首页 - 西固区人民政府</title>", "西固区人民政府"),
    ("<title>欢迎访问西固区人民政府门户网站</title>", "西固区人民政府"),
    ('<title>西固区人民政府</title><meta name="SiteName" content="兰州市西固区人民政府">', "兰州市西固区人民政府"),
    ('<title>西固区人民政府</title><meta name="SiteName" content="齐齐哈尔市政府">', "西固区人民政府"),  # another's template
    ('<title>西固区人民政府</title><meta name="SiteName" content="网站名称">', "西固区人民政府"),
    ("<title>Home | Northmoor Council</title>", "Northmoor Council"),
    ("<title></title><p>主办单位：西固区人民政府办公室　承办</p>", "西固区人民政府办公室"),
    ("<p>nothing</p>", "www.xigu.gov.cn"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "name"), NAMES)
def test_name(page: str, name: str) -> None:
    assert read_home(received(page.encode()), URL).name == name


CODES = [
    ('<meta name="SiteIDCode" content="6201040011">', "6201040011", "meta SiteIDCode"),
    ("<p>网站标识码：<span>6201040011</span></p>", "6201040011", "footer"),
    ('<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=bm17000009&amp;url=x">', "bm17000009", "error-report link"),
    ('<meta name="SiteIDCode" content="政府网站标识码"><p>电话6201040011</p>', None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("page", "code", "where"), CODES)
def test_site_code(page: str, code: str | None, where: str) -> None:
    home = read_home(received(page.encode()), URL)
    assert (home.site_code, home.site_code_from) == (code, where)


ZONES = [
    ("https://www.northmoor.gov.uk/", "council", "Europe/London"),
    ("http://www.town.gov.au/", "council", None),  # several clocks
    ("http://www.baishan.com/", "白山市人民政府", "Asia/Shanghai"),
    ("https://www.district.gov.hk/", "區議會", "Asia/Hong_Kong"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "text", "zone"), ZONES)
def test_zone(url: str, text: str, zone: str | None) -> None:
    assert zone_of(read_home(received(f"<p>{text}</p>".encode(), url), url)) == zone


FOLDERS = [
    (URL, "/"),
    (f"{URL}index.html", "/"),
    (f"{URL}xigu", "/xigu/"),
    (f"{URL}xigu/", "/xigu/"),
    (f"{URL}xigu/web/index.html", "/xigu/"),
]


@pytest.mark.parametrize(("url", "folder"), FOLDERS)
def test_folder(url: str, folder: str) -> None:
    assert folder_of(url) == folder


MARKUP = st.text(alphabet="<>/=\"' abdefhilmnorstu#?:;.[]要闻更多\n\0", max_size=300)


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=300), MARKUP.map(str.encode)))
def test_no_page_breaks_the_look(body: bytes) -> None:
    part = received(b'<a href="' + body + b'">' + body + b"</a><title>" + body)
    try:
        home = read_home(part, URL)
    except UnreadablePage:
        return
    posts = signposts(home.document, URL) + feeds(home.document, URL)
    for one in candidates(posts, locate(home.site_code, home.names), home):
        assert one.url.startswith("http")
