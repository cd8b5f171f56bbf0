"""Made-up article pages for measuring: the demo's town with as many articles as wanted, each page as big as real ones.

The demo's pages are small and few. Here its stories are told again under other numbers, three to an article so that
bodies have the length of real ones, laid out by the portals' own templates and put into the frame that real pages
have: styles, scripts, menus, lists of other articles, links to friends (some 40 KB, as the mean of Chinese portals).
Nothing is random: the same number of pages gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path

from crawler.politeness import SHORTEST_DELAY
from crawler.sites import Listing, Site
from demo.portals.portal import Answer, Portal
from demo.story import Post
from demo.town import FAMILIES, Town
from pipelines.items import Page, Received

FEWEST = 10
"""Two for each portal: a page leads to another."""
PER_LIST = 20
"""Rows of a list page."""
_ROBOTS = "User-agent: *\nDisallow: /was5/\n"
"""Without the Crawl-delay that one of the portals asks for."""
_BELONG_TOGETHER = 3
"""Stories that make one article."""
_MENU = (
    "要闻",
    "部门动态",
    "政务公开",
    "互动交流",
    "办事服务",
    "走进青榆",
    "专题专栏",
    "统计数据",
    "通知公告",
    "机构职能",
)
_BESIDE = ("相关阅读", "热门文章", "最新文章")


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """So many article pages (FEWEST at least for each copy), spread evenly over the portals.

    port: where they are served, or 0. copies: how many times the town stands, each time at addresses of its own.
    """

    count: int
    port: int = 0
    copies: int = 1

    @cached_property
    def portals(self) -> dict[str, Portal]:
        """By key: gov, media, zone, mirror, paper; with the number of the copy behind it in further copies."""
        town = Town(port=self.port).portals
        keys = [(key, copy) for copy in range(self.copies) for key in town]
        shares = [self.count // len(keys) + (place < self.count % len(keys)) for place in range(len(keys))]
        return {
            f"{key}{copy or ''}": _grown(key, _copied(town[key], copy), share)
            for (key, copy), share in zip(keys, shares, strict=True)
        }

    @cached_property
    def answers(self) -> dict[str, dict[str, Answer]]:
        """What every loopback address answers for every path that is there."""
        return {portal.facts.host: _framed(portal) for portal in self.portals.values()}

    def articles(self) -> Iterator[tuple[Portal, Post, str, bytes]]:
        """Every article: its portal, what it tells, its address and its page."""
        for portal in self.portals.values():
            answers = self.answers[portal.facts.host]
            for post in portal.posts:
                path = portal.address(post)
                yield portal, post, self._root(portal) + path, answers[path].body

    def lists(self) -> Iterator[tuple[Site, str, bytes]]:
        """Every list page: its site, its address and its page."""
        for portal, site in zip(self.portals.values(), self.sites(), strict=True):
            answers = self.answers[portal.facts.host]
            for path in _list_paths(portal):
                yield site, self._root(portal) + path, answers[path].body

    def sites(self) -> tuple[Site, ...]:
        """The portals as profiles name them, with the shortest delay there is."""
        return tuple(
            Site(
                id=portal.facts.site,
                name=portal.facts.name,
                listings=tuple(
                    Listing(url=self._root(portal) + portal.list_path(column, 1, len(portal.screens(column, {}))))
                    for column in portal.facts.columns
                ),
                delay=SHORTEST_DELAY,
                path=Path(),
            )
            for portal in self.portals.values()
        )

    def _root(self, portal: Portal) -> str:
        return f"http://{portal.facts.host}:{self.port}"


def as_page(portal: Portal, url: str, body: bytes, fetched: datetime) -> Page:
    """An article of MadeUp as a spider yields it; fetched: aware."""
    headers = (("Content-Type", portal.facts.content_type),)
    part = Received(url=url, status=200, headers=headers, body=body, fetched=fetched)
    return Page(site=portal.facts.site, url=url, parts=(part,))


def _copied(portal: Portal, copy: int) -> Portal:
    """The same portal at an address of the copy's own, under another name."""
    if not copy:
        return portal
    host = f"127.0.{100 + copy}.{portal.facts.host.rpartition('.')[2]}"
    facts = replace(portal.facts, host=host, site=f"{portal.facts.site}-{copy}")
    return type(portal)(facts, portal.posts)


