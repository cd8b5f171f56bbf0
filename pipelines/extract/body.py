"""The body: a range of lines behind the title, chosen among independent candidates and trimmed at both ends.

Every line has a weight: running text counts for it, links, frame words and short scraps against it. One candidate is
the element whose lines weigh most together; another is the heaviest unbroken run of lines behind the title, whatever
the elements; a third is an element whose id or class a common system uses for bodies. The judge takes the known
container where the others bear it out, and the run where the element holds a good deal more than it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.extract.blocks import Block, Flat
from pipelines.lexicon import words
from pipelines.normalise.text import comparison_key

_STOP = re.compile(r"[。！？；，、：…”!?;]|[.,](?=\s|$)")
_WORD = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3040-\u30ff]|[^\W\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3040-\u30ff]+"
)
_BUTTONS = re.compile(r"[\s【】\[\]()（）|]+")
_NAME_PARTS = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A range of lines and the candidate it comes from."""

    start: int
    end: int
    method: str
    where: str
    weight: float


class BodyFinder:
    """Weighs the lines of one page once and answers what the body is.

    title_end: block behind the title; -1 where the title is not on the page.
    info_lines: blocks of the information line.
    title: the title; where it stands once more behind the text, a second copy or the page's foot begins.
    """

    def __init__(self, flat: Flat, title_end: int, info_lines: frozenset[int], title: str | None = None) -> None:
        self.flat = flat
        self.title_key = comparison_key(title or "")
        self.first = max(title_end, 0)
        self.info_lines = info_lines
        self.outside = self._outside()
        self.stop = self._stop()
        self.weights = [self._weight(i, block) for i, block in enumerate(flat.blocks)]
        self.sums = [0.0]
        for weight in self.weights:
            self.sums.append(self.sums[-1] + weight)

    def spans(self) -> list[Span]:
        """The candidates, none empty."""
        found = [self._heaviest_box(), self._heaviest_run(), self._known_container()]
        return [span for span in found if span is not None and span.end > span.start]

    def find(self) -> Span | None:
        """The judge's choice, trimmed; None where the page has no running text."""
        candidates = self.spans()
        if not candidates:
            return None
        return self._trim(self._judge(candidates))

    # -- weights

    def _stop(self) -> int:
        """The first line behind the title that ends articles (相关阅读 …), once some text has passed."""
        passed = 0
        for i in range(self.first, len(self.flat.blocks)):
            block = self.flat.blocks[i]
            if passed >= 20 and is_end(block) and not self._text_goes_on(i, passed):
                return i
            if passed >= 100 and self._is_title_again(block):
                return i
            if i not in self.info_lines:
                passed += size(block.text) if block.own_chars > 12 else 0
        return len(self.flat.blocks)

    def _is_title_again(self, block: Block) -> bool:
        """The title once more, not as a link."""
        if not self.title_key or block.link_chars or len(block.text) < len(self.title_key) // 2:
            return False
        return len(block.text) <= 2 * len(self.title_key) + 8 and comparison_key(block.text) == self.title_key

    def _text_goes_on(self, i: int, passed: int) -> bool:
        """An end word inside the text (an inserted box): more of the article's own text follows in the same element."""
        box = self.flat.boxes[self.flat.blocks[i].box]
        parent = self.flat.boxes[box.parent] if box.parent >= 0 else box
        ahead = [
            b
            for b in self.flat.blocks[i + 1 : min(parent.end, i + 40)]
            if b.tag == "p" and not b.link_chars and len(b.text) > 40
        ]
        before = [
            b
            for b in self.flat.blocks[max(parent.start, self.first) : i]
            if b.tag == "p" and not b.link_chars and len(b.text) > 40
        ]
        return len(before) >= 1 and len(ahead) >= 2 and sum(len(b.text) for b in ahead) > passed / 3

    def _weight(self, i: int, block: Block) -> float:
        """What one line says for being body: its size in characters or words, plus or minus."""
        if i < self.first or i in self.info_lines or i >= self.stop:
            return -20.0
        length = size(block.text)
        if block.link_chars * 2 > len(block.text):
            return -8.0 - length
        if is_frame(block.text):
            return -15.0
        box = self.flat.boxes[block.box]
        if box.hidden or self._is_elsewhere(i):
            return -10.0 - 0.2 * length
        stops = min(len(_STOP.findall(block.text)), 12)
        if length < 12 and not stops:
            return -3.0 + 0.3 * length
        return length * (1.0 if stops else 0.4) + 4.0 * stops - 2.0 * block.link_chars

    def _outside(self) -> list[bool]:
        """For each box, whether it or one around it is named as something other than the article.

        A name says nothing on a box that holds two fifths of the page's own text: class="page has-nav".
        """
        chars = [0]
        for block in self.flat.blocks:
            chars.append(chars[-1] + block.own_chars)
        outside: list[bool] = []
        for box in self.flat.boxes:
            named = _names_elsewhere(box.name, box.tag) and chars[box.end] - chars[box.start] < 0.4 * chars[-1]
            outside.append(named or (box.parent >= 0 and outside[box.parent]))
        return outside

    def _is_elsewhere(self, i: int) -> bool:
        """Whether an element around the line is named as something other than the article."""
        return self.outside[self.flat.blocks[i].box]

    # -- candidates

    def _sum(self, start: int, end: int) -> float:
        return self.sums[end] - self.sums[start]

    def _heaviest_box(self) -> Span | None:
        """The element whose lines weigh most; of equals the innermost."""
        best, chosen = 0.0, -1
        for index, box in enumerate(self.flat.boxes):
            weight = self._sum(max(box.start, min(self.first, box.end)), box.end)
            if weight > 0 and weight >= best:
                best, chosen = weight, index
        if chosen < 0:
            return None
        box = self.flat.boxes[chosen]
        return Span(
            max(box.start, min(self.first, box.end)), box.end, "densest element", _place(box.tag, box.name), best
        )

    def _heaviest_run(self) -> Span | None:
        """The run of lines behind the title with the greatest sum (Kadane's maximum subarray)."""
        best, chosen, total, start = 0.0, (0, 0), 0.0, self.first
        for i in range(self.first, len(self.weights)):
            if total <= 0:
                total, start = 0.0, i
            total += self.weights[i]
            if total > best:
                best, chosen = total, (start, i + 1)
        return Span(*chosen, "densest run", f"blocks {chosen[0]}-{chosen[1]}", best) if best > 0 else None

    def _known_container(self) -> Span | None:
        """The heaviest element that goes by a name common systems give to bodies."""
        best: Span | None = None
        for box in self.flat.boxes:
            if box.name and not box.hidden and known_container(box.name):
                start = max(box.start, min(self.first, box.end))
                weight = self._sum(start, box.end)
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
        return Span(start, end, span.method, span.where, span.weight) if end > start else None

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
        return is_frame(text) or is_widget(text) or (len(text) < 60 and not _STOP.search(text[-1:]))

    def _is_head(self, i: int) -> bool:
        block = self.flat.blocks[i]
        if i < self.first or i in self.info_lines or self._hangs_off(i) or is_widget(block.text):
            return True
        return is_frame(block.text) and len(block.text) < 120

    def _is_tail(self, i: int) -> bool:
        block = self.flat.blocks[i]
        return i >= self.stop or is_end(block) or self._hangs_off(i) or is_frame(block.text) or is_widget(block.text)

    def _hangs_off(self, i: int) -> bool:
        """A line at an end that is a link, hidden or of another part of the page."""
        block = self.flat.blocks[i]
        return block.link_chars * 2 > len(block.text) or self.flat.boxes[block.box].hidden or self._is_elsewhere(i)


