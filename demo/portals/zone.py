"""The development zone, in the shape of VSB: GBK bytes that call themselves gb2312.

Page 2 of so many pages is xwdt/{pages-1}.htm and so on down to xwdt/1.htm; the links say so plainly.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from posixpath import relpath

from demo.portals.portal import Portal, Row, markup
from demo.story import Block, Post


class ZonePortal(Portal):
    """VSB: info/1103/7719.htm, #vsb_content .v_news_content, rows with the id line_u9_0."""

    family = "zone"

    def address(self, post: Post) -> str:
        """/info/1103/7719.htm, by its number."""
        return f"/info/1103/{post.number}.htm"

    def list_path(self, column: str, page: int, pages: int) -> str:
        """/xwdt.htm, then /xwdt/2.htm and /xwdt/1.htm where there are three pages."""
        return f"/{column}.htm" if page == 1 else f"/{column}/{pages - page + 1}.htm"

    def article(self, post: Post) -> str:
        """One page; the date in its head is today's as the server once saw it."""
        return self.fill(
            "article",
            title=escape(post.title),
            info=_info(post),
            number=str(post.number),
            body="\n".join([*map(_line, post.head), *map(_block, post.blocks), *map(_line, post.tail)]),
            neighbours=self._neighbours(post),
        )

    def listing(self, column: str, page: int, screens: Sequence[Sequence[Row]]) -> str:
        """A page of rows with plain links to its neighbours."""
        here = self.list_path(column, page, len(screens))
        return self.fill(
            "list",
            column=self.facts.columns[column],
            up="" if page == 1 else "../",
            rows="\n".join(_list_row(number, row, here) for number, row in enumerate(screens[page - 1])),
            total=str(sum(map(len, screens))),
            page=str(page),
            pages=str(len(screens)),
            pager=self._pager(column, page, len(screens)),
        )

    def home(self) -> str:
        """The newest five."""
        rows = (f'<li><a href="{self.address(post)[1:]}">{escape(post.title)}</a></li>' for post in self.posts[:5])
        return self.fill("home", rows="\n".join(rows))

    def _pager(self, column: str, page: int, pages: int) -> str:
        here = self.list_path(column, page, pages)
        targets = {"首页": 1, "上页": page - 1, "下页": page + 1, "尾页": pages}
        return " ".join(
            f'<a href="{_from(here, self.list_path(column, target, pages))}">{text}</a>'
            if 1 <= target <= pages and target != page
            else f'<span class="p_no_d">{text}</span>'
            for text, target in targets.items()
        )

    def _neighbours(self, post: Post) -> str:
        here = next((number for number, other in enumerate(self.posts) if other is post), None)
        if here is None:
            return ""
        lines = [
            f'{label}：<a href="{other.number}.htm">{escape(other.title)}</a>'
            for label, other in (("上一条", self._nth(here - 1)), ("下一条", self._nth(here + 1)))
            if other
        ]
        return "<br>".join(lines)

    def _nth(self, number: int) -> Post | None:
        return self.posts[number] if 0 <= number < len(self.posts) else None


def _info(post: Post) -> str:
    if not post.published:
        return "日期：　　作者：　　来源："
    year, month, day = post.published[:10].split("-")
    clock = f" {post.published[11:]}" if "T" in post.published else ""
    return f"日期：{year}年{month}月{day}日{clock}　　作者：{escape(post.author)}　　来源：{escape(post.source)}"


def _from(here: str, target: str) -> str:
    """A path as a link on the page here; whole addresses as they are."""
    return target if "://" in target else relpath(target, here.rpartition("/")[0] or "/")


def _list_row(number: int, row: Row, here: str) -> str:
    href, title = _from(here, row.href), escape(row.title)
    return f'<li id="line_u9_{number}"><span>{row.day}</span><a href="{href}" target="_blank">{title}</a></li>'


def _line(text: str) -> str:
    return f'<p style="text-align: right">{markup(text)}</p>'


def _block(block: Block) -> str:
    if block.image is None:
        return f'<p style="text-indent: 2em"><span style="font-family: 仿宋_GB2312">{markup(block.text)}</span></p>'
    picture = (
        f'<p class="vsbcontent_img" style="text-align: center"><img src="/images/{block.image}" vsbhref="vurl"></p>'
    )
    return picture + (f'\n<p style="text-align: center">{markup(block.text)}</p>' if block.text else "")
