"""Tables of what became of articles, one constant a migration. Frozen: a later change is a new one in schema.py."""

CHANGES = """
CREATE TABLE changes (
    article_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    class TEXT,
    classes TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (article_id, version),
    FOREIGN KEY (article_id, version) REFERENCES revisions(article_id, version)
) WITHOUT ROWID;
CREATE INDEX changes_class ON changes(class);
"""
"""What the version after `version` has otherwise (changes.py). title and body: JSON, [[place, old, new], ...]."""

STATES = """
CREATE TABLE states (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    why TEXT NOT NULL,
    checks INTEGER NOT NULL,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX articles_state ON articles(state) WHERE state != 'live';
"""
"""What each article went through, oldest first; nothing of one that always was live (states.py)."""

IDENTITY = """
ALTER TABLE sites ADD COLUMN twin_hosts TEXT NOT NULL DEFAULT '{}';
CREATE TABLE merged (
    former_id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL
);
CREATE INDEX merged_article ON merged(article_id);
"""
"""Where the number of an article leads that turned out to be another one (merging.py): citations stay good."""
