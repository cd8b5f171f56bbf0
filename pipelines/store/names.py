"""The people and publications that articles name, as printed: counts by role and site, kept by triggers.

What is left for batches: names that are printed in several ways get one spelling, and first and last dates are looked
up anew where they may have changed. Nobody is told from anybody: two people of one name are one row, and one who is
printed with another name is two.
"""

from __future__ import annotations

import json

from sqlite_utils import Database

from pipelines.normalise.text import one_spelling
from pipelines.store.schema import writing
from pipelines.store.upkeep import pending, settle

BATCH = 1_000
"""Articles, and rows of counts, looked at in one transaction."""


def names_batch(db: Database) -> int:
    """Bring the names up to date with the next articles of the queue, in one transaction.

    Returns how many articles these were, or rows that were counted anew; 0 when nothing is left. Raises StoreError.
    """
    with writing(db):
        ids = pending(db, "names", BATCH)
        _spell(db, ids)
        settle(db, "names", ids)
        return max(len(ids), _count_anew(db))


def _spell(db: Database, ids: list[int]) -> None:
    """Give the names in these articles their one spelling."""
    printed = db.conn.execute(_PRINTED, (json.dumps(ids),)).fetchall()
    spelled = [(one_spelling(name), role, name) for role, name in printed]
    db.conn.executemany(
        "UPDATE name_counts SET name = ?1 WHERE role = ?2 AND printed = ?3 AND name != ?1",
        [one for one in spelled if one[0] != one[2]],
    )


def _count_anew(db: Database) -> int:
    """Count the rows that are noted as outdated, at most so many as a batch has; returns how many these were."""
    cells = db.conn.execute("SELECT role, printed, site_id FROM name_counts_outdated LIMIT ?", (BATCH,)).fetchall()
    for role, printed, site in cells:
        values = {"role": role, "printed": printed, "site": site}
        db.conn.execute(_COUNT_SOURCE if role == "source" else _COUNT, values)
    where = "role = ? AND printed = ? AND site_id = ?"
    db.conn.executemany(f"DELETE FROM name_counts_outdated WHERE {where}", cells)  # noqa: S608 (our own words)
    return len(cells)


_PRINTED = """
SELECT role, name FROM bylines WHERE article_id IN (SELECT value FROM json_each(?1))
UNION SELECT 'source', source FROM articles WHERE id IN (SELECT value FROM json_each(?1)) AND source IS NOT NULL
"""
_CELL = "role = :role AND printed = :printed AND site_id = :site"
_COUNT = f"""
UPDATE name_counts SET (articles, first_published, last_published) = (
    SELECT count(DISTINCT a.id), min(published), max(published) FROM bylines b JOIN articles a ON a.id = b.article_id
    WHERE b.name = :printed AND b.role = :role AND a.site_id = :site
) WHERE {_CELL}
"""  # noqa: S608 (our own words)
_COUNT_SOURCE = f"""
UPDATE name_counts SET (articles, first_published, last_published) = (
    SELECT count(*), min(published), max(published) FROM articles WHERE source = :printed AND site_id = :site
) WHERE {_CELL}
"""  # noqa: S608 (our own words)
