"""Serves the town: one small server an address, one port for all, a log that shows who came when.

A visit ends just before the last bytes leave, so a client that asks again as soon as it has its answer is never
counted twice; what the log shows as two in flight was two in flight.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from demo.portals.portal import ANY, Answer, Asked, Interface

TRIES = 20
"""How often another free port is tried before all addresses have the same one."""

Answers = Mapping[str, Mapping[str, Answer | Interface]]
"""Address, path, answer. A path with its query comes before one without, and that before "*"; what is posted goes to
"POST /path"."""

NOT_THERE = Answer(
    status=404,
    content_type="text/html; charset=utf-8",
    body="<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>".encode(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A line of the log; times are monotonic seconds of the serving process."""

    host: str
    """The loopback address that was asked."""
    path: str
    """As asked, with its query."""
    status: int
    agent: str
    began: float
    ended: float
    in_flight: int
    """Requests under way at this address when this one began, itself included."""
    method: str = "GET"


class Log:
    """Counts requests under way, keeps the visits and appends a JSON line for each. Safe between threads."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.visits: list[Visit] = []
        self.under_way: Counter[str] = Counter()
        self.lock = threading.Lock()

    def begin(self, host: str) -> tuple[float, int]:
        """The time, and how many are under way at that address now."""
        with self.lock:
            self.under_way[host] += 1
            return time.monotonic(), self.under_way[host]

    def end(self, visit: Visit) -> None:
        """One less under way; the line is on disk when this returns."""
        with self.lock:
            self.under_way[visit.host] -= 1
            self.visits.append(visit)
            if self.path:
                with self.path.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(asdict(visit)) + "\n")


def read_log(path: Path) -> list[Visit]:
    """The visits of a log in the order they ended; none where nobody came."""
    if not path.exists():
        return []
    return [Visit(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


class Server:
    """All addresses on one port. As a context it holds the port; start() begins to answer.

    Raises OSError where an address or the port cannot be had.
    """

    def __init__(self, hosts: Sequence[str], port: int, *, log: Path | None, delay: float) -> None:
        self.log, self.delay = Log(log), delay
        self.listeners = _listeners(hosts, port)
        self.port: int = self.listeners[0].server_address[1]
        self.threads: list[threading.Thread] = []

    def start(self, answers: Answers) -> None:
        """Answers from now on, each address in a thread of its own; 404 for what is not there."""
        looks = {"poll_interval": 0.02 * len(self.listeners)}
        for listener in self.listeners:
            listener.answers = answers[listener.host]
            listener.log, listener.delay = self.log, self.delay
            thread = threading.Thread(target=listener.serve_forever, kwargs=looks, daemon=True)
            thread.start()
            self.threads.append(thread)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.threads:
            # Side by side: each waits until its loop looks up, and there may be dozens.
            with ThreadPoolExecutor(len(self.listeners)) as pool:
                list(pool.map(_Listener.shutdown, self.listeners))
        for listener in self.listeners:
            listener.server_close()
        for thread in self.threads:
            thread.join(timeout=5)


class _Listener(ThreadingHTTPServer):
    """One address. Open connections are closed with it, so nobody waits for an idle client."""

    daemon_threads = False  # so that closing waits for the threads, whose connections it has ended
    answers: Mapping[str, Answer | Interface]
    log: Log
    delay: float

    def __init__(self, address: tuple[str, int]) -> None:
        self.host = address[0]
        self.open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remembers the connection and hands it to a thread."""
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Closes a connection and forgets it."""
        self.open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stops listening and ends connections that idle."""
        for connection in tuple(self.open):
            _hang_up(connection)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error; anything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET, HEAD and POST, keeps connections open, counts itself."""

    protocol_version = "HTTP/1.1"
    server_version = "Town/1"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        """A page, with its body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """A page, without its body."""
        self._answer(with_body=False)

    def do_POST(self) -> None:
        """An answer to what is posted."""
        length = self.headers.get("Content-Length") or ""
        self._answer(with_body=True, posted=self.rfile.read(int(length)) if length.isdecimal() else b"")

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing on the terminal: the log has it."""

    def _answer(self, *, with_body: bool, posted: bytes | None = None) -> None:
        began, in_flight = self.server.log.begin(self.server.host)
        answer = self._found(posted)
        time.sleep(self.server.delay)
        visit = Visit(
            host=self.server.host,
            path=self.path,
            status=answer.status,
            agent=self.headers.get("User-Agent", ""),
            began=began,
            ended=time.monotonic(),
            in_flight=in_flight,
            method=self.command,
        )
        self.server.log.end(visit)
        self._send(answer, with_body=with_body)

    def _found(self, posted: bytes | None) -> Answer:
        path, _, query = self.path.partition("?")
        keys = (self.path, path, ANY) if posted is None else (f"POST {path}",)
        found = next((self.server.answers[key] for key in keys if key in self.server.answers), NOT_THERE)
        return found if isinstance(found, Answer) else found(Asked(query=query, body=posted or b""))

    def _send(self, answer: Answer, *, with_body: bool) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # gone already


def _listeners(hosts: Sequence[str], port: int) -> list[_Listener]:
    """One on each address, all on one port. Raises OSError where that cannot be had."""
    for _ in range(TRIES - 1):
        try:
            return _bound(hosts, port)
        except OSError:
            if port:
                raise
    return _bound(hosts, port)


def _bound(hosts: Sequence[str], port: int) -> list[_Listener]:
    listeners: list[_Listener] = []
    try:
        for host in hosts:
            listeners.append(_Listener((host, port)))
            port = listeners[0].server_address[1]
    except OSError:
        for listener in listeners:
            listener.server_close()
        raise
    return listeners
