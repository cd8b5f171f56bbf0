"""The files that articles link to, where a profile asks for them: one row for a site and address."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.dedupe.identity import storable
from pipelines.items import FileContent
from pipelines.store.failures import write_solved
from pipelines.store.identity import forms
from pipelines.store.schema import explained, stamp, writing
from pipelines.store.sites import note_site
from pipelines.store.unkept import forget_unkept


class Files:
    """The table of files. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def pending(self, site: str) -> list[str]:
        """Addresses of attachments of the site's articles that are not fetched yet, newest articles first."""
        with explained(self._db):
            return [url for (url,) in self._db.conn.execute(_PENDING, (site,))]

    def keep(self, content: FileContent) -> None:
        """Store what a file is: hash, size, text, and where its bytes lie in the archive. The newest fetch stays."""
        received = content.file.received
        place = received.archived
        where = (place.file, place.offset, place.record_id) if place else (None, None, None)
        site, url, fetched = content.file.site, content.file.url, stamp(received.fetched)
        values = (
            site, url, fetched, content.media_type, len(received.body), content.sha256, content.reason or None, *where,
            storable(content.text),
        )  # fmt: skip
        with writing(self._db):
            note_site(self._db, site)
            self._db.conn.execute(_KEEP, values)
            write_solved(self._db, site, url, at=fetched)
            forget_unkept(self._db, site, forms(self._db, site, [url]).values())


_PENDING = """
SELECT t.url FROM attachments t JOIN articles a ON a.id = t.article_id
WHERE a.site_id = ?1 AND NOT EXISTS (SELECT 1 FROM files WHERE site_id = ?1 AND url = t.url)
GROUP BY t.url ORDER BY max(a.id) DESC, t.url
"""
_KEEP = """
INSERT OR REPLACE INTO files (
    site_id, url, fetched, media_type, bytes, sha256, reason, archive_file, archive_offset, archive_record, text
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
