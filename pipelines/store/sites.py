"""The sites that articles belong to, as their profiles describe them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from pipelines.normalise.addresses import NO_TWINS
from pipelines.store.evidence import as_json
from pipelines.store.identity import renew, twins_of
from pipelines.store.schema import writing


class Sites:
    """The table of sites."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def register(
        self,
        site_id: str,
        name: str,
        division_scheme: str | None = None,
        division_code: str | None = None,
        home: str | None = None,
        twin_hosts: Mapping[str, str] = NO_TWINS,
    ) -> None:
        """Write a site as its profile describes it today; what stood there before is replaced.

        division_code is text ("620104"), of the scheme named beside it ("cn-gb2260"). Where its twin hosts are others
        than before, the keys of its articles are made anew, and what turns out to be one article is merged. Raises
        StoreError.
        """
        with writing(self._db):
            before = twins_of(self._db, site_id)
            self._db.conn.execute(
                """
                INSERT INTO sites (id, name, division_scheme, division_code, home, twin_hosts)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    name = excluded.name, division_scheme = excluded.division_scheme,
                    division_code = excluded.division_code, home = excluded.home, twin_hosts = excluded.twin_hosts
                """,
                (site_id, name, division_scheme, division_code, home, as_json(dict(twin_hosts))),
            )
            if before != twin_hosts:
                renew(self._db, site_id)


def note_site(db: Database, site_id: str) -> None:
    """Make sure that a site has a row: one that nobody registered is named by its id. Inside a transaction."""
    db.conn.execute("INSERT OR IGNORE INTO sites (id, name) VALUES (?, ?)", (site_id, site_id))
