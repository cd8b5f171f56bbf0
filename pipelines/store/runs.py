"""What ran, what it found, what failed. Runs are facts too: a failed one is recorded, and never counts as good."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from pipelines.errors import StoreError
from pipelines.store.evidence import as_json
from pipelines.store.failures import write_failure, write_solved
from pipelines.store.schema import explained, stamp, writing
from pipelines.store.sites import note_site

State = Literal["running", "finished", "failed", "interrupted"]
"""finished: it came to its end; failed: it could not do its work; interrupted: somebody asked it to stop, or it ended
without a word, which the next run noticed (until then the table says "running", and `runs` looks who is there)."""

COUNTS = (
    "listings", "links", "new", "known", "reposts", "revised", "unchanged",
    "failed", "refused", "not_articles", "responses",
)  # fmt: skip
"""The counts of a site in a run that have a column of their own; any other goes to the JSON column `other`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRun:
    """One site in one run. counts: COUNTS and any others; reasons: number of failures by reason."""

    site: str
    counts: Mapping[str, int]
    seconds: float
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command over some sites.

    Times aware, UTC; ended is None while it runs, and for a run that was killed the time when the next one noticed.
    """

    id: int
    command: str
    started: datetime
    ended: datetime | None
    state: State
    sites: tuple[SiteRun, ...]


class Runs:
    """The tables of runs, their counts by site, and failures. Every method raises StoreError where SQLite can't."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, command: str, sites: Iterable[str], now: datetime) -> int:
        """Open a run and return its number; each site gets its row of counts, all 0.

        command: what was asked for, its name first ("crawl", "crawl --due", "replay").
        """
        ids = tuple(dict.fromkeys(sites))
        with writing(self._db):
            query = "INSERT INTO runs (command, sites, started) VALUES (?, ?, ?)"
            run_id = self._db.conn.execute(query, (command, as_json(ids), stamp(now))).lastrowid or 0
            for site in ids:
                note_site(self._db, site)
                self._db.conn.execute("INSERT INTO run_sites (run_id, site_id) VALUES (?, ?)", (run_id, site))
        return run_id

    def count(self, run_id: int, site: str, counts: Mapping[str, int], seconds: float) -> None:
        """Set a site's counts in a run to these totals (what is not named becomes 0); call it as often as you like."""
        other = {name: number for name, number in counts.items() if name not in COUNTS}
        totals = [counts.get(name, 0) for name in COUNTS]
        with writing(self._db):
            note_site(self._db, site)
            self._db.conn.execute(_COUNT, (run_id, site, *totals, seconds, as_json(other)))

    def fail(self, run_id: int | None, site: str, url: str, reason: str, detail: str | None, now: datetime) -> None:
        """Record that an address could not be had. reason: a word to count by ("timeout", "404"); detail: the rest.

        An open failure is solved by itself when an article is kept from that address, or by solve().
        """
        with writing(self._db):
            note_site(self._db, site)
            write_failure(self._db, run_id=run_id, site_id=site, url=url, reason=reason, detail=detail, at=stamp(now))

    def solve(self, site: str, url: str, now: datetime) -> None:
        """Close the open failures of an address that brings no article (a listing) and answered at last."""
        with writing(self._db):
            write_solved(self._db, site, url, at=stamp(now))

    def finish(self, run_id: int, state: State, now: datetime) -> None:
        """Close a run."""
        with writing(self._db):
            query = "UPDATE runs SET state = ?, ended = ? WHERE id = ?"
            self._db.conn.execute(query, (state, stamp(now), run_id))

    def close_killed(self, run_id: int, now: datetime) -> None:
        """Close a run that was killed: what it kept since its counts were last written is counted from the articles.

        The other counts stay as they were written; they may be half a minute old.
        """
        with writing(self._db):
            self._db.conn.execute(_COUNT_KEPT, (run_id,))
            self._db.conn.execute("UPDATE runs SET state = 'interrupted', ended = ? WHERE id = ?", (stamp(now), run_id))

    def last_good(self, site: str) -> datetime | None:
        """When the newest good crawl of a site began (aware, UTC); None where there was none.

        Good: a crawl (no replay) that came to its end, read at least one listing of this site and lost none.
        """
        return self._newest(_LAST_GOOD, site)

    def last_tried(self, site: str) -> datetime | None:
        """When the newest crawl of a site began, whatever came of it (aware, UTC); None where there was none."""
        return self._newest(_LAST_TRIED, site)

    def _newest(self, query: str, site: str) -> datetime | None:
        with explained(self._db):
            (started,) = self._db.conn.execute(query, (site,)).fetchone()
        return datetime.fromisoformat(started) if started else None

    def recent(self, n: int) -> list[Run]:
        """Read the newest n runs, newest first, with their sites in order of id."""
        query = "SELECT id, command, started, ended, state FROM runs ORDER BY id DESC LIMIT ?"
        with explained(self._db):
            rows = self._db.conn.execute(query, (n,)).fetchall()
            try:
                return [self._run(*row) for row in rows]
            except (ValueError, TypeError) as error:
                raise StoreError(
                    f"the table of runs holds what no run writes ({error}): restore a backup, or mend it"
                ) from error

    def _run(self, run_id: int, command: str, started: str, ended: str | None, state: State) -> Run:
        reasons = self._reasons(run_id)
        rows = self._db.conn.execute(_SITE_RUNS, (run_id,)).fetchall()
        return Run(
            id=run_id,
            command=command,
            started=datetime.fromisoformat(started),
            ended=datetime.fromisoformat(ended) if ended else None,
            state=state,
            sites=tuple(_site_run(row, reasons.get(row[0], {})) for row in rows),
        )

    def _reasons(self, run_id: int) -> dict[str, dict[str, int]]:
        reasons: dict[str, dict[str, int]] = {}
        query = "SELECT site_id, reason, count(*) FROM failures WHERE run_id = ? GROUP BY site_id, reason"
        for site, reason, number in self._db.conn.execute(query, (run_id,)):
            reasons.setdefault(site, {})[reason] = number
        return reasons