@lru_cache(maxsize=1024)  # a page's lines are measured for body and kind
def size(text: str) -> int:
    """Length in Han characters and words: one measure for all languages."""
    return len(_WORD.findall(text))


def _place(tag: str, name: str) -> str:
    """An element as evidence names it."""
    return f"{tag} [{name}]" if name else tag


@lru_cache(maxsize=1024)  # a site has a few dozen
def _names_elsewhere(name: str, tag: str) -> bool:
    """Whether an element's name or tag puts it outside the article."""
    if tag in {"nav", "footer", "aside"}:
        return True
    return bool(name) and not words("page", "elsewhere").isdisjoint(_NAME_PARTS.split(name))


@lru_cache(maxsize=1024)
def known_container(name: str) -> bool:
    """Whether one id or class is a body container of a common system."""
    return not words("page", "containers").isdisjoint(name.split())


@cache
def _end_pattern() -> re.Pattern[str]:
    return re.compile(
        r"^[\W_]*(?:" + "|".join(map(re.escape, sorted(words("page", "ends"), key=len, reverse=True))) + ")"
    )


def is_end(block: Block) -> bool:
    """A short line that begins with an end word."""
    return len(block.text) < 60 and bool(_end_pattern().match(block.text))


def is_widget(text: str) -> bool:
    """A line that is a button or a counter, or several (【打印】【关闭】), and nothing else."""
    if len(text) > 14:
        return False
    named = words("page", "widgets")
    parts = [part for part in _BUTTONS.split(text) if part]
    return text.strip(" 【】[]()（）:：|+·>»") in named or (len(parts) > 1 and named.issuperset(parts))


@cache
def _frame_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words("page", "frame"), key=len, reverse=True))), re.IGNORECASE)


def is_frame(text: str) -> bool:
    """A line of the page's frame: licences, counters, widgets. Long running text is never frame."""
    return len(text) < 200 and bool(_frame_pattern().search(text))
