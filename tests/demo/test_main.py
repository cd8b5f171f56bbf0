"""`python -m demo serve` as a person starts and stops it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


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
