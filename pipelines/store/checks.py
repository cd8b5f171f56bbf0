"""What was found when an address of a known article was asked again: facts, each with its time; judged elsewhere.

A check never changes what an article says. Whether it is gone for good is decided from all its checks, and nobody's
single word (states.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlite_utils import Database

from pipelines.dedupe.identity import storable
from pipelines.store.schema import explained, stamp, writing
from pipelines.store.states import SAYS, settle_states

Outcome = Literal[
    "same", "not modified", "changed", "gone", "soft 404", "moved", "moved home", "deleted notice", "failed", "unlisted"
]
"""same: fetched, says what is kept. not modified: the server says so (304), no page was sent. changed: fetched, kept as
a new version. gone: 404 or 410. soft 404: a page that is no article came with a good status. moved: it is answered
from an address that is another article's by now. moved home: the site's home or a listing came in its place. deleted
notice: the page says that it was taken down. failed: nothing can be said (an error, a timeout, a refusal). unlisted: a
sweep walked its listing past its date and did not meet it; nobody asked for the article itself."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
THERE: frozenset[Outcome] = frozenset(outcome for outcome in OUTCOMES if SAYS.get(outcome) == "there")
"""The outcomes that saw the article alive."""
MISSING: frozenset[Outcome] = frozenset(outcome for outcome in OUTCOMES if SAYS.get(outcome) == "missing")
"""Those that speak for a removal; the others speak neither for nor against one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one article. at: aware, UTC, to the second. status: of HTTP, None where no answer came."""

    article_id: int
    at: datetime
    outcome: Outcome
    status: int | None = None
    detail: str | None = None
    run_id: int | None = None


class Checks:
    """The table of checks. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, *checks: Check) -> None:
        """Write checks; one that stands there already (article, time, outcome) is replaced."""
        with writing(self._db):
            write_checks(self._db, checks)

    def of_article(self, article_id: int) -> list[Check]:
        """All checks of an article, oldest first."""
        with explained(self._db):
            rows = self._db.conn.execute(_OF_ARTICLE, (article_id,)).fetchall()
        return [
            Check(
                article_id=article_id,
                at=datetime.fromisoformat(at),
                outcome=outcome,
                status=status,
                detail=detail,
                run_id=run_id,
            )
            for at, outcome, status, detail, run_id in rows
        ]


def write_checks(db: Database, checks: Iterable[Check]) -> None:
    """Write checks, and what they make of their articles' states. Inside a transaction."""
    rows = [
        (one.article_id, stamp(one.at), one.outcome, one.status, storable(one.detail), one.run_id) for one in checks
    ]
    db.conn.executemany(_NOTE, rows)
    for article_id in dict.fromkeys(article_id for article_id, *_ in rows):
        settle_states(db, article_id)


_NOTE = "INSERT OR REPLACE INTO checks (article_id, at, outcome, status, detail, run_id) VALUES (?, ?, ?, ?, ?, ?)"
_OF_ARTICLE = "SELECT at, outcome, status, detail, run_id FROM checks WHERE article_id = ? ORDER BY at, outcome"
