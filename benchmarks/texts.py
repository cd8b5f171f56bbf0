"""Made-up articles by the hundred thousand, in the order in which crawls bring them.

Texts of some 900 characters, whose words and characters are as unevenly frequent as those of a language (Zipf).
They mean nothing: what is measured on them is storing and finding. The same count gives the same texts.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

_CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3_500)]
_FEWEST_ARTICLES_A_SITE = 1_000
_FIRST_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpText:
    """An article: the number of its site, its day, what it says."""

    site: int
    day: date
    title: str
    body: str


class Texts:
    """So many articles of a vocabulary of 30,000 words over 3,500 characters.

    Half of them are what sites had when they were met, newest first, site after site; the others came day by day.
    """

    def __init__(self, count: int, seed: int = 1) -> None:
        self._count = count
        self._chance = random.Random(seed)  # noqa: S311 (not for secrets)
        self.sites = max(10, count // _FEWEST_ARTICLES_A_SITE)
        weights = list(accumulate(rank**-0.95 for rank in range(2, len(_CHARACTERS) + 2)))
        lengths = self._chance.choices([1, 2, 3, 4], [6, 70, 14, 10], k=30_000)
        self._words = ["".join(self._chance.choices(_CHARACTERS, cum_weights=weights, k=size)) for size in lengths]
        self._weights = list(accumulate(1 / rank for rank in range(5, len(self._words) + 5)))

    def __iter__(self) -> Iterator[MadeUpText]:
        """Yield them one by one."""
        for site, day in self._places():
            words = self._chance.choices(self._words, cum_weights=self._weights, k=375)
            yield MadeUpText(site=site, day=day, title="".join(words[:8]), body=_body(words[8:]))

    @cached_property
    def rare(self) -> list[str]:
        """The last thousand words: each in a few articles of a hundred thousand."""
        return [word for word in self._words[-1_000:] if len(word) > 1]

    @cached_property
    def middling(self) -> list[str]:
        """Words of two characters and more from the middle of the list."""
        return [word for word in self._words[500:3_000] if len(word) > 1]

    @cached_property
    def by_frequency(self) -> list[str]:
        """All characters, the commonest first."""
        counts: Counter[str] = Counter()
        for rank, word in enumerate(self._words, start=5):
            counts.update(dict.fromkeys(word, 1 / rank))
        return [character for character, _ in counts.most_common()]

    def _places(self) -> Iterator[tuple[int, date]]:
        """Site and day of each, in the order of crawls."""
        backlog = self._count // 2 // self.sites
        for site in range(self.sites):
            for age in range(backlog):
                yield site, _FIRST_DAY - timedelta(days=age // 2)
        for number in range(self._count - backlog * self.sites):
            yield number % self.sites, _FIRST_DAY + timedelta(days=1 + number // self.sites)


def _body(words: list[str]) -> str:
    """Words with a comma or a stop after every sixth, and a paragraph after every seventieth."""
    parts = []
    for start in range(0, len(words), 6):
        end = "。\n" if start % 72 == 66 else "，" if start % 18 else "。"
        parts.append("".join(words[start : start + 6]) + end)
    return "".join(parts).strip()
