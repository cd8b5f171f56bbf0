"""Whom to tell, and when: after so many bad crawls of a site, when its state becomes another, and when it is mended."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.finding import ADVICE
from crawler.health import UNCONCERNED, Health
from pipelines.errors import AlertNotSent

_PATIENCE = 60
"""Seconds a command may take; a mail or a webhook takes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be told: sites that need a look, and those that do not any more, each in order of site."""

    raised: tuple[Health, ...] = ()
    mended: tuple[Health, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.raised or self.mended)

    def text(self) -> str:
        """For a mail or a log: a line for each site, and what to do."""
        lines = [
            f"{one.site}: {one.state}: {one.reason} (since {_time(one.since)}, last good run {_time(one.last_good)}); "
            f"{ADVICE.get(one.state, '')}"
            for one in self.raised
        ]
        return "".join(f"{line}\n" for line in [*lines, *(f"{one.site}: mended, {one.reason}" for one in self.mended)])


def news(found: Iterable[Health], told: Mapping[str, str], *, after: int) -> News:
    """What is to be told. told: by site, the state that was. after: bad crawls in a row before anything is said.

    A site that was not crawled at all counts no bad crawls; that is told at once.
    """
    raised, mended = [], []
    for one in sorted(found, key=lambda one: one.site):
        if one.needs_a_look and (one.bad_runs >= after or one.state == "stale" or one.site in told):
            raised += [one] if told.get(one.site) != one.state else []
        elif one.site in told and one.state in UNCONCERNED:
            mended.append(one)
    return News(raised=tuple(raised), mended=tuple(mended))


def send(text: str, *, file: Path | None, command: str | None) -> None:
    """Append the text to a file, and give it to a command on its standard input. Raises AlertNotSent.

    The command is split as a shell would, but no shell runs it, and nothing of the text becomes an argument.
    """
    if file:
        try:
            with file.open("a", encoding="utf-8") as out:
                out.write(text)
        except OSError as error:
            raise AlertNotSent(f"{file}: {error.strerror}: give --alert-file a file that may be written") from error
    if command:
        try:
            words = shlex.split(command)
            subprocess.run(words, input=text, text=True, check=True, timeout=_PATIENCE, capture_output=True)  # noqa: S603
        except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
            raise AlertNotSent(f"--alert-command {command}: {error}: try it by hand with a text on stdin") from error


def _time(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
