"""Answers that are a few lines for a browser: where they lead, and what they are otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.stubs import Stub, read_stub

URL = "http://a.test/news/index.html"
ARTICLE = "<h1>全区召开春季重点工作推进会</h1><p>" + "会议要求，各街道要把工作抓细抓实，" * 5 + "</p>"


def script(code: str) -> str:
    return f"<html><head><title>正在跳转</title><script>{code}</script></head><body></body></html>"


DETOURS = [
    ('<meta http-equiv="refresh" content="0;url=/col/">', "http://a.test/col/"),
    (
        "<META HTTP-EQUIV=REFRESH CONTENT='3; URL=list.html'><body>页面跳转中，请稍候……</body>",
        "http://a.test/news/list.html",
    ),
    (script("window.location.href='/col/';"), "http://a.test/col/"),
    (script('location.href = "https://www.a.test/"'), "https://www.a.test/"),
    (script("top.location='list.html'}"), "http://a.test/news/list.html"),
    (script("document.location.replace( '../x/' )"), "http://a.test/x/"),
    (script("self.location.assign('/x')"), "http://a.test/x"),
    (script("location.href='/x'") + '<meta http-equiv="refresh" content="1;url=/x">', "http://a.test/x"),
    ("<noscript><p>请启用脚本</p></noscript>" + script("location='/x';"), "http://a.test/x"),
    ("<script>location='/x'", "http://a.test/x"),
]
CHALLENGES = [
    script("document.cookie='__jsl=1;path=/';location.href=location.pathname+location.search"),
    script("var d=document;d.cookie = 'a='+f();setTimeout(function(){location.reload()},1)"),
    script("document.cookie='x';window.location='/x';"),
]
ONLY_SCRIPTS = [
    '<div id=app></div><script src="/app.js"></script>',
    script("location.href='/'+name"),
    script("if(m){location.href='/m/';}else{location.href='/pc/';}"),
    script("location.href='javascript:void(0)';"),
    script("location.href='http://[::1'"),
    script("location.href='index.html'"),
    script("if (document.cookie == '') location.reload()"),
]
PAGES = [
    "",
    "<p>短讯</p>",
    '{"rows": []}',
    ARTICLE + script("location.href='/x';"),
    ARTICLE + '<meta http-equiv="refresh" content="0;url=/x">',
    ARTICLE + script("document.cookie='a=1';location.reload()"),
    '<meta http-equiv="refresh" content="300;url=/x">',
    "<!-- <meta http-equiv=refresh content=0;url=/x> -->",
]


@pytest.mark.parametrize(("text", "to"), DETOURS)
def test_a_redirect_written_in_html(text: str, to: str) -> None:
    assert read_stub(text, URL) == Stub("detour", to)


@pytest.mark.parametrize("text", CHALLENGES)
def test_a_cookie_and_a_second_request_are_a_challenge(text: str) -> None:
    assert read_stub(text, URL) == Stub("challenge")


@pytest.mark.parametrize("text", ONLY_SCRIPTS)
def test_a_script_that_says_no_address_is_a_script_only(text: str) -> None:
    assert read_stub(text, URL) == Stub("script only")


@pytest.mark.parametrize("text", PAGES)
def test_a_page_is_no_stub(text: str) -> None:
    assert read_stub(text, URL) is None


@given(
    st.lists(
        st.sampled_from(
            [
                "<script>",
                "</script>",
                "location.href='",
                "'",
                ";",
                "<meta http-equiv=refresh content='0;url=",
                "<!--",
                "http://[",
                "会",
                "\0",
            ]
        )
        | st.text(max_size=5)
    ).map("".join)
)
def test_any_text_is_judged(text: str) -> None:
    stub = read_stub(text, URL)
    assert stub is None or (stub.kind == "detour") == (stub.to is not None)
