"""The public views: flat, named and promised. What reads the database reads these; docs/data.md explains each column.

A view is changed by editing it here and adding a migration that calls create_views again (schema.py).
"""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.items import ROLES
from pipelines.store.story_views import ORIGINALITY, STORIES_FLAT, STORY_ARTICLES_FLAT

_NAMES = (
    "(SELECT group_concat(name, '、') FROM "
    "(SELECT name FROM bylines WHERE article_id = a.id AND role = '{role}' ORDER BY position)) AS {role}"
)
_ALL_NAMES = ",\n    ".join(_NAMES.format(role=role) for role in ROLES)

# group_concat keeps the order of its subquery, although only ORDER BY inside it (SQLite 3.44) promises that.
_JOINED = "(SELECT group_concat(value, '{by}') FROM json_each({column}))"

_ARTICLES = f"""
SELECT
    a.id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    s.division_code,
    a.title,
    a.published,
    a.published_precision,
    a.source,
    {_ALL_NAMES},
    a.body,
    {_JOINED.format(by=" > ", column="a.breadcrumb")} AS breadcrumb,
    a.first_seen,
    a.last_seen,
    a.story_id,
    a.version,
    a.state
FROM articles a JOIN sites s ON s.id = a.site_id
"""  # noqa: S608 (made of our own words)

_SIGHTINGS = """
SELECT
    g.article_id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    a.title,
    a.published,
    g.listing,
    g.url AS listed_url,
    g.title AS listed_title,
    g.date AS listed_date,
    g.raw_date AS listed_raw_date,
    g.position,
    g.pinned,
    g.first_seen,
    g.last_seen
FROM sightings g JOIN articles a ON a.id = g.article_id JOIN sites s ON s.id = a.site_id
"""

_DIFFERENCE = (
    "(SELECT group_concat(json_extract(value, '$[1]') || '→' || json_extract(value, '$[2]'), '；') "
    "FROM json_each({column}))"
)

_REVISIONS = f"""
SELECT
    r.article_id, a.url, a.site_id AS site, s.name AS site_name, r.version, 0 AS current,
    r.fetched, r.replaced, r.cause, r.changed,
    c.class,
    {_JOINED.format(by="、", column="c.classes")} AS classes,
    {_DIFFERENCE.format(column="c.title")} AS title_difference,
    {_DIFFERENCE.format(column="c.body")} AS body_difference,
    json_extract(r.fields, '$.title') AS title,
    json_extract(r.fields, '$.published') AS published,
    json_extract(r.fields, '$.published_precision') AS published_precision,
    json_extract(r.fields, '$.source') AS source,
    {_JOINED.format(by="、", column="r.fields, '$.reporters'")} AS reporters,
    r.body
FROM revisions r JOIN articles a ON a.id = r.article_id JOIN sites s ON s.id = a.site_id
LEFT JOIN changes c ON c.article_id = r.article_id AND c.version = r.version
UNION ALL
SELECT
    a.id, a.url, a.site_id, s.name, a.version, 1,
    a.fetched, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    a.title, a.published, a.published_precision, a.source, {_NAMES.format(role="reporters")}, a.body
FROM articles a JOIN sites s ON s.id = a.site_id
WHERE a.version > 1
"""  # noqa: S608 (made of our own words)

# An article that ever was anything but live. The last good copy is the row's own title and body.
_REMOVALS = """
SELECT
    a.id AS article_id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    s.division_code,
    a.title,
    a.published,
    a.source,
    a.state,
    t.since,
    t.why,
    t.checks,
    (SELECT max(since) FROM states WHERE article_id = a.id AND state = 'gone') AS gone_since,
    (SELECT max(since) FROM states WHERE article_id = a.id AND state = 'removed') AS removed_since,
    (SELECT max(since) FROM states WHERE article_id = a.id AND state = 'restored') AS restored_since,
    max(a.fetched, coalesce((
        SELECT max(at) FROM checks WHERE article_id = a.id AND outcome IN ('same', 'not modified', 'changed')
    ), '')) AS last_good,
    a.version,
    a.body
FROM states t JOIN articles a ON a.id = t.article_id JOIN sites s ON s.id = a.site_id
WHERE t.position = (SELECT max(position) FROM states WHERE article_id = t.article_id)
"""

_BYLINES = """
SELECT
    b.article_id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    s.division_code,
    a.title,
    a.published,
    a.source,
    b.role,
    b.position,
    b.name
FROM bylines b JOIN articles a ON a.id = b.article_id JOIN sites s ON s.id = a.site_id
"""

_PEOPLE = """
SELECT
    name,
    role,
    sum(articles) AS articles,
    count(DISTINCT site_id) AS sites,
    min(first_published) AS first_published,
    max(last_published) AS last_published,
    json_group_array(DISTINCT printed) AS printed
FROM name_counts WHERE role != 'source'
GROUP BY name, role
"""

