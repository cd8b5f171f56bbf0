"""Which addresses are one article's: their keys, by today's rules and the site's twin hosts, and when these change.

The rules stand in data/lexicon/addresses.toml, the twin hosts in a site's profile. The database remembers by which of
both its keys were made; where they have changed, all keys are made anew, and articles that turn out to be one are
merged (merging.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlite_utils import Database

from pipelines.normalise.addresses import canonical, rules_number
from pipelines.store.corrections import in_force
from pipelines.store.merging import merge

Keys = list[tuple[int, str]]
"""Articles by number, each with its key."""


def twins_of(db: Database, site: str) -> dict[str, str]:
    """The twin hosts of a site, as its profile named them when it was crawled last."""
    found = db.conn.execute("SELECT twin_hosts FROM sites WHERE id = ?", (site,)).fetchone()
    return json.loads(found[0]) if found else {}


def forms(db: Database, site: str, urls: Iterable[str]) -> dict[str, str]:
    """The canonical form of each address, by the address as given."""
    twins = twins_of(db, site)
    return {url: canonical(url, twins) for url in urls}


def are_of_today(db: Database) -> bool:
    """Whether the keys were made by today's rules."""
    return bool(db.conn.execute("PRAGMA user_version").fetchone()[0] == rules_number())


def outdated(db: Database) -> dict[str, Keys]:
    """The articles of each site whose keys are others by today's rules, with these.

    It walks over all addresses (some 20 s for a million), so it is done before the transaction that brings them along:
    others go on writing meanwhile, by today's rules.
    """
    sites = [site for (site,) in db.conn.execute("SELECT id FROM sites")]
    return {site: _changed(db, "articles", "id", site, twins_of(db, site)) for site in sites}


def bring_along(db: Database, keys: Mapping[str, Keys]) -> None:
    """Give the articles of all sites their new keys, as outdated() found them. Inside a transaction."""
    for site, changed in keys.items():
        renew(db, site, changed)
    _renew_tombstones(db, None, {})
    db.conn.execute(f"PRAGMA user_version = {rules_number()}")


def renew(db: Database, site: str, changed: Keys | None = None) -> None:
    """Make the keys of a site anew, and one article of those that share a key now. Inside a transaction.

    changed: the articles with another key, where that is known already. Articles with a person's corrections stay as
    they are, each with its own addresses: which of two corrected values holds is for that person to say.
    """
    twins = twins_of(db, site)
    changed = _changed(db, "articles", "id", site, twins) if changed is None else changed
    there = [(article_id, key) for article_id, key in changed if _give_up_key(db, article_id)]
    for article_id, key in there:
        _rekey(db, site, article_id, key)
    for url, key in _changed(db, "unkept", "url", site, twins):
        db.conn.execute(
            "UPDATE OR REPLACE unkept SET canonical_url = ? WHERE site_id = ? AND url = ?", (key, site, url)
        )
    _renew_tombstones(db, site, twins)


def _give_up_key(db: Database, article_id: int) -> bool:
    """Take an article's key away, so that it stands in nobody's way; False where the article is gone meanwhile."""
    query = "UPDATE articles SET canonical_url = ? WHERE id = ?"
    return db.conn.execute(query, (f"moving {article_id}", article_id)).rowcount > 0


def _renew_tombstones(db: Database, site: str | None, twins: dict[str, str]) -> None:
    """Block the keys, too, that the addresses of a site's forgotten articles have now; None: those of no site."""
    rows = db.conn.execute(_FORGOTTEN, (site,)).fetchall()
    blocked = [(canonical(url, twins), ident) for url, ident in rows]
    db.conn.executemany("INSERT OR IGNORE INTO forgotten_addresses (url, forgotten_id) VALUES (?, ?)", blocked)


def _changed(db: Database, table: str, ident: str, site: str, twins: dict[str, str]) -> Keys:
    """Those rows whose key is another now, each with its new one, in order."""
    query = f"SELECT {ident}, url, canonical_url FROM {table} WHERE site_id = ? ORDER BY 1"  # noqa: S608
    rows = db.conn.execute(query, (site,))
    return [(number, key) for number, url, old in rows if (key := canonical(url, twins)) != old]


def _rekey(db: Database, site: str, article_id: int, key: str) -> None:
    """Give an article its new key; where another has that key, the two are one."""
    query = "SELECT id FROM articles WHERE site_id = ? AND canonical_url = ?"
    other = db.conn.execute(query, (site, key)).fetchone()
    if other is None:
        db.conn.execute("UPDATE articles SET canonical_url = ? WHERE id = ?", (key, article_id))
        db.conn.execute(_CLAIM, (site, key, article_id))
    elif in_force(db, article_id) or in_force(db, other[0]):
        db.conn.execute("UPDATE articles SET canonical_url = ? WHERE id = ?", (f"{key}#{article_id}", article_id))
    else:
        first, second = sorted((other[0], article_id))
        merge(db, first, second, key)


_CLAIM = "INSERT OR REPLACE INTO addresses (site_id, url, article_id) VALUES (?, ?, ?)"
_FORGOTTEN = """
SELECT a.url, a.forgotten_id FROM forgotten_addresses a JOIN forgotten f ON f.id = a.forgotten_id
WHERE f.site_id IS ?
"""
