"""Made-up list pages: a frame of menus and a footer around the part under test."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.discovery.list_pages import ListPage, read_list
from crawler.sites import Listing
from pipelines.extract.document import Document

URL = "http://www.nowhere.gov.cn/xwzx/bdyw/index.html"
FETCHED = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"
TITLES = (
    "青石县召开全县春季农业生产工作会议",
    "青石县城东新桥工程顺利完成合龙施工",
    "白水镇开展森林防火宣传进村入户活动",
    "县图书馆举办迎新春少儿绘画作品展览",
    "青石县三项水利工程通过省级竣工验收",
    "乡村医生签约服务走进高山移民安置点",
)
DAYS = ("2026-02-27", "2026-02-26", "2026-02-25", "2026-02-20", "2026-02-11", "2026-02-03")

MENU = """
<div class="nav"><ul>
  <li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/xwzx/">新闻中心</a></li>
  <li><a href="/zwfw/">政务服务</a></li><li><a href="/hdjl/">互动交流</a></li><li><a href="/zjqs/">走进青石</a></li>
</ul></div>
<div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/xwzx/">新闻中心</a> &gt; <a href="./">本地要闻</a></div>
"""
FOOT = """
<div class="footer"><ul><li><a href="http://www.province.gov.cn/">某某省人民政府门户网站</a></li>
<li><a href="http://www.city.gov.cn/">某某市人民政府门户网站</a></li></ul>
<p>主办单位：青石县人民政府办公室 <a href="/about/">关于我们</a> <a href="http://beian.miit.gov.cn/">某ICP备2020000000号</a></p></div>
"""


def page(inner: str) -> str:
    """A whole page around the part under test."""
    return f"<!DOCTYPE html><html><head><title>本地要闻</title></head><body>{MENU}{inner}{FOOT}</body></html>"


def read(html: str, *, url: str = URL, listing: Listing | None = None) -> ListPage:
    """Read a page as a crawl of its listing would."""
    return read_list(
        Document(html, url or None), listing=listing or Listing(url=URL), url=url, fetched=FETCHED, zone=ZONE
    )


def address(number: int) -> str:
    """The address of a made-up article, as TRS prints it in a list."""
    day = DAYS[number]
    return f"./{day[:4]}{day[5:7]}/t{day.replace('-', '')}_10{number}.html"


def rows(template: str, count: int = len(TITLES)) -> str:
    """Rows made from a template with {href}, {title}, {day}, {month_day}, {year_month} and {dd}."""
    return "".join(
        template.format(
            href=address(number),
            title=TITLES[number],
            day=DAYS[number],
            month_day=DAYS[number][5:],
            year_month=DAYS[number][:7],
            dd=DAYS[number][8:],
        )
        for number in range(count)
    )
