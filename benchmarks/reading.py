"""Pages a CPU second of the reader, on made-up pages and on the captured ones beside the checkout, with its peers.

The captured pages (../shared/corpus) and the peers (trafilatura, gne) are measured where they are there; nothing is
installed for it.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from benchmarks.figures import Figure
from benchmarks.pages import MadeUp, as_page
from crawler.places import CHECKOUT
from crawler.protocol import page_of_file
from pipelines.extract.document import decode
from pipelines.extract.reader import read_page
from pipelines.items import Page

CORPUS = CHECKOUT.parent / "shared" / "corpus"
PEERS = ("trafilatura", "gne")
_NOW = datetime(2026, 12, 31, tzinfo=UTC)
_WARM = 10
"""Pages read before the clock runs."""

Reader = Callable[[Page], object]


def measure(pages: int) -> list[Figure]:
    """The reader and each peer on each set of pages."""
    made_up = [as_page(portal, url, body, _NOW) for portal, _, url, body in MadeUp(count=pages).articles()]
    captured = _captured(pages)
    figures = [_figure("district-news, made-up pages", read_page, made_up)]
    figures.append(_figure("district-news, captured pages", read_page, captured))
    for name in PEERS:
        reader = _peer(name)
        if reader is None:
            figures.append(Figure(what=name, value=None, unit="pages/s", remark="not installed"))
            continue
        figures.append(_figure(f"{name}, made-up pages", reader, made_up))
        figures.append(_figure(f"{name}, captured pages", reader, captured))
    return figures


def _figure(what: str, reader: Reader, pages: Sequence[Page]) -> Figure:
    if not pages:
        return Figure(what=what, value=None, unit="pages/s", remark="../shared/corpus is not there")
    for page in pages[:_WARM]:
        reader(page)
    began = time.process_time()
    for page in pages:
        reader(page)
    seconds = time.process_time() - began
    size = sum(len(page.parts[0].body) for page in pages) / len(pages) / 1000
    remark = f"{1000 * seconds / len(pages):.1f} ms/page; {len(pages)} pages of {size:.0f} kB on average"
    return Figure(what=what, value=len(pages) / seconds, unit="pages/s", remark=remark)


def _captured(most: int) -> list[Page]:
    """The corpus's article pages; none where it is not there."""
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        return []
    told = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    articles = [one for one in told if one.get("kind", "article") == "article"]
    return [page_of_file(CORPUS / one["file"], one.get("url"), _NOW) for one in articles[:most]]


def _peer(name: str) -> Reader | None:
    """A public extractor as it is used, with its metadata; None where it is not installed."""
    try:
        library: Any = import_module(name)
    except ImportError:
        return None
    logging.getLogger(name).setLevel(logging.CRITICAL)
    if name == "gne":
        extractor = library.GeneralNewsExtractor()
        return lambda page: extractor.extract(_text(page))
    return lambda page: library.bare_extraction(_text(page), with_metadata=True)


def _text(page: Page) -> str:
    return decode(page.parts[0].body, page.parts[0].header("content-type")).text
