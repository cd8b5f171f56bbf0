"""The tables of the search index, and the triggers that keep what it must forget. Frozen: see schema.py.

Most tokens stand in bodies, and FTS5 spends two bytes on the column of a token in any but the first: body comes first.
"""

SEARCH = """
CREATE VIRTUAL TABLE articles_fts USING fts5(body, title, site, content='', tokenize='unicode61');
-- Postings are gathered in memory, up to so many bytes, before they become a segment: fewer segments, less merging.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('hashsize', 33554432);

CREATE TABLE search_rows (
    row INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL UNIQUE
);
CREATE TABLE search_outdated (
    article_id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    title TEXT,
    body TEXT
);
CREATE TRIGGER articles_outdate_search AFTER UPDATE OF title, body, published, site_id ON articles
WHEN (
    OLD.title IS NOT NEW.title OR OLD.body IS NOT NEW.body
    OR OLD.published IS NOT NEW.published OR OLD.site_id IS NOT NEW.site_id
) AND EXISTS (SELECT 1 FROM search_rows WHERE article_id = OLD.id)
BEGIN
    INSERT OR IGNORE INTO search_outdated VALUES (OLD.id, OLD.site_id, OLD.title, OLD.body);
    INSERT OR IGNORE INTO upkeep (task, article_id) VALUES ('search', OLD.id);
END;
CREATE TRIGGER articles_leave_search AFTER DELETE ON articles
WHEN EXISTS (SELECT 1 FROM search_rows WHERE article_id = OLD.id)
BEGIN
    INSERT OR IGNORE INTO search_outdated VALUES (OLD.id, OLD.site_id, OLD.title, OLD.body);
END;
"""
