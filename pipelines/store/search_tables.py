"""The tables of the search index, and the triggers that keep what it must forget. Frozen: see schema.py."""


def row(article: str) -> str:
    """The number of an article's row in the index, in SQL: its day in the upper half, its id in the lower.

    article: the name that its row goes by. A month counts as its first day; no date as day 0.
    """
    day = f"CAST(julianday(substr({article}.published || '-01', 1, 10)) AS INTEGER)"
    return f"(coalesce({day}, 0) << 32 | {article}.id)"


SEARCH = f"""
CREATE VIRTUAL TABLE articles_fts USING fts5(title, body, site, content='', tokenize='unicode61');
-- Postings are gathered in memory, up to so many bytes, before they become a segment: fewer segments, less merging.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('hashsize', 33554432);

CREATE TABLE search_outdated (
    article_id INTEGER PRIMARY KEY,
    row INTEGER NOT NULL,
    site TEXT NOT NULL,
    title TEXT,
    body TEXT
);
CREATE TRIGGER articles_outdate_search AFTER UPDATE OF title, body, published, site_id ON articles
WHEN EXISTS (SELECT 1 FROM articles_fts_docsize WHERE id = {row("OLD")}) AND (
    OLD.title IS NOT NEW.title OR OLD.body IS NOT NEW.body
    OR OLD.published IS NOT NEW.published OR OLD.site_id IS NOT NEW.site_id)
BEGIN
    INSERT OR IGNORE INTO search_outdated VALUES (OLD.id, {row("OLD")}, OLD.site_id, OLD.title, OLD.body);
    INSERT OR IGNORE INTO upkeep (task, article_id) VALUES ('search', OLD.id);
END;
CREATE TRIGGER articles_leave_search AFTER DELETE ON articles
WHEN EXISTS (SELECT 1 FROM articles_fts_docsize WHERE id = {row("OLD")})
BEGIN
    INSERT OR IGNORE INTO search_outdated VALUES (OLD.id, {row("OLD")}, OLD.site_id, OLD.title, OLD.body);
END;
"""  # noqa: S608 (made of our own words)
