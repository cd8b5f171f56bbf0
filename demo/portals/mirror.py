"""A site that collects what others wrote, in the shape of DedeCMS and of the page this project was asked for.

No date on the page, three labels glued in one line, the reporter in the last line of the text, and other articles'
words all around, more of them than of its own. Its server says iso-8859-1; the bytes are UTF-8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from demo.portals.portal import Portal, Row, markup, teaser
from demo.story import Block, Post


class MirrorPortal(Portal):
    """DedeCMS: /qingyu/998.html, list_1_2.html, teasers of other articles all around."""

    family = "mirror"

    def address(self, post: Post) -> str:
        """/qingyu/998.html, by its number."""
        return f"/{post.columns[0]}/{post.number}.html"

    def list_path(self, column: str, page: int, pages: int) -> str:
        """/qingyu/ and then /qingyu/list_1_2.html."""
        return f"/{column}/" if page == 1 else f"/{column}/list_1_{page}.html"

    def aliases(self) -> Mapping[str, str]:
        """The first page has a number as well."""
        return {f"/{column}/list_1_1.html": f"/{column}/" for column in self.facts.columns}

    def rank(self, post: Post) -> str:
        """By number: this portal does not know when its articles are from."""
        return f"{post.number:09}"

    def row_day(self, post: Post) -> str | None:
        """Few rows show a day; where one does it is the only evidence of a date."""
        return post.row_date

    def article(self, post: Post) -> str:
        """One page: the text, and around it the first words of ten others."""
        others = [other for other in self.posts if other is not post]
        turn = post.number % len(others)
        turned = others[turn:] + others[:turn]
        return self.fill(
            "article",
            title=escape(post.title),
            description=escape(teaser(post)),
            number=str(post.number),
            published=(post.published or "").replace("T", " "),
            source=escape(post.source),
            collector=escape(post.collector),
            body="\n".join([*map(_line, post.head), *map(_block, post.blocks), *map(_line, post.tail)]),
            related="\n".join(map(self._teaser, turned[:3])),
            hot="\n".join(map(self._teaser, turned[3:6])),
            latest="\n".join(map(self._teaser, self.posts[:6])),
        )

    def listing(self, column: str, page: int, screens: Sequence[Sequence[Row]]) -> str:
        """A page of rows, each with the first words of its article."""
        return self.fill(
            "list",
            column=self.facts.columns[column],
            rows="\n".join(map(_list_row, screens[page - 1])),
            pager=_pager(page, len(screens)),
            hot="\n".join(map(self._teaser, self.posts[-3:])),
        )

    def home(self) -> str:
        """The newest five."""
        rows = (f'<li><a href="{self.address(post)}">{escape(post.title)}</a></li>' for post in self.posts[:5])
        return self.fill("home", rows="\n".join(rows))

    def _teaser(self, post: Post) -> str:
        words = markup(teaser(post))
        return f'<li><h3><a href="{self.address(post)}">{escape(post.title)}</a></h3><p>{words}</p></li>'


def _list_row(row: Row) -> str:
    date = f"<small>{row.day}</small>" if row.day else ""
    return f'<li><h3><a href="{row.href}">{escape(row.title)}</a></h3>{date}<p>{markup(row.summary)}</p></li>'


def _pager(page: int, pages: int) -> str:
    numbers = [
        f'<li class="thisclass">{number}</li>'
        if number == page
        else f'<li><a href="list_1_{number}.html">{number}</a></li>'
        for number in range(1, pages + 1)
    ]
    step = f'<li><a href="list_1_{page + 1}.html">下一页</a></li>' if page < pages else "<li>末页</li>"
    return "".join([*numbers, step, f'<li><span class="pageinfo">共 <strong>{pages}</strong>页</span></li>'])


def _line(text: str) -> str:
    return f"<p>{markup(text)}&nbsp;</p>"


def _block(block: Block) -> str:
    if block.image is None:
        return f'<p><span style="font-size:16px">{markup(block.text)}</span></p>'
    picture = f'<p style="text-align:center"><img data-src="/images/{block.image}" src="/static/blank.gif" alt=""></p>'
    return picture + (f'\n<p style="text-align:center">{markup(block.text)}</p>' if block.text else "")
