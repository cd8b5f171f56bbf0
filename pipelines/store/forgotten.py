"""Takes articles down: what is to be sought in the archive, and the erasing of every row; a tombstone stays.

In this order, so that a kill at any moment leaves something that the next run completes: the tombstone is begun, and
from then on the address is known and not asked again; the archive is gone through (pipelines.archive.takedown, which
needs the texts); one transaction erases all rows and ends the tombstone; free pages are wiped (store.space).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database

from pipelines.archive.masks import SHORTEST_TITLE, Texts, texts
from pipelines.archive.takedown import Taken, Target
from pipelines.dedupe.identity import storable
from pipelines.normalise.addresses import canonical, host
from pipelines.rules import HostKnowledge
from pipelines.store.addressed import Addressed
from pipelines.store.evidence import as_json
from pipelines.store.identity import twins_of
from pipelines.store.schema import explained, stamp, writing
from pipelines.store.search_index import remove

HIDDEN = "▇"
"""What stands in other articles' side lists and evidence where the title stood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """One address that is being forgotten; article and site are None where nothing was kept from it."""

    id: int
    article_id: int | None
    site: str | None
    url: str


class Twin(NamedTuple):
    """An article with the same text, or with an edited copy of it, which is not forgotten with it."""

    site: str
    url: str
    same: bool


