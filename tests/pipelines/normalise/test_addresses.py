"""Addresses: the twins of one article, what must stay apart, joining, hosts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalise.addresses import absolute, canonical, host, rules_number, twin_hosts

PIECES = [
    "http", "https", ":", "//", "/", "www.", "example", ".gov", ".cn", ":80", ":8001", "[", "]", "::1", "?", "&",
    "=", "#", "%", "%e4", "%2E",
    "..", ".", "a", "index.html", "index.php", "t", "from", "mp.weixin.qq.com", "/s", "__biz", "mid", "idx", "sn",
    "content.jsp",
    "wbtreeid=1", "wbnewsid=2", ";jsessionid=1", "/pad/content/202403/", "mpost_1", "div=-1", " ", "\n", "城",
    "\u200b", "@", "\\", "+", "&amp;",
    "javascript:", "#/",
]  # fmt: skip
LINKS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("twins", "key"),
    [
        (
            ["http://www.example.gov.cn/a/1.html", "https://example.gov.cn/a/1.html", "HTTPS://WWW.Example.gov.cn:443/a/1.html#top",
             "http://example.gov.cn.:80//a/./b/../1.html", "//www.example.gov.cn/a/1.html",
             " http://example.gov.cn/a/%31.html\n",
             "http://example.gov.cn/a/1.html?from=timeline&isappinstalled=0",
             "http://example.gov.cn/a/1.html?spm=a.1&t=1709629500",
             "http://example.gov.cn/a/1.html?utm_source=x&_=0.123", "http://example.gov.cn/a/1.html;jsessionid=AB1"],
            "http://example.gov.cn/a/1.html",
        ),
        (
            ["https://www.example.gov.cn", "http://example.gov.cn/index.html", "http://example.gov.cn/index.jsp?from=x",
             "http://example.gov.cn/Default.aspx"],
            "http://example.gov.cn/",
        ),
        (["http://a.cn/x/", "http://a.cn/x/index.shtml"], "http://a.cn/x/"),
        (["http://a.cn/x/content/mpost_12.html", "http://a.cn/x/content/post_12.html"], "http://a.cn/x/content/post_12.html"),
        (
            ["http://a.cn/pad/content/202403/05/content_1.html", "http://a.cn/pc/content/202403/05/content_1.html"],
            "http://a.cn/pc/content/202403/05/content_1.html",
        ),
        (
            ["http://a.cn/html/2024-03/05/content_1.htm?div=-1", "http://a.cn/html/2024-03/05/content_1.htm"],
            "http://a.cn/html/2024-03/05/content_1.htm",
        ),
        (
            ["http://a.cn/x/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1103&wbnewsid=7719", "https://a.cn/x/info/1103/7719.htm"],
            "http://a.cn/x/info/1103/7719.htm",
        ),
        (
            ["https://mp.weixin.qq.com/s?__biz=MzAx==&mid=22&idx=1&sn=ab&chksm=9&scene=27#wechat_redirect",
             "http://mp.weixin.qq.com/s?sn=ab&idx=1&mid=22&__biz=MzAx==", "http://mp.weixin.qq.com/s?__biz=MzAx==&amp;mid=22&amp;idx=1&amp;sn=ab"],
            "http://mp.weixin.qq.com/s?__biz=MzAx==&idx=1&mid=22&sn=ab",
        ),
        (["https://mp.weixin.qq.com/s/Ab-C_1?from=groupmessage", "http://mp.weixin.qq.com/s/Ab-C_1"], "http://mp.weixin.qq.com/s/Ab-C_1"),
        (["http://a.cn/show.php?b=2&a=1", "http://a.cn/show.php?a=1&b=2&t=17"], "http://a.cn/show.php?a=1&b=2"),
        (["http://a.cn/城.html", "http://a.cn/%e5%9f%8e.html"], "http://a.cn/%E5%9F%8E.html"),
        (["http://例子.cn/1", "http://xn--fsqu00a.cn/1"], "http://xn--fsqu00a.cn/1"),
    ],
)  # fmt: skip
def test_twins_share_one_address(twins: list[str], key: str) -> None:
    assert {canonical(twin) for twin in twins} == {key}


@pytest.mark.parametrize(
    "addresses",
    [
        ["http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a", "http://127.0.0.1/a", "http://[::1]:8001/a"],
        ["http://a.cn/1.html", "http://b.a.cn/1.html", "http://m.a.cn/1.html"],
        ["http://a.cn/show.php?t=5", "http://a.cn/show.php?t=6", "http://a.cn/show.php"],
        [
            "http://a.cn/index.php?r=news/view&id=3",
            "http://a.cn/index.php?r=news/list&id=3",
            "http://a.cn/index.php?id=3",
        ],
        ["http://a.cn/view?id=1", "http://a.cn/view?id=2", "http://a.cn/view?ID=1", "http://a.cn/view?t=news&id=1"],
        ["http://a.cn/#/detail/1", "http://a.cn/#/detail/2", "http://a.cn/"],
        ["http://a.cn/x", "http://a.cn/x/", "http://a.cn/X"],
        ["http://mp.weixin.qq.com/s?src=11&signature=a", "http://mp.weixin.qq.com/s?src=11&signature=b"],
        ["http://a.cn/content.jsp?wbnewsid=1", "http://a.cn/content.jsp?wbnewsid=2"],
        ["http://a.cn/a%2Fb", "http://a.cn/a/b"],
        ["http://a.cn/content_1.htm?div=2", "http://a.cn/content_1.htm"],
    ],
)
def test_different_pages_stay_apart(addresses: list[str]) -> None:
    assert len({canonical(address) for address in addresses}) == len(addresses)


TWINS = twin_hosts("https://www.a.cn/x/", ["m.a.cn", "WWW.old.cn", "old.cn:8080", "a.cn"])


def test_twin_hosts_are_named_as_the_host_they_stand_for() -> None:
    assert TWINS == {"m.a.cn": "a.cn", "old.cn": "a.cn", "old.cn:8080": "a.cn"}
    twins = [
        "https://m.a.cn/1.html?from=x",
        "http://www.old.cn/1.html",
        "http://old.cn:8080/1.html",
        "http://a.cn/1.html",
    ]
    assert {canonical(twin, TWINS) for twin in twins} == {"http://a.cn/1.html"}
    assert len({canonical(twin) for twin in twins}) == 4
    assert canonical("http://b.old.cn/1.html", TWINS) == "http://b.old.cn/1.html"


@pytest.mark.parametrize(("main", "twins"), [(None, ["a.cn"]), ("", ["a.cn"]), ("http://a.cn/", ["[", ""])])
def test_without_a_host_there_are_no_twins(main: str | None, twins: list[str]) -> None:
    assert twin_hosts(main, twins) == {}


def test_the_number_of_the_rules_fits_into_a_database_header() -> None:
    assert 0 < rules_number() < 2**31


@pytest.mark.parametrize(
    "text",
    [
        "",
        "城关",
        "/a/b",
        "mailto:a@b.cn",
        "javascript:x",
        "http://",
        "http://[::1/x",
        "http://a.cn:port/",
        "http://a.cn:99999/",
    ],
)
def test_what_is_no_web_address_comes_back_squeezed(text: str) -> None:
    assert canonical(f" {text}\n") == text
    assert host(text) == ""


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://WWW.Example.gov.cn/a", "www.example.gov.cn"),
        ("http://example.gov.cn:80/", "example.gov.cn"),
        ("http://127.0.0.1:8001/", "127.0.0.1:8001"),
        ("http://[::1]:8001/", "[::1]:8001"),
        ("http://someone@a.cn/", "a.cn"),
    ],
)
def test_hosts(url: str, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(
    ("base", "href", "joined"),
    [
        ("http://a.cn/x/index.html", "./202403/t20240305_1.html", "http://a.cn/x/202403/t20240305_1.html"),
        ("http://a.cn/x/y/", "../1.html#top", "http://a.cn/x/1.html"),
        ("http://a.cn/x", "//b.cn/1", "http://b.cn/1"),
        ("http://a.cn/x?page=1", "?page=2", "http://a.cn/x?page=2"),
        ("http://a.cn/", " /a\n/b \t.html\r\n", "http://a.cn/a/b%20.html"),
        ("http://a.cn/", "https://b.cn/1", "https://b.cn/1"),
        ("http://a.cn/", "", None),
        ("http://a.cn/", "  ", None),
        ("http://a.cn/", "#", None),
        ("http://a.cn/", "#top", None),
        ("http://a.cn/", "JavaScript:void(0)", None),
        ("http://a.cn/", "java\nscript:void(0)", None),
        ("http://a.cn/", "mailto:a@b.cn", None),
        ("http://a.cn/", "data:text/html,x", None),
        ("http://a.cn/", "tel:0931", None),
        ("http://a.cn/", "ftp://a.cn/1", None),
        ("http://a.cn/", "file:///c:/1.html", None),
        ("http://a.cn/", "http://[x", None),
        ("http://a.cn/", "http://b.cn:port/", None),
        (None, "./1.html", "./1.html"),
        (None, "//b.cn/1", "//b.cn/1"),
        (None, "http://a.cn/1#x", "http://a.cn/1"),
        (None, "mailto:a@b.cn", None),
        (None, "http://[x", None),
        ("not an address", "1.html", None),
    ],
)
def test_links_are_joined(base: str | None, href: str, joined: str | None) -> None:
    assert absolute(base, href) == joined


@settings(deadline=None)  # a busy machine is no fault of the text
@given(LINKS | st.text(max_size=60) | st.text(max_size=40).map("http://a.cn/".__add__))
def test_canonical_never_raises_and_applied_twice_changes_nothing(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert canonical(canonical(url, TWINS), TWINS) == canonical(url, TWINS)
    assert not host(once).startswith("www.") or host(once).count(".") == 1


@settings(deadline=None)  # a busy machine is no fault of the text
@given(LINKS | st.text(max_size=60), st.sampled_from(["http://a.cn/x/y.html", None, "", "http://[", "nothing"]))
def test_joining_never_raises_and_gives_only_web_addresses(href: str, base: str | None) -> None:
    joined = absolute(base, href)
    assert joined is None or "#" not in joined
    if joined is not None and base:
        assert joined.lower().startswith(("http:", "https:"))
        assert host(joined)


SHARED = Path(__file__).parents[3] / "../shared"
COUNTERS = re.compile(r"[?&](?:from|spm|utm_\w+|share\w*)=[^&#]*")


def known_addresses() -> set[str]:
    """Every address in the notes on portals, and all that the captured pages are from or link to."""
    notes = (SHARED / "reference/list-mechanisms.jsonl").read_text(encoding="utf-8")
    found = set(re.findall(r'https?://[^\s"\\<>{}|^`]+', notes))
    for line in (SHARED / "corpus/manifest.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        base = page["url"] or f"http://{page['host']}/"
        links = re.findall(rb'<a\s[^>]*?href="([^"]+)"', (SHARED / "corpus" / page["file"]).read_bytes())
        found |= {base, *filter(None, (absolute(base, link.decode("utf-8", "replace")) for link in links))}
    return found


def but_for_the_obvious(url: str) -> str:
    """An address without scheme, www., counters and the name of a start page: what nobody takes for another page."""
    bare = COUNTERS.sub("", url.replace("&amp;", "&")).split("#")[0].replace("&", "?")
    bare = re.sub(r"^https?://(?:www\.)?", "", bare, flags=re.IGNORECASE)
    return re.sub(r"(?:/+(?:index|default)\.\w+|/+)$", "", bare, flags=re.IGNORECASE).replace("//", "/").lower()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not beside this checkout")
def test_no_two_known_addresses_fall_together_but_obvious_twins() -> None:
    groups: dict[str, set[str]] = {}
    addresses = known_addresses()
    assert len(addresses) > 10_000
    for url in addresses:
        groups.setdefault(canonical(url), set()).add(url)
    assert len(groups) > 0.8 * len(addresses)
    fallen = [sorted(group) for group in groups.values() if len({but_for_the_obvious(url) for url in group}) > 1]
    assert fallen == []
