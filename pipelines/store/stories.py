"""Keeps stories: which articles share one, by what pipelines.dedupe.stories says, in batches of the upkeep queue.

Only how it is found out depends on the order of things. A text that comes is joined to the families that it is near
one text of; what was near before stays near. When a text goes, when its site no longer shows it, or when a family turns
out to be a template, what hung together by it is taken apart and queued again, text by text. So stories are exact
wherever nothing waits; and no batch takes long, whatever happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from sqlite_utils import Database

from pipelines.dedupe import near
from pipelines.dedupe.stories import SEEN, number, shows_template
from pipelines.history.copies import differ
from pipelines.store.fingerprints import GROUPS, Fingerprints, Text
from pipelines.store.reposts import write_reposts
from pipelines.store.schema import writing
from pipelines.store.upkeep import mark_all, pending, requeue, settle

BATCH = 200
"""Articles a transaction: a quarter of a second, in which no other process can store anything. With 50 the same pages
of the bands are written more often, and all takes an eighth more time."""
_CACHED = 256
"""Texts whose shingles are kept in mind: the copies of a story come one after the other."""


def tend_stories(db: Database, limit: int = BATCH) -> int:
    """Take the next articles of the queue and put them, and what they touch, into their stories.

    One transaction. Returns how many articles were taken, and texts of articles that are gone: 0 when nothing is left
    to do. Raises StoreError.
    """
    with writing(db):
        _begin_anew_where_outdated(db)
        ids = pending(db, "stories", limit)
        settle(db, "stories", ids)  # before the work: what the work queues again stays queued
        return _Batch(db).tend(ids)


def begin_anew(db: Database) -> None:
    """Forget which texts are near each other, and queue all articles. Numbers of stories stay. Raises StoreError."""
    with writing(db):
        _begin_anew(db)


def _begin_anew_where_outdated(db: Database) -> None:
    """Sketches of another method can't be compared with today's."""
    found = db.conn.execute("SELECT method FROM sketching").fetchone()
    if found is None or found[0] != near.METHOD:
        _begin_anew(db)


def _begin_anew(db: Database) -> None:
    for table in ("reposts", "templates", "sketching"):
        db.conn.execute(f"DELETE FROM {table}")  # noqa: S608
    Fingerprints(db).clear()
    db.conn.execute("INSERT INTO sketching VALUES (?)", (near.METHOD,))
    mark_all(db, ["stories"])


class _Batch:
    """What one transaction does."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._texts = Fingerprints(db)
        self._body = lru_cache(_CACHED)(self._texts.body)
        self._shingles = lru_cache(_CACHED)(lambda text: near.shingles(self._body(text)))
        self._changed: set[int] = set()
        """Articles that carry another text than before."""

    def tend(self, ids: list[int]) -> int:
        """Put articles into their stories, and every story that was touched in order; returns how much there was."""
        loosened = self._texts.take_loosened()
        touched = set(self._sorted_out(loosened))
        for article_id in ids:
            touched.update(self._place(article_id))
        for cluster in sorted(self._texts.clusters(touched)):
            self._settle(list(self._texts.articles(self._texts.members("cluster", cluster))))
        return len(ids) + len(loosened)

    def _place(self, article_id: int) -> Iterator[int]:
        """Let an article carry its present text, and find what that is near; yields the texts whose stories change."""
        query = "SELECT body_hash, body FROM articles WHERE id = ?"
        body_hash, body = self._db.conn.execute(query, (article_id,)).fetchone()
        carried = self._texts.carried(article_id)
        if carried and carried[1] == body_hash:
            text = carried[0]
        else:
            self._changed.add(article_id)
            self._texts.drop(article_id)
            yield from self._sorted_out(self._texts.take_loosened())
            if body_hash is None:
                self._settle([article_id])
                return
            text = self._texts.carry(article_id, body_hash, body)
        self._attach(self._texts.text(text))
        yield text

    def _sorted_out(self, loosened: list[int]) -> Iterator[int]:
        """Draw the consequences of an article's leaving its text; yields the texts that are still there."""
        for text in map(self._texts.text, loosened):
            is_left = not any(self._texts.articles([text.id]))
            if is_left or self._is_template(text.family):  # a template is one by what its sites show
                self._take_apart(text.family)
            if is_left:
                self._texts.remove(text.id)
            else:
                yield text.id

    def _attach(self, text: Text) -> None:
        """Join a text to the families it is near one text of, and to the right texts in a template."""
        if text.sketch is None:
            return
        shown = self._texts.shown(near.keys(text.sketch))
        families = [text.family]
        for family, found in groupby(shown, key=lambda row: row[1].family):
            if family != text.family and self._is_near_one(text, {one for _, one in found}, family):
                families.append(family)
        covered = {key for key, one in shown if one.family in families}
        self._texts.show(text.id, set(near.keys(text.sketch)) - covered)
        if self._is_template(self._joined(text, families)):
            self._join_same(text)

    def _is_near_one(self, text: Text, found: set[Text], family: int) -> bool:
        """Whether a text is near one text of a family: of those that show what it shows, mostly; else of all."""
        if any(self._are_near(text, one) for one in found):
            return True
        others = map(self._texts.text, self._texts.members("family", family))
        return any(self._are_near(text, one) for one in others if one not in found)

    def _joined(self, text: Text, families: list[int]) -> int:
        """Make one family of several; it is a template if one of them was, or if it is one now. Returns its number.

        text: the one that joins them, and is about to be attached.
        """
        joined = min(families)
        templates = [family for family in families if self._is_template(family)]
        others = {family: self._texts.members("family", family) for family in families if family not in templates}
        for family in families:
            self._texts.join("family", joined, family)
        self._db.conn.executemany("DELETE FROM templates WHERE family = ?", [(one,) for one in templates])
        if templates or self._shows_template(joined):
            self._db.conn.execute("INSERT INTO templates VALUES (?)", (joined,))
            for texts in others.values():
                self._texts.part("cluster", texts)
                self._queue([one for one in texts if one != text.id])
        else:
            for family in families:
                self._texts.join("cluster", joined, family)
        return joined

    def _join_same(self, text: Text) -> None:
        """In a template, join a text with those that say the same."""
        keys = near.mark_keys(text.sketch or b"")
        self._texts.show(text.id, keys)
        for found in {one.id for _, one in self._texts.shown(keys)} - {text.id}:
            ours, other = self._texts.text(text.id), self._texts.text(found)
            is_open = ours.family == other.family and ours.cluster != other.cluster
            if is_open and self._are_near(text, other) and not self._differ(text, other):
                self._texts.join("cluster", ours.cluster, other.cluster)

    def _take_apart(self, family: int) -> None:
        """Put every text of a family into a family of its own, and queue it to be attached again."""
        texts = self._texts.members("family", family)
        self._db.conn.execute("DELETE FROM templates WHERE family = ?", (family,))
        for group in GROUPS:
            self._texts.part(group, texts)
        for text in map(self._texts.text, texts):
            self._texts.show(text.id, near.keys(text.sketch or b""))
        self._queue(texts)

    def _queue(self, texts: list[int]) -> None:
        requeue(self._db, "stories", self._texts.articles(texts))

    def _is_template(self, family: int) -> bool:
        return bool(self._db.conn.execute("SELECT 1 FROM templates WHERE family = ?", (family,)).fetchone())

    def _shows_template(self, family: int) -> bool:
        texts = self._texts.members("family", family)
        if len(texts) < SEEN:
            return False
        by_site = self._texts.by_site(texts).values()
        return any(shows_template(list(map(self._texts.text, shown)), self._differ) for shown in by_site)

    def _are_near(self, one: Text, other: Text) -> bool:
        if not one.sketch or not other.sketch or not near.may_be_near(one.sketch, other.sketch):
            return False
        return near.near(self._shingles(one.id), self._shingles(other.id))

    def _differ(self, one: Text, other: Text) -> bool:
        return differ(self._body(one.id), self._body(other.id))

    def _settle(self, articles: list[int]) -> None:
        """Let these articles, and these alone, share a story."""
        present = [self._numbers(article_id) for article_id in articles]
        story = number(own for own, _ in present)
        moved = [(story, one) for one, (_, shown) in zip(articles, present, strict=True) if shown != story]
        self._db.conn.executemany("UPDATE articles SET story_id = ? WHERE id = ?", moved)
        write_reposts(self._db, articles, self._changed)

    def _numbers(self, article_id: int) -> tuple[int, int]:
        """The number an article was given when it came, and the one its story bears."""
        query = "SELECT s.id, a.story_id FROM articles a LEFT JOIN stories s ON s.given_to = a.id WHERE a.id = ?"
        own, shown = self._db.conn.execute(query, (article_id,)).fetchone()
        if own is None:
            query = "INSERT INTO stories (given_to) VALUES (?)"
            own = self._db.conn.execute(query, (article_id,)).lastrowid
        return own, shown
