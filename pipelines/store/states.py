"""Keeps whether an article is still there, and what became of it before. Inside a transaction.

Decided by pipelines.history.presence from all that is kept: checks, fetches, sightings. Nothing here is ever removed:
the article stays as it was last seen whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from pipelines.history.presence import STATES, Fact, Saying, standings

SAYS: dict[str, Saying] = {
    "same": "there", "not modified": "there", "changed": "there",
    "gone": "missing", "soft 404": "missing", "moved": "missing", "moved home": "missing", "deleted notice": "missing",
    "unlisted": "unlisted",
}  # fmt: skip
"""What the outcome of a check says of an article; any other says nothing."""

_TELLS: dict[str, Saying] = {"restored": "there", "live": "listed"}
"""What an earlier state tells, where the fetch or sighting behind it left no trace of its own."""


def settle_states(db: Database, article_id: int, *facts: Fact) -> None:
    """Bring an article's states up to date with all that is known of it, and these facts.

    A state that is none of ours (of an article that was taken down) stays.
    """
    (state,) = db.conn.execute("SELECT state FROM articles WHERE id = ?", (article_id,)).fetchone()
    if state not in STATES:
        return
    story = standings([*facts, *_kept_facts(db, article_id)])
    rows = [
        (article_id, position, one.state, one.since.isoformat(), one.why, one.checks)
        for position, one in enumerate(story, start=1)
    ]
    if rows == db.conn.execute(_KEPT, (article_id,)).fetchall():
        return
    db.conn.execute("DELETE FROM states WHERE article_id = ?", (article_id,))
    db.conn.executemany("INSERT INTO states VALUES (?, ?, ?, ?, ?, ?)", rows)
    db.conn.execute("UPDATE articles SET state = ? WHERE id = ?", (story[-1].state if story else "live", article_id))


def _kept_facts(db: Database, article_id: int) -> Iterator[Fact]:
    """Yield what checks, fetches, sightings and earlier states say."""
    for at, outcome, status, detail in db.conn.execute(_CHECKS, (article_id,)):
        if outcome in SAYS:
            words = (outcome, f"status {status}" if status else "", detail or "")
            yield Fact(at=datetime.fromisoformat(at), says=SAYS[outcome], why=", ".join(filter(None, words)))
    for (at,) in db.conn.execute("SELECT fetched FROM responses WHERE article_id = ? AND part = 1", (article_id,)):
        yield Fact(at=datetime.fromisoformat(at), says="there", why="fetched")
    for listing, first, last in db.conn.execute(_SIGHTINGS, (article_id,)):
        for at in {first, last}:
            yield Fact(at=datetime.fromisoformat(at), says="listed", why=listing)
    for _, _, state, since, why, _ in db.conn.execute(_KEPT, (article_id,)):
        if state in _TELLS:
            yield Fact(at=datetime.fromisoformat(since), says=_TELLS[state], why=why)


_KEPT = "SELECT article_id, position, state, since, why, checks FROM states WHERE article_id = ? ORDER BY position"
_CHECKS = "SELECT at, outcome, status, detail FROM checks WHERE article_id = ?"
_SIGHTINGS = "SELECT listing, first_seen, last_seen FROM sightings WHERE article_id = ?"
