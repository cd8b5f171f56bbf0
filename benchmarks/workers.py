"""Readers as processes of their own, one page at a time by the line protocol of `read --jsonl`, and what each costs.

So the reader and its peers are measured alike: the whole command, from a file's name to a line of JSON, after a few
pages to warm up. The peers live in environments of their own ($EXTRACT_BENCH_VENVS/venv-NAME, as
../shared/bench/extract/setup_venvs.py makes them) and are run by that folder's adapters.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crawler.places import CHECKOUT

ADAPTERS = CHECKOUT.parent / "shared" / "bench" / "extract" / "adapters.py"
OURS = (str(Path(sys.executable).with_name("district-news")), "read", "--jsonl")
_WARM = 10
"""Pages read before the clock runs."""
_NANOSECOND = 1e-9


def peer_command(name: str) -> tuple[str, ...] | None:
    """How a public extractor is started; None where it is not installed."""
    python = Path(os.environ.get("EXTRACT_BENCH_VENVS", "venvs")) / f"venv-{name}" / "bin" / "python"
    return (str(python), str(ADAPTERS), name) if python.exists() and ADAPTERS.exists() else None


def seconds(command: Sequence[str], pages: Sequence[tuple[Path, str | None]]) -> float:
    """CPU seconds that one process takes for all these pages (file, address). Its start-up does not count.

    Raises RuntimeError where it ends before its last answer.
    """
    asked = [json.dumps({"id": str(i), "path": str(path), "url": url}) + "\n" for i, (path, url) in enumerate(pages)]
    with _started(command) as process:
        _ask(process, asked[:_WARM])
        began = _cpu(process.pid)
        _ask(process, asked)
        return _cpu(process.pid) - began


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"},
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _ask(process: subprocess.Popen[str], requests: Sequence[str]) -> None:
    """One request, one answer, and so on."""
    assert process.stdin is not None  # noqa: S101 - a pipe, as it was asked for
    assert process.stdout is not None  # noqa: S101
    for request in requests:
        process.stdin.write(request)
        process.stdin.flush()
        if not process.stdout.readline():
            raise RuntimeError(f"the reader under test ended before it had answered {request.strip()}")


def _cpu(pid: int) -> float:
    """CPU seconds of a process so far, all its threads: to the nanosecond, where `times` counts hundredths."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) * _NANOSECOND
