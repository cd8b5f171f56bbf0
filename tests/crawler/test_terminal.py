"""The program on a real terminal, which is not the pipe that all other tests read."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from tests.crawler.commands.at_hand import at_hand
from tests.crawler.portal import Answer, news, portal
from tests.crawler.program import Program


def on_terminal(program: Program, width: int, *arguments: str) -> tuple[int, str]:
    """How a command ends, and all that a terminal so wide received."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    size = {"COLUMNS", "LINES", "TERM", "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from crawler.commandline import main; main()", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={name: value for name, value in program.environment.items() if name not in size} | {"TERM": "xterm"},
    )
    os.close(theirs)
    received = bytearray()
    while True:
        try:
            received += os.read(ours, 65536)
        except OSError:  # EIO: nobody has the other end any more
            break
    os.close(ours)
    return process.wait(), received.decode()


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_a_crawl_shows_progress_and_no_log_lines(program: Program) -> None:
    with portal(news(3) | {"/a/2.html": Answer(b"", status=500)}) as served:
        program.site("one", served.root)
        once = ("crawl", "one", "-s", "RETRY_TIMES=0")
        status, shown = on_terminal(program, 100, *once)
        asked_for = on_terminal(program, 100, *once, "-L", "INFO")[1]
    assert status == 0, shown
    assert "articles" in shown
    assert " INFO " not in shown
    assert " INFO " in asked_for


def test_the_list_of_sites_and_the_help_fit(program: Program) -> None:
    for arguments in (("list",), ("-h",), ("correct", "-h")):
        status, shown = on_terminal(program, 80, *arguments)
        lines = Text.from_ansi(shown.replace("\r\n", "\n")).plain.splitlines()
        assert (status, len(lines) > 10) == (0, True), shown
        assert [line for line in lines if cell_len(line) > 80 and "  district-news " not in line] == []


def test_what_was_taken_down_and_corrected_fits_with_whole_addresses(program: Program) -> None:
    why = "the person named there asked for it, in a letter of the fourth of March"
    with portal(news(3)) as served:
        program.site("one", served.root, 'home = "http://127.0.0.1/"')
        assert program.run("crawl", "one").returncode == 0
    urls = [url for (url,) in program.rows("SELECT url FROM articles ORDER BY url")]
    at_hand(program.data, "correct", urls[0], "source=一个很长很长的来源的名称，长得放不下", "--why", why)
    at_hand(program.data, "forget", urls[1], "--why", why)
    for command, url in (("correct", urls[0]), ("forget", urls[1]), ("stories", ""), ("runs", "crawl")):
        status, shown = on_terminal(program, 80, command, *(["--show"] if command == "stories" else []))
        lines = Text.from_ansi(shown.replace("\r\n", "\n")).plain.splitlines()
        assert (status, url in "\n".join(lines)) == (0, True), shown
        assert not [line for line in lines if cell_len(line) > 80 and url not in line], shown
        assert "+00:00" not in shown
