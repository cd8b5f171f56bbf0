"""The district's media centre, in the shape of Ucap.

Everything a reader wants stands in one line under the title, and half of it is empty; the real byline is in the
text and in its last lines. The pager is a script whose page counts from 1 and which ends with the number of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from html import escape

from demo.portals.portal import Portal, Row, markup
from demo.story import Block, Post


class MediaPortal(Portal):
    """Ucap: /qyq/c100123/202602/{32hex}.shtml, elements of its own, one line of labels."""

    family = "media"

    def address(self, post: Post) -> str:
        """/qyq/c100123/202602/{32hex}.shtml, by column and month."""
        name = sha256(f"{post.portal}/{post.story}".encode()).hexdigest()[:32]
        return f"/qyq/{post.columns[0]}/{post.day[:7].replace('-', '')}/{name}.shtml"

    def list_path(self, column: str, page: int, pages: int) -> str:
        """/qyq/c100123/list.shtml and then list_2.shtml."""
        return f"/qyq/{column}/list.shtml" if page == 1 else f"/qyq/{column}/list_{page}.shtml"

    def article(self, post: Post) -> str:
        """One page; 页面生成时间 in its head is no date of publication."""
        return self.fill(
            "article",
            title=escape(post.title),
            folder=post.columns[0],
            column=self.facts.columns[post.columns[0]],
            published=(post.published or "").replace("T", " "),
            source=escape(post.source),
            author=escape(post.author),
            editor=escape(post.editor),
            hits=str(post.number * 7 % 4000),
            body="\n".join([*map(_line, post.head), *map(_block, post.blocks), *map(_line, post.tail)]),
            recommended="\n".join(self._recommended(post)),
        )

    def listing(self, column: str, page: int, screens: Sequence[Sequence[Row]]) -> str:
        """A page of rows; addresses from the root."""
        return self.fill(
            "list",
            column=self.facts.columns[column],
            folder=column,
            rows="\n".join(map(_list_row, screens[page - 1])),
            pages=str(len(screens)),
            page=str(page),
            total=str(sum(map(len, screens))),
        )

    def home(self) -> str:
        """The newest five."""
        rows = (f'<li><a href="{self.address(post)}">{escape(post.title)}</a></li>' for post in self.posts[:5])
        return self.fill("home", rows="\n".join(rows))

    def _recommended(self, post: Post) -> list[str]:
        others = [other for other in self.posts if other is not post][:4]
        return [
            f'<li><a href="{self.address(other)}">{escape(other.title)}</a><i>{other.day}</i></li>' for other in others
        ]


def _list_row(row: Row) -> str:
    return (
        f'<dl><dt><a href="{row.href}" target="_blank">{escape(row.title)}</a></dt><dd class="time">{row.day}</dd></dl>'
    )


def _line(text: str) -> str:
    return f'<p style="text-align: left;"><span style="font-size: 15px;">{markup(text)}</span></p>'


def _block(block: Block) -> str:
    if block.image is None:
        return f'<p style="text-indent: 2em;"><span style="font-size: 18px;">{markup(block.text)}</span></p>'
    picture = f'<p style="text-align: center;"><img src="/images/{block.image}" alt="" /></p>'
    return picture + (
        f'\n<p style="text-align: center;"><strong>{markup(block.text)}</strong></p>' if block.text else ""
    )