_COUNT = f"""
INSERT OR REPLACE INTO run_sites (run_id, site_id, {", ".join(COUNTS)}, seconds, other)
VALUES (?, ?, {", ".join("?" * len(COUNTS))}, ?, ?)
"""  # noqa: S608 (made of our own words)
_KEPT = """
SELECT count(*) FROM articles a JOIN runs r ON r.id = a.run_id
WHERE a.site_id = run_sites.site_id AND a.first_seen >= r.started AND a.run_id = ?1 AND a.version = 1
    AND {} (SELECT 1 FROM articles b WHERE b.body_hash = a.body_hash AND b.id < a.id)
"""
_COUNT_KEPT = f"""
UPDATE run_sites SET new = max(new, ({_KEPT.format("NOT EXISTS")})), reposts = max(reposts, ({_KEPT.format("EXISTS")}))
WHERE run_id = ?1
"""  # noqa: S608 (made of our own words)
_SITE_RUNS = f"""
SELECT site_id, seconds, other, {", ".join(COUNTS)} FROM run_sites WHERE run_id = ? ORDER BY site_id
"""  # noqa: S608
_LAST_GOOD = """
SELECT max(started) FROM runs JOIN run_sites ON run_id = runs.id
WHERE site_id = ? AND state = 'finished' AND listings > 0 AND coalesce(json_extract(other, '$.unwalked'), 0) = 0
    AND (command = 'crawl' OR command LIKE 'crawl %')
"""
_LAST_TRIED = """
SELECT max(started) FROM runs JOIN run_sites ON run_id = runs.id
WHERE site_id = ? AND (command = 'crawl' OR command LIKE 'crawl %')
"""


def _site_run(row: tuple[Any, ...], reasons: Mapping[str, int]) -> SiteRun:
    site, seconds, other, *totals = row
    counts = dict(zip(COUNTS, totals, strict=True)) | json.loads(other)
    return SiteRun(site=site, counts=counts, seconds=seconds, reasons=reasons)
