"""Learns, between runs, what repeats on the hosts of sites, from the pages in the archive."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from pipelines.archive import fetch_record
from pipelines.errors import ArchiveError
from pipelines.extract.host_knowledge import learn
from pipelines.items import ArchiveRef, Page
from pipelines.normalise.addresses import host as host_of
from pipelines.rules import HostKnowledge, SiteFacts
from pipelines.store.archived import ArchivedPart, newest_parts
from pipelines.store.knowledge import Knowledge
from pipelines.store.schema import open_database

logger = logging.getLogger(__name__)

PAGES = 40
"""Newest pages of a site that are looked at: enough to tell a template from a story, and read in a second."""
_GROWN = 2
"""A host is learned anew when it has this many times the pages it was learned from, until there are PAGES of it."""


def learn_hosts(db: Database, archive: Path, site: str, now: datetime) -> list[HostKnowledge]:
    """Learn what the hosts of a site repeat, and keep it; returns what is new. Hosts learned already are left.

    Raises StoreError. A page that the archive no longer holds is passed over.
    """
    knowledge = Knowledge(db)
    known = knowledge.latest()
    made = []
    for host, parts in _by_host(newest_parts(db, site, PAGES)).items():
        if host in known and len(parts) < min(PAGES, _GROWN * known[host].pages):
            continue
        found = None if _is_full(known.get(host)) else learn(host, _pages(archive, parts))
        if found is not None:
            knowledge.keep(found, now)
            made.append(found)
    return made


def stored_knowledge(database: Path) -> dict[str, HostKnowledge]:
    """What was learned so far, by host; nothing where there is no database yet. Raises StoreError."""
    if not database.is_file():
        return {}
    db = open_database(database)
    try:
        return Knowledge(db).latest()
    finally:
        db.close()


def with_knowledge(facts: Mapping[str, SiteFacts], known: Mapping[str, HostKnowledge]) -> dict[str, SiteFacts]:
    """The facts of sites, with what is known of hosts."""
    return {site: replace(one, knowledge=known) for site, one in facts.items()}


def _is_full(known: HostKnowledge | None) -> bool:
    return known is not None and known.pages >= PAGES


def _by_host(parts: list[ArchivedPart]) -> dict[str, list[ArchivedPart]]:
    """The parts of each host, in order of address."""
    found: dict[str, list[ArchivedPart]] = {}
    for part in sorted(parts, key=lambda one: one.url):
        found.setdefault(host_of(part.url), []).append(part)
    return found


def _pages(archive: Path, parts: list[ArchivedPart]) -> Iterator[Page]:
    for part in parts:
        place = ArchiveRef(file=part.file, offset=part.offset, record_id=part.record_id)
        try:
            received = fetch_record(archive, place).received()
        except ArchiveError as error:
            logger.info("not learned from: %s", error)
            continue
        yield Page(site="", url=part.url, parts=(received,))
