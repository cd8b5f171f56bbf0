"""Keeps articles: one row for a site and canonical address, one transaction for all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from pipelines.dedupe.corrections import lay_over
from pipelines.dedupe.identity import storable
from pipelines.dedupe.verdict import Content, Intent, Verdict, decide
from pipelines.history.presence import Fact
from pipelines.items import ROLES, Article, Sighting
from pipelines.store.changes import write_change
from pipelines.store.corrections import write_read
from pipelines.store.evidence import as_json, write_evidence
from pipelines.store.failures import write_solved
from pipelines.store.identity import forms
from pipelines.store.revisions import Row, read_present, write_revision
from pipelines.store.schema import stamp, writing
from pipelines.store.sightings import write_seen, write_sighting
from pipelines.store.sites import note_site
from pipelines.store.states import settle_states
from pipelines.store.tombstones import forgotten_among
from pipelines.store.unkept import forget_unkept
from pipelines.store.upkeep import mark


class Articles:
    """The table of articles, with everything that hangs on it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, article: Article, *, run_id: int | None = None) -> Verdict:
        """Store an article with its bylines, evidence, images, attachments, sightings and story, or none of it.

        An unchanged article gets its addresses, its sightings and the time it was seen, nothing else; a revised one
        keeps the old version in `revisions`; one that was forgotten is left alone. What decides is
        pipelines.dedupe.verdict. A person's corrections stay on top of whatever the page says. Raises StoreError.
        """
        content, fetched = Content.of(article), stamp(article.page.fetched)
        with writing(self._db):
            if forgotten_among(self._db, {article.url: article.canonical_url}):
                return "forgotten"
            note_site(self._db, article.site)
            row = read_present(self._db, article.site, article.canonical_url)
            shown = _shown(article, row)
            says = content if shown is article else Content.of(shown)
            values = _values(shown, says) | {"fetched": fetched, "run_id": run_id}
            twin = self._twin(values["body_hash"])
            intent = decide(row.kept if row else None, content, fetched=fetched, twin=twin)
            if row is None:
                article_id = self._add(article, values, twin)
            else:
                article_id = row.id
                if intent.verdict == "revised":
                    self._revise(shown, values, row, intent)
                    write_change(self._db, row.id, row.version, row.kept.content, content)
                    write_read(self._db, row.corrections, article)
            self._note_seen(article, article_id, fetched)
            if row is not None and row.state != "live" and (content.body or not row.kept.content.body):
                settle_states(self._db, article_id, Fact(at=article.page.fetched, says="there", why="fetched"))
        return intent.verdict

    def sight(self, sighting: Sighting) -> bool:
        """Record that a listing shows an article again; False where no such article is kept (yet).

        Raises StoreError.
        """
        link, seen = sighting.link, stamp(sighting.seen)
        with writing(self._db):
            found = self._find(sighting.site, link.url)
            if found is None:
                return False
            article_id, state = found
            write_sighting(self._db, article_id, link, seen=seen)
            write_seen(self._db, article_id, seen=seen)
            if state != "live":
                settle_states(self._db, article_id)
        return True

    def _twin(self, digest: str | None) -> int | None:
        """Find the story of the articles with this text; it may be the article's own."""
        if digest is None:
            return None
        query = "SELECT story_id FROM articles WHERE body_hash = ? LIMIT 1"
        found = self._db.conn.execute(query, (digest,)).fetchone()
        return found[0] if found else None

    def _find(self, site: str, url: str) -> tuple[int, str] | None:
        """Find the article an address leads to, and its state."""
        form = forms(self._db, site, [url])[url]
        found = self._db.conn.execute(_FIND, (site, url, form, url)).fetchone()
        return (found[0], found[1]) if found else None

    def _add(self, article: Article, values: dict[str, Any], twin: int | None) -> int:
        """Add a row. Each article is given a number of a story; where it has a twin it bears the twin's at once."""
        number = self._db.conn.execute("INSERT INTO stories DEFAULT VALUES").lastrowid
        added = self._db.conn.execute(_ADD, values | {"story_id": twin or number})
        article_id = added.lastrowid or 0
        self._db.conn.execute("UPDATE stories SET given_to = ? WHERE id = ?", (article_id, number))
        self._write_belongings(article, article_id, version=1)
        return article_id

    def _revise(self, article: Article, values: dict[str, Any], row: Row, intent: Intent) -> None:
        write_revision(self._db, row, intent, replaced=values["fetched"])
        version = row.version + 1
        self._db.conn.execute(_REVISE, values | {"version": version, "id": row.id})
        self._write_belongings(article, row.id, version=version)

    def _write_belongings(self, article: Article, article_id: int, *, version: int) -> None:
        """Write what stands in tables of its own, in place of what an earlier version had there."""
        connection = self._db.conn
        if version > 1:
            for clear in _CLEAR:
                connection.execute(clear, (article_id,))
        connection.executemany("INSERT INTO bylines VALUES (?, ?, ?, ?)", _bylines(article, article_id))
        connection.executemany("INSERT INTO images VALUES (?, ?, ?, ?)", _images(article, article_id))
        connection.executemany("INSERT INTO attachments VALUES (?, ?, ?, ?)", _attachments(article, article_id))
        connection.executemany(_ADD_RESPONSE, _responses(article, article_id, version))
        write_evidence(self._db, article_id, article)
        mark(self._db, article_id)

    def _note_seen(self, article: Article, article_id: int, fetched: str) -> None:
        """Write the addresses and sightings this page brought, and that its fetch is no open failure any more."""
        connection, site = self._db.conn, article.site
        connection.execute(_CLAIM_ADDRESS, (site, article.canonical_url, article_id))
        others = {article.url, *(link.url for link in article.page.links)} - {article.canonical_url}
        connection.executemany(_ADD_ADDRESS, [(site, url, article_id) for url in others])
        for link in article.page.links:
            write_sighting(self._db, article_id, link, seen=fetched)
        write_seen(self._db, article_id, seen=fetched)
        write_solved(self._db, site, article.url, at=fetched)
        forget_unkept(self._db, site, (forms(self._db, site, [article.url])[article.url], article.canonical_url))


