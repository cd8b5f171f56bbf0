"""The walk through one portal, on pages from a table: what is asked, what is taken, and why not the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from crawler.discovery.page_requests import PageRequest
from crawler.failures import Refused
from crawler.onboarding.visit import Proposal, Wish, visit
from pipelines.errors import NotAdded
from pipelines.items import Link, Received
from tests.crawler.onboarding.made_up import FOOT, menu, page
from tests.crawler.portal import article

HOST = "http://www.xigu.gov.cn"
NOW = datetime.now(UTC)
Pages = dict[str, str]


def a_page(body: str, title: str = "西固区人民政府", head: str = "") -> str:
    return page(body, title, head).body.decode()


def rows(paths: list[str], age: int = 0) -> str:
    """A list, one row a day, the newest so many days old."""
    days = [f"{NOW - timedelta(days=age + number):%Y-%m-%d}" for number in range(len(paths))]
    told = "".join(
        f'<li><a href="{path}">区里召开第{number}次推进会安排部署春季重点工作</a><span>{day}</span></li>'
        for number, (path, day) in enumerate(zip(paths, days, strict=True))
    )
    return f'<ul class="list">{told}</ul>'


def undated(paths: list[str]) -> str:
    titles = (
        f'<li><a href="{path}">区里召开第{number}次推进会安排部署春季重点工作</a></li>'
        for number, path in enumerate(paths)
    )
    return f'<ul class="list">{"".join(titles)}</ul>'


def listing(
    folder: str, *, age: int = 0, crumb: str = "", source: str = "测试日报", name: str = "栏目", first: int = 0
) -> Pages:
    """A column of eight articles in its folder."""
    paths = [f"/{folder}/t20240328_{number}.html" for number in range(first, first + 8)]
    pages = {f"/{folder}/": a_page(rows(paths, age), name)}
    for number, path in enumerate(paths):
        text = article(first + number).body.decode().replace("测试日报", source)
        pages[path] = (
            text.replace(
                "<body>",
                f'<body><div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/x/">{crumb}</a></div>',
            )
            if crumb
            else text
        )
    return pages


def home(body: str, title: str = "西固区人民政府", head: str = "") -> Pages:
    return {"/": a_page(body + FOOT, title, head)}


def look(pages: Mapping[str, str], url: str = f"{HOST}/", *columns: str) -> tuple[Proposal, list[str]]:
    """The proposal, and what was asked for."""
    asked: list[str] = []
    whole = {(path if "://" in path else f"{HOST}{path}"): text for path, text in pages.items()}

    async def ask(wanted: PageRequest, *, is_list: bool = False, row: Link | None = None) -> Received:
        asked.append(wanted.url)
        if wanted.url not in whole:
            raise Refused("status 404", wanted.url)
        kind = (("Content-Type", "text/html; charset=utf-8"),)
        return Received(
            url=wanted.url, status=200, headers=kind, body=whole[wanted.url].encode(), fetched=datetime.now(UTC)
        )

    return asyncio.run(visit(Wish(url=url, columns=columns), ask)), asked


def taken(pages: Mapping[str, str], url: str = f"{HOST}/", *columns: str) -> list[str]:
    return [one.candidate.url.removeprefix(HOST) for one in look(pages, url, *columns)[0].taken]


FIRST, SECOND = listing("a"), listing("b", first=8)
CASES: dict[str, tuple[Pages, list[str]]] = {
    "all of the best rank": (home(menu(本地要闻="/a/", 西固动态="/b/", 要闻="/c/")) | FIRST | SECOND, ["/a/", "/b/"]),
    "never a lower one beside it": (home(menu(部门动态="/a/", 要闻="/b/")) | FIRST | SECOND, ["/b/"]),
    "the second choice where nothing is better": (home(menu(部门动态="/a/", 通知公告="/b/")) | FIRST | SECOND, ["/a/"]),
    "one that is empty leaves it to the next": (home(menu(本地要闻="/c/", 要闻="/b/")) | {"/c/": a_page("建设中")} | SECOND, ["/b/"]),
    "one that sleeps, too": (home(menu(本地要闻="/a/", 要闻="/b/")) | listing("a", age=900) | SECOND, ["/b/"]),
    "where all sleep, the best": (home(menu(本地要闻="/a/", 要闻="/b/")) | listing("a", age=900) | listing("b", age=800), ["/a/"]),
    "a list without dates": (home(menu(要闻="/a/")) | {**FIRST, "/a/": a_page(menu(要闻="/a/", 部门动态="/b/") + undated(list(FIRST)[1:]))}, ["/a/"]),
    "twins are one": (home(menu(本地要闻="/a/", 西固要闻="/c/")) | FIRST | {"/c/": FIRST["/a/"]}, ["/a/"]),
    "on the site map only": (
        home(menu(网站地图="/map/")) | {"/map/": a_page(menu(政务要闻="/a/", 通知公告="/b/"))} | FIRST, ["/a/"],
    ),
    "below a roof": (home(menu(新闻中心="/x/")) | {"/x/": a_page(menu(本地要闻="/a/") + "新闻中心")} | FIRST, ["/a/"]),
    "a roof that mixes is left": (
        home(menu(要闻="/x/", 政务要闻="/x/a/", 通知公告="/x/b/")) | {"/x/": a_page(rows(["/x/a/t20240328_1.html"]))}
        | {f"/x{path}": text.replace('href="/a/', 'href="/x/a/') for path, text in FIRST.items()}, ["/x/a/"],
    ),
    "named above a 更多": (
        home('<div><div class="hd"><b>区内要闻</b><a href="/a/">更多&gt;&gt;</a></div><ul><li><a href="/b/t20240328_9.html">一条很长很长的新闻标题在这里</a></li></ul></div>')
        | FIRST, ["/a/"],
    ),
    "named by a picture": (home('<a href="/a/"><img src="x.png" alt="今日西固"></a>') | FIRST, ["/a/"]),
    "opened by a click": (home('<span onclick="window.open(\'/a/\')">政务动态</span>') | FIRST, ["/a/"]),
    "guessed": (home(menu(办事="/c/")) | listing("zwyw", name="政务要闻_西固区人民政府"), ["/zwyw/"]),
    "behind a refresh": (
        {"/": '<meta http-equiv="refresh" content="0;url=/web/index.html">', "/web/index.html": a_page(menu(要闻="/a/") + FOOT)} | FIRST, ["/a/"],
    ),
    "behind a script": (
        {"/": "<script>window.location.href='/web/index.html'</script>", "/web/index.html": a_page(menu(要闻="/a/") + FOOT)} | FIRST, ["/a/"],
    ),
    "not by breadcrumb": (home(menu(要闻="/a/", 部门动态="/b/")) | listing("a", crumb="国务院要闻") | SECOND, ["/b/"]),
    "by a breadcrumb that names a section only": (home(menu(要闻="/a/", 部门动态="/b/")) | listing("a", crumb="政务公开") | SECOND, ["/a/"]),
    "not by its own name": (home(menu(要闻="/a/", 部门动态="/b/")) | listing("a", name="通知公告_西固区人民政府") | SECOND, ["/b/"]),
    "not by source": (home(menu(要闻="/a/", 部门动态="/b/")) | listing("a", source="新华社") | SECOND, ["/b/"]),
    "not by folder": (
        home(menu(要闻="/a/", 通知公告="/c/", 部门动态="/b/")) | {"/a/": a_page(rows([f"/c/t20240328_{n}.html" for n in range(8)]))} | SECOND, ["/b/"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_taken(case: str) -> None:
    pages, expected = CASES[case]
    assert taken(pages) == expected


def test_what_a_person_names_is_taken_whatever_it_is() -> None:
    pages = home(menu(要闻="/a/", 通知公告="/b/")) | FIRST | listing("b", crumb="通知公告", source="新华社", first=8)
    assert taken(pages, f"{HOST}/", "通知公告") == ["/b/"]
    assert taken(pages, f"{HOST}/", f"{HOST}/b/") == ["/b/"]
    with pytest.raises(NotAdded, match="no column is called 通知公高; there are, nearest first: 通知公告, "):
        taken(pages, f"{HOST}/", "通知公高")
    with pytest.raises(NotAdded, match="status 404"):
        taken(pages, f"{HOST}/", f"{HOST}/c/")


def test_what_holds_up_ends_the_look() -> None:
    proposal, asked = look(home(menu(要闻="/a/", 部门动态="/b/", 通知公告="/c/")) | FIRST | SECOND)
    assert f"{HOST}/b/" not in asked
    assert f"{HOST}/c/" not in asked
    assert len(asked) == 7  # home, list, five articles
    assert proposal.place.division is not None
    assert proposal.place.division.code == "620104"
    assert proposal.zone == "Asia/Shanghai"
    [column] = proposal.taken
    assert column.rhythm == 1.0
    assert [one.is_article for one in column.samples] == [True] * 5


def test_a_county_on_the_host_of_its_city() -> None:
    city = home(menu(政务要闻="/b/") + menu(本县要闻="/county/a/"))
    pages = {"/county/": city["/"], "/county/a/": a_page(rows(list(FIRST)[1:]))} | FIRST | SECOND
    assert taken(pages, f"{HOST}/county/") == ["/county/a/"]


def test_the_other_scheme_where_nobody_is_at_home() -> None:
    async def ask(wanted: PageRequest, *, is_list: bool = False, row: Link | None = None) -> Received:
        if wanted.url.startswith("https:"):
            raise Refused("connection refused", "nobody")
        raise Refused("status 404", wanted.url)

    with pytest.raises(NotAdded, match="refuses the connection") as error:
        asyncio.run(visit(Wish(url="https://www.xigu.gov.cn/"), ask))
    assert error.value.reason == "connection refused"
    pages = home(menu(要闻="/a/")) | FIRST
    asked: list[str] = []

    async def ask_http(wanted: PageRequest, *, is_list: bool = False, row: Link | None = None) -> Received:
        asked.append(wanted.url)
        if wanted.url.startswith("https:"):
            raise Refused("connection refused", "nobody")
        body = pages.get(wanted.url.removeprefix(HOST))
        if body is None:
            raise Refused("status 404", wanted.url)
        return Received(url=wanted.url, status=200, headers=(), body=body.encode(), fetched=datetime.now(UTC))

    assert asyncio.run(visit(Wish(url="https://www.xigu.gov.cn/"), ask_http)).home.url == f"{HOST}/"
    assert asked[:2] == ["https://www.xigu.gov.cn/", f"{HOST}/"]


def test_nobody_guesses_among_names_that_say_nothing() -> None:
    paper = a_page(menu(桥头="/a/", 河岸="/b/"), "澄河拾闻")
    with pytest.raises(NotAdded, match="name yours with --column: 桥头, 河岸"):
        look(
            {"http://www.chenghe.invalid/": paper} | elsewhere(FIRST) | elsewhere(SECOND), "http://www.chenghe.invalid/"
        )
    one = {"http://www.chenghe.invalid/": a_page(menu(桥头="/a/"), "澄河拾闻")} | elsewhere(FIRST)
    assert taken(one, "http://www.chenghe.invalid/") == ["http://www.chenghe.invalid/a/"]


def elsewhere(pages: Pages, root: str = "http://www.chenghe.invalid") -> Pages:
    return {f"{root}{path}": text for path, text in pages.items()}


COUNCIL = "https://www.northmoor.gov.uk"
STORY = (
    "<html lang=en><head><title>{title} | Northmoor Council</title><meta property='og:type' content='article'></head><body><main><article><h1>{title}</h1>"
    "<p class=date>Published: {day} November 2025</p><p>The council has opened a new footpath between the mill and the station, after two years of work.</p>"
    "<p>Residents walked it together on Saturday morning, and the mayor thanked the volunteers who had cleared the old railway cutting by hand.</p>"
    "<p>Signs and seats will follow in spring. The route is suitable for wheelchairs and is lit until midnight.</p></article></main></body></html>"
)


def council(names: Mapping[str, str], head: str = "") -> Pages:
    links = "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in names.items())
    titles = [f"New footpath number {number} opens between mill and station" for number in range(1, 7)]
    news = "".join(
        f"<li><h3><a href='/news/footpath-{n}'>{title}</a></h3><time>{n} November 2025</time></li>"
        for n, title in enumerate(titles, 1)
    )
    pages = {
        "/": f"<html lang=en><head><title>Home | Northmoor Council</title>{head}</head><body><nav><ul>{links}</ul></nav><p>Welcome to the website of your council, with all its services.</p></body></html>",
        "/news": f"<html lang=en><head><title>News | Northmoor Council</title></head><body><main><ul class=news>{news}</ul></main></body></html>",
        **{f"/news/footpath-{n}": STORY.format(title=title, day=n) for n, title in enumerate(titles, 1)},
    }  # fmt: skip
    return elsewhere(pages, COUNCIL)


def test_a_council_in_another_country() -> None:
    pages = council({"Bins and recycling": "/bins", "Latest news": "/news", "Events": "/events", "Jobs": "/jobs"})
    proposal, _ = look(pages, f"{COUNCIL}/")
    assert [one.candidate.url for one in proposal.taken] == [f"{COUNCIL}/news"]
    assert (proposal.zone, proposal.name, proposal.place.division) == ("Europe/London", "Northmoor Council", None)
    titles = [one.article.title.value for one in proposal.taken[0].samples if one.article]
    assert titles[0] == "New footpath number 1 opens between mill and station"


def test_a_feed_where_no_page_lists_the_news() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" title="Council news" href="/feed.xml">'
    items = "".join(
        f"<item><title>New footpath number {n} opens between mill and station</title><link>{COUNCIL}/news/footpath-{n}</link><pubDate>Sat, 0{n} Nov 2025 09:00:00 GMT</pubDate></item>"
        for n in range(1, 7)
    )
    pages = council({"Bins and recycling": "/bins"}, feed)
    pages[f"{COUNCIL}/feed.xml"] = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    )
    proposal, _ = look(pages, f"{COUNCIL}/")
    assert [one.candidate.url for one in proposal.taken] == [f"{COUNCIL}/feed.xml"]
    assert len(proposal.taken[0].rows) == 6
