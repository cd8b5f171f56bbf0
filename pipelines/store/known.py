"""Which addresses lead to articles that are kept already, and since when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from pipelines.store.identity import forms
from pipelines.store.schema import explained
from pipelines.store.tombstones import forgotten_among


@dataclass(frozen=True, slots=True)
class KeptSince:
    """When an article was seen first (aware, UTC), and its day: of publication, or of the first sight if earlier."""

    first_seen: datetime
    day: str


FORGOTTEN = KeptSince(datetime.min.replace(tzinfo=UTC), "")


def known(db: Database, site: str, urls: Iterable[str]) -> dict[str, KeptSince]:
    """Say which of these addresses lead to articles of the site, by the address as given.

    An address is known as it was requested or listed, in its canonical form, or by having the canonical form of an
    article that is kept; so is one that was forgotten, since ever and with no day. Raises StoreError.
    """
    with explained(db):
        keys = forms(db, site, urls)
        wanted = json.dumps([*keys, *keys.values()])
        kept = {url: _since(*times) for url, *times in db.conn.execute(_KNOWN, (site, wanted))}
        gone = forgotten_among(db, keys)
    found = {url: kept.get(url) or kept.get(form) for url, form in keys.items()}
    return {url: since for url, since in found.items() if since} | dict.fromkeys(gone, FORGOTTEN)


def _since(first_seen: str, published: str | None) -> KeptSince:
    """What is kept of an article's age. A page may say that it was published tomorrow; it had been seen before."""
    day = first_seen[:10]
    return KeptSince(datetime.fromisoformat(first_seen), min(published[:10], day) if published else day)


_KNOWN = """
SELECT d.url, a.first_seen, a.published FROM addresses d JOIN articles a ON a.id = d.article_id
WHERE d.site_id = ? AND d.url IN (SELECT value FROM json_each(?))
"""
