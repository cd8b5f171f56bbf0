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

WALKS = """
ALTER TABLE run_listings ADD COLUMN kind TEXT NOT NULL DEFAULT 'daily';
ALTER TABLE run_listings ADD COLUMN newest TEXT;
ALTER TABLE run_listings ADD COLUMN oldest TEXT;
ALTER TABLE run_listings ADD COLUMN back_to TEXT;
ALTER TABLE run_listings ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_listings ADD COLUMN kept INTEGER;
ALTER TABLE run_listings ADD COLUMN page_read TEXT;
ALTER TABLE run_listings ADD COLUMN etag TEXT;
ALTER TABLE run_listings ADD COLUMN last_modified TEXT;
CREATE INDEX run_listings_run ON run_listings(run_id);
CREATE INDEX sightings_listing ON sightings(listing, first_seen);
"""
"""What a listing was walked for, how far, and what a sweep found (pipelines.store.walks)."""

VALIDATORS = """
CREATE TABLE validators (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    read TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT
);
CREATE INDEX articles_watched ON articles(site_id, first_seen, published, fetched, state);
"""
"""What an article's page came with, to ask for it again with (pipelines.store.watched)."""
