"""Opens a database and does all that waits in it, until it is killed: `python -m tests.pipelines.store.worker DATABASE`.

Says "begun" before it opens the database, for whoever wants to kill it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipelines.store import names, search_index
from pipelines.store.batches import catch_up
from pipelines.store.schema import open_database


def main(path: str) -> None:
    """Bring it up to date in batches of seven, so that there are many moments to be killed at."""
    search_index.BATCH = names.BATCH = 7
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    with open_database(Path(path)) as db:
        catch_up(db)


if __name__ == "__main__":
    main(*sys.argv[1:])
