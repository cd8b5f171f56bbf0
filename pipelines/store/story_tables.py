"""The tables of migration 0016_stories: what articles are compared by, and what came of it. Frozen.

`texts` has each text once, by its identity.body_hash, however many articles carry it (`carriers`). Its family and its
cluster bear the lowest number of their texts, so a text that is alone bears its own, and needs no row in an index.
`bands` has a text for every band of every family: others of it that show the same are found by it. `templates` are
the families that were seen to be one. `loosened` are texts that an article carries no more, in whatever way it went:
pipelines.store.stories takes it from there. `stories` is the register of numbers: each article is given one when it
comes (`given_to`, which stays when the article goes), and a story bears the lowest of its articles'.
"""

STORIES = """
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    family INTEGER NOT NULL,
    cluster INTEGER NOT NULL,
    sketch BLOB
);
CREATE UNIQUE INDEX texts_hash ON texts(hash);
CREATE INDEX texts_family ON texts(family) WHERE family != id;
CREATE INDEX texts_cluster ON texts(cluster) WHERE cluster != id;

CREATE TABLE bands (
    key INTEGER NOT NULL,
    text_id INTEGER NOT NULL,
    PRIMARY KEY (key, text_id)
) WITHOUT ROWID;

CREATE TABLE carriers (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    text_id INTEGER NOT NULL REFERENCES texts(id)
);
CREATE INDEX carriers_text ON carriers(text_id);

CREATE TABLE loosened (
    text_id INTEGER PRIMARY KEY
);
CREATE TRIGGER carriers_left AFTER DELETE ON carriers BEGIN
    INSERT OR IGNORE INTO loosened VALUES (OLD.text_id);
END;

CREATE TABLE templates (
    family INTEGER PRIMARY KEY
);

CREATE TABLE sketching (
    method TEXT NOT NULL
);

CREATE TABLE reposts (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    first_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    copied REAL NOT NULL,
    kept REAL NOT NULL,
    added TEXT,
    cut TEXT
);
CREATE INDEX reposts_first ON reposts(first_id);

ALTER TABLE stories ADD COLUMN given_to INTEGER;
UPDATE stories SET given_to = (SELECT min(id) FROM articles WHERE story_id = stories.id);
INSERT INTO stories (given_to)
SELECT id FROM articles WHERE id NOT IN (SELECT given_to FROM stories WHERE given_to IS NOT NULL) ORDER BY id;
CREATE UNIQUE INDEX stories_given_to ON stories(given_to);
"""