# `url` stays the address the article was first requested by: it is what others cite.
_ADD = """
INSERT INTO articles (
    site_id, url, canonical_url, story_id, run_id, fetched, first_seen, last_seen, kind, knowledge, title,
    published, published_precision, published_approximate, source, breadcrumb, body_hash, body
) VALUES (
    :site_id, :url, :canonical_url, :story_id, :run_id, :fetched, :fetched, :fetched, :kind, :knowledge, :title,
    :published, :published_precision, :published_approximate, :source, :breadcrumb, :body_hash, :body
)
"""
_REVISE = """
UPDATE articles SET
    run_id = :run_id, version = :version, fetched = :fetched, kind = :kind,
    knowledge = :knowledge, title = :title,
    published = :published, published_precision = :published_precision,
    published_approximate = :published_approximate, source = :source, breadcrumb = :breadcrumb,
    body_hash = :body_hash, body = :body
WHERE id = :id
"""
_CLEAR = (
    "DELETE FROM bylines WHERE article_id = ?",
    "DELETE FROM images WHERE article_id = ?",
    "DELETE FROM attachments WHERE article_id = ?",
    "DELETE FROM evidence WHERE article_id = ?",
)
_ADD_RESPONSE = "INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

_FIND = """
SELECT article_id, state FROM addresses JOIN articles ON id = article_id
WHERE addresses.site_id = ? AND addresses.url IN (?, ?) ORDER BY addresses.url = ? DESC
"""

# The canonical address belongs to its article, whatever was once redirected from it; any other to the first to use it.
_CLAIM_ADDRESS = """
INSERT INTO addresses (site_id, url, article_id) VALUES (?, ?, ?)
ON CONFLICT (site_id, url) DO UPDATE SET article_id = excluded.article_id WHERE article_id != excluded.article_id
"""
_ADD_ADDRESS = "INSERT OR IGNORE INTO addresses (site_id, url, article_id) VALUES (?, ?, ?)"

_Rows = Iterator[tuple[Any, ...]]


def _shown(article: Article, row: Row | None) -> Article:
    """The article with the corrections of the one that is kept on top."""
    corrections = row.corrections if row else {}
    return lay_over(article, {field: one.correction for field, one in corrections.items()})


def _values(article: Article, content: Content) -> dict[str, Any]:
    """Gather the columns of the articles table that say what the article says."""
    return {
        "site_id": article.site,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "kind": article.kind.value,
        "knowledge": article.knowledge,
        "title": content.title,
        "published": content.published,
        "published_precision": content.published_precision,
        "published_approximate": content.published_approximate,
        "source": content.source,
        "breadcrumb": as_json(content.breadcrumb) if content.breadcrumb else None,
        "body_hash": content.body_hash,
        "body": content.body,
    }


def _bylines(article: Article, article_id: int) -> _Rows:
    for role in ROLES:
        names = getattr(article, role).value or ()
        for position, name in enumerate(names, start=1):
            if sound := storable(name):
                yield article_id, role, position, sound


def _images(article: Article, article_id: int) -> _Rows:
    for position, image in enumerate(article.images, start=1):
        yield article_id, position, storable(image.url) or "", storable(image.caption)


def _attachments(article: Article, article_id: int) -> _Rows:
    for position, file in enumerate(article.attachments, start=1):
        yield article_id, position, storable(file.url) or "", storable(file.name)


def _responses(article: Article, article_id: int, version: int) -> _Rows:
    for number, part in enumerate(article.page.parts, start=1):
        place = part.archived
        where = (place.file, place.offset, place.record_id) if place else (None, None, None)
        yield article_id, version, number, part.url, part.status, stamp(part.fetched), *where
