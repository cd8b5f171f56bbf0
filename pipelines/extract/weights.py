"""What every line of a page says for being body: running text counts for it, links, frame words and scraps against it.

Lines in parts of the page that are named as something else (related articles, captions, newsletters) count next to
nothing: they are left out of any body, so a text that goes on behind them is not cut by them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate

from pipelines.extract.blocks import Block, Box, Flat
from pipelines.extract.frame import (
    is_end,
    is_frame,
    is_interruption,
    names_picture,
    set_apart,
    sets_apart,
)
from pipelines.normalise.text import han_count, has_key, size

_STOP = re.compile(r"[。！？；，、：…”!?;.,](?:(?<![.,])|(?=\s|$))")
ENDS_SENTENCE = _STOP
_MOST_STOPS, _STOPS_WITHIN = 12, 600
"""Stops of a line that count, and the characters they are looked for in."""
_TELLING_TITLE = 6
"""Characters from which a title said once more begins something; a name alone stands in tables and captions too."""
_CAPTION_LINES, _CAPTION_SIZE = 3, 80
"""Lines, and Han characters or words, of the longest caption."""
_PART = 0.4
"""A name says nothing on a box that holds more of the page's own text than this: class="page has-nav"."""
_ABOVE_DATE = (1, 2, 3)
"""How many lines the title of a further article stands above its date."""
_ASIDE = -0.5
"""Weight of a line that no body will hold."""


class Weights:
    """The lines of one page, weighed once.

    dated: blocks that look like information lines, whosever they are.
    first: the first line that may be body. stop: the first line behind it that ends articles.
    """

    def __init__(
        self,
        flat: Flat,
        title_end: int,
        info_lines: frozenset[int],
        title_key: str,
        dated: frozenset[int] = frozenset(),
    ) -> None:
        self.flat = flat
        self.title_block = title_end - 1
        self.above_dates = frozenset(i - up for i in dated for up in _ABOVE_DATE)
        self.pictures = [picture.block for picture in flat.pictures]
        self.title_key = title_key
        self.first = max(title_end, 0)
        self.info_lines = info_lines
        self.outside: dict[int, bool] = {}
        self.stop = self._stop()
        self.lines = [self._weight(i, block) for i, block in enumerate(flat.blocks)]
        self.sums = list(accumulate(self.lines, initial=0.0))

    def sum(self, start: int, end: int) -> float:
        """The weight of a range of lines."""
        return self.sums[end] - self.sums[start]

    def is_elsewhere(self, i: int) -> bool:
        """Whether the line is its host's, or an element around it is hidden or named as something else."""
        if i in self.flat.repeated:
            return True
        box = self.flat.blocks[i].box
        return self._is_outside(box) or self.flat.boxes[box].hidden

    def _is_outside(self, box: int) -> bool:
        """Whether a box or one around it is named as something other than the article; found out when it is asked."""
        inside: list[int] = []
        while box >= 0 and box not in self.outside:
            inside.append(box)
            box = self.flat.boxes[box].parent
        apart = box >= 0 and self.outside[box]
        for inner in reversed(inside):
            self.outside[inner] = apart = apart or self._is_named_apart(self.flat.boxes[inner])
        return apart

    def _is_named_apart(self, box: Box) -> bool:
        if not sets_apart(box.name, box.tag) and not self._captions(box):
            return False
        chars = self._chars
        held = chars[box.end] - chars[box.start]
        return (not box.start < self.first < box.end and held < _PART * chars[-1]) or self._is_apart(box)

    @cached_property
    def _chars(self) -> list[int]:
        """How many characters outside links stand before each line, and on the page."""
        return list(accumulate((block.own_chars for block in self.flat.blocks), initial=0))

    def _captions(self, box: Box) -> bool:
        """Whether a box is a picture with a few lines below it, by its name and by what it holds.

        In Chinese such lines stay: they tell part of the story and name who took the picture.
        """
        if box.end - box.start > _CAPTION_LINES or not self.pictures or not names_picture(box.name):
            return False
        at = bisect_left(self.pictures, box.start)
        if at == len(self.pictures) or self.pictures[at] > box.end:
            return False
        text = self.flat.text(box.start, box.end)
        return size(text) < _CAPTION_SIZE and han_count(text) * 3 < len(text)

    def _is_apart(self, box: Box) -> bool:
        """Whether a box that holds much of a page is comments or the like below the title, and not all there is."""
        return 0 < self.first <= box.start and set_apart(box.name) and self._text_between(self.first, box.start)

    def _text_between(self, start: int, end: int) -> bool:
        """Whether running text stands in a range of lines."""
        return any(_STOP.search(b.text) and b.size >= 20 for b in self.flat.blocks[start:end])

    def _stop(self) -> int:
        """The first line behind the title that ends articles (相关阅读 …), once some text has passed."""
        passed = 0
        for i in range(self.first, len(self.flat.blocks)):
            block = self.flat.blocks[i]
            if passed >= 20 and (self._is_next_title(i) or (is_end(block) and not self._text_goes_on(i, passed))):
                return i
            if passed >= 100 and self._is_title_again(block):
                return i
            if i not in self.info_lines and block.own_chars > 12 and not self.is_elsewhere(i):
                passed += block.size
        return len(self.flat.blocks)

    def _is_title_again(self, block: Block) -> bool:
        """The title once more, not as a link."""
        if len(self.title_key) < _TELLING_TITLE or block.link_chars or len(block.text) < len(self.title_key) // 2:
            return False
        return len(block.text) <= 2 * len(self.title_key) + 8 and has_key(block.text, self.title_key)

    def _is_next_title(self, i: int) -> bool:
        """The next article of a page that holds several: a line in the title's kind of element, with a date below."""
        if self.title_block < 0 or i not in self.above_dates:
            return False
        block, title = self.flat.blocks[i], self.flat.blocks[self.title_block]
        box, own = self.flat.boxes[block.box], self.flat.boxes[title.box]
        return (box.tag, box.name, box.depth) == (own.tag, own.name, own.depth) and block.box != title.box

    def _text_goes_on(self, i: int, passed: int) -> bool:
        """An end word inside the text (an inserted box): more of the article's own text follows in the same element."""
        box = self.flat.boxes[self.flat.blocks[i].box]
        parent = self.flat.boxes[box.parent] if box.parent >= 0 else box
        before = self._paragraphs(max(parent.start, self.first), i)
        ahead = self._paragraphs(i + 1, min(parent.end, i + 40))
        return len(before) >= 1 and len(ahead) >= 2 and sum(map(len, ahead)) > passed / 3

    def _paragraphs(self, start: int, end: int) -> list[str]:
        """The texts of long paragraphs without links."""
        blocks = self.flat.blocks[start:end]
        return [block.text for block in blocks if block.tag == "p" and not block.link_chars and len(block.text) > 40]

    def _weight(self, i: int, block: Block) -> float:
        """What one line says for being body: its size in characters or words, plus or minus."""
        if i < self.first or i in self.info_lines or i >= self.stop:
            return -20.0
        if self.is_elsewhere(i) or is_interruption(block):
            return _ASIDE
        length = block.size
        if block.link_chars * (3 if length < 30 else 2) > len(block.text):
            return -8.0 - length
        if is_frame(block.text):
            return -15.0
        stops = min(len(_STOP.findall(block.text, 0, _STOPS_WITHIN)), _MOST_STOPS)
        if length < 12 and not stops:
            return -3.0 + 0.3 * length
        linked = length * block.link_chars / len(block.text)
        return length * (1.0 if stops else 0.4) + 4.0 * stops - 2.0 * linked
