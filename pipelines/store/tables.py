"""The tables of the first schema. Frozen: a later change is a new migration in schema.py, never an edit here.

docs/data.md explains them by question. `body` stands last in its table, so that reading the other columns does not
walk through long texts.
"""

FIRST = """
CREATE TABLE sites (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    division_scheme TEXT,
    division_code TEXT,
    home TEXT
);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    command TEXT NOT NULL,
    sites TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    state TEXT NOT NULL DEFAULT 'running'
);

CREATE TABLE run_sites (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site_id TEXT NOT NULL REFERENCES sites(id),
    listings INTEGER NOT NULL DEFAULT 0,
    links INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    reposts INTEGER NOT NULL DEFAULT 0,
    revised INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    not_articles INTEGER NOT NULL DEFAULT 0,
    responses INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    other TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (run_id, site_id)
);
CREATE INDEX run_sites_site ON run_sites(site_id, run_id);

CREATE TABLE run_listings (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    site_id TEXT NOT NULL REFERENCES sites(id),
    listing TEXT NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site_id, run_id, listing)
) WITHOUT ROWID;

CREATE TABLE unkept (
    site_id TEXT NOT NULL REFERENCES sites(id),
    canonical_url TEXT NOT NULL,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    judged INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    tried TEXT NOT NULL,
    ask_again TEXT NOT NULL,
    links TEXT NOT NULL,
    PRIMARY KEY (site_id, canonical_url)
) WITHOUT ROWID;

CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES runs(id),
    site_id TEXT NOT NULL REFERENCES sites(id),
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT,
    at TEXT NOT NULL,
    solved_at TEXT
);
CREATE INDEX failures_open_url ON failures(site_id, url) WHERE solved_at IS NULL;

-- The number of a story outlives it (AUTOINCREMENT): a citation never leads to another story.
CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT
);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id TEXT NOT NULL REFERENCES sites(id),
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories(id),
    run_id INTEGER REFERENCES runs(id),
    state TEXT NOT NULL DEFAULT 'live',
    version INTEGER NOT NULL DEFAULT 1,
    fetched TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    kind TEXT,
    knowledge TEXT,
    title TEXT,
    published TEXT,
    published_precision TEXT,
    published_approximate INTEGER NOT NULL DEFAULT 0,
    source TEXT,
    breadcrumb TEXT,
    body_hash TEXT,
    body TEXT,
    UNIQUE (site_id, canonical_url)
);
CREATE INDEX articles_story ON articles(story_id);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_body_hash ON articles(body_hash) WHERE body_hash IS NOT NULL;

CREATE TABLE addresses (
    site_id TEXT NOT NULL REFERENCES sites(id),
    url TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    PRIMARY KEY (site_id, url)
) WITHOUT ROWID;

CREATE TABLE bylines (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (article_id, role, position)
) WITHOUT ROWID;
CREATE INDEX bylines_name ON bylines(name);

CREATE TABLE images (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

CREATE TABLE attachments (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    name TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

CREATE TABLE host_knowledge (
    host TEXT NOT NULL,
    version TEXT NOT NULL,
    made TEXT NOT NULL,
    pages INTEGER NOT NULL,
    lines TEXT NOT NULL,
    PRIMARY KEY (host, version)
) WITHOUT ROWID;

CREATE TABLE files (
    site_id TEXT NOT NULL REFERENCES sites(id),
    url TEXT NOT NULL,
    fetched TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT,
    archive_file TEXT,
    archive_offset INTEGER,
    archive_record TEXT,
    text TEXT,
    PRIMARY KEY (site_id, url)
);

CREATE TABLE evidence (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    field TEXT NOT NULL,
    value TEXT,
    method TEXT,
    place TEXT,
    raw TEXT,
    confidence REAL NOT NULL,
    reason TEXT,
    candidates TEXT,
    PRIMARY KEY (article_id, field)
) WITHOUT ROWID;

CREATE TABLE responses (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    version INTEGER NOT NULL,
    part INTEGER NOT NULL,
    url TEXT NOT NULL,
    status INTEGER NOT NULL,
    fetched TEXT NOT NULL,
    archive_file TEXT,
    archive_offset INTEGER,
    archive_record TEXT,
    PRIMARY KEY (article_id, version, part)
) WITHOUT ROWID;

CREATE TABLE sightings (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    listing TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT,
    date TEXT,
    raw_date TEXT,
    position INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (article_id, listing)
) WITHOUT ROWID;

CREATE TABLE revisions (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    version INTEGER NOT NULL,
    run_id INTEGER REFERENCES runs(id),
    fetched TEXT NOT NULL,
    replaced TEXT NOT NULL,
    cause TEXT NOT NULL,
    changed TEXT NOT NULL,
    fields TEXT NOT NULL,
    evidence TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (article_id, version)
);
"""
