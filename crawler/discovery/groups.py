"""Finding the list on a page without being told: links that stand alike are weighed, the heaviest group is the list."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.addresses import shape
from crawler.discovery.anchors import Anchor, Element, candidates
from crawler.discovery.row_dates import shows_date
from crawler.discovery.rows import Row, add_texts_beside, crowd, repeated_urls, row_within, rows_of
from pipelines.lexicon import words
from pipelines.normalise.text import squeeze

# What speaks for a group of links, and how much. A full date in the row says more than all else; a short undated list
# of long titles (a sidebar) must stay below a dated one of three rows.
_DATED, _TITLED, _SHAPED = 0.6, 0.2, 0.2
_IN_FRAME, _BESIDE = 0.3, 0.5
"""What is left of a group's weight in the page's frame, and in a box beside the list."""
_ENOUGH = 0.28
"""Quality below which a group is no list of articles: a menu of long names with addresses nobody can judge has 0.3
at the very most, and a menu's names are short."""
_ENOUGH_ALONE = 0.85
"""The same for a single link: it must be dated and as long as a title."""
_HALF = 0.5
_HEADING = 16
"""Characters of a heading at most."""
_LEAST_MARKS = 3
"""Marks that must agree where one row reaches further than another: link, wrapper, holder."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A row and what speaks for it. dated: it shows a full date; shape: how far its address is an article's, 0 to 1."""

    row: Row
    dated: bool
    shape: float

    @property
    def is_row(self) -> bool:
        """Whether this is an article's row for what it is itself, not for where it stands."""
        return self.row.anchor.titled or self.dated or self.shape == 1.0

    @property
    def standing(self) -> tuple[bool, float, bool]:
        """What to compare two links of one place by."""
        return self.row.anchor.titled, self.shape, self.dated


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Links that stand alike. quality: 0 to 1; dated: most rows show a date; weight: for comparing groups of a page."""

    rows: list[Judged]
    quality: float
    dated: bool
    weight: float
    frame: bool
    side: bool

    @property
    def marks(self) -> tuple[str, ...]:
        """How most of its rows are built."""
        return Counter(one.row.marks for one in self.rows).most_common(1)[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The rows of a page's list, in order, and how sure the finding is (for comparing two readings of one page)."""

    rows: tuple[Row, ...] = ()
    weight: float = 0.0


def find_rows(tree: LexborHTMLParser, url: str) -> Found:
    """Find the rows of a page's list.

    url: the page's address, "" where unknown. A row is given once, with the link that names it best.
    """
    anchors = _without_categories(candidates(tree, url))
    groups = _groups(anchors)
    able = [group for group in groups if _is_able(group)]
    if not able:
        return Found()
    main = max(able, key=lambda group: group.weight)
    chosen = [group for group in able if group is main or _belongs(group, main)]
    rows = [one.row for group in chosen for one in group.rows]
    rows += _stragglers(rows, groups)
    return Found(rows=_one_an_address(rows), weight=main.weight)


def _is_able(group: Group) -> bool:
    """Whether a group may be a list, or a part of one.

    What stands beside the list and shows no dates is none: where a script fills the list, such a box is all that a page
    has, and it names articles of other columns.
    """
    enough = _ENOUGH if len(group.rows) > 1 else _ENOUGH_ALONE
    return group.quality >= enough and (group.dated or not group.side)


def _groups(anchors: list[Anchor]) -> list[Group]:
    """All groups of links with equal paths, parts that are unlike the rest left out."""
    by_path: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        by_path[anchor.element.path].append(anchor)
    crowded = crowd(anchors)
    return [_group(_like_the_best(_judged(rows_of(alike, crowded)))) for alike in by_path.values()]


def _judged(rows: list[Row]) -> list[Judged]:
    """What speaks for each row. Titles without dates get a second look at what stands between them."""
    dated = list(map(shows_date, rows))
    if not any(dated) and sum(row.anchor.titled for row in rows) >= _HALF * len(rows):
        add_texts_beside(rows)
        dated = list(map(shows_date, rows))
    return [Judged(row, is_dated, shape(row.anchor.url)) for row, is_dated in zip(rows, dated, strict=True)]


