"""Where dates of an article are looked for, and how far each may be believed alone.

Three ranks of witness: those who speak of publication, those who speak of the last change (更新时间, dateModified), and
nobody else: dates of signing, of building the page, of events and of other articles are refused by label or by place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborNode

from pipelines.extract.blocks import Flat
from pipelines.extract.document import Document
from pipelines.extract.information import SHORT_YEAR, InformationLine
from pipelines.extract.labels import Kind, Labelled, kinds
from pipelines.extract.metadata import Metadata
from pipelines.extract.script_dates import script_dates
from pipelines.items import Link, Moment, Precision
from pipelines.lexicon import lexicon
from pipelines.normalise.dates import FoundDate, find_all, from_address, parse
from pipelines.normalise.frame import DayOrder

STRONG = 0.8
"""Weight from which a witness makes a search of the scripts needless."""
_BEHIND = 8
"""Lines behind the body in which a labelled date is still the article's."""
_ABOVE, _LAST = 3, 3
"""Lines right above the text, whose dates are the article's wherever its title stands; last lines of the text."""
_ABOVE_TITLE = 2
"""Lines above the title in which a date is the article's; farther up stand clocks and what else is new."""
_LABELLED = {"near": 0.93, "head": 0.93, "above": 0.85, "behind": 0.7, "last": 0.45, "far": 0.45}
"""Belief in a date with a label of publication, by its place."""
_BARE = {"near": 0.85, "head": 0.5, "above": 0.7}
"""Belief in a date without a label, by its place."""
_THREAD = 3
"""Signed posts that make a thread."""
_LEAD = 2
"""Lines at the head of the body that may still be the article's information."""
_RUNNING = re.compile(r"[。！？；.!?，](?:(?<=[。！？；])|(?<=[.!?]) [A-Z]|(?<=，).{0,80}，)")
_COMMENT = re.compile(r"comment", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Witness:
    """One date that speaks for the article: weight from 0 to 1 is how far it may be believed alone."""

    moment: Moment
    method: str
    where: str
    raw: str
    weight: float
    change: bool = False
    """It speaks of the last change, not of publication."""

    @property
    def day(self) -> str:
        """The day, or the month where no more is known."""
        return self.moment.iso[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSources:
    """Everything a date is looked for in. now: the fetch time; zone: of times printed without one.

    zone None: nobody knows; offsets are kept as printed, times without one are UTC. order: how 03/04/2023 is read.
    """

    flat: Flat
    document: Document
    metadata: Metadata
    near: Sequence[InformationLine]
    lines: dict[int, InformationLine]
    title: str | None
    title_start: int
    title_end: int
    body_start: int
    body_end: int
    links: Sequence[Link]
    url: str | None
    now: datetime
    zone: str | None
    order: DayOrder

    def read(self, text: str | None) -> Moment | None:
        """The date of a value."""
        return parse(text, now=self.now, zone=self.zone, order=self.order) if text else None

    def find(self, text: str) -> list[FoundDate]:
        """Every full date of a text."""
        return find_all(text, now=self.now, zone=self.zone, order=self.order)


def witnesses(sources: DateSources) -> list[Witness]:
    """Everyone who speaks; the scripts only where the page itself is not clear, for that means searching its source."""
    found = [*_from_lines(sources), *_from_text_behind_title(sources), *_from_head(sources)]
    found += [*_from_elements(sources), *_from_links(sources), *_from_address(sources)]
    if max((w.weight for w in found if not w.change), default=0.0) < STRONG:
        text = sources.document.text
        for moment, where, raw, weight in script_dates(text, now=sources.now, zone=sources.zone):
            found.append(Witness(moment, "script", where, raw, weight))
    return found


# --- what is printed


def _from_lines(sources: DateSources) -> Iterator[Witness]:
    """Labels and bare dates of information lines: strong by the title, weak elsewhere outside the body."""
    near = {line.block for line in sources.near}
    yield from _from_thread(sources)
    values_of_others = {line.block + 1 for line in sources.near if _takes_next(line)}
    for i, line in sources.lines.items():
        if sources.flat.boxes[sources.flat.blocks[i].box].hidden:
            continue
        place = _place(sources, i, i in near)
        for label in line.labels:
            yield from _from_label(sources, label, i, place)
        cell = _label_cell(sources, i) if place in _BARE and not line.labels else None
        if cell:
            label = Labelled(sources.flat.blocks[i - 1].text, cell, line.text, 0, 0)
            yield from _from_label(sources, label, i, place)
        elif place in _BARE and i not in values_of_others:
            yield from _from_bare_dates(sources, line, _BARE[place])
        elif place == "last":
            yield from _changes_in_text(line)


def _from_thread(sources: DateSources) -> Iterator[Witness]:
    """The first of several posts, each signed with the same label and a later time: a forum's thread, its opening."""
    posts: dict[str, list[tuple[Moment, int, str]]] = {}
    for i, line in sources.lines.items():
        for label in line.labels:
            moment = sources.read(label.value) if label.kind == "date" and i >= sources.title_end else None
            if moment and moment.precision in {"minute", "second"}:
                posts.setdefault(label.label, []).append((moment, i, label.value))
    for name, signed in posts.items():
        times = [moment.iso for moment, *_ in signed]
        if len(times) >= _THREAD and times == sorted(set(times)):
            moment, block, value = signed[0]
            yield Witness(moment, "first post", f"block {block}", f"{name} {value}", 0.7)


def _place(sources: DateSources, block: int, near: bool) -> str:
    """Where a line stands: near the title, in the page's head, right above the text, in its last lines, behind it."""
    start, end = sources.body_start, sources.body_end
    if near:
        far = block < sources.title_start - _ABOVE_TITLE and not _beside_title(sources, block)
        return "head" if far else "near"
    if start - _ABOVE <= block < start < end:
        return "above"
    if max(start, end - _LAST) <= block < end:
        return "last"
    return "behind" if end <= block < end + _BEHIND else "far"


def _beside_title(sources: DateSources, block: int) -> bool:
    """Whether the element around a line holds the title too, and is not the whole page."""
    boxes, blocks = sources.flat.boxes, sources.flat.blocks
    around, holder = boxes[blocks[block].box].parent, blocks[sources.title_start].box
    while holder > 0 and holder != around:
        holder = boxes[holder].parent
    return holder > 0 and boxes[holder].tag not in {"html", "body"}


def _label_cell(sources: DateSources, block: int) -> Kind | None:
    """What kind of date a line is by the cell before it, where that is wholly a label (成文日期 | 2026-02-14)."""
    word = "".join(sources.flat.blocks[block - 1].text.split()) if block else ""
    kind = kinds().get(word)
    return kind if kind in {"date", "other_date"} else None


def _takes_next(line: InformationLine) -> bool:
    """Whether the next line is the value of a label that names a date of something else (成文日期 | 2026-02-14)."""
    last = line.labels[-1] if line.labels else None
    return last is not None and last.kind == "other_date" and bool(last.value) and last.value not in line.text


def _from_label(sources: DateSources, label: Labelled, block: int, place: str) -> Iterator[Witness]:
    change = label.kind == "other_date" and label.label in lexicon("published")["labels_of_change"]
    if not label.value or not (label.kind == "date" or change) or (change and place in {"behind", "far"}):
        return
    moment = sources.read(label.value)
    if moment:
        weight = 0.6 if change else _LABELLED[place]
        yield Witness(moment, "label", f"block {block}", f"{label.label} {label.value}", weight, change)


def _from_bare_dates(sources: DateSources, line: InformationLine, weight: float) -> Iterator[Witness]:
    """The first date of a line that no label claims, or one with a year of two digits."""
    where = f"block {line.block}"
    short = SHORT_YEAR.search(line.text) if not line.dates else None
    moment = sources.read(short.group()) if short else None
    if moment and short and not any(label.kind == "other_date" for label in line.labels):
        yield Witness(moment, "information line", where, short.group(), 0.7)
    claimed = [(label.start, label.end) for label in line.labels if label.kind in {"date", "other_date"}]
    free = [d for d in line.dates if _speaks(d) and not any(start <= d.start < end for start, end in claimed)]
    for date in sorted(free[:2], key=_is_change)[:1]:
        change = _is_change(date)
        yield Witness(date.moment, "information line", where, date.raw, 0.6 if change else weight, change)


def _changes_in_text(line: InformationLine) -> Iterator[Witness]:
    """Aktualisiert: 30.12.2016 in the text's last lines; behind the text it is the site that was changed."""
    for date in line.dates:
        if _is_change(date) and not date.in_range:
            yield Witness(date.moment, "information line", f"block {line.block}", date.raw, 0.6, change=True)
            return


def _is_change(date: FoundDate) -> bool:
    return date.standing == "weak"


def _speaks(date: FoundDate) -> bool:
    """No end of a span, no date of something else."""
    return not date.in_range and date.standing != "refused"


def _from_text_behind_title(sources: DateSources) -> Iterator[Witness]:
    """The first full date within 250 characters behind the title, above the body: the true one on 132 of 143 pages."""
    if sources.title_end < 0:
        return
    passed, heard = 0, sources.flat.repeated.union(line.block for line in sources.near)
    last = min(sources.body_start + _LEAD, sources.title_end + 20, len(sources.flat.blocks))
    for i in range(sources.title_end, last):
        text = sources.flat.blocks[i].text
        if i >= sources.body_start and (len(text) > 120 or _RUNNING.search(text)):
            return
        # An information line has been heard already: one line is one witness.
        found = sources.find(text) if i not in heard else []
        if found and _speaks(found[0]):
            change = _is_change(found[0])
            weight = 0.6 if change else 0.65
            yield Witness(found[0].moment, "behind the title", f"block {i}", found[0].raw, weight, change)
            return
        passed += len(text)
        if passed > 250:
            return


# --- what is marked


def _from_head(sources: DateSources) -> Iterator[Witness]:
    """Meta tags that name a publication date or a change, and JSON-LD. A wiki's are of the day a page was begun."""
    words = lexicon("published")
    wiki = any(name in (sources.metadata.first("generator") or "").lower() for name in words["wikis"])
    for name, weight in {} if wiki else words["meta"].items():
        yield from _witness(sources, sources.metadata.first(name), "meta", f"meta {name}", weight)
    for word, weight in {} if wiki else words["meta_of_any_vocabulary"].items():
        found = sources.metadata.first_in_any_vocabulary(word)
        if found and found[0] not in words["meta"]:
            yield from _witness(sources, found[1], "meta", f"meta {found[0]}", weight)
    for name in words["meta_of_change"]:
        yield from _witness(sources, sources.metadata.first(name), "meta", f"meta {name}", 0.6, change=True)
    for key, weight in {} if wiki else words["linked"].items():
        value = sources.metadata.linked(key, about=sources.title)
        yield from _witness(sources, value, "json-ld", key, weight)
    value = sources.metadata.linked("dateModified", about=sources.title)
    yield from _witness(sources, value, "json-ld", "dateModified", 0.6, change=True)


def _witness(
    sources: DateSources, value: str | None, method: str, where: str, weight: float, *, change: bool = False
) -> Iterator[Witness]:
    moment = sources.read(value)
    if moment and value:
        yield Witness(moment, method, where, value, weight, change)


def _from_elements(sources: DateSources) -> Iterator[Witness]:
    """<time datetime> and itemprop: said to be the publication, by the title, alone on the page, or merely there."""
    for node in sources.document.tree.css("[itemprop=datePublished]") if sources.document.is_marked else ():
        if not _in_comment(node):
            value = node.attributes.get("datetime") or node.attributes.get("content") or node.text()
            yield from _witness(sources, value, "time element", "itemprop=datePublished", 0.85)
            break
    times, end = sources.flat.times, sources.title_end
    close = [time for time in times if end - 8 <= time[0] <= end + 12 and end >= 0]
    for block, value in (close or times)[:1]:
        weight = 0.8 if close else 0.65 if len({value for _, value in times}) == 1 else 0.4
        yield from _witness(sources, value, "time element", f"block {block}", weight)


def _in_comment(node: LexborNode) -> bool:
    """Whether a marked date is a comment's: itemtype .../Comment or a class that says so, a few elements up."""
    outer: LexborNode | None = node
    for _ in range(8):
        if outer is None:
            return False
        attributes = outer.attributes
        if _COMMENT.search(f"{attributes.get('itemtype')} {attributes.get('itemprop')}"):
            return True
        outer = outer.parent
    return False


# --- what leads to the page


def _from_links(sources: DateSources) -> Iterator[Witness]:
    """The listing's rows: a witness that no single page has."""
    for link in sources.links:
        if link.date:
            precision: Precision = "minute" if "T" in link.date else "month" if len(link.date) == 7 else "day"
            yield Witness(Moment(link.date, precision), "listing", link.listing, link.raw_date or link.date, 0.75)


def _from_address(sources: DateSources) -> Iterator[Witness]:
    """The day an article was made, or its month."""
    url = sources.url or ""
    moment = from_address(url, now=sources.now, zone=sources.zone) if url else None
    if moment:
        yield Witness(moment, "address", url, url, 0.5 if moment.precision == "day" else 0.2)