class Forgotten:
    """The tables of what was taken down. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, url: str, article: Addressed | None, *, why: str, now: datetime) -> Forgetting:
        """Put up the tombstone: no crawl, replay or reading keeps this article from now on.

        article: what is kept from the address; None where nothing is, and the address alone is not to be asked.
        """
        site = article.site if article else None
        values = (article.id if article else None, site, storable(article.url if article else url), why, stamp(now))
        with writing(self._db):
            ident = self._db.conn.execute(_BEGIN, values).lastrowid or 0
            named = {url, *(self._addresses(article.id) if article else ())}
            twins = twins_of(self._db, site) if site else {}
            forms = {form for one in named for form in (one, canonical(one), canonical(one, twins))}
            self._db.conn.executemany(_BLOCK, [(storable(form), ident) for form in forms])
        return Forgetting(id=ident, article_id=values[0], site=site, url=values[2] or url)

    def block(self, one: Forgetting, addresses: Iterable[str]) -> None:
        """Have these addresses, too, not asked again."""
        with writing(self._db):
            self._db.conn.executemany(_BLOCK, [(address, one.id) for address in addresses])

    def begun(self) -> list[Forgetting]:
        """What was begun and not ended: by a process that was killed, or just now."""
        query = "SELECT id, article_id, site_id, url FROM forgotten WHERE ended IS NULL ORDER BY id"
        with explained(self._db):
            rows = self._db.conn.execute(query).fetchall()
        return [Forgetting(id=ident, article_id=number, site=site, url=url) for ident, number, site, url in rows]

    def twins(self, article_id: int) -> list[Twin]:
        """The articles with the same text, and of the same story, that are not being forgotten themselves."""
        with explained(self._db):
            return [Twin(site, url, bool(same)) for site, url, same in self._db.conn.execute(_TWINS, (article_id,))]

    def target(self, one: Forgetting) -> Target:
        """What is to be sought in the archive."""
        with explained(self._db):
            blocked = self._blocked(one)
            if one.article_id is None:
                hosts = frozenset(host(url) for url in blocked)
                return Target(addresses=blocked, hosts=hosts, texts=Texts())
            own = {canonical(url) for url in (*self._addresses(one.article_id), *self._files(one))}
            listings = {canonical(url) for (url,) in self._db.conn.execute(_LISTINGS, (one.article_id,))}
            spared = {canonical(url) for (url,) in self._db.conn.execute(_TWIN_ADDRESSES, (one.article_id,))}
            return Target(
                addresses=frozenset((own | blocked) - spared),
                hosts=frozenset(map(host, own | listings)),
                spared=frozenset(spared),
                texts=self._texts(one.article_id),
            )

    def erase(self, taken: Mapping[Forgetting, Taken], now: datetime) -> None:
        """Erase every row of these and end their tombstones; taken: what was done in the archive. All or nothing.

        The bytes that are freed are written over (secure_delete); those that earlier versions left are store.space's.
        """
        self._db.conn.execute("PRAGMA secure_delete = ON")
        with writing(self._db):
            self._db.conn.execute("PRAGMA defer_foreign_keys = ON")  # until the articles' own rows are gone, too
            ids = [one.article_id for one in taken if one.article_id is not None]
            if ids:
                remove(self._db, *ids)
            for one, found in taken.items():
                blocked = self._blocked(one)
                if one.article_id is not None:
                    self._erase_article(one, one.article_id)
                self._forget_tries(blocked)
                self._db.conn.execute(_END, (stamp(now), found.removed, found.masked, one.id))

    def unwiped(self) -> bool:
        """Whether free pages may still hold what was erased."""
        with explained(self._db):
            return self._db.conn.execute("SELECT 1 FROM forgotten WHERE wiped IS NULL LIMIT 1").fetchone() is not None

    def note_wiped(self, now: datetime) -> None:
        """Write down that the free pages hold nothing of what was erased so far."""
        with writing(self._db):
            query = "UPDATE forgotten SET wiped = ? WHERE wiped IS NULL AND ended IS NOT NULL"
            self._db.conn.execute(query, (stamp(now),))

    def _erase_article(self, one: Forgetting, article_id: int) -> None:
        connection = self._db.conn
        wanted = self._texts(article_id)
        self._hide_titles(one, article_id, [title for title in wanted.titles if len(title) >= SHORTEST_TITLE])
        self._forget_lines({*wanted.titles, *wanted.paragraphs})
        for url in self._files(one):
            connection.execute("DELETE FROM files WHERE site_id = ? AND url = ?", (one.site, url))
        for table in self._tables_of_articles():
            connection.execute(f'DELETE FROM "{table}" WHERE article_id = ?', (article_id,))  # noqa: S608
        connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def _tables_of_articles(self) -> list[str]:
        """Every table that has rows of an article, those of a later migration, too."""
        return [name for (name,) in self._db.conn.execute(_TABLES) if name != "forgotten"]

    def _hide_titles(self, one: Forgetting, article_id: int, titles: Sequence[str]) -> None:
        """Hide the titles in the side lists and the evidence of the site's other articles; twins keep theirs."""
        for title in titles:
            for spelled in dict.fromkeys((title, as_json(title)[1:-1], as_json(as_json(title))[3:-3])):
                values = {"title": spelled, "own": title, "hidden": HIDDEN, "site": one.site, "id": article_id}
                for hide in _HIDE:
                    self._db.conn.execute(hide, values)

    def _forget_lines(self, lines: set[str]) -> None:
        """Take these lines out of what is known of hosts; a version with fewer lines is another version."""
        query = "SELECT host, version, pages, lines FROM host_knowledge"
        for name, version, pages, known in self._db.conn.execute(query).fetchall():
            before = frozenset(json.loads(known))
            if not before & lines:
                continue
            after = HostKnowledge(host=name, pages=pages, lines=before - lines)
            values = (after.version, as_json(sorted(after.lines)), name, version)
            self._db.conn.execute(_OTHER_LINES, values)
            self._db.conn.execute("UPDATE articles SET knowledge = ? WHERE knowledge = ?", (after.version, version))

    def _forget_tries(self, addresses: frozenset[str]) -> None:
        """Forget what failed at these addresses: rows of lists, with their titles, stand there."""
        for address in addresses:
            self._db.conn.execute("DELETE FROM unkept WHERE canonical_url = ?", (address,))
        failed = self._db.conn.execute("SELECT id, url FROM failures").fetchall()
        gone = [(ident,) for ident, url in failed if canonical(url) in addresses]
        self._db.conn.executemany("DELETE FROM failures WHERE id = ?", gone)

    def _blocked(self, one: Forgetting) -> frozenset[str]:
        """The addresses of the tombstone, in canonical form."""
        query = "SELECT url FROM forgotten_addresses WHERE forgotten_id = ?"
        return frozenset(canonical(url) for (url,) in self._db.conn.execute(query, (one.id,)))

    def _addresses(self, article_id: int) -> list[str]:
        """Every address that led to the article or that its pages came from."""
        return [url for (url,) in self._db.conn.execute(_ADDRESSES, (article_id,))]

    def _files(self, one: Forgetting) -> list[str]:
        """The files that this article alone links to."""
        return [url for (url,) in self._db.conn.execute(_FILES, (one.article_id, one.site))]

    def _texts(self, article_id: int) -> Texts:
        """Its titles, as its pages, its listings and people gave them, and its paragraphs, of all versions."""
        titles = [title for (title,) in self._db.conn.execute(_TITLES, (article_id,))]
        bodies = [body for (body,) in self._db.conn.execute(_BODIES, (article_id,)) if body]
        return texts(titles, (line for body in bodies for line in body.split("\n")))


