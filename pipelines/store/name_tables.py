"""The table of names, and the triggers that keep its counts. Frozen: see schema.py.

A row is a name as printed, in a role, on a site; the role of a credited publication is `source`. Triggers count, so
that whoever writes articles and bylines need not think of it. Where the first or last date of a row may have gone with
an article, the row is noted in `name_counts_outdated`.
"""

from __future__ import annotations


def _cell(row: str) -> str:
    """The row of name_counts that a byline belongs to."""
    site = f"(SELECT site_id FROM articles WHERE id = {row}.article_id)"  # noqa: S608 (our own words)
    return f"role = {row}.role AND printed = {row}.name AND site_id = {site}"


def _again(row: str) -> str:
    """Whether the article has the name in that role elsewhere: it counts once."""
    same = f"article_id = {row}.article_id AND role = {row}.role AND name = {row}.name"
    return f"EXISTS (SELECT 1 FROM bylines WHERE {same} AND position != {row}.position)"  # noqa: S608 (our own words)


_ADD = "INSERT INTO name_counts (role, printed, site_id, name, articles, first_published, last_published)"
_ONE_MORE = """
ON CONFLICT (role, printed, site_id) DO UPDATE SET
    articles = articles + 1,
    first_published = min(ifnull(first_published, excluded.first_published),
                          ifnull(excluded.first_published, first_published)),
    last_published = max(ifnull(last_published, excluded.last_published),
                         ifnull(excluded.last_published, last_published))
"""
_SOURCE_ADDED = f"""
    {_ADD} SELECT 'source', NEW.source, NEW.site_id, NEW.source, 1, NEW.published, NEW.published
    WHERE NEW.source IS NOT NULL {_ONE_MORE};
"""
_SOURCE_GONE = """
    UPDATE name_counts SET articles = articles - 1
    WHERE role = 'source' AND printed = OLD.source AND site_id = OLD.site_id;
    DELETE FROM name_counts
    WHERE role = 'source' AND printed = OLD.source AND site_id = OLD.site_id AND articles = 0;
    INSERT OR IGNORE INTO name_counts_outdated SELECT role, printed, site_id FROM name_counts
    WHERE role = 'source' AND printed = OLD.source AND site_id = OLD.site_id
    AND (OLD.published IS first_published OR OLD.published IS last_published);
"""

NAMES = f"""
CREATE TABLE name_counts (
    role TEXT NOT NULL,
    printed TEXT NOT NULL,
    site_id TEXT NOT NULL REFERENCES sites(id),
    name TEXT NOT NULL,
    articles INTEGER NOT NULL,
    first_published TEXT,
    last_published TEXT,
    PRIMARY KEY (role, printed, site_id)
) WITHOUT ROWID;
CREATE INDEX name_counts_name ON name_counts(name, role);
CREATE TABLE name_counts_outdated (
    role TEXT NOT NULL,
    printed TEXT NOT NULL,
    site_id TEXT NOT NULL,
    PRIMARY KEY (role, printed, site_id)
) WITHOUT ROWID;
CREATE INDEX articles_source ON articles(source, site_id, published) WHERE source IS NOT NULL;

{_ADD}
SELECT role, b.name, site_id, b.name, count(DISTINCT a.id), min(published), max(published)
FROM bylines b JOIN articles a ON a.id = b.article_id GROUP BY role, b.name, site_id
UNION ALL
SELECT 'source', source, site_id, source, count(*), min(published), max(published)
FROM articles WHERE source IS NOT NULL GROUP BY source, site_id;

CREATE TRIGGER bylines_count_name AFTER INSERT ON bylines WHEN NOT {_again("NEW")}
BEGIN
    {_ADD} SELECT NEW.role, NEW.name, site_id, NEW.name, 1, published, published
    FROM articles WHERE id = NEW.article_id {_ONE_MORE};
END;
CREATE TRIGGER bylines_uncount_name AFTER DELETE ON bylines WHEN NOT {_again("OLD")}
BEGIN
    UPDATE name_counts SET articles = articles - 1 WHERE {_cell("OLD")};
    DELETE FROM name_counts WHERE {_cell("OLD")} AND articles = 0;
    INSERT OR IGNORE INTO name_counts_outdated SELECT role, printed, site_id FROM name_counts
    WHERE {_cell("OLD")} AND (
        (SELECT published FROM articles WHERE id = OLD.article_id) IS first_published
        OR (SELECT published FROM articles WHERE id = OLD.article_id) IS last_published);
END;
CREATE TRIGGER articles_count_source AFTER INSERT ON articles
BEGIN {_SOURCE_ADDED} END;
CREATE TRIGGER articles_uncount_source AFTER DELETE ON articles
BEGIN {_SOURCE_GONE} END;
CREATE TRIGGER articles_recount_names AFTER UPDATE OF source, published ON articles
WHEN OLD.source IS NOT NEW.source OR OLD.published IS NOT NEW.published
BEGIN
    {_SOURCE_GONE}
    {_SOURCE_ADDED}
    INSERT OR IGNORE INTO name_counts_outdated SELECT role, name, NEW.site_id FROM bylines WHERE article_id = NEW.id;
END;
"""  # noqa: S608 (made of our own words)
