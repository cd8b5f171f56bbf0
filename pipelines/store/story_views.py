"""The public views of stories: each story, its articles in time, and what of a site is its own."""

FIRST = "published IS NULL OR length(published) < 10, published, first_seen, id"
"""The order of a story's articles. The first is the earliest published; where no day is known, or it is equal, the
first seen."""

STORIES_FLAT = f"""
SELECT
    t.id,
    (SELECT count(*) FROM articles WHERE story_id = t.id) AS articles,
    (SELECT count(DISTINCT site_id) FROM articles WHERE story_id = t.id) AS sites,
    f.title,
    f.published AS first_published,
    (SELECT max(published) FROM articles WHERE story_id = t.id) AS last_published,
    (SELECT min(first_seen) FROM articles WHERE story_id = t.id) AS first_seen,
    f.id AS first_article_id,
    f.site_id AS first_site,
    f.url AS first_url,
    f.source AS first_source,
    (SELECT site_id FROM articles WHERE story_id = t.id ORDER BY first_seen, id LIMIT 1) AS first_seen_site
FROM stories t JOIN articles f ON f.id = (SELECT id FROM articles WHERE story_id = t.id ORDER BY {FIRST} LIMIT 1)
"""  # noqa: S608 (made of our own words)

_HAS_CLOCK = "('second', 'minute', 'hour')"
_DAYS = "julianday(substr(a.published, 1, 10)) - julianday(substr(f.published, 1, 10))"

STORY_ARTICLES_FLAT = f"""
SELECT
    a.story_id,
    a.id AS article_id,
    a.url,
    a.site_id AS site,
    s.name AS site_name,
    s.division_code,
    a.title,
    a.published,
    a.first_seen,
    a.source,
    r.article_id IS NULL AS is_first,
    f.id AS first_article_id,
    f.site_id AS first_site,
    g.name AS first_site_name,
    CASE
        WHEN a.published_precision IN {_HAS_CLOCK} AND f.published_precision IN {_HAS_CLOCK}
        THEN round(24 * (julianday(a.published) - julianday(f.published)), 1)
        ELSE 24 * ({_DAYS})
    END AS lag_hours,
    CASE
        WHEN a.published_precision IN {_HAS_CLOCK} AND f.published_precision IN {_HAS_CLOCK} THEN 'hour'
        WHEN {_DAYS} IS NOT NULL THEN 'day'
    END AS lag_precision,
    r.copied AS share_copied,
    r.kept AS share_kept,
    r.added,
    r.cut,
    CASE WHEN r.article_id IS NOT NULL THEN coalesce(a.source IN (f.source, g.name), 0) END AS source_kept
FROM articles a
JOIN sites s ON s.id = a.site_id
LEFT JOIN reposts r ON r.article_id = a.id
JOIN articles f ON f.id = coalesce(r.first_id, a.id)
JOIN sites g ON g.id = f.site_id
WHERE r.article_id IS NOT NULL OR EXISTS (SELECT 1 FROM reposts WHERE first_id = a.id)
"""  # noqa: S608 (made of our own words)

ORIGINALITY = """
SELECT
    s.id AS site,
    s.name AS site_name,
    s.division_code,
    count(a.id) AS articles,
    count(a.id) - count(r.article_id) AS own,
    count(f.id) FILTER (WHERE f.site_id != a.site_id) AS reposts,
    count(f.id) FILTER (WHERE f.site_id = a.site_id) AS repeats,
    round(1.0 * (count(a.id) - count(r.article_id)) / nullif(count(a.id), 0), 3) AS share_own,
    coalesce(o.copied, 0) AS copied_elsewhere
FROM sites s
LEFT JOIN articles a ON a.site_id = s.id
LEFT JOIN reposts r ON r.article_id = a.id
LEFT JOIN articles f ON f.id = r.first_id
LEFT JOIN (
    SELECT b.site_id, count(DISTINCT b.id) AS copied
    FROM reposts p JOIN articles b ON b.id = p.first_id JOIN articles c ON c.id = p.article_id
    WHERE c.site_id != b.site_id GROUP BY b.site_id
) o ON o.site_id = s.id
GROUP BY s.id
"""
