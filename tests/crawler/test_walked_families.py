"""Whole crawls of lists whose further pages are no plain links."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.crawler.portal import Answer, Answers, article, portal
from tests.crawler.program import Program

TITLE = "区里召开第{}次推进会安排部署春季重点工作"


def row(number: int, path: str = "/a/{}.html") -> str:
    return f'<li><a href="{path.format(number)}">{TITLE.format(number)}</a><span>2024-03-{28 - number:02}</span></li>'


def answer(body: str, kind: str = "text/html; charset=utf-8") -> Answer:
    return Answer(body.encode(), headers={"Content-Type": kind})


def listing(numbers: range, more: str = "", title: str = "要闻") -> Answer:
    rows = "".join(map(row, numbers))
    return answer(f"<html><head><title>{title}</title></head><body><ul>{rows}</ul>{more}</body></html>")


def numbered(first: int, count: int, total: int) -> Answer:
    """An Epoint answer."""
    data = [
        {"title": TITLE.format(n), "infourl": f"/a/{n}.html", "infodate": f"2024-03-{28 - n:02}"}
        for n in range(first, min(first + count, total))
    ]
    return answer(json.dumps({"custom": {"total": total, "data": data}}), "application/json")


def question(page: int) -> str:
    asked = f'{{"deptcode":"","categorynum":"003006","pageIndex":{page},"pageSize":20,"siteGuid":"7eb5-11"}}'
    return f"/EWB-FRONT/rest/lightfrontaction/getgovinfolist|{asked}"


EPOINT: Answers = {
    "/news/?categorynum=003006": answer(
        "<html><title>要闻</title><script src=/js/webBuilderCommon.js></script><p>…</p></html>"
    ),
    "/js/webBuilderCommon.js": answer("var siteInfo={siteGuid:'7eb5-11'}", "application/javascript"),
    question(0): numbered(0, 20, 24),
    question(1): numbered(20, 20, 24),
}
FIELDS = {"__VIEWSTATE": "one", "__EVENTTARGET": "Pager", "__EVENTARGUMENT": "2"}


def postback(page: int) -> str:
    return (
        f'<form action="/news/"><input type=hidden name=__VIEWSTATE value={("zero", "one", "two")[page]}>'
        f"<a href=\"javascript:__doPostBack('Pager','{page + 1}')\">下一页</a></form>"
    )


POSTBACK: Answers = {
    "/news/": listing(range(12), postback(1)),
    "/news/|" + urlencode(FIELDS): listing(range(12, 24), postback(2)),
    "/news/|" + urlencode(FIELDS | {"__VIEWSTATE": "two", "__EVENTARGUMENT": "3"}): listing(range(12, 24), postback(2)),
}
GUESSED: Answers = {
    "/news/": listing(range(12)),
    "/news/index_1.html": listing(range(3), title="页面不存在"),
    "/news/index_2.html": listing(range(12, 24)),
}
HOME_INSTEAD: Answers = {"/news/": listing(range(24)), "/news/index_1.html": listing(range(30, 40), title="首页")}
RECORDS = [f"<record><![CDATA[{row(n)}]]></record>" for n in range(24)]
PARAMETERS = "<script>jpage({perPage:4,totalRecord:24,proxyUrl:'/module/web/jpage/dataproxy.jsp',webid:'1',columnid:'2',unitid:'3'})</script>"
PROXY_FORM = urlencode({"col": 1, "appid": 1, "webid": 1, "path": "/", "columnid": 2, "sourceContentType": 1, "unitid": 3, "webname": "", "permissiontype": 0})  # fmt: skip
JPAGE: Answers = {
    "/news/": answer(
        f"<html><title>要闻</title><script type=text/xml><datastore>{''.join(RECORDS[:12])}</datastore></script>{PARAMETERS}</html>"
    ),
    f"/module/web/jpage/dataproxy.jsp?startrecord=13&endrecord=24&perpage=4|{PROXY_FORM}": answer(
        f"<datastore><totalrecord>24</totalrecord><recordset>{''.join(RECORDS[12:])}</recordset></datastore>",
        "text/xml; charset=utf-8",
    ),
}


def paper(day: int, numbers: range) -> Answer:
    rows = "".join(f'<a href="content_{n}.htm?div=-1">{TITLE.format(n)}</a>' for n in numbers)
    return answer(f'<html><title>报</title><a href="node_2.htm">第1版</a>{rows}</html>')


PAPER: Answers = {
    "/news/": answer('<meta http-equiv="refresh" content="0; url=/html/2024-03/03/node_2.htm">'),
    "/html/2024-03/03/node_2.htm": paper(3, range(12)),
    "/html/2024-03/01/node_2.htm": paper(1, range(12, 24)),
}


@pytest.mark.parametrize(("answers", "path", "article_path", "lists"), [
    (EPOINT, "/news/?categorynum=003006", "/a/{}.html", 4),
    (POSTBACK, "/news/", "/a/{}.html", 3),
    (GUESSED, "/news/", "/a/{}.html", 4),
    (HOME_INSTEAD, "/news/", "/a/{}.html", 3),
    (JPAGE, "/news/", "/a/{}.html", 2),
    (PAPER, "/news/", "/html/2024-03/{}/content_{}.htm?div=-1", 8),
], ids=["looked up and posted", "postback", "guessed", "the home page instead", "records", "paper"])  # fmt: skip
def test_all_articles_of_all_pages_are_found(
    tmp_path: Path, answers: Answers, path: str, article_path: str, lists: int
) -> None:
    served = dict(answers)
    for n in range(24):
        day = "03" if n < 12 else "01"
        served[article_path.format(*([n] if article_path.count("{}") == 1 else [day, n]))] = article(n)
    program = Program(tmp_path)
    with portal(served) as town:
        program.site("one", town.root, listings=(path,))
        done = program.run("crawl", "one")
        articles = [asked for asked in town.paths if asked.startswith("/a/") or "content_" in asked]
        others = [asked for asked in town.paths if asked not in articles and asked != "/robots.txt"]
    assert done.returncode == 0, done.stdout + done.stderr
    assert program.rows("SELECT count(*) FROM articles") == [(24,)]
    assert len(articles) == len(set(articles)) == 24
    assert len(others) == lists, others
    assert program.rows("SELECT count(*) FROM failures") == [(0,)]
