"""The tables of what was taken down, as their migration makes them; a later change is a new migration in schema.py.

article_id is the number of the article that was: it leads nowhere, and is never given to another.
"""

FORGOTTEN = """
CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER,
    site_id TEXT REFERENCES sites(id),
    url TEXT NOT NULL,
    why TEXT NOT NULL,
    begun TEXT NOT NULL,
    ended TEXT,
    wiped TEXT,
    responses INTEGER NOT NULL DEFAULT 0,
    pages INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE forgotten_addresses (
    url TEXT PRIMARY KEY,
    forgotten_id INTEGER NOT NULL REFERENCES forgotten(id)
) WITHOUT ROWID;
"""
