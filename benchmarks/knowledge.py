"""What host knowledge adds: the bodies of a host whose frame stands among the text and looks like it.

A made-up host: its editors put an appeal, a notice and a slogan into the element that holds the article, in plain
paragraphs with no telling name. One page alone cannot say that these are not the article's. The captured pages of the
hosts with the most of them are read both ways as well, where ../shared/corpus is there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from benchmarks.figures import Figure
from benchmarks.pages import MadeUp
from benchmarks.reading import CORPUS
from crawler.protocol import page_of_file
from pipelines.extract.host_knowledge import FEWEST_PAGES, learn
from pipelines.extract.reader import read_page
from pipelines.items import Page, Received
from pipelines.normalise.addresses import host
from pipelines.rules import HostKnowledge, SiteFacts

_NOW = datetime(2026, 12, 31, tzinfo=UTC)
_ABOVE = "本站消息每日更新三次，欢迎广大读者收藏本页，也欢迎来电来信提供新闻线索，一经采用即付稿酬。"
_BELOW = (
    "读者朋友如发现文中有错字或事实出入，请拨打值班电话告诉我们，编辑部将在两个工作日内核实并更正。",
    "清河两岸是我家，文明新风靠大家。同心共建好家园，携手同行向未来，人人都是城市的主人。",
)


def measure(pages: int) -> list[Figure]:
    """Bodies read exactly, without and with what was learned from the same pages."""
    told = list(_made_up(pages))
    made_up = [page for page, _ in told]
    knowledge = learn("news.host.example", made_up)
    figures = [
        _exact("made-up host, without knowledge", told, None),
        _exact("made-up host, with knowledge", told, knowledge),
    ]
    return figures + _captured()


def _made_up(pages: int) -> Iterator[tuple[Page, str]]:
    """Pages of one host and the bodies they hold."""
    for number, (_, post, _, _) in enumerate(MadeUp(count=pages).articles()):
        texts = [block.text for block in post.blocks if getattr(block, "text", "")]
        lines = "".join(f"<p>{line}</p>" for line in (_ABOVE, *texts, *_BELOW))
        markup = (
            f"<html><head><title>{post.title}</title></head><body><h1>{post.title}</h1>"
            f"<div>{post.day} 08:30　来源：清河日报</div><div class=box>{lines}</div></body></html>"
        )
        yield _page(f"http://news.host.example/{number}.html", markup), "\n".join(texts)


def _page(url: str, markup: str) -> Page:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    part = Received(url=url, status=200, headers=headers, body=markup.encode(), fetched=_NOW)
    return Page(site="host", url=url, parts=(part,))


def _exact(what: str, told: Sequence[tuple[Page, str]], knowledge: HostKnowledge | None) -> Figure:
    facts = SiteFacts(knowledge={knowledge.host: knowledge} if knowledge else {})
    right = sum(read_page(page, facts).body.value == body for page, body in told)
    remark = f"version {knowledge.version}, {len(knowledge.lines)} lines" if knowledge else ""
    return Figure(what=what, value=right / len(told), unit="of bodies exact", remark=f"{len(told)} pages; {remark}")


def _captured() -> list[Figure]:
    """On real hosts: how many bodies differ once their host is known."""
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        return [Figure(what="captured hosts", value=None, unit="", remark="../shared/corpus is not there")]
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row.get("url") and row.get("kind", "article") == "article"]
    many = [name for name, number in Counter(host(row["url"]) for row in rows).items() if number >= FEWEST_PAGES]
    pages = [page_of_file(CORPUS / row["file"], row["url"], _NOW) for row in rows if host(row["url"]) in many]
    learned = {name: learn(name, [page for page in pages if host(page.url) == name]) for name in many}
    facts = SiteFacts(knowledge={name: found for name, found in learned.items() if found})
    changed = sum(read_page(page).body.value != read_page(page, facts).body.value for page in pages)
    remark = f"{len(pages)} pages of {len(many)} hosts"
    return [Figure(what="captured hosts, bodies that differ", value=float(changed), unit="pages", remark=remark)]
