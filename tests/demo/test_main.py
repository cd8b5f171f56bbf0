"""`python -m demo serve` as a person starts and stops it."""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo.__main__ import port
from demo.demo import run
from demo.families import FAMILIES
from demo.town import Town

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


def test_the_hints_at_the_end_are_commands_that_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CHECKOUT)
    kept = tmp_path / "a town"
    assert run(kept, 0) == 0
    hints = [line.strip() for line in capsys.readouterr().out.splitlines() if "DISTRICT_NEWS_DATA=" in line]
    for hint in hints:
        done = subprocess.run(hint, shell=True, capture_output=True, text=True, timeout=60, check=False)
        assert (hint, done.returncode) == (hint, 0), done.stderr
        assert "WARNING" not in done.stderr
    size = (kept / "news.db").stat().st_size / 1e6
    (told,) = re.findall(r"of\s+the demo it has ([\d.]+) MB", (CHECKOUT / "docs" / "nightly.md").read_text("utf-8"))
    assert float(told) == pytest.approx(size, rel=0.15)
    assert len(hints) == 4
    assert all(hint.startswith(f"DISTRICT_NEWS_DATA='{kept}' .venv/bin/district-news ") for hint in hints)
    assert (kept / "exports" / "articles.csv").exists()


def test_a_port_that_is_taken_names_a_command_that_can_be_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Town.serve(0) as town:
        assert run(tmp_path, town.port) == 1
    assert "Try `.venv/bin/python -m demo run --port 8643`" in capsys.readouterr().err


def first_lines(*options: str, count: int) -> list[list[str]]:
    """The words of the first lines that `python -m demo serve` prints before Ctrl-C ends it."""
    command = [sys.executable, "-m", "demo", "serve", "--port", "0", *options]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        lines = [serving.stdout.readline().split() for _ in range(count)]
        serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=10) == 0
    assert lines[-1] == ["Ctrl-C", "stops", "it."]
    return lines[:-1]


def test_serve_prints_the_portals_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    lines = first_lines("--log", str(tmp_path / "visits.jsonl"), count=6)
    assert [line[0] for line in lines] == ["town-gov", "town-media", "town-zone", "town-mirror", "town-paper"]
    assert all(line[1].startswith("http://127.0.11.") for line in lines)


def test_serve_can_show_the_families_instead() -> None:
    lines = first_lines("--families", count=len(FAMILIES) + 1)
    assert [line[0] for line in lines] == list(FAMILIES)
    assert all(line[1].startswith("http://127.0.12.") for line in lines)
