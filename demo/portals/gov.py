"""The district's government portal, in the shape of TRS WCM.

Static and relative: ./202602/t20260214_1000123.html. Page n of a listing is index_{n-1}.html and is named by a
script only. An article may stand in two columns; its address is that of the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from demo.portals.portal import Portal, Row, markup
from demo.story import Block, Post

NESTED = """<div class="TRS_Editor"><style type="text/css">
.TRS_Editor P{{line-height:1.5;font-family:宋体;font-size:12pt;}}.TRS_Editor DIV{{line-height:1.5;}}
</style><div class="Custom_UnionStyle">
{body}
</div></div>"""


class GovernmentPortal(Portal):
    """TRS: relative links, a pager by script, meta ArticleTitle and PubDate, the body in .TRS_Editor."""

    family = "gov"

    def address(self, post: Post) -> str:
        """/yw/202602/t20260214_1000123.html, by the day it was made and its number."""
        day = post.day.replace("-", "")
        return f"/{post.columns[0]}/{day[:6]}/t{day}_{post.number}.html"

    def list_path(self, column: str, page: int, pages: int) -> str:
        """/yw/ and then /yw/index_1.html."""
        return f"/{column}/" if page == 1 else f"/{column}/index_{page - 1}.html"

    def aliases(self) -> Mapping[str, str]:
        """index.html is the folder itself."""
        return {f"/{column}/index.html": f"/{column}/" for column in self.facts.columns}

    def article(self, post: Post) -> str:
        """One page; the clock and the carousel in its head are other people's dates and titles."""
        return self.fill(
            "article",
            title=escape(post.title),
            column=self.facts.columns[post.columns[0]],
            published=(post.published or "").replace("T", " "),
            source=escape(post.source),
            number=str(post.number),
            carousel="\n".join(self._slide(other) for other in self.posts[:3]),
            body=self._body(post),
            editor=f'<div class="zrbj">责任编辑：{escape(post.editor)}</div>\n' if post.editor else "",
        )

    def listing(self, column: str, page: int, screens: Sequence[Sequence[Row]]) -> str:
        """A page of rows with the pager's script; its current page counts from 0."""
        return self.fill(
            "list",
            column=self.facts.columns[column],
            rows="\n".join(self._list_row(row, column) for row in screens[page - 1]),
            pages=str(len(screens)),
            current=str(page - 1),
        )

    def home(self) -> str:
        """The newest five."""
        rows = (f'<li><a href=".{self.address(post)}">{escape(post.title)}</a></li>' for post in self.posts[:5])
        return self.fill("home", rows="\n".join(rows))

    def _slide(self, post: Post) -> str:
        href, title = f"../..{self.address(post)}", escape(post.title)
        return f'<li><a href="{href}"><img src="../../images/slide.png" alt="{title}"></a><p>{title}</p></li>'

    def _list_row(self, row: Row, column: str) -> str:
        mark = '<em class="top">[置顶]</em>' if row.pinned else ""
        return f'<li>{mark}<a href="{_relative(row.href, column)}">{escape(row.title)}</a><span>{row.day}</span></li>'

    def _body(self, post: Post) -> str:
        lines = [_credit(line) for line in post.head]
        lines += [_block(block) for block in post.blocks]
        lines += [_credit(line) for line in post.tail]
        if post.attachment:
            lines.append(f'<p><iframe src="/files/{post.attachment}" width="100%" height="900"></iframe></p>')
        body = "\n".join(lines)
        return f'<div class="TRS_Editor">{NESTED.format(body=body) if post.nested else body}</div>'


def _relative(href: str, column: str) -> str:
    """As TRS writes it: ./ within the column, ../ to another, whole addresses as they are."""
    if "://" in href:
        return href
    folder = f"/{column}/"
    return f"./{href.removeprefix(folder)}" if href.startswith(folder) else f"..{href}"


def _credit(line: str) -> str:
    return f'<p align="right">{markup(line)}</p>'


def _block(block: Block) -> str:
    if block.image is None:
        return f"<p>　　{markup(block.text)}</p>"
    picture = f'<p align="center"><img src="/images/{block.image}" oldsrc="W0{block.image}" /></p>'
    return picture + (
        f'\n<p align="center"><font color="#666666">{markup(block.text)}</font></p>' if block.text else ""
    )
