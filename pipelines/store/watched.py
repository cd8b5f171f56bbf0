"""Which articles may be looked at again, and when they last were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlite_utils import Database

from pipelines.dedupe.identity import storable
from pipelines.history.presence import STATES
from pipelines.normalise.addresses import canonical
from pipelines.store.checks import MISSING, THERE, Outcome
from pipelines.store.identity import twins_of
from pipelines.store.schema import explained, stamp, writing
from pipelines.store.walks import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An article as far as the next look at it goes.

    begun: when it was published or first seen, whichever is earlier. looked: when its address was last asked for, or
    found to be unlisted; outcome: what was found then (None: only the first fetch). missing: how many looks in a row
    did not find it. page: what its page came with, when it last was had itself. Times aware, UTC.
    """

    article_id: int
    begun: datetime
    looked: datetime
    outcome: Outcome | None = None
    missing: int = 0
    page: Validators | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAs:
    """The article that a canonical address holds; fetched: when its present version was."""

    article_id: int
    fetched: datetime
    has_body: bool


def watched(db: Database, site: str) -> Iterator[Watched]:
    """The site's articles that nobody took down, without what their pages came with. Raises StoreError."""
    with explained(db):
        looks = {number: (at, outcome) for number, at, outcome in db.conn.execute(_LOOKS, (site,))}
        articles = db.conn.execute(_ARTICLES, (site,)).fetchall()
    for number, first_seen, published, fetched, state in articles:
        if state not in STATES:
            continue
        looked, outcome = looks.get(number, (fetched, None))
        yield Watched(
            article_id=number,
            begun=_begun(first_seen, published),
            looked=datetime.fromisoformat(max(looked, fetched)),
            outcome=outcome,
            missing=_missing(db, number) if outcome and outcome not in THERE else 0,
        )


def with_page(db: Database, article: Watched) -> Watched:
    """The article, with what its page came with when it last was had itself. Raises StoreError."""
    query = "SELECT read, etag, last_modified FROM validators WHERE article_id = ?"
    with explained(db):
        found = db.conn.execute(query, (article.article_id,)).fetchone()
    if found is None:
        return article
    read, etag, last_modified = found
    return replace(article, page=Validators(read=datetime.fromisoformat(read), etag=etag, last_modified=last_modified))


def address(db: Database, article_id: int) -> str:
    """The address an article was first requested by."""
    with explained(db):
        return str(db.conn.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()[0])


def kept_as(db: Database, site: str, canonical_url: str) -> KeptAs | None:
    """The article of the site with that canonical address; None where there is none. Raises StoreError."""
    with explained(db):
        found = db.conn.execute(_KEPT_AS, (site, canonical_url)).fetchone()
    if found is None:
        return None
    return KeptAs(article_id=found[0], fetched=datetime.fromisoformat(found[1]), has_body=bool(found[2]))


def is_anothers(db: Database, site: str, article_id: int, url: str) -> bool:
    """Whether an address that answered for an article belongs to another one of the site, and did not answer before.

    Some articles always were answered from another's address; they did not move. Raises StoreError.
    """
    with explained(db):
        twins = twins_of(db, site)
        key = canonical(url, twins)
        before = db.conn.execute(_ANSWERED_FROM, (article_id,)).fetchone()
        if before and canonical(before[0], twins) == key:
            return False
        return db.conn.execute(_ANOTHERS, (site, url, key, article_id)).fetchone() is not None


def note_page(db: Database, article_id: int, page: Validators | None) -> None:
    """Remember what an article's page came with; None forgets it: the server gives nothing to ask with."""
    with writing(db):
        if page is None:
            db.conn.execute("DELETE FROM validators WHERE article_id = ?", (article_id,))
            return
        values = (article_id, stamp(page.read), storable(page.etag), storable(page.last_modified))
        db.conn.execute("INSERT OR REPLACE INTO validators VALUES (?, ?, ?, ?)", values)


def _missing(db: Database, article_id: int) -> int:
    """How many looks in a row, to the last, did not find it; those that say nothing are passed over."""
    missing = 0
    with explained(db):
        for (outcome,) in db.conn.execute("SELECT outcome FROM checks WHERE article_id = ? ORDER BY at", (article_id,)):
            missing = missing + 1 if outcome in MISSING else 0 if outcome in THERE else missing
    return missing


def _begun(first_seen: str, published: str | None) -> datetime:
    """A date that is no day, or one in the future, is none."""
    seen = datetime.fromisoformat(first_seen)
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return seen
    return min(seen, datetime(day.year, day.month, day.day, tzinfo=UTC))


_ARTICLES = """
SELECT id, first_seen, published, fetched, state FROM articles
WHERE site_id = ? AND id NOT IN (SELECT article_id FROM forgotten WHERE article_id IS NOT NULL)
"""
_ANSWERED_FROM = """
SELECT r.url FROM articles a JOIN responses r ON r.article_id = a.id AND r.version = a.version AND part = 1
WHERE a.id = ?
"""
_ANOTHERS = "SELECT 1 FROM addresses WHERE site_id = ? AND url IN (?, ?) AND article_id != ?"
_KEPT_AS = "SELECT id, fetched, body IS NOT NULL FROM articles WHERE site_id = ? AND canonical_url = ?"
# Beside max(), SQLite takes the other columns from the row that has it.
_LOOKS = """
SELECT c.article_id, max(at), outcome FROM checks c JOIN articles a ON a.id = c.article_id
WHERE site_id = ? GROUP BY c.article_id
"""
