"""Tables of what is known about hosts, each made by a migration of its own in schema.py. Frozen like tables.py.

docs/data.md explains their columns; rests.py and facts.py write them.
"""

RESTS = """
CREATE TABLE host_rests (
    host TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    times INTEGER NOT NULL
) WITHOUT ROWID;
"""

FACTS = """
CREATE TABLE site_facts (
    site_id TEXT NOT NULL REFERENCES sites(id),
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    value TEXT NOT NULL,
    since TEXT NOT NULL,
    seen TEXT NOT NULL,
    PRIMARY KEY (site_id, kind, about)
) WITHOUT ROWID;
"""
