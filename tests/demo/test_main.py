"""`python -m demo serve` as a person starts and stops it."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo.__main__ import port
from demo.demo import run

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("text", ["65536", "-1", "x", "", "²", "1e3"])
def test_what_is_no_port(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="expected a port, 0 to 65535"):
        port(text)


def test_a_port_that_is_none_is_refused() -> None:
    command = [sys.executable, "-m", "demo", "serve", "--port", "99999"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "99999: expected a port, 0 to 65535" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_hints_at_the_end_are_commands_that_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "a town"
    assert run(kept, 0) == 0
    hints = [line.strip() for line in capsys.readouterr().out.splitlines() if "DISTRICT_NEWS_DATA=" in line]
    for hint in hints:
        done = subprocess.run(hint, shell=True, capture_output=True, text=True, timeout=60, check=False)
        assert (hint, done.returncode) == (hint, 0), done.stderr
        assert "WARNING" not in done.stderr
    assert len(hints) == 3
    assert (kept / "exports" / "articles.csv").exists()


def test_serve_prints_the_portals_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    log = tmp_path / "visits.jsonl"
    command = [sys.executable, "-m", "demo", "serve", "--port", "0", "--log", str(log)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        lines = [serving.stdout.readline() for _ in range(6)]
        serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=10) == 0
    assert [line.split()[0] for line in lines[:5]] == [
        "town-gov",
        "town-media",
        "town-zone",
        "town-mirror",
        "town-paper",
    ]
    assert all("http://127.0.11." in line for line in lines[:5])
