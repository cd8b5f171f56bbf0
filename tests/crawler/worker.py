"""Does one long piece of work on a data folder until it is killed: `python -m tests.crawler.worker WHAT ARGUMENTS…`.

It says "ready" when all is imported, so that a test may kill it within the work itself.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.crawler.commands.at_hand import at_hand

CHECKOUT = Path(__file__).resolve().parents[2]


def killed(data: Path, *command: str, longest: float, dice: random.Random) -> bool:
    """Start a command and kill it within so many seconds; whether it was killed before its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crawler.worker", str(data), *command],
        cwd=CHECKOUT,
        env=os.environ | {"DISTRICT_NEWS_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(dice.uniform(0, longest))
    process.kill()
    process.stdout.close()
    return process.wait(30) < 0


def main(data: str, *command: str) -> None:
    """Import what the command needs, say so, and run it."""
    at_hand(Path(data), command[0], "--help-is-not-asked")  # refused: but all is imported then
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    done = at_hand(Path(data), *command)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main(*sys.argv[1:])
