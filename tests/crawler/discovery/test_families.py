"""A made-up page for each family: its rows, the family by its signs, and what is asked for next."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.discovery.further_pages import read_page
from crawler.discovery.list_pages import ListPage
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.platforms import platforms, recognised
from crawler.sites import Listing
from tests.crawler.discovery.made_up import DAYS, FETCHED, TITLES, ZONE, page

HOST = "http://www.nowhere.gov.cn"
HEX = "0123456789abcdef0123456789abcdef"
GUID = "01234567-89ab-cdef-0123-456789abcdef"


def items(address: str, count: int = 6, row: str = '<li><a href="{href}">{title}</a><span>{day}</span></li>') -> str:
    """Rows whose addresses are made from {n} (a number), {ymd}, {ym}, {y}, {m}, {d}, {hex}."""
    made = []
    for n in range(count):
        day = DAYS[n % 6]
        y, m, d = day.split("-")
        href = address.format(
            n=1000 + n, ymd=y + m + d, ym=y + m, y=y, m=int(m), d=int(d), hex=f"{n:032x}", guid=f"{n:08x}{GUID[8:]}"
        )
        made.append(row.format(href=href, title=f"{TITLES[n % 6]}{n or ''}", day=day))
    return "".join(made)


def ul(address: str, count: int = 6) -> str:
    return f"<ul>{items(address, count)}</ul>"


@dataclass(frozen=True)
class Case:
    """family: a file of data/platforms. next: the address asked for next, relative to the host; body: as pairs or JSON."""

    family: str
    url: str
    html: str
    next: str | None
    rows: int = 6
    body: dict[str, str] | str | None = None
    headers: tuple[str, ...] = ()


RECORDS = (
    "<datastore><nextgroup><![CDATA[<a href='/module/web/jpage/dataproxy.jsp?page=1'></a>]]></nextgroup><recordset>"
    + "".join(
        f"<record><![CDATA[{one}</li>]]></record>"
        for one in items("/art/{y}/{m}/{d}/art_77_{n}.html", 18).split("</li>")[:-1]
    )
    + "</recordset></datastore>"
)
JPAGE = (
    "<script type='text/xml'>{records}</script><script>$('#9').jpage({{perPage:6,totalRecord:57,proxyUrl:'/module/web/jpage/dataproxy.jsp',"
    "param:{{'col':'1','webid':'3','path':'/','columnid':'77','unitid':'9','webname':'青石县','permissiontype':'0'}}}})</script>"
    "<a href='/col/col77/index.html?uid=9&pageNum=2'>下一页</a>"
)
JPAAS = (
    "<script parseType='bulidstatic' url='/api-gateway/jpaas-publish-server/front/page/build/unit' "
    "queryData=\"{'parseType':'bulidstatic','webId':'12','pageId':'ab3','tplSetId':'x9'}\"></script>"
    "<ul>" + items("/art/{y}/{m}/{d}/art_{hex}.html") + "</ul><div class='pagination' rows='6' count='40'></div>"
)
WEBFORM = (
    '<form method="post" action="./list.aspx?id=4"><input type="hidden" name="__VIEWSTATE" value="vs==">'
    '<input type="hidden" name="__EVENTVALIDATION" value="ev"><input type="hidden" name="__VIEWSTATEGENERATOR" value="C2">'
    '<input type="hidden" name="kept" value="青">'
    + ul("/News/show/{n}.html")
    + "<span>1</span> <a href=\"javascript:__doPostBack('AspNetPager1','2')\">2</a>"
    "<a href=\"javascript:__doPostBack('AspNetPager1','2')\">下一页</a></form>"
)
EPOINT_PAGER = (
    '<div class="ewb-page"><script>$("#page").pagination({pageIndex:0,pageSize: 6,\n total: 169,});'
    'if(data.pageIndex==0){window.location.href="/002/002001/moreinfo.html";}else{'
    'window.location.href="/002/002001/"+(data.pageIndex+1)+".html";}</script></div>'
)
OLD_ARRAYS = (
    "<script>"
    + "".join(
        f"urls[i]='/art/2026/2/{n + 10}/art_5_{n}.html'; headers[i]='{TITLES[n]}'; year[i]=2026; month[i]=2; day[i]={n + 10};\n"
        for n in range(6)
    )
    + "</script>"
)

CASES = [
    Case("trs_wcm", "/yw/index.html", ul("./{ym}/t{ymd}_{n}.html") + '<script>createPageHTML(5, 0, "index", "html")</script>', "/yw/index_1.html"),
    Case("trs_wcm", "/yw/index_4.html", ul("./{ym}/t{ymd}_{n}.html") + '<script>createPageHTML(5, 4, "index", "html")</script>', None),
    Case("trs_wcm", "/yw/", ul("./{ym}/t{ymd}_{n}.shtml") + '<script>createPageHTML(3,1,"index_88","shtml");</script>', "/yw/index_88_2.shtml"),
    Case("trs_was", "/was5/web/search?channelid=20&page=2&perpage=6", ul("/ab/{ym}/t{ymd}_{n}.html"), "/was5/web/search?channelid=20&page=3&perpage=6"),
    Case("trs_was", "/zw/index.htm",
         ul("./{ym}/t{ymd}_{n}.htm") + "<script>var a={classsql: \"\" || \"chnlid=17\", recordCount:'107', size:6, prepage:6, channelid: 2291}</script>",
         "/was5/web/search?channelid=2291&templet=docs.jsp&sortfield=-docorderpri,-docreltime&classsql=chnlid=17&prepage=6&page=2"),
    Case("trs_igs", f"/igs/front/search.jhtml?code={HEX}&siteId=5&pageNumber=1", ul("/ab/{ym}/t{ymd}_{n}.html"),
         f"/igs/front/search.jhtml?code={HEX}&siteId=5&pageNumber=2"),
    Case("hanweb_jpage", "/col/col77/index.html", JPAGE.format(records=RECORDS),
         "/module/web/jpage/dataproxy.jsp?startrecord=19&endrecord=36&perpage=6", rows=18,
         body={"col": "1", "appid": "1", "webid": "3", "path": "/", "columnid": "77", "sourceContentType": "1", "unitid": "9", "webname": "青石县", "permissiontype": "0"}),
    Case("hanweb_jpage", "/col/col77/index.html", JPAGE.format(records=RECORDS.replace("<", "&lt;").replace(">", "&gt;")),
         "/module/web/jpage/dataproxy.jsp?startrecord=19&endrecord=36&perpage=6", rows=18,
         body={"col": "1", "appid": "1", "webid": "3", "path": "/", "columnid": "77", "sourceContentType": "1", "unitid": "9", "webname": "青石县", "permissiontype": "0"}),
    Case("hanweb_jpage", "/col/col5/index.html", OLD_ARRAYS + "<div id='default_pgContainer'></div>", None),
    Case("hanweb_jpaas", "/col/col8/index.html", JPAAS,
         "/api-gateway/jpaas-publish-server/front/page/build/unit?parseType=bulidstatic&webId=12&pageId=ab3&tplSetId=x9"
         "&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A6%7D"),
    Case("hanweb_xxgk", "/col/col803/index.html",
         "<script>loadDynamic('/module/xxgk/tree.jsp?area=014&divid=div803&infotypeId=A00002')</script>",
         "/module/xxgk/search.jsp?infotypeId=A00002&vc_title=&vc_number=&area=014&currpage=1", rows=0,
         body={"infotypeId": "A00002", "jdid": "1", "divid": "div803", "area": "014", "currpage": "1", "vc_title": "", "vc_number": ""}),
    Case("hanweb_jsearch", "/jrobot/search.do?webid=1&pg=6&p=1&q=", ul("/art/{y}/{m}/{d}/art_77_{n}.html"), "/jrobot/search.do?webid=1&pg=6&p=2&q="),
    Case("ucap", "/qs/c100123/list.shtml", ul("/qs/c100123/{ym}/{hex}.shtml") + "<script>createPageHTML('page_div', 11, 1, 'list', 'shtml', 66);</script>",
         "/qs/c100123/list_2.shtml"),
    Case("ucap", "/qs/c100124/zwgk.shtml", f'<meta name="channelId" content="{HEX}"><script>get("/common/search/{HEX}?_isAgg=true&_pageSize=20")</script>',
         f"/common/search/{HEX}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName=&page=1", rows=0),
    Case("szinf", "/szyw/", f"<script>var channelid='{HEX}'; $.get('/szinf/info/getInfoCommon/?pagesize=15&currpage=')</script>",
         f"/szinf/info/getInfoCommon/?pagesize=15&currpage=1&channelid={HEX}", rows=0),
    Case("gkmlpt", "/nh/gkmlpt/index#123", "<script>window._CONFIG = {SID: '200022'}</script>", "/nh/gkmlpt/api/all/123?page=1&sid=200022", rows=0),
    Case("nfcms", "/xw/index.html", ul("/xw/content/post_{n}.html") + "<p>共 5 页</p>", "/xw/index_2.html"),
    Case("nfcms", "/xw/index_4.html", ul("/xw/content/post_{n}.html") + "<p>共 5 页</p>", "/xw/index_5.html"),
    Case("nfcms", "/xw/index_5.html", ul("/xw/content/post_{n}.html") + "<p>共 5 页</p>", None),
    Case("lonsun", "/content/column/6930?pageIndex=2", ul("/content/article/{n}"), "/content/column/6930?pageIndex=3"),
    Case("lonsun", "/public/column/66?type=4", ul("/public/66/{n}.html"), "/public/column/66?type=4&pageIndex=2"),
    Case("lonsun", "/zwdt/index.html",
         ul("/zwdt/{n}.html") + "<script>$.get('/site/label/8888', {siteId:'678', labelName:'publicInfoList', organId:'31', catId:'9', pageSize: 6, pageCount:4, file:'/c1/list'})</script>",
         "/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=678&pageSize=6&pageIndex=2&action=list&isDate=true&dateFormat=yyyy-MM-dd"
         "&length=50&organId=31&type=4&catId=9&columnId=&file=/c1/list"),
    Case("epoint", "/002/002001/moreinfo.html", ul("/002/002001/{ymd}/{guid}.html") + EPOINT_PAGER, "/002/002001/2.html"),
    Case("epoint", "/002/002001/7.html", ul("/002/002001/{ymd}/{guid}.html") + EPOINT_PAGER, "/002/002001/8.html"),
    Case("epoint", "/dynamic/zwgk/info.html?categorynum=003006", '<div class="ewb-main"></div><script src="/js/webBuilderCommon.js"></script>',
         "/js/webBuilderCommon.js", rows=0),
    Case("truecms", "/xw/qsyw/qsyw.html",
         '<div id="initData">' + ul(f"/xw/qsyw/content/{GUID}{{n}}.html", 60) + "</div><script>load({columnId:'0af37',url:'/truecms/messageController/getMessage.do'})</script>",
         "/truecms/messageController/getMessage.do?startrecord=61&endrecord=90&perpage=10&contentTemplate=&columnId=0af37&callback=jQuery1124", rows=60),
    Case("sh_ivs", "/nw123/index.html", "<ul class='uli14 nowrapli list-date'>" + items("/nw123/{ymd}/{hex}.html") + "</ul>共 3 页", "/nw123/index_2.html"),
    Case("sh_ivs", "/zwgk/zx/index.html", "<i id='ivs_title'></i><script>post('/zwgk-search-front/api/data/affair', {channelList: [\"5144\"], pageSize: 20})</script>",
         "/zwgk-search-front/api/data/affair", rows=0, body='{"channelList":["5144"],"pageSize":20,"pageNo":1}'),
    Case("vsb", "/xwdt.htm", "<ul>" + items("info/1103/{n}.htm", row='<li id="line_u6_0"><a href="{href}">{title}</a><span>{day}</span></li>') + "</ul>共93条 1/16页",
         "/xwdt/15.htm"),
    Case("vsb", "/xwdt/15.htm", "<ul>" + items("../info/1103/{n}.htm", row='<li id="line_u6_0"><a href="{href}">{title}</a><span>{day}</span></li>') + "</ul>共93条 2/16页",
         "/xwdt/14.htm"),
    Case("vsb", "/xwdt/1.htm", "<ul>" + items("../info/1103/{n}.htm", row='<li id="line_u6_0"><a href="{href}">{title}</a><span>{day}</span></li>') + "</ul>共93条 16/16页", None),
    Case("webplus", "/xw/list.htm", "<div class='wp_article_list'>" + ul("/{ym}/c12a{n}/page.htm") + "</div>共 9 页", "/xw/list2.htm"),
    Case("webplus", "/xw/list8.htm", "<div class='wp_article_list'>" + ul("/{ym}/c12a{n}/page.htm") + "</div>共 9 页", "/xw/list9.htm"),
    Case("jeecms", "/zcfg/index_2.jhtml?path=zcfg", ul("/zcfg/{n}.jhtml") + "共 4 页", "/zcfg/index_3.jhtml"),
    Case("dotnet", "/News/showList/12/page_1.html", ul("/News/show/{n}.html") + "共 3 页", "/News/showList/12/page_2.html"),
    Case("dotnet", "/list.aspx?id=4", WEBFORM, "/list.aspx?id=4",
         body={"__VIEWSTATE": "vs==", "__EVENTVALIDATION": "ev", "__VIEWSTATEGENERATOR": "C2", "kept": "青", "__EVENTTARGET": "AspNetPager1", "__EVENTARGUMENT": "2"}),
    Case("ilist", "/info/iList.jsp?node_id=GKqs&cat_id=10044&site_id=CMSqs&cur_page=1", ul("/info/1/{n}.html"),
         "/info/iList.jsp?node_id=GKqs&cat_id=10044&site_id=CMSqs&cur_page=2"),
    Case("eportal", "/eportal/ui?pageId=2509", ul("/qs/{ymd}/{n}.html")
         + f"<a onclick=\"go('/eportal/ui?pageId=2509&amp;currentPage=2&amp;moduleId={HEX}&amp;staticRequest=yes')\">2</a> 共 7 页",
         f"/eportal/ui?pageId=2509&currentPage=2&moduleId={HEX}&staticRequest=yes"),
    Case("gi_class", "/gi_class/jyj_01_02", ul("/gi_news/{n}") + "共 3 页", "/gi_class/jyj_01_02/2"),
    Case("gi_class", "/gi_class/jyj_01_02/2", ul("/gi_news/{n}") + "共 3 页", "/gi_class/jyj_01_02/3"),
    Case("gtapp", f"/gtapp/nrglIndex.action?classID={HEX}", ul("/gtapp/nrglIndex.action?type=2&messageID={hex}") + "<input name=cpage value=1> 共 9 页",
         f"/gtapp/nrglIndex.action?classID={HEX}", body={"cpage": "2"}),
    Case("cmstop", "/list/12.html", ul("/p/1{n}.html") + "<img src='http://img.cjyun.org/a.png'>", "/list/12.html?page=2"),
]  # fmt: skip


def read(text: str, url: str, asked: PageRequest | None = None, listing: str = "") -> ListPage:
    return read_page(text, listing=Listing(url=listing or url), url=url, fetched=FETCHED, zone=ZONE, asked=asked)


def sent(request: PageRequest | None) -> tuple[str | None, dict[str, str] | str | None]:
    """A request as the cases write it."""
    if request is None:
        return None, None
    form = any(value == "application/x-www-form-urlencoded" for _, value in request.headers)
    body: dict[str, str] | str | None = request.body.decode() or None
    if form:
        body = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    assert request.method == ("POST" if body else "GET")
    return request.url.removeprefix(HOST), body


@pytest.mark.parametrize("case", CASES, ids=[f"{case.family} {urlsplit(case.url).path}" for case in CASES])
def test_a_page_of_each_family(case: Case) -> None:
    html = page(case.html)
    read_so = read(html, HOST + case.url)
    assert len(read_so.rows) == case.rows
    assert all(row.date for row in read_so.rows)
    assert sent(read_so.next) == (case.next, case.body)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.family} {urlsplit(case.url).path}" for case in CASES])
def test_a_family_is_known_by_its_signs(case: Case) -> None:
    family = recognised(page(case.html), HOST + case.url)
    assert family is not None
    # A TRS site asks its search for more rows: the page is WCM's, the way is WAS's.
    assert family.id == ("trs_wcm" if "classsql" in case.html else case.family)


def test_every_family_has_a_page() -> None:
    assert {case.family for case in CASES} == set(platforms())


def test_a_page_without_signs_is_of_no_family() -> None:
    assert recognised(page("<p>Zoom</p>"), HOST + "/index.html") is None
