"""The body: a range of lines behind the title, chosen among independent candidates, trimmed, and cleared of insets.

Every line has a weight (weights.py). One candidate is the element whose lines weigh most together; another is the
heaviest unbroken run of lines behind the title, whatever the elements; a third is an element whose id or class a
common system uses for bodies. The judge takes the known container where the others bear it out, and the run where the
element holds a good deal more than it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from pipelines.extract.blocks import Box, Flat
from pipelines.extract.frame import is_end, is_frame, is_interruption, is_widget, known_container
from pipelines.extract.media import is_file
from pipelines.extract.weights import ENDS_SENTENCE, Weights
from pipelines.normalise.text import comparison_key, han_count

_block = attrgetter("block")
_TABLE = frozenset({"td", "th", "dt", "dd"})
_LIST_LINK, _LINK = 0.6, 0.75
"""Share of a line in links from which an item of a list, and another line, is a link to something else."""
_PARAGRAPHS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NEARLY_ALL = 0.8
"""Share of a body's text in one element from which what stands outside it is not the body."""
_COVERED = 0.9
"""Share of the statement of a page's text (articleBody) that must be found for it to be believed; a mere teaser,
shorter than half of what was found, is not."""
_OPENING = 40
"""Characters of a line by which it is found in that statement."""
_SCRAP = 12
"""Han characters or words below which a line that is no paragraph is a scrap of the frame."""
_CARD_LINES, _CARD_SIZE = 6, 80
"""Lines, and Han characters or words, of the longest teaser of another article."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range of lines, the candidate it comes from, and which of its lines are the text."""

    start: int
    end: int
    method: str
    where: str
    weight: float
    blocks: tuple[int, ...] = ()


