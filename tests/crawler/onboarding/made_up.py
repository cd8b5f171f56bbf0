"""Portals to be added, good and bad, as answers by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.crawler.portal import Answer, Answers, article, list_page

FOOT = '<div class="foot">主办单位：兰州市西固区人民政府办公室　网站标识码：6201040011</div>'


def page(body: str, title: str = "西固区人民政府", head: str = "", kind: str = "text/html; charset=utf-8") -> Answer:
    whole = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return Answer(whole.encode(), headers={"Content-Type": kind})


def menu(**columns: str) -> str:
    """A menu of name = path."""
    return (
        '<ul class="nav">'
        + "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in columns.items())
        + "</ul>"
    )


def column(folder: str, numbers: range) -> Answers:
    """A column with so many articles, in its folder."""
    paths = [f"/{folder}/202403/t20240328_{number}.html" for number in numbers]
    return {
        f"/{folder}/": list_page(paths),
        **{path: article(number) for path, number in zip(paths, numbers, strict=True)},
    }


class Endless(dict[str, "Answer | Callable[[], Answer]"]):
    """A portal that answers every path: a calendar has a day for each."""

    def __init__(self, answers: Mapping[str, Answer | Callable[[], Answer]]) -> None:
        super().__init__(answers)

    def get(self, path: str, default: object = None) -> Answer | Callable[[], Answer]:
        return super().get(path) or calendar(path)


def calendar(path: str) -> Answer:
    """A page of days that lead to days."""
    number = int("".join(filter(str.isdigit, path))[-6:] or 0)
    days = "".join(
        f'<li><a href="/day/{number + step}.html">西固区政府公开日历第{number + step}日安排一览</a><span>2024-03-{step:02}</span></li>'
        for step in range(1, 29)
    )
    return page(f'<ul class="days">{days}</ul><a href="/day/{number + 40}.html">下一页</a>', title="日历")


def itself() -> Answer:
    """A list whose rows lead to the list."""
    rows = "".join(
        f'<li><a href="/yw/?from={number}">区里召开第{number}次推进会安排部署春季重点工作</a><span>2024-03-{28 - number:02}</span></li>'
        for number in range(12)
    )
    return page(f'<ul>{rows}</ul><a href="/yw/?page=2">下一页</a>')


class Loop(Endless):
    """A portal whose column answers every question with itself."""

    def get(self, path: str, default: object = None) -> Answer | Callable[[], Answer]:
        return itself() if path.startswith("/yw/") else dict.get(self, path, Answer(b"", status=404))


NO_NEWS: Answers = {
    "/": page(
        menu(通知公告="/tzgg/", 上级要闻="/sjyw/", 图片新闻="/tpxw/", 办事服务="/bsfw/", 政策解读="/zcjd/") + FOOT
    ),
    **column("tzgg", range(12)),
    **column("sjyw", range(12, 24)),
}
EMPTY_COLUMN: Answers = {
    "/": page(menu(要闻="/yw/", 通知公告="/tzgg/", 首页="/") + FOOT),
    "/yw/": page("<p>栏目建设中</p>"),
}
LOGIN: Answers = {
    "/": page(
        '<form><input name="user"><input type="password" name="word"><a href="/forgot">忘记密码</a></form>',
        title="统一身份认证",
    )
}
HUGE: Answers = {"/": Answer(b"<html><body>" + b"<p>news and more news</p>" * 450_000 + b"</body></html>")}
SHELL: Answers = {"/": page('<div id="app"></div><script src="/app.js"></script>', title="")}
SHOP: Answers = {
    "/": page(
        "".join(f'<a href="/goods/{number}">纯棉加厚床单第{number}款</a>' for number in range(30)),
        title="好物小店",
        head="",
    )
}
CHALLENGE: Answers = {
    "/": Answer(
        b"<script>document.cookie='x'</script>",
        status=521,
        headers={"Set-Cookie": "__jsluid_h=1; path=/", "Content-Type": "text/html"},
    )
}
CALENDAR = Endless(
    {"/": page(menu(要闻="/day/1.html", 首页="/", 办事="/bs/") + FOOT), "/robots.txt": Answer(b"", status=404)}
)
LOOP = Loop({"/": page(menu(要闻="/yw/", 首页="/", 办事="/bs/") + FOOT)})
FORBIDDEN: Answers = {
    "/": page(menu(要闻="/yw/") + FOOT),
    "/robots.txt": Answer(b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}),
}
PDF: Answers = {"/": Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})}

BAD = {
    # name: answers, reason, what is said
    "without news": (NO_NEWS, "no news", "a portal without news: no column is named as news"),
    "an empty column": (EMPTY_COLUMN, "no news", "it shows no list of articles"),
    "a log-in": (LOGIN, "no portal", "it asks for a log-in"),
    "10 MB": (HUGE, "too large", "larger than any portal's"),
    "an empty shell": (SHELL, "no portal", "nothing without running its scripts"),
    "a shop": (SHOP, "no portal", "not a portal"),
    "a challenge": (CHALLENGE, "challenge", "proof of a browser"),
    "an endless calendar": (CALENDAR, "no news", "its rows lead to no articles"),
    "a list of itself": (LOOP, "no news", "its rows lead to no articles"),
    "robots.txt": (FORBIDDEN, "robots", "its robots.txt forbids it"),
    "a file": (PDF, "not a page", "it is a file"),
    "nothing at home": ({}, "status 404", "status 404"),
}  # fmt: skip
