"""Exchanges rejoined into Pages, in file order, with every response accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.archive.exchange import ArticleRequest, Damage, Exchange
from pipelines.archive.reader import ArchiveReader, log_damage
from pipelines.items import Page

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_PAGE = frozenset({"text/css", "text/javascript", "text/ecmascript", "text/calendar", "text/vcard"})
_PAGE_ENDS = ("/json", "/xml", "+json", "+xml", "/x-json")

Parts = dict[int, Exchange]


class ArchivedPages:
    """The article pages of a set of WARC files.

    Of our own archives, a Page is what the metadata records say was fetched for an article, its parts rejoined. Of
    others, every answer 200 that is html, xml, json or plain text is a Page of one part.

    site_of: the site's id for an address, for archives that do not say it.
    advance: told how many bytes more of the files are read; each is read twice.
    count: called with a key for each thing counted, so that
        responses == parts + the sum of skipped/<reason>, and parts == the parts of all pages yielded.
        Keys: responses, pages, parts, skipped/redirect, skipped/robots.txt, skipped/status <n>, skipped/taken down,
        skipped/listing (an exchange of ours that was for no article), skipped/binary, skipped/stray part; damaged, and
        cut for the end of a file that was killed.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        *,
        folder: Path | None = None,
        site_of: Callable[[str], str],
        count: Callable[[str], object],
        advance: Callable[[int], object] = lambda read: None,
    ) -> None:
        self._paths = list(paths)
        self._folder = folder
        self._site_of = site_of
        self._count = count
        self._advance = advance

    def __iter__(self) -> Iterator[Page]:
        later = self._later_parts()
        joined = {part.archived for parts in later.values() for part in parts.values()}
        for exchange in self._read(self._damaged):
            self._count("responses")
            reason = _no_page(exchange)
            if reason is None and exchange.article and exchange.article.part > 1:
                if exchange.archived in joined:
                    continue  # counted with the page it belongs to
                reason = "stray part"
            if reason is not None:
                self._count(f"skipped/{reason}")
                continue
            yield self._page(exchange, later.pop(exchange.archived.record_id, {}))

    def _read(self, on_damage: Callable[[Damage], object]) -> ArchiveReader:
        return ArchiveReader(self._paths, folder=self._folder, on_damage=on_damage, advance=self._advance)

    def _page(self, first: Exchange, later: Parts) -> Page:
        article = first.article or ArticleRequest(site=self._site_of(first.url), url=first.url)
        parts = (first, *(later[number] for number in sorted(later)))
        self._count("pages")
        for _ in parts:
            self._count("parts")
        return Page(
            site=article.site,
            url=article.url,
            links=article.links,
            parts=tuple(part.received() for part in parts),
        )

    def _later_parts(self) -> dict[str, Parts]:
        """Second and further parts by the record id of the first.

        A first reading: when an article's first part was asked for, nobody knew how many there would be. They are
        kept in memory, being few.
        """
        first: dict[tuple[str, str], str] = {}
        later: dict[str, Parts] = {}
        for exchange in self._read(_told_later):
            if (article := exchange.article) is None or _no_page(exchange) is not None:
                continue
            if article.part == 1:
                first[article.site, article.url] = exchange.archived.record_id
            elif begun := first.get((article.site, article.url)):
                later.setdefault(begun, {})[article.part] = exchange
        return later

    def _damaged(self, damage: Damage) -> None:
        self._count("cut" if damage.cut else "damaged")
        log_damage(damage)


def _told_later(damage: Damage) -> None:
    """The second reading meets it again and reports it."""


def _no_page(exchange: Exchange) -> str | None:
    """Why an exchange is no part of any article; None where it may be one."""
    if urlsplit(exchange.url).path == "/robots.txt":
        return "robots.txt"
    if exchange.status in _REDIRECTS:
        return "redirect"
    if exchange.status != 200:
        return f"status {exchange.status}"
    if exchange.removed:
        return "taken down"
    if exchange.ours and exchange.article is None:
        return "listing"
    return None if _may_be_read(exchange) else "binary"


def _may_be_read(exchange: Exchange) -> bool:
    said = next((value for name, value in exchange.headers if name.lower() == "content-type"), "")
    kind = said.partition(";")[0].strip().lower()
    if not kind:
        return b"\0" not in exchange.body[:1024]  # nothing said: text has no zero bytes
    readable = kind.startswith("text/") or kind.endswith(_PAGE_ENDS)
    return readable and kind not in _NO_PAGE and not kind.startswith("image/")
