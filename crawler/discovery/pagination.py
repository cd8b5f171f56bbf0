"""The next page of a list, and how many pages there are, read from what the page says.

In order: the profile's rule; a way of the page's family that says more than its links (Hanweb's records); rel=next; a
link that says 下一页; numbered links beside the marked current number; another way of its family (data/platforms: pager
calls, interfaces, numbers in addresses); a postback. What is not known here is not guessed: see second_pages.py.

VSB counts pages down (xwdt/154.htm is page 2): its plain link is followed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawler.discovery.addresses import absolute, base_of, same_host
from crawler.discovery.anchors import one_line
from crawler.discovery.page_requests import PageRequest
from crawler.discovery.postback import posted_back
from crawler.discovery.ways import Seen, onward
from pipelines.errors import ProfileError
from pipelines.extract.document import Document
from pipelines.lexicon import words

_ARROWS = " []【】()（）<>《》«»‹›→＞〉・·|"
_CLASS_WORD = re.compile(r"[A-Za-z]+")
_PAGER_HEIGHT = 3
"""Levels above a page number at which its pager ends: <div><ul><li><a>2."""
_TAGS = r"(?:\s|&nbsp;|<[^<>]{0,300}+>)*+"
"""What may stand between the words of a pager. Possessive: a page is read once, however it is made."""
_TOTAL_PAGES = [
    re.compile(rf"[共總总]{_TAGS}[有计]?{_TAGS}(\d{{1,5}}){_TAGS}[页頁](?!面)"),
    re.compile(rf"(?<!\d)\d{{1,5}}{_TAGS}[页頁]?{_TAGS}/{_TAGS}共?{_TAGS}(\d{{1,5}}){_TAGS}[页頁]"),
    re.compile(r"<totalpage>(\d+)"),  # Hanweb
    re.compile(r"\bcountPage\s*=\s*(\d{1,5})\b"),  # TRS
    re.compile(rf"[页頁]次{_TAGS}[:：]?{_TAGS}\d{{1,5}}{_TAGS}/{_TAGS}(\d{{1,5}})"),
]
_TOTAL_ROWS = [
    re.compile(rf"(?:[共總总]|合计){_TAGS}[有计]?{_TAGS}(\d{{1,7}}){_TAGS}(?:条|條|篇|则|項|项|个?记录)"),
    re.compile(r"<totalrecord>(\d+)"),
]
_COUNTED = ("页", "頁", "共", "<total", "countPage")
_COUNT_REACH = 120
_MOST_COUNTED = 200
"""Places looked at for each of these words: a pager is said once or twice, a long text says 共 often."""
_MOST_ARROWS = 20
_ROWS_AND_SIZE = {
    # Epoint
    "pageSize": re.compile(r"pageSize\s*:\s*'?(?P<size>\d+)'?\s*,[^{}]{0,200}?\btotal\s*:\s*'?(?P<rows>\d+)"),
    # TRS in 福建
    "recordCount": re.compile(r"recordCount\s*:\s*'?(?P<rows>\d+)'?\s*,[^{}]{0,300}?\bprepage\s*:\s*'?(?P<size>\d+)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """What a page says of its list's other pages; None for what it does not say.

    next: what to ask for next: an address that is absolute (as printed where the page's own address is unknown), on the
    page's host, not the page itself; or a question to an interface. ends: the page is known to be the last.
    """

    next: PageRequest | None = None
    total_pages: int | None = None
    total_rows: int | None = None
    ends: bool = False

    @property
    def next_url(self) -> str | None:
        """The address of the next page."""
        return self.next.url if self.next else None


def read_pager(document: Document, *, url: str, rule: str | None = None, shown: int = 0, whole: str = "") -> Pager:
    """Read a list page's pager.

    url: the page's address, "" where unknown. rule: CSS of the link to the next page; where it finds no usable link,
    the page is taken to be the last. shown: how many rows the page has: interfaces are asked for those behind them.
    whole: the address with its fragment, where it has one: some platforms keep the column there.
    Raises ProfileError where the rule is no CSS.
    """
    base = base_of(document.tree, url)
    counted = _counted(document)
    if rule is not None:
        return replace(counted, next=_by_rule(document.tree, rule, base, url), ends=True)
    seen = Seen(text=document.text, url=whole or url, base=base, shown=shown, pages=counted.total_pages)
    surer = onward(seen, before_links=True)
    linked = None if surer else next(_linked(document.tree, base, url), None)
    way = surer or (None if linked and counted.total_pages else onward(seen, before_links=False))
    request = way.request if way and not linked else None
    if request is not None and request.method == "GET" and not _usable(request.url, base, url):
        request = None
    return Pager(
        next=PageRequest(url=linked) if linked else request or posted_back(document, base),
        total_pages=counted.total_pages or (way.pages if way else None),
        total_rows=counted.total_rows or (way.rows if way else None),
        ends=way is not None and way.request is None,
    )


def _counted(document: Document) -> Pager:
    """The pages and rows that the page counts."""
    text = _around_counts(document.text)
    pages = _first_number(_TOTAL_PAGES, text) or _last_number(document.tree)
    rows = _first_number(_TOTAL_ROWS, text)
    size = _rows_and_size(document.text)
    if size and not (pages or rows):
        return Pager(total_pages=-(-size[0] // size[1]), total_rows=size[0])
    return Pager(total_pages=pages, total_rows=rows)


def _rows_and_size(text: str) -> tuple[int, int] | None:
    """How many rows there are in all and on a page, as a script is told."""
    for word, pattern in _ROWS_AND_SIZE.items():
        start = text.find(word)
        match = pattern.search(text, start) if start >= 0 else None
        if match and int(match["size"]):
            return int(match["rows"]), int(match["size"])
    return None


def _usable(href: str | None, base: str, url: str) -> str | None:
    """The address of another page of the same list, or None."""
    address = absolute(href, base)
    if address is None or address == urldefrag(url).url or not same_host(address, url):
        return None
    return address


def _by_rule(tree: LexborHTMLParser, rule: str, base: str, url: str) -> PageRequest | None:
    """The link a profile's rule points at."""
    try:
        nodes = tree.css(rule)
    except SelectolaxError as error:
        raise ProfileError(f"{url}: next = {rule!r} is not a CSS selector; correct it in the site's profile") from error
    addresses = (address for node in nodes if (address := _usable(node.attributes.get("href"), base, url)))
    return next((PageRequest(url=address) for address in addresses), None)


def _linked(tree: LexborHTMLParser, base: str, url: str) -> Iterator[str]:
    """The addresses of links to the next page, the surest first."""
    links = [(node, _words_of(node)) for node in tree.css("a[href]")]
    numbered = [node for node, text in links if _number(text) is not None]
    surest_first = (
        (node for node, _ in links if "next" in (node.attributes.get("rel") or "").lower().split()),
        tree.css("link[rel=next]"),
        (node for node, text in links if text.strip(_ARROWS).lower() in words("lists", "next_words")),
        _after_current(numbered),
        (node for node in islice(_arrows(links), _MOST_ARROWS) if _among_numbers(node)),
    )
    for nodes in surest_first:
        yield from (address for node in nodes if (address := _usable(node.attributes.get("href"), base, url)))


def _words_of(node: LexborNode) -> str:
    """What a link says: in words, in its title, or by its image."""
    text = one_line(node.text())
    image = None if text else node.css_first("img[alt]")
    return text or one_line((image or node).attributes.get("alt" if image else "title") or "")


def _arrows(links: list[tuple[LexborNode, str]]) -> Iterator[LexborNode]:
    """Links that are an arrow, or whose class says next."""
    arrows, classes = words("lists", "next_arrows"), words("lists", "next_classes")
    return (node for node, text in links if text in arrows or _class_words(node) & classes)


def _among_numbers(node: LexborNode) -> bool:
    """Whether a link stands beside page numbers: sliders have arrows too."""
    pager = node.parent
    return pager is not None and any(_number(one.text()) is not None for one in pager.css("a"))


def _class_words(node: LexborNode) -> set[str]:
    return {word.lower() for word in _CLASS_WORD.findall(node.attributes.get("class") or "")}


def _number(text: str) -> int | None:
    """The page number a text is."""
    text = text.strip(" \t\r\n[]【】\xa0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _after_current(numbered: list[LexborNode]) -> Iterator[LexborNode]:
    """The link numbered one more than the current page's mark, if its address carries such a number."""
    if not numbered:
        return
    pager = _pager(numbered[0])
    current = next((number for node in pager.css("a,span,strong,b,em,i,li,font") if (number := _current(node))), None)
    following = next((node for node in pager.css("a[href]") if current and _number(node.text()) == current + 1), None)
    if current and following is not None:
        page = (following.attributes.get("href") or "").rsplit("/", 1)[-1]
        if re.search(rf"(?<!\d)(?:{current}|{current + 1}|{current + 2})(?!\d)", page):
            yield following


def _pager(node: LexborNode) -> LexborNode:
    """The element that holds the page numbers: the nearest above one with another number in it."""
    pager = node
    for _ in range(_PAGER_HEIGHT):
        if pager.parent is None or pager.parent.tag == "body":
            break
        pager = pager.parent
        if sum(_number(one.text()) is not None for one in pager.css("a,span,strong,b,em")) > 1:
            break
    return pager


def _current(node: LexborNode) -> int | None:
    """The number of the current page, if this element marks it: no link, or one by its class."""
    number = _number(node.text())
    if number is None:
        return None
    marked = bool(_class_words(node) & words("lists", "current_classes"))
    leads_nowhere = node.tag == "a" and absolute(node.attributes.get("href"), "") is None
    plain = node.tag not in ("a", "li") and node.css_first("a") is None and not _inside_link(node)
    return number if marked or leads_nowhere or plain else None


def _inside_link(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "a"


def _around_counts(text: str) -> str:
    """Cut out the stretches in which pages and rows may be counted: to search all of a page costs too much."""
    places = sorted(place for word in _COUNTED for place in islice(_places(text, word), _MOST_COUNTED))
    return "\n".join(text[max(0, place - _COUNT_REACH) : place + _COUNT_REACH] for place in places)


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _last_number(tree: LexborHTMLParser) -> int | None:
    """Read the number of the last page off the numbered link that leads where 尾页 leads."""
    links = [(one_line(node.text()), node.attributes.get("href")) for node in tree.css("a[href]")]
    last = next((href for text, href in links if text.strip(_ARROWS).lower() in words("lists", "last_words")), None)
    return next((number for text, href in links if href == last and (number := _number(text))), None) if last else None


def _first_number(patterns: list[re.Pattern[str]], text: str) -> int | None:
    """The first number printed in one of these ways; 0 is none."""
    return next((int(match[1]) for pattern in patterns if (match := pattern.search(text))), 0) or None
