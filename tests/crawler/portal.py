"""A made-up portal on loopback for tests: pages from a table, and a log of who asked what, when, and how many at once.

What is posted stands behind its path and a |.
"""

from __future__ import annotations

import itertools
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HOSTS = (f"127.77.{a}.{b}" for a, b in itertools.product(range(1, 250), range(1, 250)))


@dataclass(slots=True)
class Asked:
    """One request: its path, headers, when it began and ended (monotonic), and how many were in flight with it."""

    path: str
    headers: Mapping[str, str]
    began: float
    ended: float = 0.0
    in_flight: int = 0


@dataclass(slots=True)
class Answer:
    """What a path answers; pause: seconds before it does."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    pause: float = 0.0


Answers = dict[str, Answer | Callable[[], Answer]]


class Portal:
    """The portal: address, answers by path, log of requests."""

    def __init__(
        self,
        host: str,
        answers: Mapping[str, Answer | Callable[[], Answer]],
        tls: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self.answers = answers
        self.log: list[Asked] = []
        self.most_in_flight = 0
        self._in_flight = 0
        self._lock = threading.Lock()
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                portal._answer(self)

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                self.path += "|" + self.rfile.read(length).decode()
                portal._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.root = f"{'https' if tls else 'http'}://{host}:{self._server.server_port}"

    @property
    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [asked.path for asked in self.log]

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(path=handler.path, headers=dict(handler.headers.items()), began=time.monotonic())
        with self._lock:
            self._in_flight += 1
            asked.in_flight = self._in_flight
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
            self.log.append(asked)
        answer = self.answers.get(handler.path, Answer(b"<h1>404</h1>", status=404))
        answer = answer() if callable(answer) else answer
        if "ETag" in answer.headers and handler.headers["If-None-Match"] == answer.headers["ETag"]:
            answer = Answer(status=304, headers={"ETag": answer.headers["ETag"]})
        time.sleep(answer.pause)
        with self._lock:
            self._in_flight -= 1  # before the last byte: the client may ask again the moment it has it
            asked.ended = time.monotonic()
        try:
            handler.send_response(answer.status)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(answer.body)))
            handler.end_headers()
            handler.wfile.write(answer.body)
        except ConnectionError:  # the client was killed, or had enough
            pass


@contextmanager
def portal(
    answers: Mapping[str, Answer | Callable[[], Answer]],
    host: str | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    port: int = 0,
) -> Iterator[Portal]:
    """Serve a portal on an address of its own, or on this one."""
    served = Portal(host or next(_HOSTS), answers, tls, port)
    thread = threading.Thread(target=served.serve, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.close()
        thread.join()


def list_page(paths: list[str], next_path: str | None = None) -> Answer:
    """A plain list: one row an article, dated, newest first, and a link to the next page."""
    rows = "".join(
        f'<li><a href="{path}">区里召开第{number}次推进会安排部署春季重点工作</a><span>2024-03-{28 - number % 28:02d}</span></li>'
        for number, path in enumerate(paths)
    )
    more = f'<a href="{next_path}">下一页</a>' if next_path else ""
    body = f"<html><head><title>要闻</title></head><body><ul class=list>{rows}</ul><div class=page>{more}</div></body></html>"
    return Answer(body.encode())


def article(number: int) -> Answer:
    """An article whose text no other has."""
    word = "春夏秋冬东南西北中前后左右上下"[number % 15]
    body = "".join(
        f"<p>{word}街道第{number}号公告发布后，工作人员在第{line}个点位走访商户，现场登记{number * 7 + line}条意见并逐项答复。</p>"
        for line in range(6)
    )
    return Answer(
        f"<html><head><title>{word}街道第{number}次走访</title></head><body><h1>{word}街道第{number}次走访商户听取意见</h1>"
        f"<div class=info>发布时间：2024-03-{number % 28 + 1:02d} 08:30　来源：测试日报　记者：张三</div>"
        f"<div id=zoom>{body}</div></body></html>".encode()
    )


def news(count: int, *, per_page: int = 10) -> Answers:
    """A portal with one listing, /news/, of so many articles /a/N.html, on pages of per_page rows."""
    paths = [f"/a/{number}.html" for number in range(count)]
    answers: Answers = {path: article(number) for number, path in enumerate(paths)}
    pages = [paths[start : start + per_page] for start in range(0, count, per_page)]
    for number, page in enumerate(pages):
        following = f"/news/index_{number + 1}.html" if number + 1 < len(pages) else None
        answers["/news/" if number == 0 else f"/news/index_{number}.html"] = list_page(page, following)
    return answers
