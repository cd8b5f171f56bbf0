"""Whole crawls of portals that answer something else than they were asked for."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.crawler.portal import Answer, article, list_page, news, portal
from tests.crawler.program import Program

APOLOGY = Answer("<html><title>提示</title><p>抱歉，这里什么也没有，请从首页重新进入。</p></html>".encode())


def refresh(place: str) -> Answer:
    return Answer(f'<meta http-equiv="refresh" content="0;url={place}">'.encode())


def script(code: str) -> Answer:
    return Answer(f"<script>{code}</script>".encode())


class Forgiving(dict):  # type: ignore[type-arg]
    """Answers that apologise with 200 for everything else, robots.txt included."""

    def get(self, path: str, default: object = None) -> object:
        return super().get(path, APOLOGY)


class Crawled(NamedTuple):
    """By portal: the paths that were asked, those of the articles kept, and what failed with its reason."""

    asked: dict[str, list[str]]
    kept: dict[str, set[str]]
    failed: dict[str, dict[str, str]]


DETOURS = news(5) | {
    "/robots.txt": Answer(b"User-agent: *\nDisallow: /secret/\n", headers={"Content-Type": "text/plain"}),
    "/start/": script("window.location.href='/news/';"),
    "/a/0.html": refresh("/b/0.html"),
    "/b/0.html": article(0),
    "/a/1.html": refresh("/secret/1.html"),
    "/a/2.html": refresh("/b/2.html"),
    "/b/2.html": refresh("/b/3.html"),
    "/a/3.html": Answer(b"<div id=app></div><script src=/app.js></script>"),
}
UNLIKE = Answer("<h1>图片新闻</h1><p>一张照片，和别的页面都不一样。</p>".encode())
APOLOGIES = news(6) | {"/a/1.html": APOLOGY, "/a/2.html": APOLOGY, "/a/3.html": UNLIKE}
AWAY = Answer(b"", status=302, headers={"Location": "/"})
HOMES = news(4) | {"/": list_page(["/a/0.html"]), "/a/2.html": AWAY, "/old/": AWAY}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of three portals."""
    program = Program(tmp_path_factory.mktemp("instead"))
    with portal(DETOURS) as detours, portal(Forgiving(APOLOGIES)) as apologies, portal(HOMES) as homes:
        program.site("detours", detours.root, listings=("/start/",))
        program.site("apologies", apologies.root)
        program.site("homes", homes.root, listings=("/news/", "/old/"))
        done = program.run("crawl", "detours", "apologies", "homes")
    assert (done.returncode, "unaccounted" in done.stdout, "Traceback" in done.stderr) == (1, False, False)
    assert "1 made-up address, 5 redirects" in done.stdout
    served = {"detours": detours, "apologies": apologies, "homes": homes}
    kept: dict[str, set[str]] = {name: set() for name in served}
    failed: dict[str, dict[str, str]] = {name: {} for name in served}
    for name, url in program.rows("SELECT site_id, url FROM articles"):
        kept[name].add(url.removeprefix(served[name].root))
    for name, url, reason in program.rows("SELECT site_id, url, reason FROM failures"):
        failed[name][url.removeprefix(served[name].root)] = reason
    return Crawled({name: one.paths for name, one in served.items()}, kept, failed)


def test_detours_are_followed_once_within_the_rules(crawled: Crawled) -> None:
    assert crawled.kept["detours"] == {"/a/0.html", "/a/4.html"}
    assert crawled.failed["detours"] == {
        "/a/1.html": "robots",
        "/a/2.html": "too many redirects",
        "/a/3.html": "script only",
    }
    assert {"/secret/1.html", "/b/3.html"}.isdisjoint(crawled.asked["detours"])


def test_an_apology_sent_with_200_is_known_by_one_made_up_address(crawled: Crawled) -> None:
    (unasked,) = [path for path in crawled.asked["apologies"] if path not in APOLOGIES and path != "/robots.txt"]
    assert unasked.startswith("/a/")
    assert crawled.failed["apologies"] == {"/a/1.html": "soft 404", "/a/2.html": "soft 404"}
    assert {"/a/0.html", "/a/4.html", "/a/5.html"} <= crawled.kept["apologies"]


def test_the_home_page_in_place_of_an_article_or_a_listing(crawled: Crawled) -> None:
    assert crawled.failed["homes"] == {"/a/2.html": "home page", "/old/": "home page"}
    assert crawled.kept["homes"] == {"/a/0.html", "/a/1.html", "/a/3.html"}
