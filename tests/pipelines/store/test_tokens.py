"""One character a token, the same in Python, in SQL and after FTS5 has had its own way with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.store.tokens import folded, phrase, register, search_query, tokens, words


@pytest.fixture(scope="module")
def fts() -> Iterator[sqlite3.Connection]:
    """An index like that of articles, of one column."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, content='', tokenize='unicode61')")
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(t, 'instance')")
    register(connection)
    yield connection
    connection.close()


def terms(fts: sqlite3.Connection, text: str) -> list[str]:
    """What FTS5 makes of the tokens of a text, in order."""
    fts.execute("INSERT INTO t(t) VALUES ('delete-all')")
    fts.execute("INSERT INTO t(rowid, x) VALUES (1, ?)", (tokens(text),))
    return [term for (term,) in fts.execute("SELECT term FROM terms ORDER BY offset")]


def planes(*spans: tuple[int, int]) -> Iterable[str]:
    return (chr(code) for first, last in spans for code in range(first, last + 1) if not 0xD800 <= code < 0xE000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("西固区", "西 固 区"),
        ("GDP增长5.2%", "g d p 增 长 5 u2e 2 u25"),
        ("𠀀𪚥㐀〇", "𠀀 𪚥 㐀 〇"),
        ("Éé", "uc9 ue9"),
        ("完。\n\u3000\u3000第二", "完 u3002 u20 第 二"),
        (" a ", "u20 a u20"),
        ("２０", "uff12 uff10"),
        ("", ""),
        (None, ""),
    ],
)
def test_tokens(text: str | None, expected: str) -> None:
    assert tokens(text) == expected


def test_fts5_leaves_every_character_of_unicode_as_it_is(fts: sqlite3.Connection) -> None:
    every = "".join(planes((0, 0x33FFF), (0xE0000, 0xE01FF)))
    assert terms(fts, every) == tokens(every).split(" ")


def test_different_characters_have_different_tokens() -> None:
    """But for the case of ASCII letters, and white space."""
    every = [one for one in planes((0, 0x33FFF)) if not one.isspace() and not "A" <= one <= "Z"]
    assert len({tokens(one) for one in every}) == len(every)


TEXTS = st.text(alphabet="ab A1。，“\"' \n\u3000西固区𠀀é-*^:()", max_size=12)


@settings(deadline=None)
@given(text=TEXTS, part=TEXTS.filter(bool))
def test_a_phrase_is_found_where_the_text_contains_it(text: str, part: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, content='')")
    connection.execute("INSERT INTO t(rowid, x) VALUES (1, ?)", (tokens(text),))
    found = connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (phrase(part),)).fetchall()
    connection.close()
    lower = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
    assert bool(found) == (folded(part).translate(lower) in folded(text).translate(lower))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("西固 扫雪", ["西固", "扫雪"]),
        ("  西固\u3000扫雪 ", ["西固", "扫雪"]),
        ('"西固 扫雪" 除冰', ["西固 扫雪", "除冰"]),
        ('西"固 区', ["西", "固 区"]),
        ('""', []),
        ("", []),
    ],
)
def test_words_of_a_search_box(asked: str, expected: list[str]) -> None:
    assert words(asked) == expected


@settings(deadline=None)
@given(asked=st.text(max_size=20))
def test_whatever_is_typed_is_a_query_fts5_takes(fts: sqlite3.Connection, asked: str) -> None:
    query = search_query(asked)
    fts.execute("SELECT count(*) FROM t WHERE t MATCH ?", (query,)).fetchone()


def test_the_same_in_sql(fts: sqlite3.Connection) -> None:
    assert fts.execute("SELECT search_query('西固 a\"')").fetchone() == ('"西 固" AND "a"',)
    terms(fts, "西固扫雪")
    assert fts.execute("SELECT rowid FROM t WHERE t MATCH search_query('扫雪 西')").fetchall() == [(1,)]
    assert fts.execute("SELECT rowid FROM t WHERE t MATCH search_query('')").fetchall() == []
