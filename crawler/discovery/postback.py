"""Pagers of ASP.NET pages: the next page is the same address, asked by POST with every hidden field sent back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.discovery.addresses import absolute, same_host
from crawler.discovery.anchors import one_line
from crawler.discovery.page_requests import PageRequest
from pipelines.extract.document import Document
from pipelines.lexicon import words

_CALL = re.compile(r"__doPostBack\(\s*[\"'](?P<target>[^\"']+)[\"']\s*,\s*[\"'](?P<argument>[^\"']*)[\"']\s*\)")
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_ARROWS = " []【】()（）<>《》«»‹›→＞〉·|"


def posted_back(document: Document, base: str) -> PageRequest | None:
    """The request behind __doPostBack('AspNetPager1','2') of the link to the next page; None where there is none.

    base: what the page's relative addresses stand on. All hidden fields of this answer go back: the server refuses
    the page otherwise (__VIEWSTATE, __EVENTVALIDATION, __VIEWSTATEGENERATOR and what else it has put there).
    """
    if "__doPostBack" not in document.text:
        return None
    tree = document.tree
    call = _next_call(tree)
    form = _form(tree)
    address = absolute(form.attributes.get("action") or base, base) if form is not None and call else None
    if form is None or call is None or address is None or not same_host(address, base):
        return None
    fields = dict(_hidden(form)) | {"__EVENTTARGET": call["target"], "__EVENTARGUMENT": call["argument"]}
    return PageRequest(url=address, method="POST", body=urlencode(fields).encode(), headers=(_FORM,))


def _next_call(tree: LexborHTMLParser) -> re.Match[str] | None:
    """The call of the link that says 下一页."""
    for node in tree.css("a"):
        text = one_line(node.text()) or one_line(node.attributes.get("title") or "")
        if text.strip(_ARROWS).lower() in words("lists", "next_words"):
            called = (node.attributes.get("href") or "") + (node.attributes.get("onclick") or "")
            match = _CALL.search(called)
            if match:
                return match
    return None


def _form(tree: LexborHTMLParser) -> LexborNode | None:
    """The form that is posted back: the one with the view state."""
    return next((form for form in tree.css("form") if form.css_first("input[name=__VIEWSTATE]") is not None), None)


def _hidden(form: LexborNode) -> Iterator[tuple[str, str]]:
    """The hidden fields of a form, in order."""
    for node in form.css("input[type=hidden]"):
        name = node.attributes.get("name")
        if name:
            yield name, node.attributes.get("value") or ""