def _grown(key: str, portal: Portal, count: int) -> Portal:
    """The portal with so many posts, the listings they stand in, and no odd rows."""
    posts = list(islice(_posts(portal), count))
    columns = {column: name for column, name in portal.facts.columns.items() if any(column in p.columns for p in posts)}
    facts = replace(portal.facts, odd=(), per_page=PER_LIST, columns=columns, robots=_ROBOTS)
    return FAMILIES[key](facts, posts)


def _posts(portal: Portal) -> Iterator[Post]:
    """The portal's posts told again and again, no two alike."""
    told = [post for post in portal.posts if post.blocks and not post.attachment]
    for number in range(1_000_000):
        first = told[number % len(told)]
        blocks = [block for more in range(_BELONG_TOGETHER) for block in told[(number + more) % len(told)].blocks]
        yield replace(
            first,
            story=f"{first.story}-{number}",
            number=100_000 + number,
            columns=first.columns[:1],
            title=f"{first.title}（{number}）",
            row_title="",
            pinned=False,
            blocks=(*blocks, replace(blocks[-1], text=f"这是今年以来的第{number}次，下一次还在这里。", image=None)),
        )


def _framed(portal: Portal) -> dict[str, Answer]:
    """The portal's answers, its articles within a big frame."""
    answers = portal.answers({})
    for place, post in enumerate(portal.posts):
        path = portal.address(post)
        others = [portal.posts[(place + step) % len(portal.posts)].title for step in range(1, 31)]
        answers[path] = replace(answers[path], body=_frame(answers[path].body, others, portal.facts.encoding))
    return answers


def _frame(page: bytes, titles: list[str], encoding: str) -> bytes:
    """A page with styles and scripts in its head, a menu above its content, and lists and links below it.

    Behind the last </body>: one portal says </html> in the middle of its pages.
    """
    head, body, foot = (part.encode(encoding) for part in (_head(), _menu(), _beside(titles) + _friends()))
    page = _before(page, b"</head>", head)
    opened = page.lower().index(b"<body>") + len(b"<body>")
    page = page[:opened] + body + page[opened:]
    return _before(page, b"</body>", foot)


def _before(page: bytes, mark: bytes, more: bytes) -> bytes:
    place = page.lower().rindex(mark)
    return page[:place] + more + page[place:]


def _head() -> str:
    styles = "\n".join(
        f".m{n} .item-{n} a{{color:#{n * 7919 % 4096:03x};line-height:{n % 9 + 20}px;padding:0 {n % 12}px}}"
        for n in range(130)
    )
    scripts = "\n".join(
        f'function tab{n}(o){{var p=document.getElementById("tab"+{n});if(p){{p.className=o?"on":"off";}}return p;}}'
        for n in range(80)
    )
    return f'<style type="text/css">\n{styles}\n</style>\n<script type="text/javascript">\n{scripts}\n</script>\n'


def _menu() -> str:
    columns = "".join(
        f'<li class="m{n}"><a href="/c{n}/">{name}</a><dl class="sub">'
        + "".join(f'<dd class="item-{n}"><a href="/c{n}/{k}/">{name}{_MENU[k]}</a></dd>' for k in range(len(_MENU)))
        + "</dl></li>\n"
        for n, name in enumerate(_MENU)
    )
    return f'<div class="site-nav"><ul>\n{columns}</ul></div>\n'


def _beside(titles: list[str]) -> str:
    boxes = []
    for place, name in enumerate(_BESIDE):
        rows = "".join(
            f'<li><a href="/side/{place}/{n}.html" title="{title}" target="_blank">{title}</a></li>\n'
            for n, title in enumerate(titles[place * 10 : place * 10 + 10])
        )
        boxes.append(f'<div class="side-box"><h3>{name}</h3><ul>\n{rows}</ul></div>\n')
    return f'<div class="sidebar">{"".join(boxes)}</div>\n'


def _friends() -> str:
    links = "".join(
        f'<option value="http://www{n}.invalid/">友情链接之{n}</option><a href="http://www{n}.invalid/">友邻网站{n}</a>\n'
        for n in range(70)
    )
    return f'<div class="friend-links">\n{links}</div>\n'


def _list_paths(portal: Portal) -> Iterator[str]:
    for column in portal.facts.columns:
        pages = len(portal.screens(column, {}))
        yield from (portal.list_path(column, page, pages) for page in range(1, pages + 1))
