"""The sites that articles belong to, as their profiles describe them."""

from __future__ import annotations

from sqlite_utils import Database

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
    ) -> None:
        """Write a site as its profile describes it today; what stood there before is replaced.

        division_code is text ("620104"), of the scheme named beside it ("cn-gb2260"). Raises StoreError.
        """
        with writing(self._db):
            self._db.conn.execute(
                """
                INSERT INTO sites (id, name, division_scheme, division_code, home) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    name = excluded.name, division_scheme = excluded.division_scheme,
                    division_code = excluded.division_code, home = excluded.home
                """,
                (site_id, name, division_scheme, division_code, home),
            )


def note_site(db: Database, site_id: str) -> None:
    """Make sure that a site has a row: one that nobody registered is named by its id. Inside a transaction."""
    db.conn.execute("INSERT OR IGNORE INTO sites (id, name) VALUES (?, ?)", (site_id, site_id))
