"""The table of corrections, as its migration makes it; a later change is a new migration in schema.py."""

CORRECTIONS = """
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    read TEXT NOT NULL,
    evidence TEXT NOT NULL,
    why TEXT NOT NULL,
    made TEXT NOT NULL,
    ended TEXT,
    ended_why TEXT
);
CREATE UNIQUE INDEX corrections_in_force ON corrections(article_id, field) WHERE ended IS NULL;
"""
"""value and read are JSON: text, an array of names or steps,
an object for a date, null for absent; evidence is the row of what was read."""