def _like_the_best(rows: list[Judged]) -> list[Judged]:
    """Rows without those of elements that hold poor ones only: a menu may stand just as the list does."""
    parts: dict[Element | None, list[Judged]] = defaultdict(list)
    for one in rows:
        parts[one.row.holder].append(one)
    if len(parts) == 1:
        return rows
    qualities = {holder: _quality(part) for holder, part in parts.items()}
    floor = _HALF * max(qualities.values())
    return [one for one in rows if qualities[one.row.holder] >= floor]


def _group(rows: list[Judged]) -> Group:
    """Weigh rows that stand alike."""
    first = rows[0].row
    quality = _quality(rows)
    dated = sum(one.dated for one in rows) >= _HALF * len(rows)
    # Dates clear a name: a column with tabs calls them a menu, but no menu shows dates.
    frame = first.anchor.element.frame and not dated
    side = first.anchor.element.side or _has_side_heading(first)
    weight = quality * math.log2(1 + len({one.row.anchor.url for one in rows}))
    return Group(
        rows,
        quality=quality,
        dated=dated,
        frame=frame,
        side=side,
        weight=weight * (_IN_FRAME if frame else 1) * (_BESIDE if side else 1),
    )


def _quality(rows: list[Judged]) -> float:
    """How much rows look like a list's, 0 to 1: by the shares with a date, a title's length, an article's address."""
    dated = sum(one.dated for one in rows)
    titled = sum(one.row.anchor.titled for one in rows)
    shaped = sum(one.shape for one in rows)
    return (_DATED * dated + _TITLED * titled + _SHAPED * shaped) / len(rows)


def _belongs(group: Group, main: Group) -> bool:
    """Whether a group is a part of the heaviest one's list: built alike, as well dated, no further from the middle."""
    if group.frame > main.frame or group.side > main.side:
        return False
    return group.dated == main.dated and _alike(group.marks, main.marks)


def _alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether rows are built alike: equal marks as far as both reach (a row alone in its element reaches further)."""
    shared = min(len(first), len(second))
    return first[:shared] == second[:shared] and (shared >= _LEAST_MARKS or first == second)


def _stragglers(rows: list[Row], groups: list[Group]) -> list[Row]:
    """Find rows between the chosen ones that are made differently, one a place: a first one with a picture, say."""
    places = {(row.holder, row.element.tag) for row in rows if row.holder is not None}
    taken = {row.element for row in rows}
    best: dict[Element, Judged] = {}
    for one in (one for group in groups for one in group.rows if one.is_row):
        place = next((at for at in one.row.anchor.element.up() if (at.parent, at.tag) in places), one.row.element)
        free = (place.parent, place.tag) in places and place not in taken
        if free and (place not in best or one.standing > best[place].standing):
            best[place] = one
    return [row_within(one.row.anchor, place) for place, one in best.items()]


def _without_categories(anchors: list[Anchor]) -> list[Anchor]:
    """Links without those that stand beside a title and name its column ("社会 某地举行…")."""
    titled = {anchor.element.parent for anchor in anchors if anchor.titled}
    repeated = repeated_urls(anchors)
    return [
        anchor
        for anchor in anchors
        if anchor.titled
        or anchor.element.parent not in titled
        or (anchor.url not in repeated and shape(anchor.url) == 1.0)
    ]


def _has_side_heading(row: Row) -> bool:
    """Whether a short line above this row, or above the rows around it, says 热门, 相关 or the like."""
    holder = row.holder
    around = (_heading_above(element) for element in (holder, holder.parent if holder else None))
    headings = (_heading_above(row.element), next(filter(None, around), ""))
    return any(word in heading for heading in headings for word in words("lists", "side_headings"))


def _heading_above(element: Element | None) -> str:
    """What stands right above an element, where that is as short as a heading."""
    above = element.node.prev if element is not None else None
    while above is not None and above.tag in ("-text", "-comment"):
        above = above.prev
    heading = squeeze(above.text(separator=" ")).lower() if above is not None else ""
    return heading if len(heading) <= _HEADING else ""


def _one_an_address(rows: list[Row]) -> tuple[Row, ...]:
    """Rows in order of the page, each address once; the longest title that is no summary names it."""
    best: dict[str, Row] = {}
    first: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: row.anchor.order):
        url = row.anchor.url
        first.setdefault(url, row.anchor.order)
        if url not in best or _naming(row) > _naming(best[url]):
            best[url] = row
    return tuple(best[url] for url in sorted(best, key=first.__getitem__))


def _naming(row: Row) -> int:
    """How well a row's words name an article."""
    length = sum(map(len, row.anchor.texts))
    return length if length <= 80 else 0
