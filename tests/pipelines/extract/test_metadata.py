"""The head: <title>, meta tags by any name and case, JSON-LD however it is wrapped or broken."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.document import Document
from pipelines.extract.metadata import Metadata, plain
from tests.pipelines.extract.pages import html


def head(source: str) -> Metadata:
    return Metadata(Document(html("", source)).tree)


def linked(data: str) -> Metadata:
    return head(f'<script type="application/ld+json">{data}</script>')


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("<title>\n 渡口的钟\u3000走准了 </title>", "渡口的钟 走准了"),
        ("<title></title>", None),
        ("", None),
        ("<title>一</title><title>二</title>", "一"),
        ("<title>a &amp; b</title>", "a & b"),
    ],
)
def test_title(source: str, title: str | None) -> None:
    assert head(source).title == title


@pytest.mark.parametrize(
    "source",
    [
        '<meta name="PubDate" content="2026-03-01">',
        '<META NAME="pubdate" CONTENT="2026-03-01">',
        '<meta content=" 2026-03-01 " name=" Pubdate ">',
        '<meta property="PubDate" content="2026-03-01">',
        '<meta itemprop="pubdate" content="2026-03-01">',
        '<meta name="pubdate" content=""><meta name="PubDate" content="2026-03-01">',
        '<meta name="pubdate" content="&amp;nbsp;2026-03-01&nbsp;">',
        '<meta name="pubdate" content="<p>2026-03-01</p>">',
    ],
)
def test_a_meta_name_in_any_spelling(source: str) -> None:
    assert head(source).first("pubdate") == "2026-03-01"


@pytest.mark.parametrize("source", ["", '<meta name="pubdate" content=" &nbsp; ">', '<meta content="x">', "<meta>"])
def test_an_empty_meta_is_none(source: str) -> None:
    assert head(source).first("pubdate", "x") is None


def test_the_order_asked_for_decides() -> None:
    found = head('<meta name="a" content="1"><meta name="b" content="2"><meta name="b" content="3">')
    assert (found.first("b", "a"), found.first("c", "a"), found.first("c")) == ("2", "1", None)


@pytest.mark.parametrize(
    "data",
    [
        '{"@type":"NewsArticle","headline":"渡口","author":{"@type":"Person","name":"闻一苇"}}',
        '[{"@type":"BreadcrumbList"},{"@type":["Article","Thing"],"headline":" 渡口 ","author":"闻一苇"}]',
        '{"@graph":[{"@type":"WebPage","headline":"首页"},{"@type":"BlogPosting","headline":"渡口","author":["闻一苇"]}]}',
        '{"@type":"Report","headline":"渡\n口","author":[{"name":"闻一苇"},{"@type":"Organization","name":"某社"}]}',
    ],
)
def test_linked_data(data: str) -> None:
    found = linked(data)
    assert (found.linked("headline") or "").replace(" ", "") == "渡口"
    assert found.linked_names("author") == ("闻一苇",)


@pytest.mark.parametrize(
    "data",
    ["", "{", "null", "[[[[[[[]]]]]]]", '{"@type":"NewsArticle","headline":["渡口"]}', '{"@type":5,"headline":"渡口"}', "[" * 9_000, '{"@graph":{"@graph":{"@graph":{"@graph":{"@graph":{"@graph":{"@type":"Article","headline":"深"}}}}}}}', '{"@type":"WebSite","headline":"渡口"}'],
)  # fmt: skip
def test_other_and_broken_linked_data_says_nothing(data: str) -> None:
    found = linked(data)
    assert found.linked("headline") is None
    assert found.linked_names("author") == ()


def test_an_organisation_is_no_author() -> None:
    assert linked('{"@type":"Article","author":{"@type":"Organization","name":"某社"}}').linked_names("author") == ()


@given(st.text(max_size=80))
def test_plain_never_raises_and_leaves_one_line(text: str) -> None:
    assert "\n" not in plain(text)


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["@type", "@graph", "author", "name", "headline"]), inner)))  # fmt: skip
def test_any_linked_data_is_read(data: object) -> None:
    found = linked(json.dumps(data))
    assert found.linked("headline") is None or isinstance(found.linked("headline"), str)
    assert all(isinstance(name, str) for name in found.linked_names("author"))


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ('{"@type":"NewsArticle","author":{"@type":"Person","givenName":"Ada","familyName":"Quill"}}', ("Ada Quill",)),
        ('{"@type":"NewsArticle","author":{"@type":"Person","byline":"Ada Quill"}}', ("Ada Quill",)),
        ('{"@graph":[{"@type":"NewsArticle","author":[{"@id":"#a"}]},{"@id":"#a","@type":"Person","name":"Ada Quill"}]}', ("Ada Quill",)),
        ('{"@graph":[{"@type":"NewsArticle","author":{"@id":"#a"}},{"@id":"#a","@type":"Organization","name":"Marlow"}]}', ()),
        ('{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","author":"Ada Quill"}}', ("Ada Quill",)),
        ('{"@type":"NewsArticle","author":{"@id":"#nowhere"}}', ()),
    ],
)  # fmt: skip
def test_authors_however_they_are_stated(data: str, names: tuple[str, ...]) -> None:
    assert linked(data).linked_names("author") == names


def test_every_meta_of_a_name() -> None:
    found = head('<meta name="a" content="1"><meta name="A" content="2"><meta name="b" content="3">')
    assert (found.all("a"), found.all("c")) == (("1", "2"), ())


def test_what_the_site_calls_itself() -> None:
    found = head(
        '<title>The mill | Marlow Ferry</title><meta property="og:site_name" content="Marlow News">'
        '<script type="application/ld+json">{"@type":"Article","publisher":{"name":"Marlow Press"}}</script>'
    )
    assert found.site_names() == {"marlow ferry", "marlow news", "marlow press"}
