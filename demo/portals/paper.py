"""The city's paper: GB18030 bytes under a meta that says utf-8, a stray </html> before the text, no meta data.

The text lies in several boxes; the reporter stands in brackets at its end, two-character names spread by a space.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from demo.portals.portal import Portal, Row, markup
from demo.story import Block, Post

BOX = 3
"""Paragraphs a box."""


class PaperPortal(Portal):
    """A newspaper's own CMS: /bdxw/content_20417.htm, index_2.htm by a plain 下一页."""

    family = "paper"

    def address(self, post: Post) -> str:
        """/bdxw/content_20417.htm, by its number."""
        return f"/{post.columns[0]}/content_{post.number}.htm"

    def list_path(self, column: str, page: int, pages: int) -> str:
        """/bdxw/ and then /bdxw/index_2.htm."""
        return f"/{column}/" if page == 1 else f"/{column}/index_{page}.htm"

    def article(self, post: Post) -> str:
        """One page; what stands above and below the title is none of it."""
        return self.fill(
            "article",
            title=escape(post.title),
            heading="\n".join(_heading(post)),
            published=_chinese(post.published) if post.published else "",
            line=f"来源：{escape(post.source)}" if post.source else "",
            body="\n".join(_boxes(post)),
            editor=f"责任编辑：{escape(post.editor)}" if post.editor else "",
        )

    def listing(self, column: str, page: int, screens: Sequence[Sequence[Row]]) -> str:
        """A table of rows."""
        here = self.list_path(column, page + 1, len(screens)).rpartition("/")[2]
        pager = f'<a href="{here}">下一页</a>' if page < len(screens) else "下一页"
        return self.fill(
            "list",
            column=self.facts.columns[column],
            rows="\n".join(map(_list_row, screens[page - 1])),
            pager=f"第{page}页　{pager}",
        )

    def home(self) -> str:
        """The newest five."""
        rows = (f'<li><a href="{self.address(post)}">{escape(post.title)}</a></li>' for post in self.posts[:5])
        return self.fill("home", rows="\n".join(rows))


def _heading(post: Post) -> list[str]:
    lines = [("h4", post.kicker), ("h1", post.title), ("h3", post.subtitle)]
    return [f"<{tag}>{escape(text)}</{tag}>" for tag, text in lines if text]


def _chinese(published: str) -> str:
    """2026-02-14 as 2026年2月14日."""
    year, month, day = (int(part) for part in published[:10].split("-"))
    return f"{year}年{month}月{day}日"


def _boxes(post: Post) -> list[str]:
    lines = [*(f"<p>{markup(line)}</p>" for line in post.head), *map(_block, post.blocks)]
    lines += [f"<p>{markup(line)}</p>" for line in post.tail]
    boxes = [lines[start : start + BOX] for start in range(0, len(lines), BOX)]
    return ['<div class="box">\n' + "\n".join(box) + "\n</div>" for box in boxes]


def _list_row(row: Row) -> str:
    return f'<tr><td><a href="{row.href}">{escape(row.title)}</a></td><td>{(row.day or "").replace("-", ".")}</td></tr>'


def _block(block: Block) -> str:
    if block.image is None:
        return f"<p>　　{markup(block.text)}</p>"
    picture = f'<table align="center"><tr><td><img src="/images/{block.image}"></td></tr>'
    return picture + (f"<tr><td>{markup(block.text)}</td></tr></table>" if block.text else "</table>")
