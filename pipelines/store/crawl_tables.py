"""Tables of the crawl policy, one constant a migration. Frozen: a later change is a new migration in schema.py."""

CHECKS = """
CREATE TABLE checks (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    detail TEXT,
    run_id INTEGER REFERENCES runs(id),
    PRIMARY KEY (article_id, at, outcome)
) WITHOUT ROWID;
"""
"""What was found when an article was asked for again (pipelines.store.checks)."""
