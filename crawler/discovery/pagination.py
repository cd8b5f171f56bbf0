"""The next page of a list, and how many pages there are, read from what the page says. Nothing is guessed.

In order: the profile's rule; rel=next; a link that says 下一页; numbered links beside the marked current number; pager
calls in scripts:

- TRS: createPageHTML(5, 0, "index", "html"): pages, current from 0; page n is index_{n-1}.html;
- TRS written out: var countPage=5, currentPage=0 … href="index"+"_"+nextPage+"."+"html";
- Ucap: createPageHTML('page_div', 11, 1, 'list', 'shtml', 154): pages, current from 1, rows; page n is list_{n}.shtml.

VSB counts pages down (xwdt/154.htm is page 2): its plain link is followed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawler.discovery.addresses import absolute, base_of, same_host
from crawler.discovery.anchors import one_line
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
    re.compile(rf"[页頁]次{_TAGS}[:：]?{_TAGS}\d{{1,5}}{_TAGS}/{_TAGS}(\d{{1,5}})"),
]
_TOTAL_ROWS = [
    re.compile(rf"(?:[共總总]|合计){_TAGS}[有计]?{_TAGS}(\d{{1,7}}){_TAGS}(?:条|條|篇|则|項|项|个?记录)"),
    re.compile(r"<totalrecord>(\d+)"),
]
_COUNTED = ("页", "頁", "共", "<total")
_COUNT_REACH = 120
_MOST_COUNTED = 200
"""Places looked at for each of these words: a pager is said once or twice, a long text says 共 often."""
_MOST_ARROWS = 20
_CALL = r"(?<![\w/])createPage\w*\(\s*+"
"""A pager call. Its definition has names where the call has numbers; one behind // is switched off."""
_TRS_CALL = re.compile(
    _CALL + r"(?P<pages>\d+)\s*,\s*(?P<current>\d+)\s*,"
    r"\s*[\"'](?P<stem>[\w./-]+)[\"']\s*,\s*[\"'](?P<ext>\w+)[\"']",
    re.IGNORECASE,
)
_UCAP_CALL = re.compile(
    _CALL + r"[\"'][\w-]+[\"']\s*,\s*(?P<pages>\d+)\s*,\s*(?P<current>\d+)\s*,\s*[\"'](?P<stem>[\w./-]+)[\"']\s*,"
    r"\s*[\"'](?P<ext>\w+)[\"'](?:\s*,\s*[\"']?(?P<rows>\d+))?",
    re.IGNORECASE,
)
_COUNT_PAGE = re.compile(r"\bcountPage\s*=\s*(\d+)")
_CURRENT_PAGE = re.compile(r"\bcurrentPage\s*=\s*(\d+)")
_NEXT_PAGE_HREF = re.compile(
    r"href=\\?[\"']([\w./-]+)[\"']\s*\+\s*[\"']_[\"']\s*\+\s*nextPage\s*\+\s*[\"']\.[\"']\s*\+\s*[\"'](\w+)",
    re.IGNORECASE,
)
_ROWS_AND_SIZE = {
    # Epoint
    "pageSize": re.compile(r"pageSize\s*:\s*'?(?P<size>\d+)'?\s*,[^{}]{0,200}?\btotal\s*:\s*'?(?P<rows>\d+)"),
    # TRS in 福建
    "recordCount": re.compile(r"recordCount\s*:\s*'?(?P<rows>\d+)'?\s*,[^{}]{0,300}?\bprepage\s*:\s*'?(?P<size>\d+)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """What a page says of its list's other pages; None for what it does not say.

    next_url: absolute (as printed where the page's own address is unknown), on the page's host, not the page itself.
    """

    next_url: str | None = None
    total_pages: int | None = None
    total_rows: int | None = None


def read_pager(document: Document, *, url: str, rule: str | None = None) -> Pager:
    """Read a list page's pager.

    url: the page's address, "" where unknown. rule: CSS of the link to the next page; where it finds no usable link,
    the page is taken to be the last. Raises ProfileError where the rule is no CSS.
    """
    base = base_of(document.tree, url)
    said = _scripted(document.text, base, url)
    pager_text = _around_counts(document.text)
    pages = _first_number(_TOTAL_PAGES, pager_text) or said.total_pages or _last_number(document.tree)
    rows = _first_number(_TOTAL_ROWS, pager_text) or said.total_rows
    if rule is not None:
        next_url = _by_rule(document.tree, rule, base, url)
    else:
        next_url = next(_linked(document.tree, base, url), None) or said.next_url
    return Pager(next_url=next_url, total_pages=pages, total_rows=rows)


def _usable(href: str | None, base: str, url: str) -> str | None:
    """The address of another page of the same list, or None."""
    address = absolute(href, base)
    if address is None or address == urldefrag(url).url or not same_host(address, url):
        return None
    return address


def _by_rule(tree: LexborHTMLParser, rule: str, base: str, url: str) -> str | None:
    """The link a profile's rule points at."""
    try:
        nodes = tree.css(rule)
    except SelectolaxError as error:
        raise ProfileError(f"{url}: next = {rule!r} is not a CSS selector; correct it in the site's profile") from error
    return next((address for node in nodes if (address := _usable(node.attributes.get("href"), base, url))), None)


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


def _scripted(text: str, base: str, url: str) -> Pager:
    """What pager calls in scripts say."""
    if "reatePage" not in text:
        return _written_out(text, base, url)
    trs = _TRS_CALL.search(text)
    if trs:
        pages, current = int(trs["pages"]), int(trs["current"])
        name = f"{trs['stem']}_{current + 1}.{trs['ext']}" if current + 1 < pages else None
        return _called(name, pages, None, base, url)
    ucap = _UCAP_CALL.search(text)
    if ucap:
        pages, current = int(ucap["pages"]), int(ucap["current"])
        name = f"{ucap['stem']}_{current + 1}.{ucap['ext']}" if current < pages else None
        return _called(name, pages, int(ucap["rows"]) if ucap["rows"] else None, base, url)
    return _written_out(text, base, url)


def _written_out(text: str, base: str, url: str) -> Pager:
    """A TRS pager whose script stands in the page, or the counts another script is given."""
    count = _COUNT_PAGE.search(text) if "countPage" in text else None
    current = _CURRENT_PAGE.search(text) if count else None
    if count and current:
        href = _NEXT_PAGE_HREF.search(text, count.start())
        following = int(current[1]) + 1
        name = f"{href[1]}_{following}.{href[2]}" if href and following < int(count[1]) else None
        return _called(name, int(count[1]), None, base, url)
    for word, pattern in _ROWS_AND_SIZE.items():
        start = text.find(word)
        match = pattern.search(text, start) if start >= 0 else None
        if match and int(match["size"]):
            rows = int(match["rows"])
            return Pager(total_pages=-(-rows // int(match["size"])), total_rows=rows)
    return Pager()


def _called(name: str | None, pages: int, rows: int | None, base: str, url: str) -> Pager:
    """A pager call's figures, the next page's name made an address."""
    return Pager(next_url=_usable(name, base, url), total_pages=pages or None, total_rows=rows)


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
