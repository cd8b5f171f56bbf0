"""Draws the figures of `benchmarks scale`, small plots side by side: `python -m benchmarks.curve FILE.json OUT.svg`.

FILE.json is what `python -m benchmarks scale --json FILE.json` wrote. The limit of each promise is a dashed line.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

_WIDTH, _HEIGHT, _LEFT, _TOP, _INNER = 250, 200, 46, 40, 110
_AT = re.compile(r"at ([\d,]+): (.+)")


class Panel(NamedTuple):
    """One plot: which figure it shows, its heading, and the limit that was promised, if it is a fixed one."""

    figure: str
    heading: str
    limit: float | None = None


PANELS = (
    Panel("storing", "storing, CPU ms an article"),
    Panel("search index, stories, names", "index, stories, names, CPU ms"),
    Panel("database to text", "database, times its text", 3),
    Panel("first page of a search, p95", "first page of a search, p95 ms", 100),
    Panel("a story with its articles, p95", "a story looked up, p95 ms", 1),
    Panel("memory of the process", "memory, MiB at the most", 300),
)


def drawn(figures: Sequence[dict[str, object]]) -> str:
    """The SVG of these figures, as benchmarks.scale names them. Raises ValueError where a panel has none."""
    points: dict[str, list[tuple[int, float]]] = {}
    for figure in figures:
        match = _AT.fullmatch(str(figure["what"]))
        if match:
            points.setdefault(match[2], []).append((int(match[1].replace(",", "")), float(str(figure["value"]))))
    if missing := [panel.figure for panel in PANELS if not points.get(panel.figure)]:
        raise ValueError(f"no figures of: {', '.join(missing)}")
    columns = 3
    rows = -(-len(PANELS) // columns)
    body = "".join(
        f'<g transform="translate({i % columns * _WIDTH},{i // columns * _HEIGHT})">{"".join(_plot(panel, points))}</g>'
        for i, panel in enumerate(PANELS)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns * _WIDTH} {rows * _HEIGHT}" '
        'font-family="sans-serif" font-size="11" fill="#333" role="img" '
        'aria-label="What keeping costs as articles grow in number">'
        f'<rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n'
    )


def _plot(panel: Panel, points: dict[str, list[tuple[int, float]]]) -> Iterator[str]:
    found = points[panel.figure]
    highest = 1.25 * max([value for _, value in found] + ([panel.limit] if panel.limit else []))
    first, last = math.log10(found[0][0]), math.log10(found[-1][0])
    across = [_LEFT + (_WIDTH - _LEFT - 34) * ((math.log10(n) - first) / ((last - first) or 1)) for n, _ in found]
    down = [_level(value, highest) for _, value in found]
    yield f'<text x="{_LEFT}" y="20" font-weight="bold">{escape(panel.heading)}</text>'
    base = _level(0, highest)
    yield f'<path d="M{_LEFT} {_TOP}V{base}H{_WIDTH - 20}" fill="none" stroke="#999"/>'
    if panel.limit:
        limit = _level(panel.limit, highest)
        yield f'<path d="M{_LEFT} {limit:.1f}H{_WIDTH - 20}" stroke="#b33" stroke-dasharray="4 3"/>'
        yield f'<text x="{_LEFT - 6}" y="{limit + 4:.1f}" text-anchor="end" fill="#b33">{panel.limit:g}</text>'
    yield f'<text x="{_LEFT - 6}" y="{base + 4}" text-anchor="end">0</text>'
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    yield f'<polyline points="{line}" fill="none" stroke="#1f5fa8" stroke-width="2"/>'
    for (count, value), x, y in zip(found, across, down, strict=True):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#1f5fa8"/>'
        yield f'<text x="{x:.1f}" y="{y - 7:.1f}" text-anchor="middle">{value:.3g}</text>'
        yield f'<text x="{x:.1f}" y="{base + 16}" text-anchor="middle">{_short(count)}</text>'


def _level(value: float, highest: float) -> float:
    return _TOP + _INNER * (1 - value / (highest or 1))


def _short(count: int) -> str:
    return f"{count / 1e6:g}M" if count >= 1e6 else f"{count / 1e3:g}k"


def main(arguments: Sequence[str]) -> int:
    """Read the figures, write the picture."""
    if len(arguments) != 2:
        print("usage: python -m benchmarks.curve FILE.json OUT.svg", file=sys.stderr)
        return 2
    figures = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))["scale"]
    Path(arguments[1]).write_text(drawn(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
