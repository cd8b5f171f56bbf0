"""Whole crawls of portals that answer something else than they were asked for."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.portal import Answer, article, list_page, news, portal
from tests.crawler.program import Program

APOLOGY = Answer("<html><title>提示</title><p>抱歉，这里什么也没有，请从首页重新进入。</p></html>".encode())


def refresh(place: str) -> Answer:
    return Answer(f'<meta http-equiv="refresh" content="0;url={place}">'.encode())


def script(code: str) -> Answer:
    return Answer(f"<script>{code}</script>".encode())


def test_detours_are_followed_once_within_the_rules(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(5)
    answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /secret/\n", headers={"Content-Type": "text/plain"})
    answers["/start/"] = script("window.location.href='/news/';")
    answers["/a/0.html"], answers["/b/0.html"] = refresh("/b/0.html"), article(0)
    answers["/a/1.html"] = refresh("/secret/1.html")
    answers["/a/2.html"], answers["/b/2.html"] = refresh("/b/2.html"), refresh("/b/3.html")
    answers["/a/3.html"] = Answer(b"<div id=app></div><script src=/app.js></script>")
    with portal(answers) as served:
        program.site("one", served.root, listings=("/start/",))
        done = program.run("crawl", "one")
        kept = {url.removeprefix(served.root) for (url,) in program.rows("SELECT url FROM articles")}
        failures = {
            url.removeprefix(served.root): reason for url, reason in program.rows("SELECT url, reason FROM failures")
        }
    assert kept == {"/a/0.html", "/a/4.html"}
    assert failures == {"/a/1.html": "robots", "/a/2.html": "too many redirects", "/a/3.html": "script only"}
    assert "/secret/1.html" not in served.paths
    assert "/b/3.html" not in served.paths
    assert (done.returncode, "unaccounted" in done.stdout) == (0, False)
    assert "3 redirects" in done.stdout


def test_a_script_that_sets_a_cookie_and_asks_again_is_not_obeyed(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(2) | {"/news/": script("document.cookie='a=1';location.reload()")}) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
    assert served.paths == ["/robots.txt", "/news/"]
    assert (done.returncode, "challenge 1" in done.stdout) == (1, True)
    assert program.rows("SELECT reason FROM host_rests") == [("challenge",)]


def test_an_apology_sent_with_200_is_known_by_one_made_up_address(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(6)
    rows = [f"/a/{number}.html" for number in range(6)]
    answers["/news/"] = list_page(rows)
    answers |= {"/a/1.html": APOLOGY, "/a/2.html": APOLOGY}
    answers["/a/3.html"] = Answer("<h1>图片新闻</h1><p>一张照片，和别的页面都不一样。</p>".encode())
    with portal(answers) as served:
        served.answers = Forgiving(answers)
        program.site("one", served.root)
        done = program.run("crawl", "one")
        failures = {
            url.removeprefix(served.root): reason for url, reason in program.rows("SELECT url, reason FROM failures")
        }
    unasked = [path for path in served.paths if path not in answers and path != "/robots.txt"]
    assert len(unasked) == 1
    assert unasked[0].startswith("/a/")
    assert failures == {"/a/1.html": "soft 404", "/a/2.html": "soft 404"}
    assert "1 made-up addresses" in done.stdout
    assert (done.returncode, "unaccounted" in done.stdout) == (0, False)


def test_the_home_page_in_place_of_an_article_or_a_listing(tmp_path: Path) -> None:
    program = Program(tmp_path)
    answers = news(4)
    away = Answer(b"", status=302, headers={"Location": "/"})
    answers |= {"/": list_page(["/a/0.html"]), "/a/2.html": away, "/old/": away}
    with portal(answers) as served:
        program.site("one", served.root, listings=("/news/", "/old/"))
        done = program.run("crawl", "one")
        failures = {
            url.removeprefix(served.root): reason for url, reason in program.rows("SELECT url, reason FROM failures")
        }
    assert failures == {"/a/2.html": "home page", "/old/": "home page"}
    assert (done.returncode, program.rows("SELECT count(*) FROM articles")) == (1, [(3,)])
    assert "unaccounted" not in done.stdout


class Forgiving(dict):  # type: ignore[type-arg]
    """Answers that apologise with 200 for everything else, robots.txt included."""

    def get(self, path: str, default: object = None) -> object:
        return super().get(path, APOLOGY)
