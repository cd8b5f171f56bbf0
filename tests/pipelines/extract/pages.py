"""Made-up pages for the tests of reading: a body in a frame, read at a fixed time."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.extract.blocks import Flat, lay_flat
from pipelines.extract.document import Document
from pipelines.extract.reader import read_page
from pipelines.items import Article, Link, Page, Received
from pipelines.rules import Rules, SiteFacts

NOW = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"
ADDRESS = "http://www.qinghe.example/show.asp?id=1"
TITLE = "河边的旧磨坊重新转起来了"
TEXT = (
    "磨坊在河湾里停了三十年，今年春天换了轴，水一放，石磨就慢慢地转。",
    "磨坊主人把第一袋面粉分给了邻居，说明天请大家来吃饼，面是新的，炉子是旧的。",
    "村里打算每个周末开磨一次，孩子们可以来看水怎样推动轮子，大人们可以带粮食来磨。",
)


def html(inside: str, head: str = "") -> str:
    """A whole page."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{inside}</body></html>'


def article(information: str = "", *, head: str = "", before: str = "", after: str = "", text: str = "") -> str:
    """A page with TITLE, an information line, TEXT (or other paragraphs) and what else is given."""
    paragraphs = text or "".join(f"<p>{line}</p>" for line in TEXT)
    return html(
        f'{before}<h1>{TITLE}</h1><div class="i">{information}</div><div class="text">{paragraphs}</div>{after}',
        f"<title>{TITLE}_青禾新闻网</title>{head}",
    )


def page(
    source: str | bytes, *, url: str = ADDRESS, content_type: str | None = None, links: tuple[Link, ...] = ()
) -> Page:
    """What was received for an address."""
    body = source.encode() if isinstance(source, str) else source
    headers = (("Content-Type", content_type),) if content_type else ()
    return Page(
        site="made-up",
        url=url,
        links=links,
        parts=(Received(url=url, status=200, headers=headers, body=body, fetched=NOW),),
    )


def read(
    source: str | bytes,
    *,
    url: str = ADDRESS,
    content_type: str | None = None,
    links: tuple[Link, ...] = (),
    name: str | None = None,
    zone: str = ZONE,
    rules: Rules | None = None,
) -> Article:
    """The article of a page, fetched at NOW."""
    received = page(source, url=url, content_type=content_type, links=links)
    return read_page(received, SiteFacts(name=name, zone=zone, rules=rules or Rules()))


def flat(inside: str) -> Flat:
    """A page laid flat."""
    return lay_flat(Document(html(inside)).tree)
