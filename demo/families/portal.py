"""A portal made from a family's file: home page, site map, lists and articles of all its columns, interfaces.

What stands behind $ in its templates is told in demo/families/filling.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from html import escape
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any

from demo.families.family import Family
from demo.families.filling import filled, of_page, of_story
from demo.families.interface import interfaces
from demo.families.writing import Column, write
from demo.portals.portal import ANY, Answer, Facts, Interface, Portal, Row
from demo.story import Post

SKINS = Path(__file__).resolve().parent / "skins"
SITE_MAP = "/wzdt/index.html"
ROOF = "/xwzx/index.html"
_STANDING = {"open": "/zwgk/", "talk": "/hdjl/", "about": "/gywm/"}
"""Pages of every portal that name no news."""
_SCRIPT = "<html><head><script>window.location.href='{}';</script></head></html>"
_REFRESH = '<html><head><meta http-equiv="refresh" content="0; url={}"></head><body></body></html>'
_SLIDES = 3
_BLOCK = 4
"""Rows of a column on the home page."""
_BESIDE = 4
"""Titles in the box beside a list."""


class FamilyPortal(Portal):
    """A portal of the family that its file describes. root: its address without a path."""

    family = "families"

    def __init__(self, told: Family, root: str, latest: date) -> None:
        self.told = told
        self.root = root
        self.columns = {column.key: column for column in told.columns}
        self.skin = _skin(told.skin)
        posts = write(told.id, told.place, told.county, told.columns, latest)
        super().__init__(_facts(told), map(self._as_shown, posts))

    @property
    def news(self) -> tuple[Post, ...]:
        """The posts of local news, newest first."""
        return tuple(post for post in self.posts if self.columns[post.columns[0]].news)

    def address(self, post: Post) -> str:
        """As the family spells it."""
        return filled(self.told.article.address, self._column(post.columns[0]) | of_story(post))

    def list_path(self, column: str, page: int, pages: int) -> str:
        """As the family spells it; page 1 is what the column's name leads to."""
        template = self.told.listing.address if page == 1 else self.told.listing.further
        return filled(template, self._column(column) | of_page(page, pages))

    def entrance(self, column: str) -> str:
        """What leads to a column: its first page, or the door before that."""
        return filled(self.told.listing.door, self._column(column)) or self.list_path(column, 1, 1)

    def screens(self, column: str, elsewhere: Mapping[tuple[str, str], str]) -> list[list[Row]]:
        """The rows of each page; the first one may hold several screens, or none."""
        rows, size = self.rows(column, elsewhere), self.facts.per_page
        first = size * self.told.screens
        return [rows[:first], *(rows[start : start + size] for start in range(first, len(rows), size))]

    def article(self, post: Post) -> str:
        """A page in the frame of the portal."""
        here, text = self.address(post), self.told.article
        column = post.columns[0]
        values = self._values(here) | self._column(column) | of_story(post)
        values["column_href"] = self._to(column, here)
        values["body"] = "\n".join(filled(text.paragraph, {"text": escape(line)}) for line in post.paragraphs)
        values["article"] = filled(text.page, values)
        meta = self.skin["column_meta"] + self.skin["article_meta"]
        main = filled(self.skin["article"], values)
        return self._framed(main, f"{post.title}_{self.facts.name}", here, values, meta=meta, head=text.head)

    def listing(self, column: str, page: int, screens: Sequence[Sequence[Row]]) -> str:
        """A page of a list; in the frame of the portal, where it is a web page."""
        here = self.list_path(column, page, len(screens)) or self.list_path(column, 1, 1)
        values = self._values(here) | self._column(column) | self._counts(column, page)
        values["href"] = self._to(column, here)
        values["rows"] = self.printed(screens[page - 1], here, self.told.listing.row, self.told.listing.between)
        told = self.told.listing
        values["next"] = filled(told.next if page < int(values["pages"]) else told.end, values)
        values["list"] = filled((told.first if page == 1 else "") or told.page, values)
        if not told.frame:
            return values["list"]
        values["side"] = self._named(self.posts_of(self._pictures)[:_BESIDE], "side", here)
        main, title = filled(self.skin["list"], values), filled(told.title, values)
        return self._framed(main, title, here, values, meta=self.skin["column_meta"], head=told.head)

    def home(self) -> str:
        """Slides, and a block for each column that is shown."""
        shown = [key for key in self._order() if self.told.shown in ("menu", "home") or not self.columns[key].news]
        here = self.told.front
        values = self._values(here) | {
            "slides": self._named(self.posts_of(self._pictures)[:_SLIDES], "slide", here),
            "blocks": "\n".join(self._block(key) for key in shown),
        }
        return self._framed(filled(self.skin["home"], values), self.facts.name, here, values)

    def site_map(self) -> str:
        """Every column with its name; those of local news below their roof, where they have one."""
        if self.told.shown != "roof":
            return self._named_columns(self._order(), "网站地图", SITE_MAP)
        others = [key for key in self._order() if not self.columns[key].news]
        return self._named_columns(others, "网站地图", SITE_MAP, [("新闻中心", ROOF)])

    def roof(self) -> str:
        """A page that names the columns of local news, with one of another kind among them."""
        return self._named_columns(self._order()[: len(self.told.news) + 1], "新闻中心", ROOF)

    def _named_columns(
        self, columns: Sequence[str], title: str, here: str, pages: Sequence[tuple[str, str]] = ()
    ) -> str:
        values = self._values(here)
        more = [filled(self.skin["map_row"], {"name": name, "href": self._link(at, here)}) for name, at in pages]
        values["rows"] = "\n".join([*more, self._links(columns, "map_row", here)])
        return self._framed(filled(self.skin["map"], values), f"{title}_{self.facts.name}", here, values)

    def answers(self, elsewhere: Mapping[tuple[str, str], str]) -> dict[str, Any]:
        """Every path, with its query where it needs one, and what it answers."""
        pages: dict[str, Answer | Interface] = {
            self.address(post): self._page(self.article(post)) for post in self.posts
        }
        pages |= {path.partition("#")[0]: self._list_page(page) for path, page in self._listings(elsewhere)}
        pages |= {"/": self._page(self._gate()), SITE_MAP: self._page(self.site_map())}
        pages[self.told.front] = self._page(self.home())
        if self.told.listing.door:
            doors = {self.entrance(key): self.list_path(key, 1, 1) for key in self.columns}
            pages |= {door: self._page(_REFRESH.format(path)) for door, path in doors.items()}
        pages |= {path: self._page(self._standing(path)) for path in _STANDING.values()}
        if self.told.shown == "roof":
            pages[ROOF] = self._page(self.roof())
        if self.told.missing == "home":
            pages[ANY] = pages[self.told.front]
        pages |= {path: _file(path, text) for path, text in self.told.files.items()}
        for told in self.told.interfaces:
            pages |= dict(interfaces(self, told))
        return pages

    def posts_of(self, column: str) -> list[Post]:
        """The posts of one column, newest first."""
        return [post for post in self.posts if post.columns[0] == column]

    def printed(self, rows: Sequence[Row], here: str, template: str, between: str, first: int = 1) -> str:
        """Rows as a list or an interface prints them, links as on the page here."""
        posts = {self.address(post): post for post in self.posts}
        return between.join(
            filled(template, of_story(posts[row.href]) | {"href": self._link(row.href, here), "position": str(number)})
            for number, row in enumerate(rows, start=first)
        )

    def about_column(self, column: str, page: int) -> dict[str, str]:
        """The values of a column's page, for interfaces."""
        return self._column(column) | self._counts(column, page)

    def list_answer(self, column: str, page: int) -> Answer:
        """A page of a list, asked for in another way than by its address."""
        return self._list_page(self.listing(column, page, self.screens(column, {})))

    def _as_shown(self, post: Post) -> Post:
        """A post with what its page shows: time or day alone; source, author and editor or none."""
        page, named = self.told.article.page, post.credits
        author = named.reporters[0] if named.reporters else post.author
        if "$author" in page:
            named = replace(named, reporters=(author,))
        if "$editor" in page:
            named = replace(named, editors=(post.editor,))
        timed = "$published" in page or "$clock" in page
        return replace(
            post,
            published=post.published if timed else post.day,
            source=post.source if "$source" in page else "",
            author=author,
            credits=named,
        )

    def _listings(self, elsewhere: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
        for column in self.columns:
            screens = self.screens(column, elsewhere)
            printed = {"first": screens[0], "last": screens[-1], "empty": []}
            if self.told.listing.beyond:
                screens.append(printed[self.told.listing.beyond])
            for page in range(1, len(screens) + 1):
                if path := self.list_path(column, page, len(screens)):
                    yield path, self.listing(column, page, screens)

    def _list_page(self, page: str) -> Answer:
        content_type = self.told.listing.content_type or self.facts.content_type
        return Answer(status=200, content_type=content_type, body=self.encoded(page))

    def _gate(self) -> str:
        """What stands at "/" where that is not the home page: a script that leads on, or the city's portal."""
        if not self.told.city:
            return _SCRIPT.format(self.told.front)
        values = self._values("/") | {"text": f"{self.told.city}门户网站", "site": self.told.city}
        return self._framed(filled(self.skin["text"], values), self.told.city, "/", values)

    def _standing(self, path: str) -> str:
        values = self._values(path) | {"text": f"{self.facts.name}网站，栏目建设中。"}
        return self._framed(filled(self.skin["text"], values), self.facts.name, path, values)

    def _framed(
        self, main: str, title: str, here: str, values: Mapping[str, str], meta: str = "", head: str = ""
    ) -> str:
        shown = [key for key in self._order() if self.told.shown == "menu" or not self.columns[key].news]
        parts = {
            "main": main,
            "title": escape(title),
            "menu": self._links(shown, "menu", here),
            "meta": filled(meta, values),
            "head": filled(head, values),
        }
        return filled(self.skin["frame"], {**values, **parts})

    def _block(self, column: str) -> str:
        here = self.told.front
        rows = self._named(self.posts_of(column)[:_BLOCK], "block_row", here)
        return filled(self.skin["block"], self._column(column) | {"rows": rows, "href": self._to(column, here)})

    def _named(self, posts: Sequence[Post], template: str, here: str) -> str:
        """Posts as a box on a page names them."""
        linked = (of_story(post) | {"href": self._link(self.address(post), here)} for post in posts)
        return "\n".join(filled(self.skin[template], values) for values in linked)

    def _links(self, columns: Sequence[str], template: str, here: str) -> str:
        named = (self._column(key) | {"href": self._to(key, here)} for key in columns)
        return "\n".join(filled(self.skin[template], values) for values in named)

    @property
    def _pictures(self) -> str:
        """The column that slides and side boxes show: the last one with posts of its own."""
        return [key for key, column in self.columns.items() if column.stories][-1]

    def _order(self) -> list[str]:
        """Columns as menus have them: one of another kind first."""
        keys = list(self.columns)
        first_other = len(self.told.news)
        return [keys[first_other], *keys[:first_other], *keys[first_other + 1 :]]

    def _to(self, column: str, here: str) -> str:
        return self._link(self.entrance(column), here)

    def _link(self, path: str, here: str) -> str:
        """A path as the portal prints it on the page here."""
        if self.told.links != "relative":
            return self.root + path if self.told.links == "full" else path
        relative = relpath(path, dirname(here.partition("?")[0]) or "/") + ("/" if path.endswith("/") else "")
        return relative if relative.startswith(".") else f"./{relative}"

    def _values(self, here: str) -> dict[str, str]:
        places = {"home": self.told.front, "map": SITE_MAP} | _STANDING
        return self._portal | {name: self._link(path, here) for name, path in places.items()}

    @cached_property
    def _portal(self) -> dict[str, str]:
        told = self.told
        return {
            "root": self.root,
            "site": self.facts.name,
            "place": told.place,
            "domain": f"{told.id.replace('_', '-')}.invalid",
            "code": told.code,
            "charset": told.charset or told.encoding,
        }

    def _column(self, key: str) -> dict[str, str]:
        column: Column = self.columns[key]
        return {**self._portal, "key": key, "id": column.id, "hex": column.hex, "name": column.name}

    def _counts(self, column: str, page: int) -> dict[str, str]:
        total, size = sum(column in post.columns for post in self.posts), self.facts.per_page
        return of_page(page, -(-total // size)) | {"total": str(total), "size": str(size)}


def _facts(told: Family) -> Facts:
    charset = told.charset or told.encoding
    return Facts(
        key=told.id,
        site=f"family-{told.id.replace('_', '-')}",
        name=told.name or f"{told.county}人民政府",
        host=told.host,
        division=told.code[:6],
        encoding=told.encoding,
        content_type=told.content_type or f"text/html; charset={charset}",
        robots="",
        robots_type="",
        per_page=told.per_page,
        columns={column.key: column.name for column in told.columns},
        odd=(),
    )


def _file(path: str, text: str) -> Answer:
    kind = "application/javascript" if path.endswith(".js") else "text/plain"
    return Answer(status=200, content_type=f"{kind}; charset=utf-8", body=text.encode())


@cache
def _skin(name: str) -> dict[str, str]:
    return tomllib.loads((SKINS / f"{name}.toml").read_text(encoding="utf-8"))
