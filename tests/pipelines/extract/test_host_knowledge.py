"""What repeats on a host, and what a reader makes of it."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.extract.host_knowledge import FEWEST_PAGES, learn
from pipelines.extract.reader import read_page
from pipelines.items import Page, Received
from pipelines.rules import HostKnowledge, SiteFacts

APPEAL = "本站欢迎广大读者提供新闻线索，一经采用即付稿酬，来稿请注明姓名、单位和联系电话。"
SLOGAN = "山水之城美丽之地，清河人民欢迎您，让我们携手同行，共同守护这一方水土。"


def page(number: int) -> Page:
    body = "".join(
        f"<p>第{number}号提案办理到第{step}步时，承办单位上门听了{number + step}位居民的意见，当天就改了图纸。</p>"
        for step in range(4)
    )
    markup = (
        f"<title>第{number}号提案办结</title><h1>第{number}号提案办结</h1><div>2026-03-0{number % 9 + 1} 来源：清河日报</div>"
        f"<div>2020-01-01 最后更新</div><div class=c><p>{APPEAL}</p>{body}<p>{SLOGAN}</p></div>"
    )
    part = Received(
        url=f"http://a.example/{number}.html", status=200, headers=(), body=markup.encode(),
        fetched=datetime(2026, 4, 1, tzinfo=UTC),
    )  # fmt: skip
    return Page(site="a", url=part.url, parts=(part,))


PAGES = [page(number) for number in range(12)]


def known() -> HostKnowledge:
    learned = learn("a.example", PAGES)
    assert learned is not None
    return learned


def test_lines_of_most_pages_are_learned_and_no_others() -> None:
    assert known().lines == {APPEAL, SLOGAN, "2020-01-01 最后更新"}
    assert known().pages == len(PAGES)


def test_the_order_of_pages_makes_no_difference_and_the_version_names_the_lines() -> None:
    again = learn("a.example", reversed(PAGES))
    assert again == known()
    assert again.version == known().version
    assert HostKnowledge(host="a.example", pages=12, lines=frozenset({APPEAL})).version != known().version


def test_few_pages_teach_nothing() -> None:
    assert learn("a.example", PAGES[: FEWEST_PAGES - 1]) is None


def test_what_is_the_hosts_is_no_part_of_an_article() -> None:
    without = read_page(PAGES[3])
    assert APPEAL in without.paragraphs
    facts = SiteFacts(knowledge={"a.example": known()})
    article = read_page(PAGES[3], facts)
    assert len(article.paragraphs) == 4
    assert all("第3号提案" in line for line in article.paragraphs)
    assert article.knowledge == known().version
    assert without.knowledge is None
    assert (article.title.value, article.source.value) == ("第3号提案办结", "清河日报")
    assert article.published.value is not None
    assert article.published.value.iso == "2026-03-04"


def test_a_host_that_is_not_known_is_read_as_without() -> None:
    other = HostKnowledge(host="b.example", pages=9, lines=known().lines)
    article = read_page(PAGES[3], SiteFacts(knowledge={"b.example": other}))
    assert article == read_page(PAGES[3])


def test_a_page_that_cannot_be_read_teaches_nothing() -> None:
    bomb = Received(
        url="http://a.example/b.html", status=200, headers=(), body=b"<div>" * 40_000, fetched=PAGES[0].fetched
    )
    assert learn("a.example", [*PAGES, Page(site="a", url=bomb.url, parts=(bomb,))]) == known()
