"""`python -m benchmarks [NAME …]`: measures, prints tables, and writes the figures as JSON where asked."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks import health, keeping, knowledge, parallel, policy, reading, road, scale, search, stories, story_growth
from benchmarks.figures import Measure, table
from benchmarks.pages import FEWEST

BENCHMARKS: dict[str, tuple[Measure, str]] = {
    "road": (road.measure, "The full road beside bare Scrapy, CPU time"),
    "reading": (reading.measure, "Reading pages, a CPU second"),
    "knowledge": (knowledge.measure, "What knowing a host adds"),
    "parallel": (parallel.measure, "A hundred portals side by side, one process"),
    "policy": (policy.measure, "What the crawl policy asks for and finds; a page is a day"),
    "health": (health.measure, "What health reports, and how often falsely; a page is a day"),
    "keeping": (keeping.measure, "Storing articles, CPU time"),
    "search": (search.measure, "Finding articles"),
    "copies": (stories.measure, "Finding copies of texts"),
    "stories": (story_growth.measure, "Putting articles into stories"),
    "scale": (scale.measure, "Keeping articles as they grow in number"),
}
_OF_ARTICLES = ("search", "stories", "scale")
"""Benchmarks of many made-up articles, where the others take made-up pages."""


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What a page costs; see docs/speed.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--pages", type=_pages, default=300, help="made-up pages (default %(default)s)")
    told = f"made-up articles, for {', '.join(_OF_ARTICLES)} (default %(default)s)"
    parser.add_argument("--articles", type=_pages, default=10_000, help=told)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    figures = {}
    for name in options.names or BENCHMARKS:
        measure, title = BENCHMARKS[name]
        found = measure(options.articles if name in _OF_ARTICLES else options.pages)
        Console().print(table(title, found), "")
        figures[name] = [asdict(figure) for figure in found]
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _pages(text: str) -> int:
    if not text.isdecimal() or int(text) < FEWEST:
        raise argparse.ArgumentTypeError(f"expected a whole number, {FEWEST} at the least")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
