"""What interfaces, feeds, site maps and papers answer, and what is asked for after them."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.page_requests import PageRequest, Place
from crawler.discovery.platforms import platforms
from crawler.discovery.ways import following
from pipelines.errors import UnreadablePage
from tests.crawler.discovery.made_up import TITLES, page
from tests.crawler.discovery.test_families import CASES, HEX, HOST, items, read, sent, ul

TITLE = TITLES[0]


def asked(family: str, html_of: int = 0) -> PageRequest:
    """The first question that the family's page of this number leads to."""
    case = [case for case in CASES if case.family == family and case.next][html_of]
    request = read(page(case.html), HOST + case.url).next
    assert request is not None
    return request


def objects(**fields: str | int) -> list[dict[str, str | int]]:
    """Three rows with these fields; {n} in a value is the row's number."""
    return [
        {name: value.format(n=n) if isinstance(value, str) else value for name, value in fields.items()}
        for n in range(3)
    ]


RESULTS = objects(
    title="<em>青石县</em>第{n}次会议",
    url="/qs/c1/202602/{n}.shtml",
    publishedTimeStr="2026-02-2{n} 08:30:00",
    publishedTime=1500000000,
)
UCAP = json.dumps({"data": {"results": RESULTS, "total": 40, "page": 1}})
EPOINT = json.dumps(
    {
        "custom": {
            "total": 45,
            "data": objects(title="", realtitle=TITLE, infourl="/003/20260220/{n}.html", infodate="2026-02-20"),
        }
    }
)
GKMLPT = json.dumps(
    {
        "total": 250,
        "articles": objects(
            id=7, title=TITLE, url="/nh/gkmlpt/content/2/23/post_{n}.html", display_publish_time=1771545600
        ),
        "classify": {"count": 3},
    }
)
IVS = json.dumps(
    {"data": {"list": objects(title=TITLE, url="/nw/20260220/{n}.html", display_date="2026-02-20"), "total": 90}}
)
SZINF = json.dumps(
    {"infolist": objects(title=TITLE, link="/szyw/{n}.shtml", pubtime="2026-02-20"), "totalrecord": "77"}
)
JPAAS = json.dumps(
    {
        "success": True,
        "data": {"html": ul("/art/{y}/{m}/{d}/art_{hex}.html") + "<div class='pagination' rows='6' count='40'></div>"},
    }
)
JSONP = (
    "jQuery1124("
    + json.dumps(
        {
            "result": "".join(
                f"<record><![CDATA[{row}</li>]]></record>"
                for row in items("/xw/content/{hex}.html").split("</li>")[:-1]
            )
        }
    )
    + ");"
)
XML = "<datastore><totalrecord>57</totalrecord><totalpage>4</totalpage><recordset>" + "".join(
    f"<record><![CDATA[{row}</li>]]></record>" for row in items("/art/{y}/{m}/{d}/art_77_{n}.html", 18).split("</li>")[:-1]) + "</recordset></datastore>"  # fmt: skip


@pytest.mark.parametrize(("request_", "answer", "rows", "day", "following"), [
    (asked("ucap", 1), UCAP, 3, "2026-02-20T08:30:00+08:00", "page=2"),
    (asked("gkmlpt"), GKMLPT, 3, "2026-02-20", "page=2&sid=200022"),
    (asked("sh_ivs", 1), IVS, 3, "2026-02-20", '"pageNo":2}'),
    (asked("szinf"), SZINF, 3, "2026-02-20", "currpage=2&channelid=" + HEX),
    (asked("hanweb_jpaas"), JPAAS, 6, "2026-02-27", "%22pageNo%22%3A3%2C"),
    (asked("truecms"), JSONP, 6, "2026-02-27", "startrecord=67&endrecord=96"),
    (asked("hanweb_jpage"), XML, 18, "2026-02-27", "startrecord=37&endrecord=54"),
    (asked("lonsun", 2), ul("/zwdt/{n}.html"), 6, "2026-02-27", "pageIndex=3"),
    (asked("hanweb_xxgk"), f"<table>{items('/art/2026/2/1/art_7_{n}.html', 6, '<tr><td><a href={href}>{title}</a></td><td>{day}</td></tr>')}</table>", 6, "2026-02-27", "currpage=2"),
], ids=["ucap", "gkmlpt", "ivs", "szinf", "jpaas", "truecms", "jpage", "lonsun", "xxgk"])  # fmt: skip
def test_an_interface_is_read_and_asked_again(
    request_: PageRequest, answer: str, rows: int, day: str, following: str
) -> None:
    found = read(answer, request_.url, request_, listing=HOST + "/column/")
    assert len(found.rows) == rows
    assert (found.rows[0].date or "")[: len(day)] == day
    assert all(row.url.startswith(HOST + "/") and "<" not in (row.title or "") for row in found.rows)
    assert found.next is not None
    assert following in found.next.url + found.next.body.decode()
    assert found.next.method == request_.method


