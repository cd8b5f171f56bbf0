"""Which addresses may be asked at all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from scrapy import Request

from crawler.contact import VARIABLE
from crawler.failures import Refused
from crawler.middlewares.addresses import Addresses
from crawler.sites import Listing, Site

SITE = Site(
    id="a",
    name="A",
    listings=(Listing(url="http://93.184.216.34/news/"), Listing(url="http://10.0.0.5/intranet/")),
    path=Path("a.toml"),
)


def ask(url: str, *came_from: str, sites: tuple[Site, ...] = (SITE,)) -> None:
    meta = {"redirect_urls": list(came_from)} if came_from else {}
    asyncio.run(Addresses(sites).process_request(Request(url, meta=meta)))


@pytest.fixture(autouse=True)
def _contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "desk@news.lanzhou.cn")


@pytest.mark.parametrize(
    ("url", "came_from"),
    [
        ("http://93.184.216.34/a.html", ()),
        ("http://10.0.0.5/a.html", ()),
        ("http://8.8.8.8/a.html", ("http://93.184.216.34/a.html",)),
        ("http://10.0.0.6/a.html", ("http://10.0.0.5/a.html",)),
        ("http://127.0.0.2/a.html", ("http://127.0.0.1/a.html",)),
    ],
)
def test_what_may_be_asked(url: str, came_from: tuple[str, ...]) -> None:
    ask(url, *came_from)


@pytest.mark.parametrize(
    ("url", "came_from"),
    [
        ("http://127.0.0.1/a.html", ()),
        ("http://10.0.0.6/a.html", ()),
        ("http://127.0.0.1:6800/", ("http://93.184.216.34/a.html",)),
        ("http://169.254.169.254/latest/meta-data/", ("http://93.184.216.34/a.html",)),
        ("http://[::1]/", ("http://93.184.216.34/a.html",)),
        ("http://localhost/", ("http://93.184.216.34/a.html",)),
        ("http://10.0.0.5/intranet/", ("http://93.184.216.34/a.html",)),
        ("http://10.0.0.6/", ("http://10.0.0.5/", "http://93.184.216.34/")),
    ],
)
def test_nobody_outside_sends_us_inside(url: str, came_from: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=r"^private address: "):
        ask(url, *came_from)


def test_a_name_that_stands_for_a_private_number(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def getaddrinfo(_: object, host: str, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("10.1.2.3" if host.startswith("inside") else "8.8.8.8", 0))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    ask("http://outside.gov.cn/", "http://93.184.216.34/")
    with pytest.raises(Refused, match="private address"):
        ask("http://inside.gov.cn/", "http://93.184.216.34/")
    assert asked == ["outside.gov.cn", "inside.gov.cn"]


def test_an_address_typed_by_a_person_may_be_private() -> None:
    ask("http://127.0.0.1/", sites=())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:text/html,x", "ftp://a.gov.cn/", "s3://x/y"])
def test_only_http(url: str) -> None:
    with pytest.raises(Refused, match=r"^not http: "):
        ask(url)


def test_no_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(Refused, match=r"^no contact: "):
        ask("http://93.184.216.34/news/")
    ask("http://127.0.0.1/", sites=())
