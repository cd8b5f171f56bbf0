"""The database before a command uses it: made, or brought up to date, before anything is asked."""

from __future__ import annotations

import time
from pathlib import Path

from crawler.leases import Lease
from pipelines.store.schema import open_database


def prepare_database(path: Path) -> None:
    """Make the database, or bring it up to date; two first crawls at once take turns. Raises StoreError."""
    with Lease("database", "opening") as lease:
        while not lease.take():
            time.sleep(0.05)
        open_database(path).close()