_OUTLETS = """
SELECT
    name,
    sum(articles) AS articles,
    count(DISTINCT site_id) AS sites,
    min(first_published) AS first_published,
    max(last_published) AS last_published,
    json_group_array(DISTINCT printed) AS printed
FROM name_counts WHERE role = 'source'
GROUP BY name
"""

_ATTACHMENTS = """
SELECT
    t.article_id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    a.title,
    a.published,
    t.position,
    t.name,
    t.url AS file_url,
    f.fetched,
    f.media_type,
    f.bytes,
    f.sha256,
    f.reason,
    f.text
FROM attachments t JOIN articles a ON a.id = t.article_id JOIN sites s ON s.id = a.site_id
LEFT JOIN files f ON f.site_id = a.site_id AND f.url = t.url
"""

_COVERAGE = """
SELECT
    s.id AS site,
    s.name AS site_name,
    s.division_code,
    count(a.id) AS articles,
    min(a.published) AS first,
    max(a.published) AS newest,
    count(a.published) AS with_date,
    count(a.source) AS with_source,
    count((SELECT 1 FROM bylines WHERE article_id = a.id AND role = 'reporters' LIMIT 1)) AS with_reporter,
    count(a.body) AS with_body,
    max(a.last_seen) AS last_seen,
    r.id AS last_run,
    r.started AS last_run_started,
    r.state AS last_run_state
FROM sites s
LEFT JOIN articles a ON a.site_id = s.id
LEFT JOIN runs r ON r.id = (SELECT max(run_id) FROM run_sites WHERE site_id = s.id)
GROUP BY s.id
"""

_TYPED = """CASE json_type({column})
        WHEN 'object' THEN json_extract({column}, '$.iso')
        WHEN 'array' THEN (
            SELECT group_concat(value, CASE c.field WHEN 'breadcrumb' THEN ' > ' ELSE '、' END) FROM json_each({column})
        )
        ELSE json_extract({column}, '$') END"""

_CORRECTIONS = f"""
SELECT
    c.article_id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    a.title,
    c.field,
    {_TYPED.format(column="c.value")} AS value,
    {_TYPED.format(column="c.read")} AS read,
    c.why,
    c.made,
    c.ended,
    c.ended_why
FROM corrections c JOIN articles a ON a.id = c.article_id JOIN sites s ON s.id = a.site_id
"""  # noqa: S608 (made of our own words)

_RESPONSES = """
SELECT
    p.article_id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    p.version,
    p.part,
    p.url AS response_url,
    p.status,
    p.fetched,
    p.archive_file,
    p.archive_offset,
    p.archive_record,
    m.removed AS archive_removed
FROM responses p JOIN articles a ON a.id = p.article_id JOIN sites s ON s.id = a.site_id
LEFT JOIN archive_removals m ON m.file = p.archive_file
"""

_FORGOTTEN = """
SELECT
    f.article_id,
    f.url,
    f.site_id AS site,
    s.name AS site_name,
    f.why,
    f.begun,
    f.ended,
    f.responses,
    f.pages
FROM forgotten f LEFT JOIN sites s ON s.id = f.site_id
"""

_FAILURES = """
SELECT
    f.site_id AS site,
    s.name AS site_name,
    f.url,
    f.reason,
    f.detail,
    f.run_id,
    f.at,
    (SELECT min(at) FROM failures WHERE site_id = f.site_id AND url = f.url AND solved_at IS NULL) AS since,
    (SELECT count(*) FROM failures WHERE site_id = f.site_id AND url = f.url AND solved_at IS NULL) AS times
FROM failures f JOIN sites s ON s.id = f.site_id
WHERE f.solved_at IS NULL AND f.id = (
    SELECT max(id) FROM failures WHERE site_id = f.site_id AND url = f.url AND solved_at IS NULL
)
"""

VIEWS = {
    "articles_flat": _ARTICLES,
    "sightings_flat": _SIGHTINGS,
    "revisions_flat": _REVISIONS,
    "removals_flat": _REMOVALS,
    "bylines_flat": _BYLINES,
    "people_flat": _PEOPLE,
    "outlets_flat": _OUTLETS,
    "attachments_flat": _ATTACHMENTS,
    "stories_flat": STORIES_FLAT,
    "story_articles_flat": STORY_ARTICLES_FLAT,
    "originality": ORIGINALITY,
    "corrections_flat": _CORRECTIONS,
    "responses_flat": _RESPONSES,
    "forgotten_flat": _FORGOTTEN,
    "coverage": _COVERAGE,
    "failures_open": _FAILURES,
}
"""Name and query of each public view."""


def create_views(db: Database) -> None:
    """Bring all public views to their present form."""
    for name, query in VIEWS.items():
        db.create_view(name, query, replace=True)
