"""When two texts are nearly the same: sketches to find them by, and the share of text that says so.

A text is the set of its shingles: every five characters that follow each other in its comparison key. Its sketch is
their MinHash (rensa), one byte a value: 96 bytes stand for a text of any length. Two texts may be near where their
sketches agree in one band of three values out of 32. Of pairs with 40 % of all their shingles in common 88 % do so, of
pairs with half of them 98.6 %. That they are near is then seen in the texts themselves. Both depend on the two texts
alone, whatever else is kept.

Shingles of three characters and bands of four values were tried first. Of copies edited in every way at once they find
77 %, these 97 %; and of a million texts that have nothing to do with a text they look at two, these at none, for five
characters hardly ever follow each other by chance. Bands of three values on three characters would look at 140.

A sketch ends with a few marks: hashes of figures that follow each other in the text, by which the copies of one day's
notice are found among those of all days.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from rensa import RMinHash

from pipelines.normalise.text import comparison_key, fold_width

SHINGLE = 5
BANDS = 32
ROWS = 3
MARKS = 4
"""Of a copy that keeps four fifths of the figures, one at the least is the text's own in 998 of 1000 cases."""
IN_A_ROW = 3
"""Figures of a mark: of a year of a town's weather, two in a row are those of many days."""
_SEED = 1
METHOD = (
    f"rensa {RMinHash.ALGORITHM_VERSION}, seed {_SEED}, {SHINGLE} characters, {BANDS}x{ROWS} bytes, "
    f"{MARKS} marks of {IN_A_ROW}"
)
"""What made a sketch; sketches of another method can't be compared with these."""

MIN_SHINGLES = 80
"""A text with fewer is compared as a whole only (identity.body_hash): of a few sentences, two are soon nearly equal."""
NEAR = 0.55
"""Share of the shorter text's shingles that stand in the other one. A copy with a lead of its own, a paragraph less,
every seventh sentence told otherwise and its tail cut keeps some 70 %, at the least 60; texts that share paragraphs of
boilerplate have 25 to 40 % in common."""
_ALIKE = 0.2
"""Least share of values that the sketches of near texts have in common; the share of shingles in common lies within
0.15 of it for 997 pairs of 1000."""

Shingles = frozenset[str]

_VALUES = BANDS * ROWS
_FIGURE = re.compile(r"\d+")


def shingles(body: str | None) -> Shingles:
    """The shingles of a body; none of an absent one, or of one that is too short to be compared so."""
    return frozenset(_pieces(body))


def sketch(body: str | None) -> bytes | None:
    """The sketch of a body: a byte for each value, three for each mark; None where it has no shingles."""
    pieces = _pieces(body)
    if not pieces:
        return None
    made = RMinHash(_VALUES, _SEED)
    made.update(pieces)
    return bytes([value & 0xFF for value in made.digest()]) + b"".join(_marks(body or ""))


def keys(made: bytes) -> list[int]:
    """What a text is found by: a number of 29 bits for each band, made of the band's place and its values."""
    return [band << 24 | value for band, value in enumerate(_numbers(made[:_VALUES]))]


def mark_keys(made: bytes) -> list[int]:
    """What a text of a template is found by: a number for each mark; fewer, or none, where it has few figures."""
    return [BANDS << 24 | value for value in _numbers(made[_VALUES:])]


def may_be_near(one: bytes, other: bytes) -> bool:
    """Whether two texts with these sketches are worth looking at: they share a band, and some more."""
    if set(keys(one)).isdisjoint(keys(other)):
        return False
    differing = int.from_bytes(one[:_VALUES]) ^ int.from_bytes(other[:_VALUES])
    return differing.to_bytes(_VALUES).count(0) >= _ALIKE * _VALUES


def share(one: Shingles, other: Shingles) -> float:
    """How much of the first text stands in the second one, 0 to 1; 0 where the first has no shingles."""
    return len(one & other) / len(one) if one else 0.0


def near(one: Shingles, other: Shingles) -> bool:
    """Whether most of one text, whichever is shorter, stands in the other one."""
    return bool(one) and max(share(one, other), share(other, one)) >= NEAR


def _pieces(body: str | None) -> list[str]:
    """The shingles in their order, as often as they stand there: a MinHash does not mind, and a set takes its time."""
    key = comparison_key(body or "")
    count = len(key) - SHINGLE + 1
    return [key[at : at + SHINGLE] for at in range(count)] if count >= MIN_SHINGLES else []


def _marks(body: str) -> list[bytes]:
    """The lowest hashes of IN_A_ROW figures that follow each other, or of all there are; three bytes each."""
    figures = _FIGURE.findall(fold_width(body))
    size = min(IN_A_ROW, len(figures))
    rows = {" ".join(figures[at : at + size]) for at in range(len(figures) - size + 1)} - {""}
    return sorted(blake2b(row.encode(), digest_size=ROWS).digest() for row in rows)[:MARKS]


def _numbers(values: bytes) -> list[int]:
    return [int.from_bytes(values[at : at + ROWS]) for at in range(0, len(values), ROWS)]
