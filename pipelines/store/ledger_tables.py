"""Tables of the completeness ledger, made by a migration. Frozen: a later change is a new migration in schema.py."""

LEDGER = """
CREATE TABLE listing_shapes (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site_id TEXT NOT NULL REFERENCES sites(id),
    listing TEXT NOT NULL,
    rows INTEGER NOT NULL,
    dated INTEGER NOT NULL,
    readable INTEGER NOT NULL,
    by_rule INTEGER,
    goes_on INTEGER NOT NULL,
    total_rows INTEGER,
    total_pages INTEGER,
    PRIMARY KEY (site_id, listing, run_id)
) WITHOUT ROWID;

CREATE TABLE listing_fates (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site_id TEXT NOT NULL REFERENCES sites(id),
    listing TEXT NOT NULL,
    fate TEXT NOT NULL,
    reason TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (site_id, listing, run_id, fate, reason)
) WITHOUT ROWID;
"""
"""What a listing's first page looked like, and what became of its rows (pipelines.store.ledger)."""
