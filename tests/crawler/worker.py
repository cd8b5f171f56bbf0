"""Runs a command in a process that is killed at some moment of its work.

The processes are forked from one that has imported all that commands need: a start of Python takes a second of CPU
time, and the moment of a kill would mostly lie in it.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

import crawler.commands.backup
import crawler.commands.forget
import crawler.commands.tidy  # noqa: F401 - imported for the processes that are forked
from tests.crawler.commands.at_hand import at_hand

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", __name__])


def killed(data: Path, *command: str, longest: float, dice: random.Random) -> bool:
    """Start a command and kill it within so many seconds; whether it was killed before its end."""
    ready, told = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_work, args=(told, data, command))
    process.start()
    told.close()
    assert ready.recv() == "ready"
    time.sleep(dice.uniform(0, longest))
    process.kill()
    process.join(30)
    ready.close()
    ended = process.exitcode
    process.close()
    return ended is not None and ended < 0


def _work(told: Connection, data: Path, command: tuple[str, ...]) -> None:
    told.send("ready")
    told.close()
    raise SystemExit(at_hand(data, *command).returncode)