class BodyFinder:
    """Weighs the lines of one page once and answers what the body is.

    title_end: block behind the title; -1 where the title is not on the page.
    info_lines: blocks of the information line.
    title: the title; where it stands once more behind the text, a second copy or the page's foot begins.
    dated: blocks of all lines of the page that look like information lines.
    said: what the page itself states its text to be (articleBody).
    """

    def __init__(
        self,
        flat: Flat,
        title_end: int,
        info_lines: frozenset[int],
        title: str | None = None,
        dated: frozenset[int] = frozenset(),
        said: str | None = None,
    ) -> None:
        self.flat = flat
        self.info_lines = info_lines
        self.said = "".join((said or "").split())
        self.weights = Weights(flat, title_end, info_lines, comparison_key(title or ""), dated)
        self.first, self.stop = self.weights.first, self.weights.stop

    def spans(self) -> list[Span]:
        """The candidates, none empty."""
        found = [self._heaviest_box(), self._heaviest_run(), self._known_container()]
        return [span for span in found if span is not None and span.end > span.start]

    def find(self) -> Span | None:
        """The judge's choice, trimmed; None where the page has no running text."""
        candidates = self.spans()
        if not candidates:
            return None
        span = self._trim(self._judge(candidates))
        if span is None:
            return None
        return self._as_said(self._to_main_element(replace(span, blocks=self._text(span))))

    # -- candidates

    @cached_property
    def _below(self) -> list[Box]:
        """The elements that hold a line behind the title."""
        return [box for box in self.flat.boxes if box.end > self.first and box.end > box.start]

    def _heaviest_box(self) -> Span | None:
        """The element whose lines weigh most; of equals the innermost."""
        best, chosen, sums = 0.0, None, self.weights.sums
        for box in self._below:
            weight = sums[box.end] - sums[max(box.start, self.first)]
            if weight > 0 and weight >= best:
                best, chosen = weight, box
        if chosen is None:
            return None
        start = max(chosen.start, self.first)
        return Span(start, chosen.end, "densest element", _place(chosen.tag, chosen.name), best)

    def _heaviest_run(self) -> Span | None:
        """The run of lines behind the title with the greatest sum (Kadane's maximum subarray)."""
        lines = self.weights.lines
        best, chosen, total, start = 0.0, (0, 0), 0.0, self.first
        for i in range(self.first, len(lines)):
            if total <= 0:
                total, start = 0.0, i
            total += lines[i]
            if total > best:
                best, chosen = total, (start, i + 1)
        return Span(*chosen, "densest run", f"blocks {chosen[0]}-{chosen[1]}", best) if best > 0 else None

    def _known_container(self) -> Span | None:
        """The heaviest element that goes by a name common systems give to bodies."""
        best: Span | None = None
        for box in self._below:
            if box.name and not box.hidden and known_container(box.name):
                start = max(box.start, self.first)
                weight = self.weights.sum(start, box.end)
                if weight > 0 and (best is None or weight > best.weight):
                    best = Span(start, box.end, "known container", _place(box.tag, box.name), weight)
        return best

    def _judge(self, spans: list[Span]) -> Span:
        """The known container if it carries most of the weight found; else the element, widened to a better run."""
        heaviest = max(spans, key=lambda span: span.weight)
        for span in spans:
            if span.method == "known container" and span.weight >= 0.7 * heaviest.weight:
                return span
        box = next((span for span in spans if span.method == "densest element"), heaviest)
        return box if box.weight >= 0.85 * heaviest.weight else heaviest

    # -- trimming

    def _trim(self, span: Span) -> Span | None:
        """Without the information line and frame lines at the head, and without anything from an end word on."""
        start, end = self._behind_information(span), min(span.end, max(self.stop, span.start))
        while start < end and self._is_head(start):
            start += 1
        while end > start and self._is_tail(end - 1):
            end -= 1
        end = self._without_repeat(start, end)
        return replace(span, start=start, end=end) if end > start else None

    def _behind_information(self, span: Span) -> int:
        """The body begins behind the information line, also where a subtitle stands above that."""
        start, passed = span.start, 0
        for i in range(span.start, min(span.start + 8, span.end)):
            if i in self.info_lines and passed < 100:
                start = i + 1
            passed += len(self.flat.blocks[i].text)
        return start if start < span.end else span.start

    def _without_repeat(self, start: int, end: int) -> int:
        """Where the text begins anew (one copy for desks, one for phones), the end of its first copy."""
        lines = [block.text for block in self.flat.blocks[start:end]]
        first = next((i for i, line in enumerate(lines) if len(line) >= 30 and not is_frame(line)), None)
        if first is None:
            return end
        opening = lines[first][:30]
        again = next((i for i in range(first + 1, len(lines)) if lines[i].startswith(opening)), None)
        if again is None:
            return end
        seen = "".join("".join(lines[:again]).split())
        behind = ["".join(line.split()) for line in lines[again:]]
        repeated = sum(len(line) for line in behind if line[:60] in seen)
        if repeated * 4 < 3 * sum(map(len, behind)):
            return end
        while again > first + 1 and self._leads_in(start + again - 1):
            again -= 1
        return start + again

    def _leads_in(self, i: int) -> bool:
        """A line above a second copy that belongs to it: its title, its information, its buttons."""
        text = self.flat.blocks[i].text
        return is_frame(text) or is_widget(text) or (len(text) < 60 and not ENDS_SENTENCE.search(text[-1:]))

    def _is_head(self, i: int) -> bool:
        block = self.flat.blocks[i]
        if i < self.first or i in self.info_lines or self._hangs_off(i) or is_widget(block.text):
            return True
        return is_frame(block.text) and len(block.text) < 120

    def _is_tail(self, i: int) -> bool:
        block = self.flat.blocks[i]
        return i >= self.stop or is_end(block) or self._hangs_off(i) or is_frame(block.text) or is_widget(block.text)

    def _hangs_off(self, i: int) -> bool:
        """A line at an end that is a link, or no part of the text."""
        block = self.flat.blocks[i]
        return block.link_chars * 2 > len(block.text) or self._is_inset(i)

    # -- what stands inside and is none of it

    def _text(self, span: Span) -> tuple[int, ...]:
        """The lines of a range without insets and without lines that are links to something else."""
        lines = [i for i in range(span.start, span.end) if not self._is_inset(i)]
        away = {i for i in lines if self._leads_away(i)}
        away |= self._cards(span, away)
        away |= {i for i in lines if self._heads_links(i, away)}
        text = [i for i in lines if i not in away] or lines
        return tuple(self._without_scraps(text))

    def _without_scraps(self, lines: list[int]) -> list[int]:
        """Without short lines in bare boxes, where nearly all text stands in paragraphs: labels, counters, clocks.

        Chinese ones stay: they may name who wrote it.
        """
        blocks = self.flat.blocks
        paragraphs = sum(blocks[i].size for i in lines if blocks[i].tag == "p")
        if paragraphs < _NEARLY_ALL * sum(blocks[i].size for i in lines):
            return lines
        return [i for i in lines if blocks[i].tag != "div" or blocks[i].size >= _SCRAP or han_count(blocks[i].text)]

    def _to_main_element(self, span: Span) -> Span:
        """Where one element holds nearly all paragraphs, the body ends with it, and only a lead stands before it."""
        sizes: Counter[int] = Counter()
        for i in span.blocks:
            sizes[self._holder(i)] += self.flat.blocks[i].size
        holder, held = max(sizes.items(), key=lambda item: item[1], default=(-1, 0))
        if holder < 0 or held < _NEARLY_ALL * sizes.total():
            return span
        box = self.flat.boxes[holder]
        kept = tuple(i for i in span.blocks if self._belongs(i, box)) or span.blocks
        return replace(span, end=min(span.end, box.end), blocks=kept)

    def _as_said(self, span: Span) -> Span:
        """Without what the page's own statement of its text leaves out, where nearly all of that was found.

        What stands before the first line of the statement is the lead; headings are often left out of statements.
        """
        if not self.said:
            return span
        lines = {i: "".join(self.flat.blocks[i].text.split()) for i in span.blocks}
        borne_out = [i for i, line in lines.items() if line[:_OPENING] in self.said]
        covered = sum(len(lines[i]) for i in borne_out)
        if covered < _COVERED * len(self.said) or covered * 2 < sum(map(len, lines.values())):
            return span
        kept = {*borne_out, *(i for i in lines if i < borne_out[0] or self.flat.blocks[i].tag in _HEADINGS)}
        return replace(span, blocks=tuple(i for i in span.blocks if i in kept))

    def _holder(self, i: int) -> int:
        """The element whose text a line is: that around a paragraph, or the line's own."""
        block = self.flat.blocks[i]
        return self.flat.boxes[block.box].parent if block.tag in _PARAGRAPHS else block.box

    def _belongs(self, i: int, main: Box) -> bool:
        """A line of the main element, or a lead above it: a paragraph, or a line as long as one."""
        if i >= main.start:
            return i < main.end
        return self.flat.blocks[i].tag == "p" or self.flat.blocks[i].size >= _SCRAP

    def _heads_links(self, i: int, away: set[int]) -> bool:
        """A heading over a list of links."""
        return self.flat.blocks[i].tag in _HEADINGS and i + 1 in away and i + 2 in away

    def _cards(self, span: Span, away: set[int]) -> set[int]:
        """The lines of small elements that a link heads: another article's title with its teaser, date or author."""
        if not away:
            return set()
        found: set[int] = set()
        for box in self.flat.boxes:
            if box.start not in away or not 2 <= box.end - box.start <= _CARD_LINES or box.tag in _TABLE:
                continue
            held = self.flat.blocks[box.start : box.end]
            if box.end - box.start < (span.end - span.start) / 2 and sum(one.size for one in held) <= _CARD_SIZE:
                found.update(range(box.start, box.end))
        return found

    def _is_inset(self, i: int) -> bool:
        return self.weights.is_elsewhere(i) or is_interruption(self.flat.blocks[i])

    def _leads_away(self, i: int) -> bool:
        """A line that is one link; files and the cells of tables are text."""
        block = self.flat.blocks[i]
        share = _LIST_LINK if block.tag == "li" else _LINK
        return block.link_chars > share * len(block.text) and block.tag not in _TABLE and not self._links_file(i)

    def _links_file(self, i: int) -> bool:
        """A line with a link to a file."""
        first = bisect_left(self.flat.anchors, i, key=_block)
        last = bisect_right(self.flat.anchors, i, lo=first, key=_block)
        return any(is_file(anchor.href) for anchor in self.flat.anchors[first:last])


def _place(tag: str, name: str) -> str:
    """An element as evidence names it."""
    return f"{tag} [{name}]" if name else tag
