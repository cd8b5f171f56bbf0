"""The table of archive files that were removed, as its migration makes it; a later change is a new migration."""

REMOVALS = """
CREATE TABLE archive_removals (
    file TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    removed TEXT NOT NULL
);
"""
