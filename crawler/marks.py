"""Differences as a person reads them: what went and what came, marked, with a little of the text around it.

On a terminal by colour and line, elsewhere by signs: [-九-]{+八+}.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from pipelines.history.difference import Hunk

_AROUND = 14
"""Characters of the text before and after a difference: a phrase or so."""
_LONGEST = 400
"""Characters of one side of a difference that are shown; the rest is counted."""
_GONE, _COME = "red strike", "green"


def marked(old: str, hunks: Sequence[Hunk], *, coloured: bool) -> Iterator[Text]:
    """Yield the differences between the old text and the new one, those that stand close together as one line."""
    for group in _groups(hunks):
        start, end = max(0, group[0].at - _AROUND), min(len(old), _end(group[-1]) + _AROUND)
        line = Text("…" if start else "")
        at = start
        for hunk in group:
            line.append(_shown(old[at : hunk.at]))
            _mark(line, hunk.old, ("[-", "-]"), _GONE, coloured=coloured)
            _mark(line, hunk.new, ("{+", "+}"), _COME, coloured=coloured)
            at = _end(hunk)
        line.append(_shown(old[at:end]))
        line.append("…" if end < len(old) else "")
        yield line


def _groups(hunks: Sequence[Hunk]) -> Iterator[list[Hunk]]:
    """Yield neighbours whose surroundings touch."""
    group: list[Hunk] = []
    for hunk in hunks:
        if group and hunk.at - _end(group[-1]) > 2 * _AROUND:
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _mark(line: Text, text: str, signs: tuple[str, str], style: str, *, coloured: bool) -> None:
    if not text:
        return
    shown = _shown(text[:_LONGEST])
    rest = f"… ({len(text)} characters)" if len(text) > _LONGEST else ""
    if coloured:
        line.append(f"{shown}{rest}", style)
    else:
        line.append(f"{signs[0]}{shown}{rest}{signs[1]}")


def _end(hunk: Hunk) -> int:
    return hunk.at + len(hunk.old)


def _shown(text: str) -> str:
    """A text on one line, its line ends visible."""
    return text.replace("\n", "¶")
