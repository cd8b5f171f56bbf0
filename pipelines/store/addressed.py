"""Which kept articles an address means."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlite_utils import Database

from pipelines.errors import StoreError
from pipelines.normalise.addresses import canonical
from pipelines.store.schema import explained
from pipelines.store.tombstones import TakenDown, taken_down


class Addressed(NamedTuple):
    """An article, as an address leads to it."""

    id: int
    site: str
    url: str
    canonical_url: str
    title: str | None
    story_id: int


def articles_at(db: Database, url: str, site: str | None = None) -> list[Addressed]:
    """The articles of that address, in whatever spelling it is given, one a site; of that site only where one is named.

    Raises StoreError.
    """
    with explained(db):
        forms = json.dumps(_forms(db, url))
        return [Addressed(*row) for row in db.conn.execute(_AT, (forms, site)).fetchall()]


def taken_down_at(db: Database, url: str, site: str | None = None) -> list[TakenDown]:
    """What was taken down at that address, in whatever spelling it is given, one a site. Raises StoreError."""
    with explained(db):
        forms = _forms(db, url)
    return taken_down(db, forms, site)


def article_at(db: Database, url: str, site: str | None = None) -> Addressed:
    """The one article of that address.

    Raises StoreError where there is none, which says so where it was taken down, or one on each of several sites.
    """
    found = articles_at(db, url, site)
    gone = [] if found else taken_down_at(db, url, site)
    if gone:
        raise StoreError(f"{url}: {'; '.join(one.told() for one in gone)}")
    if not found:
        of_site = f" of {site}" if site else ""
        raise StoreError(f"{url}: no article{of_site} is kept from that address; give it as the database has it")
    if len(found) > 1:
        sites = ", ".join(one.site for one in found)
        raise StoreError(f"{url}: several sites have an article there ({sites}); say which with --site")
    return found[0]


def _forms(db: Database, url: str) -> list[str]:
    """The spellings that an address may be kept in. Inside explained."""
    twins = [json.loads(hosts) for (hosts,) in db.conn.execute("SELECT DISTINCT twin_hosts FROM sites")]
    return [url, canonical(url), *(canonical(url, hosts) for hosts in twins if hosts)]


_AT = """
SELECT DISTINCT a.id, a.site_id, a.url, a.canonical_url, a.title, a.story_id
FROM addresses d JOIN articles a ON a.id = d.article_id
WHERE d.url IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR a.site_id = ?2) ORDER BY a.id
"""
