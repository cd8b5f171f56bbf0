"""Writes where an article was seen: one row for an article and a listing. Inside a transaction."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.dedupe.identity import storable
from pipelines.items import Link


def write_sighting(db: Database, article_id: int, link: Link, *, seen: str) -> None:
    """Record that a listing showed an article; seen is a stamp.

    The row keeps the first and last time; position, title and date are those of the last. In whatever order the
    sightings of an article arrive, the row is the same in the end.
    """
    db.conn.execute(
        """
        INSERT INTO sightings
            (article_id, listing, url, title, date, raw_date, position, pinned, first_seen, last_seen)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (article_id, listing) DO UPDATE SET
            url = excluded.url, title = excluded.title, date = excluded.date, raw_date = excluded.raw_date,
            position = excluded.position, pinned = excluded.pinned, last_seen = excluded.last_seen
        WHERE excluded.last_seen >= last_seen
        """,
        (
            article_id,
            storable(link.listing) or "",
            storable(link.url) or "",
            storable(link.title),
            link.date,
            storable(link.raw_date),
            link.position,
            int(link.pinned),
            seen,
            seen,
        ),
    )
    db.conn.execute(
        "UPDATE sightings SET first_seen = ? WHERE article_id = ? AND listing = ? AND first_seen > ?",
        (seen, article_id, link.listing, seen),
    )


def write_seen(db: Database, article_id: int, *, seen: str) -> None:
    """Widen the time between an article's first and last sight to hold `seen`, a stamp."""
    db.conn.execute(
        """
        UPDATE articles SET first_seen = min(first_seen, ?1), last_seen = max(last_seen, ?1)
        WHERE id = ?2 AND (first_seen > ?1 OR last_seen < ?1)
        """,
        (seen, article_id),
    )
