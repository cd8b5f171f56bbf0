"""List pages of many kinds: rows, titles, dates, and what is no row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.list_pages import read_list
from crawler.sites import Listing
from pipelines.errors import ProfileError
from pipelines.extract.document import Document
from tests.crawler.discovery.made_up import DAYS, FETCHED, TITLES, URL, ZONE, page, read, rows

FOLDER = "http://www.nowhere.gov.cn/xwzx/bdyw/"

SHAPES = {
    "list items": '<ul class="list">' + rows('<li><a href="{href}">{title}</a><span>{day}</span></li>') + "</ul>",
    "date in front": "<ul>" + rows('<li><span class="date">{day}</span><a href="{href}">{title}</a></li>') + "</ul>",
    "date in brackets": "<ul>" + rows('<li>· <a href="{href}">{title}</a> [{day}]</li>') + "</ul>",
    "date inside the link": "<ul>" + rows('<li><a href="{href}"><span>{day}</span>{title}</a></li>') + "</ul>",
    "table": "<table><tr><th>标题</th><th>日期</th></tr>"
    + rows('<tr><td>·<a href="{href}">{title}</a></td><td>{day}</td></tr>')
    + "</table>",
    "a table each": "<table><tr><td>"
    + rows('<table><tr><td><a href="{href}">{title}</a></td><td>({day} 08:30:00)</td></tr></table>')
    + "</td></tr></table>",
    "divisions": '<div id="right_con">' + rows('<div><a href="{href}">{title}</a><p>{day}</p></div>') + "</div>",
    "definition lists": "<div>" + rows('<dl><dt><a href="{href}">{title}</a></dt><dd>{day}</dd></dl>') + "</div>",
    "nothing around a row": "<div class='con'>" + rows('<a href="{href}">{title}</a><span>{day}</span><br>') + "</div>",
    "nothing around, date first": "<div class='con'>"
    + rows('<i>{day}</i> <a href="{href}">{title}</a><br>')
    + "</div>",
    "many rows in one item": "<ul><li>"
    + rows('<span class="til"><a href="{href}">{title}</a></span><span class="time">{day}</span>')
    + "</li></ul>",
    "big day": "<ul>"
    + rows('<li><p><b>{dd}</b><i>{year_month}</i></p><h4><a href="{href}">{title}</a></h4></li>')
    + "</ul>",
    "big day below": "<ul>"
    + rows('<li><p><i>{year_month}</i> <b>{dd}</b></p><a href="{href}">{title}</a></li>')
    + "</ul>",
    "cards that are links": "<div>"
    + rows(
        '<a class="card" href="{href}"><h3>{title}</h3><p>本次活动由县有关单位主办，来自全县各乡镇的群众代表参加了活动，现场气氛热烈。</p>'
        "<span>{day}</span></a>"
    )
    + "</div>",
    "picture, title, summary, more": "<ul>"
    + rows(
        '<li><a href="{href}"><img src="a.jpg"></a><h3><a href="{href}">{title}</a></h3>'
        '<p>本次活动由县有关单位主办，来自全县各乡镇的群众代表参加了活动。</p><span>{day}</span><a href="{href}">[详细]</a></li>'
    )
    + "</ul>",
    "category beside the title": "<ul>"
    + rows('<li><a href="/shehui/">社会</a> <a href="{href}">{title}</a><em>{day}</em></li>')
    + "</ul>",
    "category in brackets": "<ul>"
    + rows('<li><a href="/shehui/">[社会新闻]</a><a href="{href}">{title}</a><em>{day}</em></li>')
    + "</ul>",
    "two dates, one labelled": "<ul>"
    + rows('<li><a href="{href}">{title}</a><span>成文日期：2025-12-31</span><span>发布日期：{day}</span></li>')
    + "</ul>",
    "month and day, the year in the address": "<ul>"
    + rows('<li><a href="{href}">{title}</a><span>{month_day}</span></li>')
    + "</ul>",
    "odd and even rows": "<ul>"
    + rows('<li class="odd"><a href="{href}">{title}</a><em>{day}</em></li>', 3)
    + rows('<li class="even"><a href="{href}">{title}</a><em>{day}</em></li>')
    + "</ul>",
    "groups of rows": "<div>"
    + "".join(
        f"<ul>{part}</ul>"
        for part in re.findall(r"(?:<li>.*?</li>){2}", rows('<li><a href="{href}">{title}</a>{day}</li>'))
    )
    + "</div>",
    "Hanweb's records": "<script type='text/xml'><datastore><recordset>"
    + rows('<record><![CDATA[<li><a href="{href}">{title}</a><b>{day}</b></li>]]></record>')
    + "</recordset></datastore></script>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_rows_of_every_shape_with_titles_and_dates(shape: str) -> None:
    found = read(page(SHAPES[shape])).rows
    assert [(row.title, (row.date or "")[:10]) for row in found] == list(zip(TITLES, DAYS, strict=True))
    assert [row.position for row in found] == [1, 2, 3, 4, 5, 6]
    assert all(row.url.startswith(f"{FOLDER}2026") and row.listing == URL for row in found)
    assert not any(row.pinned for row in found)


LIST = SHAPES["list items"]
SIDEBAR = (
    '<div class="right"><h3>热门文章</h3><ul>'
    + "".join(
        f'<li><a href="./202601/t20260101_20{number}.html">别处的一条很长的热门新闻标题{number}</a><span>2026-01-01</span></li>'
        for number in range(8)
    )
    + "</ul></div>"
)


@pytest.mark.parametrize("others", [
    pytest.param(SIDEBAR, id="a dated box under 热门文章"),
    pytest.param(SIDEBAR.replace("right", "sidebar").replace("热门文章", "站内"), id="a dated box called sidebar"),
    pytest.param(re.sub("<span>.*?</span>", "<span>01-01</span>", SIDEBAR).replace("热门文章", "站内"), id="a box with short dates"),
    pytest.param('<div class="gkml"><ul>' + "".join(
        f'<li><a href="/zwgk/bm{number}/index.html">青石县人民政府办公室所属各有关部门目录{number}</a></li>' for number in range(40)
    ) + "</ul></div>", id="forty long column names"),
])  # fmt: skip
def test_what_stands_around_the_list_is_no_row(others: str) -> None:
    assert [row.title for row in read(page(f"{others}{LIST}{others}")).rows] == list(TITLES)


BOX = rows('<li><a href="{href}">{title}</a></li>')
IN_TABLE = rows('<tr><td><a href="{href}">{title}</a></td></tr>')


@pytest.mark.parametrize("box", [
    pytest.param(f"<aside><ul>{BOX}</ul></aside>", id="an aside"),
    pytest.param(f'<div class="sidebar"><ul>{BOX}</ul></div>', id="called sidebar"),
    pytest.param(f"<div><h4>图片新闻</h4><ul>{BOX}</ul></div>", id="under a heading"),
    pytest.param(f"<table><tr><td>推荐阅读</td></tr>{IN_TABLE}</table>", id="a heading in the first row"),
])  # fmt: skip
def test_a_box_beside_a_list_that_a_script_fills_is_no_list(box: str) -> None:
    assert read(page(f'<ul id="list"></ul>{box}')).rows == ()


def test_a_box_built_as_the_list_is_but_under_another_heading_is_no_part_of_it() -> None:
    box = SIDEBAR.replace("<ul>", '<ul class="list">')
    assert [row.title for row in read(page(box + LIST)).rows] == list(TITLES)


def test_a_row_made_differently_between_the_others_is_a_row() -> None:
    first = (
        f'<li class="top"><div class="pic"><h2><a href="{FOLDER}content_1.html">县委召开常委会会议</a></h2></div></li>'
    )
    found = read(page(LIST.replace('<ul class="list">', f'<ul class="list">{first}'))).rows
    assert [row.title for row in found] == ["县委召开常委会会议", *TITLES]


def test_an_undated_list_is_found_by_titles_and_addresses() -> None:
    found = read(page("<ul class='txt'>" + rows('<li><a href="{href}">{title}</a></li>') + "</ul>")).rows
    assert [(row.title, row.date, row.raw_date) for row in found] == [(title, None, None) for title in TITLES]


def test_a_month_and_day_alone_is_no_date() -> None:
    template = '<li><a href="/show-{title}-1.html">{title}</a><span>{month_day}</span></li>'
    found = read(page(f"<ul>{rows(template)}</ul>")).rows
    assert [(row.date, row.raw_date) for row in found] == [(None, day[5:]) for day in DAYS]


def test_a_month_and_day_that_the_address_does_not_name_stay_without_a_year() -> None:
    found = read(page("<ul>" + rows('<li><a href="{href}">{title}</a><span>01-31</span></li>') + "</ul>")).rows
    assert {(row.date, row.raw_date) for row in found} == {(None, "01-31")}


def test_what_counts_back_is_kept_as_printed() -> None:
    found = read(page("<ul>" + rows('<li><a href="{href}">{title}</a><span>3小时前</span></li>') + "</ul>")).rows
    assert {(row.date, row.raw_date) for row in found} == {(None, "3小时前")}


def test_a_lone_dated_row_is_a_list() -> None:
    found = read(page("<ul>" + rows('<li><a href="{href}">{title}</a><span>{day}</span></li>', 1) + "</ul>")).rows
    assert [(row.title, row.date) for row in found] == [(TITLES[0], DAYS[0])]


@pytest.mark.parametrize(
    "html", ["", "<p>正文</p>", page(""), page("<p>该栏目正在建设中，敬请期待。</p>"), "\x00<<>>", "<a href>"]
)
def test_a_page_without_a_list_has_no_rows(html: str) -> None:
    found = read(html)
    assert found.rows == ()
    assert found.next_url is None


def test_rows_to_other_hosts_and_wechat_stand_in_the_list() -> None:
    other = '<li><a href="https://mp.weixin.qq.com/s/AbCdEf123#rd">县融媒体中心推出春耕系列报道第一期</a><span>2026-02-28</span></li>'
    found = read(page(LIST.replace('<ul class="list">', f'<ul class="list">{other}'))).rows
    assert found[0].url == "https://mp.weixin.qq.com/s/AbCdEf123"
    assert len(found) == 7


@pytest.mark.parametrize(
    "href", ["javascript:;", "#", "#top", "mailto:a@b.cn", "http://[broken", "tel:110", "", "a.jpg"]
)
def test_rows_that_lead_nowhere_are_none(href: str) -> None:
    bad = f'<li><a href="{href}">这一条的链接什么地方也去不了</a><span>2026-02-28</span></li>'
    assert [row.title for row in read(page(LIST.replace("</ul>", f"{bad}</ul>"))).rows] == list(TITLES)


def test_an_address_twice_is_one_row_with_the_better_title() -> None:
    again = f'<li><a href="./202602/t20260227_100.html">青石县召开全县…</a><span>{DAYS[0]}</span></li>'
    found = read(page(LIST.replace('<ul class="list">', f'<ul class="list">{again}'))).rows
    assert [row.title for row in found] == list(TITLES)


@pytest.mark.parametrize(("link", "title"), [
    ('<a href="{href}" title="{title}">{cut}...</a>', "whole"),
    ('<a href="{href}" title="{title}">{cut}</a>', "whole"),
    ('<a href="{href}" alt="{title}">{cut}…</a>', "whole"),
    ('<a href="{href}" title="标题：{title}&#10;点击数：12">{cut}…</a>', "whole"),
    ('<a href="{href}" title="点击打开新窗口阅读全文内容">{title}</a>', "whole"),
    ('<a href="{href}"><font color=red>{title}</font><img alt=new></a>', "whole"),
    ('<a href="{href}">● {title}</a>', "whole"),
    ('<a href="{href}">{title} [2026-02-27]</a>', "whole"),
    ('<a href="{href}">{cut}…</a>', "cut"),
])  # fmt: skip
def test_titles(link: str, title: str) -> None:
    whole, cut = TITLES[0], TITLES[0][:9]
    item = f"<li>{link}<span>2026-02-27</span></li>".format(href="./202602/t20260227_900.html", title=whole, cut=cut)
    found = read(page(f"<ul>{item}{rows('<li><a href={href}>{title}</a><span>{day}</span></li>')}</ul>")).rows
    assert found[0].title == (whole if title == "whole" else f"{cut}…")


@pytest.mark.parametrize("old", [
    '<li><a href="./202001/t20200101_1.html">[置顶]青石县政府信息公开指南二〇二〇版</a><span>2026-02-28</span></li>',
    '<li><em>置顶</em><a href="./202001/t20200101_1.html">青石县政府信息公开指南二〇二〇版</a><span>2026-02-28</span></li>',
    '<li><a href="./202001/t20200101_1.html">青石县政府信息公开指南二〇二〇版</a><span>2020-01-01</span></li>',
])  # fmt: skip
def test_pinned_rows_are_marked(old: str) -> None:
    old = old.replace("[置顶]", "<b>[置顶]</b>")
    found = read(page(LIST.replace('<ul class="list">', f'<ul class="list">{old}'))).rows
    assert [row.pinned for row in found] == [True] + [False] * 6
    assert found[0].title == "青石县政府信息公开指南二〇二〇版"


def test_an_unsorted_list_has_no_pinned_rows() -> None:
    days = ["2026-02-03", "2026-02-27", "2026-02-05", "2026-02-20", "2026-02-11", "2026-02-26"]
    items = "".join(
        f'<li><a href="./202602/t20260201_3{n}.html">{TITLES[n]}</a><span>{day}</span></li>'
        for n, day in enumerate(days)
    )
    assert not any(row.pinned for row in read(page(f"<ul>{items}</ul>")).rows)


def test_without_an_address_of_its_own_a_page_gives_addresses_as_printed() -> None:
    found = read(page(LIST), url="").rows
    assert found[0].url == "./202602/t20260227_100.html"


def test_a_base_element_is_what_addresses_stand_on() -> None:
    html = page(LIST).replace("<head>", '<head><base href="http://other.gov.cn/a/">')
    assert read(html).rows[0].url == "http://other.gov.cn/a/202602/t20260227_100.html"


RULED = page(
    '<div class="x">'
    + rows('<p class="r"><b class="t">{title}</b><a href="{href}">查看</a><i class="d">{day}</i><u>2020-01-01</u></p>')
    + "</div>"
)


@pytest.mark.parametrize(("rules", "date"), [
    ({"row": "p.r", "link": "a", "title": ".t", "date": ".d"}, DAYS[0]),
    ({"row": "p.r", "title": ".t", "date": "u"}, "2020-01-01"),
    ({"row": "p.r", "title": ".t", "date": ".absent"}, None),
    ({"row": "p.r", "title": ".t"}, DAYS[0]),
])  # fmt: skip
def test_a_profiles_rules_win(rules: dict[str, Any], date: str | None) -> None:
    found = read(RULED, listing=Listing(url=URL, **rules))
    assert found.how == "rules"
    assert [row.title for row in found.rows] == list(TITLES)
    assert found.rows[0].date == date


def test_a_link_rule_alone_is_enough() -> None:
    found = read(page(LIST), listing=Listing(url=URL, link="ul.list li a"))
    assert (found.how, [row.title for row in found.rows]) == ("rules", list(TITLES))


def test_rules_that_find_nothing_leave_the_page_to_itself_and_say_so() -> None:
    found = read(page(LIST), listing=Listing(url=URL, row="div.redesigned"))
    assert (found.how, len(found.rows)) == ("found", 6)


@pytest.mark.parametrize("key", ["row", "link", "next"])
def test_a_selector_that_is_none_is_named(key: str) -> None:
    with pytest.raises(ProfileError, match=r"a\[\["):
        read(page(LIST), listing=Listing(url=URL, **{key: "a[["}))


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        st.sampled_from(
            "<>/=\"' ahreflitdvspnbody1290-:年月日共页置顶[]\\#?&;青\ud83d\ude00".encode(
                "utf-16", "surrogatepass"
            ).decode("utf-16")
        )
    )
)
def test_any_text_can_be_read(text: str) -> None:
    found = read(f"<ul><li><a href='x'>{text}</a></li>{text}</ul>")
    assert len({row.url for row in found.rows}) == len(found.rows)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(body: bytes) -> None:
    document = Document.from_bytes(b"<ul><li><a href='" + body + b"'>" + body + b"</a>2026-01-01</li></ul>", URL)
    found = read_list(document, listing=Listing(url=URL), url=URL, fetched=FETCHED, zone=ZONE)
    assert all(row.url.startswith(("http://", "https://")) and "#" not in row.url for row in found.rows)


def test_a_page_nested_without_end_is_read() -> None:
    deep = "<div>" * 3000 + LIST
    assert len(read(page(deep)).rows) == 6
