"""What texts are found by: sketches and their bands, families and clusters, and which articles carry which text.

Everything here runs inside the transaction of whoever calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from sqlite_utils import Database

from pipelines.dedupe import near

Group = Literal["family", "cluster"]
GROUPS: tuple[Group, ...] = get_args(Group)


class Text(NamedTuple):
    """A text as it is found. sketch: None where it is too short to be near another one."""

    id: int
    family: int
    cluster: int
    sketch: bytes | None


class Fingerprints:
    """The tables texts, bands and carriers."""

    def __init__(self, db: Database) -> None:
        self._connection = db.conn

    def clear(self) -> None:
        """Take everything out, to begin anew."""
        for table in ("bands", "carriers", "loosened", "texts"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 (our own words)

    def carried(self, article_id: int) -> tuple[int, str] | None:
        """The text an article carries, as far as was looked, and its hash."""
        query = "SELECT t.id, t.hash FROM carriers c JOIN texts t ON t.id = c.text_id WHERE c.article_id = ?"
        found = self._connection.execute(query, (article_id,)).fetchone()
        return (found[0], found[1].hex()) if found else None

    def carry(self, article_id: int, body_hash: str, body: str) -> int:
        """Note that an article carries a text, which is added where it is new; returns its number.

        A new text has a family of its own, and shows nothing it could be found by.
        """
        query = "SELECT id FROM texts WHERE hash = ?"
        found = self._connection.execute(query, (bytes.fromhex(body_hash),)).fetchone()
        text_id: int = found[0] if found else self._add(body_hash, body)
        self._connection.execute("INSERT INTO carriers VALUES (?, ?)", (article_id, text_id))
        return text_id

    def drop(self, article_id: int) -> None:
        """Note that an article carries its text no more; that is loosened then."""
        self._connection.execute("DELETE FROM carriers WHERE article_id = ?", (article_id,))

    def take_loosened(self) -> list[int]:
        """The texts that an article has left since the last time, lowest numbers first."""
        taken = self._connection.execute("DELETE FROM loosened RETURNING text_id").fetchall()
        return sorted(text_id for (text_id,) in taken)

    def remove(self, text_id: int) -> None:
        """Take a text out that nobody carries any more, and that is alone."""
        if sketch := self.text(text_id).sketch:
            rows = [(key, text_id) for key in (*near.keys(sketch), *near.mark_keys(sketch))]
            self._connection.executemany("DELETE FROM bands WHERE key = ? AND text_id = ?", rows)
        self._connection.execute("DELETE FROM texts WHERE id = ?", (text_id,))

    def text(self, text_id: int) -> Text:
        """One text."""
        query = "SELECT id, family, cluster, sketch FROM texts WHERE id = ?"
        return Text(*self._connection.execute(query, (text_id,)).fetchone())

    def body(self, text_id: int) -> str:
        """What a text says: the body of an article that has it."""
        ((body_hash,),) = self._connection.execute("SELECT hash FROM texts WHERE id = ?", (text_id,))
        query = "SELECT body FROM articles WHERE body_hash = ? LIMIT 1"
        found = self._connection.execute(query, (body_hash.hex(),)).fetchone()
        return str(found[0]) if found else ""  # its last article says something else by now, and waits its turn

    def shown(self, keys: Sequence[int]) -> list[tuple[int, Text]]:
        """The texts that show one of these keys, with the key, by family."""
        query = f"""
            SELECT b.key, t.id, t.family, t.cluster, t.sketch FROM bands b JOIN texts t ON t.id = b.text_id
            WHERE b.key IN ({", ".join("?" * len(keys))}) ORDER BY t.family, t.id
        """  # noqa: S608 (question marks only)
        return [(key, Text(*row)) for key, *row in self._connection.execute(query, tuple(keys))]

    def show(self, text_id: int, keys: Iterable[int]) -> None:
        """Let a text be found by these keys."""
        self._connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(key, text_id) for key in keys])

    def clusters(self, texts: Iterable[int]) -> set[int]:
        """The clusters of those of the texts that are still there."""
        query = "SELECT cluster FROM texts WHERE id = ?"
        return {cluster for one in texts for (cluster,) in self._connection.execute(query, (one,))}

    def members(self, group: Group, number: int) -> list[int]:
        """The texts of a family or a cluster, lowest numbers first."""
        query = f"SELECT id FROM texts WHERE id = ? UNION SELECT id FROM texts WHERE {group} = ? AND {group} != id"  # noqa: S608
        return [text_id for (text_id,) in self._connection.execute(query, (number, number))]

    def join(self, group: Group, one: int, other: int) -> int:
        """Make one family, or one cluster, of two; returns its number, the lower of both."""
        low, high = min(one, other), max(one, other)
        rows = [(low, text_id) for text_id in self.members(group, high)] if low != high else []
        self._connection.executemany(f"UPDATE texts SET {group} = ? WHERE id = ?", rows)  # noqa: S608
        return low

    def part(self, group: Group, texts: Iterable[int]) -> None:
        """Put every one of the texts into a group of its own."""
        self._connection.executemany(f"UPDATE texts SET {group} = id WHERE id = ?", ((one,) for one in texts))  # noqa: S608

    def articles(self, texts: Iterable[int]) -> Iterator[int]:
        """The articles that carry these texts."""
        for text_id in texts:
            rows = self._connection.execute("SELECT article_id FROM carriers WHERE text_id = ?", (text_id,))
            yield from (article_id for (article_id,) in rows.fetchall())

    def by_site(self, texts: Iterable[int]) -> dict[str, list[int]]:
        """Which of these texts stand on which site, lowest numbers first."""
        query = "SELECT DISTINCT a.site_id FROM carriers c JOIN articles a ON a.id = c.article_id WHERE c.text_id = ?"
        found: dict[str, list[int]] = {}
        for text_id in texts:
            for (site,) in self._connection.execute(query, (text_id,)):
                found.setdefault(site, []).append(text_id)
        return found

    def _add(self, body_hash: str, body: str) -> int:
        sketch = near.sketch(body)
        query = "INSERT INTO texts (hash, family, cluster, sketch) VALUES (?, 0, 0, ?)"
        text_id = self._connection.execute(query, (bytes.fromhex(body_hash), sketch)).lastrowid or 0
        self._connection.execute("UPDATE texts SET family = id, cluster = id WHERE id = ?", (text_id,))
        return text_id