def test_epoint_looks_its_number_up_first() -> None:
    script = asked("epoint", 2)
    first = read("var siteInfo = {siteGuid: '7eb5-11'};", script.url, script)
    assert sent(first.next) == (
        "/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
        '{"deptcode":"","categorynum":"003006","pageIndex":0,"pageSize":20,"siteGuid":"7eb5-11"}',
    )
    assert first.next is not None
    second = read(EPOINT, first.next.url, first.next)
    assert [row.title for row in second.rows] == [TITLE] * 3
    assert '"pageIndex":1,' in (second.next.body.decode() if second.next else "")
    assert read("var nothing = 1;", script.url, script).next is None


@pytest.mark.parametrize(("rows", "total_rows", "total_pages", "goes_on"), [
    (6, 100, None, True), (6, 12, None, False), (0, 100, None, False), (6, None, 2, False), (6, None, 3, True), (6, None, None, True),
    (6, 6, None, True),  # it counts the rows of the answer
])  # fmt: skip
def test_the_end_of_an_interface(rows: int, total_rows: int | None, total_pages: int | None, goes_on: bool) -> None:
    place = asked("hanweb_jpaas").place
    assert place is not None
    request = following(place, rows=rows, total_rows=total_rows, total_pages=total_pages)
    assert (request is not None) == goes_on


def test_a_listing_that_is_an_interface_counts_in_its_own_address() -> None:
    url = HOST + "/was5/web/search?channelid=20&templet=docs.jsp&page=1"
    broken = '{"count":"93","docs":[' + ",".join(
        f'{{"title":"关于"第{n}次"会议\n的通报","url":"/zw/202602/t20260220_{n}.htm","docpubtime":"2026-02-20 10:00"}}' for n in range(5)
    ) + "]}"  # fmt: skip
    found = read(broken, url)
    assert [row.title for row in found.rows] == [f'关于"第{n}次"会议 的通报' for n in range(5)]
    assert {row.date for row in found.rows} == {"2026-02-20T10:00:00+08:00"}
    assert sent(found.next)[0] == "/was5/web/search?channelid=20&templet=docs.jsp&page=2"


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", '{"data":[]}', '{"a":', "[[[[1]]]]", '{"total":5,"data":[{"title":"x"}]}', "null", "callback({})"],
)
def test_answers_without_rows(text: str) -> None:
    found = read(text, HOST + "/gkmlpt/api/all/0?page=3&sid=1")
    assert (found.rows, found.next) == ((), None)


RSS = """<?xml version="1.0" encoding="GBK"?><rss version="2.0"><channel><title>青石县</title>{}</channel></rss>"""


@pytest.mark.parametrize(("printed", "read_as"), [
    ("2026-02-20 01:39:11.0", "2026-02-20T01:39:11+08:00"), ("Fri, 20 Feb 2026 01:39:11 GMT", "2026-02-20T09:39:11+08:00"),
    ("2026-02-20", "2026-02-20"), ("2026年2月20日", "2026-02-20"), ("", None), ("soon", None), ("Fri, 20 Feb 2031 01:39:11 GMT", None),
    ("Fri, 31 Dec 9999 23:59:59 GMT", None), ("9999-12-31T23:59:59-14:00", None),
])  # fmt: skip
def test_feeds_with_odd_dates(printed: str, read_as: str | None) -> None:
    entry = f"<item><title><![CDATA[{TITLE}]]></title><link>/xw/1.html</link><pubDate>{printed}</pubDate></item>"
    found = read(RSS.format(entry + "<item><title>no link</title></item>"), HOST + "/rss/rss.xml?siteId=1")
    assert [(row.url, row.title, row.date) for row in found.rows] == [(HOST + "/xw/1.html", TITLE, read_as)]
    assert (found.next, found.guess) == (None, None)


def test_an_atom_feed_names_its_next_page_and_its_last_change_is_no_date() -> None:
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/feed?p=2"/><entry><title>{TITLE}</title>'
        '<link href="/a/1.html"/><updated>2026-02-20T00:00:00Z</updated></entry></feed>'
    )
    found = read(feed, HOST + "/feed")
    assert [(row.url, row.date) for row in found.rows] == [(HOST + "/a/1.html", None)]
    assert found.next_url == HOST + "/feed?p=2"


