"""The table of alerts, made by a migration. Frozen: a later change is a new migration in schema.py."""

ALERTS = """
CREATE TABLE alerts (
    site_id TEXT PRIMARY KEY REFERENCES sites(id),
    state TEXT NOT NULL,
    told TEXT NOT NULL
) WITHOUT ROWID;
"""
"""What somebody was told of and is not mended yet (pipelines.store.alerts)."""
