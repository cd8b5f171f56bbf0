"""A small server on loopback that answers in many ways, and a crawl of it in a process of its own.

    python -m tests.crawler.middlewares.served BASE ARCHIVE

crawls the server at BASE and prints, as JSON, what the spider got and the crawl's stats.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from pipelines.archive import ArticleRequest
from pipelines.items import Link

ARTICLE = "<html><h1>柳河镇春耕</h1></html>".encode()
LISTING = "<html><a href='/a/1.html'>柳河镇春耕…</a></html>".encode()
ROBOTS = b"User-agent: *\nDisallow: /hidden\n"


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, headers, body, in_chunks = self.answer()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if in_chunks:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        else:
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def answer(self) -> tuple[int, list[tuple[str, str]], bytes, bool]:
        html = ("Content-Type", "text/html; charset=utf-8")
        packed = ("Content-Encoding", "gzip")
        match self.path:
            case "/robots.txt":
                return 200, [("Content-Type", "text/plain")], ROBOTS, False
            case "/list.html":
                return 200, [html], LISTING, True
            case "/old.html":
                return 302, [("Location", "/a/1.html")], b"", False
            case "/a/1.html":
                cookies = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
                return 200, [html, packed, *cookies], gzip.compress(ARTICLE, mtime=0), True
        return 404, [html], b"<html>nothing here</html>", False

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The server's address while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class SmallSpider(scrapy.Spider):
    """A listing, an article behind a redirect, an article that is gone, a page nobody may ask for, and one again."""

    name = "small"

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.seen: list[dict[str, Any]] = []

    async def start(self) -> AsyncIterator[scrapy.Request]:
        link = Link(url=f"{self.base}/old.html", title="柳河镇春耕…", listing=f"{self.base}/list.html", position=1)
        about = ArticleRequest(site="small", url=link.url, links=(link,))
        yield self.request("/list.html#top")
        yield self.request("/old.html", about)
        yield self.request("/gone.html", {"site": "small", "url": f"{self.base}/gone.html", "links": [], "part": 1})
        yield self.request("/hidden.html")
        yield self.request("/made-up.html")

    def request(self, path: str, article: object = None) -> scrapy.Request:
        meta = {"handle_httpstatus_list": [404]} | ({"article": article} if article else {})
        return scrapy.Request(self.base + path, self.parse, meta=meta)

    def parse(self, response: Response) -> None:
        archived, fetched = response.meta.get("archived"), response.meta.get("fetched")
        self.seen.append(
            {
                "url": response.url,
                "body": response.text,
                "offset": archived and archived.offset,
                "fetched": fetched and fetched.isoformat(),
            }
        )


class MadeUp:
    """A middleware that answers by itself, as a cache does."""

    def process_request(self, request: scrapy.Request) -> Response | None:
        made_up = request.url.endswith("/made-up.html")
        return scrapy.http.HtmlResponse(request.url, body=b"<html>", request=request) if made_up else None


def crawl(base: str, archive: str) -> dict[str, Any]:
    process = AsyncCrawlerProcess(
        {
            "DOWNLOADER_MIDDLEWARES": {"crawler.middlewares.archive.Archive": 950, MadeUp: 900},
            "ARCHIVE_DIR": archive,
            "USER_AGENT": "district-news/test (+mailto:test@town.example)",
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0.01,
            "CONCURRENT_REQUESTS": 1,
            "COOKIES_ENABLED": False,  # asks publicsuffix.org for its list
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_LEVEL": "WARNING",
        }
    )
    crawler = process.create_crawler(SmallSpider)
    process.crawl(crawler, base=base)
    process.start()
    assert crawler.stats is not None
    assert isinstance(crawler.spider, SmallSpider)
    return {"seen": crawler.spider.seen, "stats": crawler.stats.get_stats()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(crawl(*sys.argv[1:]), default=str))
