"""Fills the templates of families and skins.

Behind $ stand in its templates, as far as they apply:

    site, place, root, domain, code, charset   the portal; home, map, open, talk, about: where links of its frame lead
    key, id, hex, name, href              a column: key in its address, number, 32 digits, name, its first page
    page, before, after, down, pages      the number of a list's page, one less, one more, counted from the end; of all
    total, size                           rows in all and on a page
    title, cut, href, day, short, iso     a story: cut is the beginning of a long title, day is 2026-02-14, short 02-14,
                                          iso with time and zone
    ym, ymd, md, month, slashed           its day as addresses spell it: 202602, 20260204, 0204, 2026-02, 2026/02/04
    y, m, d, mm, dd                       2026, 2, 4, 02, 04
    number, story, guid, position         its running number, 32 digits, the same as a GUID; its place in the list
    published, clock, chinese_day, epoch  2026-02-14 08:30, 08:30, 2026年2月14日, seconds
    source, author, editor, body, rows …  what is put into a page
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from html import escape
from string import Template
from zoneinfo import ZoneInfo

from demo.families.writing import digits
from demo.story import Post

_CUT = 16
"""Characters of a title that short lists show."""


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its names replaced. Raises KeyError for one that nobody knows."""
    return _template(template).substitute(values)


@cache
def _template(text: str) -> Template:
    return Template(text)


def of_page(page: int, pages: int) -> dict[str, str]:
    """What templates may say of the place of a page among the pages of its list."""
    numbers = {"page": page, "before": page - 1, "after": page + 1, "down": pages - page + 1, "pages": pages}
    return {name: str(number) for name, number in numbers.items()}


def of_story(post: Post) -> dict[str, str]:
    """What templates may say of a post."""
    printed = post.published or ""
    at = datetime.fromisoformat(printed).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    code = digits(post.story)
    return {
        "title": escape(post.title),
        "cut": escape(post.title if len(post.title) <= _CUT else f"{post.title[:_CUT]}…"),
        "day": f"{at:%Y-%m-%d}",
        "short": f"{at:%m-%d}",
        "iso": at.isoformat(),
        "ym": f"{at:%Y%m}",
        "ymd": f"{at:%Y%m%d}",
        "y": str(at.year),
        "m": str(at.month),
        "d": str(at.day),
        "mm": f"{at:%m}",
        "dd": f"{at:%d}",
        "md": f"{at:%m%d}",
        "month": f"{at:%Y-%m}",
        "slashed": f"{at:%Y/%m/%d}",
        "number": str(post.number),
        "story": code,
        "guid": f"{code[:8]}-{code[8:12]}-{code[12:16]}-{code[16:20]}-{code[20:]}",
        "published": printed.replace("T", " "),
        "clock": f"{at:%H:%M}",
        "chinese_day": f"{at.year}年{at.month}月{at.day}日",
        "epoch": str(int(at.timestamp())),
        "source": escape(post.source),
        "author": escape(post.author),
        "editor": escape(post.editor),
    }
