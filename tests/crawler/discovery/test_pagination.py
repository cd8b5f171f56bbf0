"""Where a list goes on, and how long it is."""

from __future__ import annotations

import pytest

from crawler.discovery.pagination import Pager, read_pager
from pipelines.extract.document import Document
from tests.crawler.discovery.made_up import URL, page

FOLDER = "http://www.nowhere.gov.cn/xwzx/bdyw/"


def pager(html: str, url: str = URL, rule: str | None = None) -> Pager:
    return read_pager(Document(page(html), url), url=url, rule=rule)


@pytest.mark.parametrize(("html", "following"), [
    ('<a href="index_1.html">下一页</a>', "index_1.html"),
    ('<a href="index_1.html">下页</a>', "index_1.html"),
    ('<a href="index_1.html">[下一页]</a>', "index_1.html"),
    ('<a href="index_1.html">下一页 &gt;&gt;</a>', "index_1.html"),
    ('<a href="?page=2">Next »</a>', "index.html?page=2"),
    ('<a href="index_1.html"><img src=x.gif alt="下一页"></a>', "index_1.html"),
    ('<a href="index_1.html" title="下一页"><img src=x.gif></a>', "index_1.html"),
    ('<a rel="next" href="list_2.html">older stories of this place</a>', "list_2.html"),
    ('<a href="bdyw/154.htm" class="Next">下页</a>', "bdyw/154.htm"),
    ('<p><b>1</b> <a href="list_1_2.html">2</a> <a href="list_1_3.html">3</a></p>', "list_1_2.html"),
    ('<p><a class="cur" href="index.html">1</a> <a href="index_1.html">2</a></p>', "index_1.html"),
    ('<p><a href="javascript:;">1</a> <a href="index_1.html">[2]</a></p>', "index_1.html"),
    ('<ul class=pg><li class="active"><a href="#">1</a></li><li><a href="?page=2">2</a></li></ul>', "index.html?page=2"),
    ('<div><a href="index_6.html">6</a><span class="current">7</span><a href="index_8.html">8</a></div>', "index_8.html"),
    ('<div><a href="index_1.html">2</a><a href="index_2.html">3</a><a href="index_1.html">&gt;</a></div>', "index_1.html"),
    ('<script>createPageHTML(5, 0, "index", "html")</script>', "index_1.html"),
    ('<script>createPageHTML(5, 3, "index", "shtml");</script>', "index_4.shtml"),
    ("<script>createPageHTML('page_div', 11, 1, 'list', 'shtml', 154)</script>", "list_2.shtml"),
    ("<script>createPageHTML('page_div',11,10,'common_list','shtml',154)</script>", "common_list_11.shtml"),
])  # fmt: skip
def test_the_next_page_in_plain_forms(html: str, following: str) -> None:
    assert pager(html).next_url == FOLDER + following


TRS_WRITTEN_OUT = (
    "<script>var currentPage=%d; var nextPage=currentPage+1; var countPage=12;"
    'document.write("<a class=\'tow\' href=\\"index"+"_"+nextPage+"."+"shtml\\" target=\\"_self\\">下一页</a>");</script>'
)


@pytest.mark.parametrize(
    ("current", "following"), [(0, FOLDER + "index_1.shtml"), (4, FOLDER + "index_5.shtml"), (11, None)]
)
def test_a_trs_pager_written_out_in_the_page(current: int, following: str | None) -> None:
    found = pager(TRS_WRITTEN_OUT % current)
    assert (found.next_url, found.total_pages) == (following, 12)


@pytest.mark.parametrize("html", [
    "",
    '<a href="javascript:next()">下一页</a>',
    '<a href="#page=2">下一页</a>',
    '<a href="index.html">下一页</a>',
    '<a href="http://elsewhere.cn/index_1.html">下一页</a>',
    "<span>下一页</span>",
    '<script>createPageHTML(1, 0, "index", "html")</script>',
    '<script>createPageHTML(5, 4, "index", "html")</script>',
    "<script>createPageHTML('page_div', 11, 11, 'list', 'shtml', 154)</script>",
    '<script>// createPageHTML and nothing else\nfunction createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) {}</script>',
    '<script>//createPageHTML(5, 0, "index", "html")</script>',
    '<table><tr><td>14</td><td><span>15</span></td><td><a href="/days/thursday.html">16</a></td></tr></table>',
    '<a href="next-steps.html">下一步工作安排</a>',
    '<a class="next" href="/focus/2.html"></a>',
])  # fmt: skip
def test_no_next_page(html: str) -> None:
    assert pager(html).next_url is None


def test_the_www_twin_is_the_same_host() -> None:
    assert pager('<a href="http://nowhere.gov.cn/xwzx/bdyw/index_1.html">下一页</a>').next_url is not None


def test_a_rule_points_at_the_link_and_nothing_else_is_tried() -> None:
    html = '<a href="index_1.html">下一页</a><a id="n" href="other_2.html">go on</a>'
    assert pager(html, rule="#n").next_url == FOLDER + "other_2.html"
    assert pager(html, rule="#gone").next_url is None


@pytest.mark.parametrize(("html", "pages", "total"), [
    ("共 5 页", 5, None),
    ("共<b>5</b>&nbsp;页 共<em>93</em>条", 5, 93),
    ("共595条记录 1/30页", 30, 595),
    ("第1页/共12页", 12, None),
    ("页次：1/28 共有 280 条", 28, 280),
    ("共18頁", 18, None),
    ("<script>createPageHTML('page_div', 11, 1, 'list', 'shtml', 154)</script>", 11, 154),
    ('<script>createPageHTML(120, 0, "index", "html")</script>', 120, None),
    ("<script>$('#page').pagination({pageIndex:0, pageSize: 15, total: 110, debug: true})</script>", 8, 110),
    ("<script>var pageChnlInfo={ recordCount:'107', sortfield:'x', prepage:15 }</script>", 8, 107),
    ("<datastore><totalrecord>910</totalrecord><totalpage>31</totalpage></datastore>", 31, 910),
    ('<a href="i_2.html">2</a>…<a href="i_36.html">36</a><a href="i_2.html">下一页</a><a href="i_36.html">尾页</a>', 36, None),
    ("我县共有 5 个页面设计获奖", None, None),
    ("共 0 页", None, None),
    ("", None, None),
])  # fmt: skip
def test_counts_as_printed(html: str, pages: int | None, total: int | None) -> None:
    found = pager(html)
    assert (found.total_pages, found.total_rows) == (pages, total)


@pytest.mark.parametrize(
    "noise", ["共 <b> " * 12_000, "1/" * 40_000, "页<i>" * 12_000, "createPageHTML( " * 20_000, "pageSize: 1," * 9_000]
)
def test_hostile_pages_are_read_in_time(noise: str) -> None:
    """An expression that runs away would not end while anybody waits."""
    read_pager(Document(noise, URL), url=URL)