def test_site_maps_name_articles_and_an_index_its_parts_latest_first() -> None:
    index = "<?xml version='1.0'?><sitemapindex>" + "".join(
        f"<sitemap><loc>{HOST}/map{n}.xml</loc><lastmod>2026-02-0{n}</lastmod></sitemap>" for n in (1, 3, 2)
    ) + "<sitemap><loc>http://elsewhere.gov.cn/map.xml</loc></sitemap></sitemapindex>"  # fmt: skip
    first = read(index, HOST + "/sitemap.xml").next
    assert first is not None
    assert first.url == HOST + "/map3.xml"
    urls = "".join(f"<url><loc>{HOST}{path}</loc><lastmod>2026-02-09</lastmod></url>" for path in ("/", "/xw/", "/xw/index.html", "/xw/202602/t20260209_1.html"))  # fmt: skip
    found = read(f"<urlset>{urls}</urlset>", first.url, first)
    assert [(row.url, row.title, row.date) for row in found.rows] == [
        (HOST + "/xw/202602/t20260209_1.html", None, None)
    ]
    assert found.next_url == HOST + "/map2.xml"


OLD_PAPER = (
    '<a href="node_2.htm">第01版：要闻</a><a href="node_5.htm">第02版：综合</a><a href="node_2.htm">首页</a>'
    + "".join(
        f'<a href="content_{n}.htm?div=-1"><img src="x.jpg"></a><a href="content_{n}.htm?div=0">{TITLES[n]}</a>'
        for n in range(3)
    )
)
NEW_PAPER = '<a href="node_01.html">第1版</a><a href="node_02.html">第2版</a>' + "".join(
    f'<a href="../../../content/202603/01/content_{n}.html">{TITLES[n]}</a>' for n in range(3)
)


@pytest.mark.parametrize(("path", "html", "following"), [
    ("/html/2026-03/01/node_2.htm", OLD_PAPER, "/html/2026-03/01/node_5.htm"),
    ("/html/2026-03/01/node_5.htm", OLD_PAPER, "/html/2026-02/28/node_2.htm"),
    ("/pc/layout/202603/01/node_01.html", NEW_PAPER, "/pc/layout/202603/01/node_02.html"),
    ("/pc/layout/202603/01/node_02.html", NEW_PAPER, "/pc/layout/202602/28/node_01.html"),
])  # fmt: skip
def test_papers_are_read_page_by_page_and_day_by_day(path: str, html: str, following: str) -> None:
    found = read(page(html), HOST + path)
    assert [(row.title, row.date) for row in found.rows] == [(title, "2026-03-01") for title in TITLES[:3]]
    assert found.next_url == HOST + following


@pytest.mark.parametrize("html", [
    '<meta http-equiv="Refresh" content="0; URL=html/2026-03/01/node_2.htm">',
    '<script>window.location.href="html/2026-03/01/node_2.htm"</script>',
])  # fmt: skip
def test_a_papers_start_page_leads_to_its_day(html: str) -> None:
    found = read(html, HOST + "/paper/index.htm")
    assert (found.rows, found.next_url) == ((), HOST + "/paper/html/2026-03/01/node_2.htm")


@given(
    st.text(alphabet='{}[]"<>:,\\ \n!-=()aturl01录', max_size=300),
    st.sampled_from([None, "ucap", "hanweb_jpage", "epoint"]),
)
def test_any_text_is_read(text: str, family: str | None) -> None:
    request = asked(family, 1 if family in ("ucap", "epoint") else 0) if family else None
    found = read(text, request.url if request else HOST + "/yw/index.html", request)
    assert found.next is None or found.next.url.startswith(HOST)


VALUES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.dictionaries(st.sampled_from(["channel", "size", "stem", "ext", "n", "proxy", "webid", "columnid", "unitid", "webname", "permission", "content", "query", "unit", "area", "site", "label", "column"]), VALUES), st.integers(0, 10**6), st.integers(0, 10**6))  # fmt: skip
def test_whatever_a_page_says_a_question_stays_on_its_host(values: dict[str, str], number: int, shown: int) -> None:
    for platform in platforms().values():
        for way in range(len(platform.ways)):
            if not platform.ways[way].address:
                continue
            place = Place(
                platform=platform.id, way=way, values=tuple(values.items()), base=HOST + "/a/", page=number, shown=shown
            )
            request = following(place, rows=1, total_rows=None, total_pages=None)
            assert request is None or request.url.startswith(HOST + "/")


@pytest.mark.parametrize("piece", [
    "<![CDATA[", "<record>", "&lt;record&gt;", "<nextgroup>", "<!--", 'document.write("', "document.write(+", '"a":"', '{"a":"', "headers[i]='",
    "createPageHTML(", "/info/iList.jsp?", "<script queryData ", "class='pagination ", "<sitemapindex><sitemap>", "dataproxy.jsp webid=", "<urlset><url><loc>",
])  # fmt: skip
def test_pages_made_to_hold_a_reader_up_are_read_once(piece: str) -> None:
    for head in ("", "{", "<urlset>", "<record>"):
        with suppress(UnreadablePage):
            read(head + piece * 30_000, HOST + "/yw/index.html")