def _unioned(*queries: str) -> str:
    return " UNION ".join(queries)


_BEGIN = "INSERT INTO forgotten (article_id, site_id, url, why, begun) VALUES (?, ?, ?, ?, ?)"
_BLOCK = "INSERT OR IGNORE INTO forgotten_addresses (url, forgotten_id) VALUES (?, ?)"
_ADDRESSES = _unioned(
    "SELECT url FROM addresses WHERE article_id = ?1",
    "SELECT url FROM articles WHERE id = ?1",
    "SELECT canonical_url FROM articles WHERE id = ?1",
    "SELECT url FROM responses WHERE article_id = ?1",
    "SELECT url FROM merged WHERE article_id = ?1",
    "SELECT canonical_url FROM merged WHERE article_id = ?1",
)
_FILES = """
SELECT url FROM attachments WHERE article_id = ?1 AND url NOT IN (
    SELECT t.url FROM attachments t JOIN articles a ON a.id = t.article_id WHERE a.site_id = ?2 AND a.id != ?1
)
"""
_LISTINGS = "SELECT listing FROM sightings WHERE article_id = ?"
_TITLES = _unioned(
    "SELECT title FROM articles WHERE id = ?1",
    "SELECT title FROM sightings WHERE article_id = ?1",
    "SELECT title FROM revisions_flat WHERE article_id = ?1",
    "SELECT value FROM corrections_flat WHERE article_id = ?1 AND field = 'title'",
    "SELECT read FROM corrections_flat WHERE article_id = ?1 AND field = 'title'",
)
_BODIES = _unioned(
    "SELECT body FROM articles WHERE id = ?1",
    "SELECT body FROM revisions_flat WHERE article_id = ?1",
    "SELECT value FROM corrections_flat WHERE article_id = ?1 AND field = 'body'",
    "SELECT read FROM corrections_flat WHERE article_id = ?1 AND field = 'body'",
)
_LIKE_IT = """
FROM articles a, articles it WHERE it.id = ?1 AND (a.body_hash = it.body_hash OR a.story_id = it.story_id)
    AND a.id != ?1 AND a.id NOT IN (SELECT article_id FROM forgotten WHERE article_id IS NOT NULL)
"""
_TWINS = f"SELECT a.site_id, a.url, a.body_hash IS it.body_hash {_LIKE_IT} ORDER BY a.id"
_TWIN_ADDRESSES = f"""
SELECT url FROM addresses WHERE article_id IN (SELECT a.id {_LIKE_IT})
UNION SELECT url FROM responses WHERE article_id IN (SELECT a.id {_LIKE_IT})
"""  # noqa: S608
_TABLES = """
SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' AND c.name = 'article_id' ORDER BY m.name
"""
_NEIGHBOURS = """
article_id IN (
    SELECT a.id FROM articles a, articles it WHERE it.id = :id AND a.site_id = :site AND a.title IS NOT :own
        AND a.story_id != it.story_id AND (a.body_hash IS NULL OR a.body_hash IS NOT it.body_hash)
)
"""
_HIDE = tuple(
    f"UPDATE {table} SET {column} = replace({column}, :title, :hidden) WHERE {_NEIGHBOURS} AND instr({column}, :title)"  # noqa: S608
    for table, column in (
        ("evidence", "value"), ("evidence", "raw"), ("evidence", "candidates"),
        ("revisions", "evidence"), ("corrections", "evidence"),
    )
)  # fmt: skip
_END = "UPDATE forgotten SET ended = ?, responses = ?, pages = ? WHERE id = ?"
_OTHER_LINES = "UPDATE OR REPLACE host_knowledge SET version = ?, lines = ? WHERE host = ? AND version = ?"
