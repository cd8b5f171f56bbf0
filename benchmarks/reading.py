"""Pages a CPU second of the reader with all its fields, on made-up pages and on the captured ones, beside its peers.

The promise: on the captured pages (../shared/corpus) ten times the pages of trafilatura and four times those of gne, in
one run. All take turns, a process each (benchmarks.workers), and medians count. What is not there is left out and said
to be so; nothing is installed for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.pages import MadeUp
from benchmarks.workers import OURS, peer_command, seconds
from crawler.places import CHECKOUT

CORPUS = CHECKOUT.parent / "shared" / "corpus"
AIMS = {"trafilatura": 10, "gne": 4}
"""Peers, and how many times their pages we read."""
ROUNDS = 5
_OWN = "district-news"

Pages = Sequence[tuple[Path, str | None]]
"""File and address of each page."""


def measure(pages: int, rounds: int = ROUNDS) -> list[Figure]:
    """The reader on made-up pages; the reader and each peer on the captured ones."""
    with TemporaryDirectory() as folder:
        made_up = _saved(Path(folder), pages)
        figures = [_figure(f"{_OWN}, made-up pages", [seconds(OURS, made_up) for _ in range(rounds)], made_up)]
    return [*figures, *_beside_peers(_captured(pages), rounds)]


def _beside_peers(pages: Pages, rounds: int) -> list[Figure]:
    """Rates on the captured pages, and how many times those of each peer ours is."""
    commands = {_OWN: OURS, **{peer: command for peer in AIMS if (command := peer_command(peer))}}
    missing = [
        Figure(what=peer, value=None, unit="pages/s", remark="not installed") for peer in AIMS if peer not in commands
    ]
    if not pages:
        absent = Figure(
            what=f"{_OWN}, captured pages", value=None, unit="pages/s", remark="../shared/corpus is not there"
        )
        return [absent, *missing]
    turns = [{name: seconds(command, pages) for name, command in commands.items()} for _ in range(rounds)]
    figures = [_figure(f"{name}, captured pages", [turn[name] for turn in turns], pages) for name in commands]
    for peer in AIMS:
        if peer not in commands:
            continue
        times = median(turn[peer] / turn[_OWN] for turn in turns)
        figures.append(
            Figure(what=f"{_OWN} to {peer}", value=times, unit="times", remark=f"aim: {AIMS[peer]} at least")
        )
    return figures + missing


def _figure(what: str, spent: Sequence[float], pages: Pages) -> Figure:
    size = sum(path.stat().st_size for path, _ in pages) / len(pages) / 1000
    each = 1000 * median(spent) / len(pages)
    remark = f"{each:.1f} ms/page; {len(pages)} pages of {size:.0f} kB on average"
    return Figure(what=what, value=len(pages) / median(spent), unit="pages/s", remark=remark)


def _saved(folder: Path, pages: int) -> Pages:
    """Made-up pages as files."""
    found = []
    for number, (_, _, url, body) in enumerate(MadeUp(count=pages).articles()):
        path = folder / f"{number}.html"
        path.write_bytes(body)
        found.append((path, url))
    return found


def _captured(most: int) -> Pages:
    """The corpus's article pages whose true values are sure; none where it is not there."""
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        return []
    told = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    articles = [one for one in told if one.get("kind", "article") == "article" and not _is_unsure(one["id"])]
    return [(CORPUS / one["file"], one.get("url")) for one in articles[:most]]


def _is_unsure(page: str) -> bool:
    gold = CORPUS / "gold" / f"{page}.json"
    return gold.exists() and bool(json.loads(gold.read_text(encoding="utf-8")).get("unsure"))
