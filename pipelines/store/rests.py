"""Hosts that are left alone for a while, because they refused: why, since when, until when.

A host that refuses again after its rest gets one that is twice as long; one that answers is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from pipelines.store.schema import explained, stamp, writing

_MOST_DOUBLINGS = 20
"""A rest that was doubled so often is longer than any that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """One host's rest. since: the first refusal of an unbroken series; times: how many there were; times aware, UTC."""

    host: str
    reason: str
    detail: str
    since: datetime
    until: datetime
    times: int


def length(times: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """How long a host rests after so many refusals in a row: first, twice, four times … as long, up to the longest."""
    return min(longest, first * 2 ** min(times - 1, _MOST_DOUBLINGS)) if times > 0 else timedelta(0)


class Rests:
    """The table of hosts left alone. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, host: str, reason: str, detail: str, *, first: timedelta, longest: timedelta, now: datetime) -> Rest:
        """Leave a host alone from now on; what another process noted for the same refusal is not counted twice."""
        with writing(self._db):
            before = self._read(host)
            again = before is None or before.until <= now
            times = (before.times if before else 0) + again
            until = now + length(times, first=first, longest=longest)
            rest = Rest(
                host=host,
                reason=reason,
                detail=detail,
                since=before.since if before else now,
                until=until if before is None else max(until, before.until),
                times=times,
            )
            values = (host, reason, detail, stamp(rest.since), stamp(rest.until), times)
            self._db.conn.execute("INSERT OR REPLACE INTO host_rests VALUES (?, ?, ?, ?, ?, ?)", values)
        return rest

    def all(self) -> dict[str, Rest]:
        """Every host that refused last time it was asked, by name; those whose rest is over included."""
        with explained(self._db):
            return {row[0]: _rest(row) for row in self._db.conn.execute("SELECT * FROM host_rests ORDER BY host")}

    def clear(self, host: str) -> None:
        """Forget what a host refused: it answered."""
        with writing(self._db):
            self._db.conn.execute("DELETE FROM host_rests WHERE host = ?", (host,))

    def _read(self, host: str) -> Rest | None:
        row = self._db.conn.execute("SELECT * FROM host_rests WHERE host = ?", (host,)).fetchone()
        return _rest(row) if row else None


def _rest(row: tuple[str, str, str, str, str, int]) -> Rest:
    host, reason, detail, since, until, times = row
    return Rest(
        host=host,
        reason=reason,
        detail=detail,
        since=datetime.fromisoformat(since),
        until=datetime.fromisoformat(until),
        times=times,
    )
