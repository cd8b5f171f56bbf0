"""The way from one page of a list to the next, where a family's file says it: data/platforms read, pages asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urlencode, urlsplit, urlunsplit

from crawler.discovery.addresses import absolute, same_host
from crawler.discovery.page_requests import PageRequest, Place
from crawler.discovery.platforms import Platform, Way, belongs, platforms

_NAME = re.compile(r"\{([a-z]\w*)(\|pairs)?\}")
_PAIR = re.compile(r"""["'](\w+)["']\s*:\s*["']([^"']*)["']""")
_SAFE = "/%:@!$'()*+,;=~-._?&"
_JSON_SAFE = re.compile(r'["\\\x00-\x1f]')
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_JSON = ("Content-Type", "application/json")
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A list page, as far as ways depend on it.

    url: its address with its fragment ("" where unknown); base: what its relative addresses stand on. shown: its
    rows. pages: pages of the list in all, as the page prints them.
    """

    text: str
    url: str
    base: str
    shown: int = 0
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """Where a way leads: the next page, None behind the last one; and the list's length as the way has it."""

    request: PageRequest | None
    pages: int | None = None
    rows: int | None = None


def onward(seen: Seen, *, before_links: bool) -> Onward | None:
    """The first way that holds on this page, among those that go before the page's own links or behind them.

    None where no way holds: nothing is known, which is not the same as the last page.
    """
    for platform in platforms().values():
        for number, way in enumerate(platform.ways):
            if way.before_links != before_links or (way.at and not way.at.search(seen.url)):
                continue
            if not all(word in seen.text for word in way.needs):
                continue
            if way.is_custom and not (seen.pages and belongs(platform, seen.text, seen.url)):
                continue
            found = _along(platform, number, seen)
            if found is not None:
                return found
    return None


def following(place: Place, *, rows: int, total_rows: int | None, total_pages: int | None) -> PageRequest | None:
    """The question after one that brought this many rows; None where the list is at its end.

    A total that equals what this one answer holds is not believed: some interfaces count the answer's rows only.
    """
    way = platforms()[place.platform].ways[place.way]
    seen = place.shown + rows
    all_rows = total_rows is not None and seen >= total_rows > rows
    all_pages = not way.by_rows and total_pages is not None and place.page + 1 >= total_pages
    if not rows or all_rows or all_pages:
        return None
    return ask(way, replace(place, page=place.page + 1, shown=seen))


def looked_up(place: Place, text: str) -> PageRequest | None:
    """The question that waited for a value of another file, now that this is its text; None where it is not there."""
    way = platforms()[place.platform].ways[place.way]
    match = way.look_up.find.search(text) if way.look_up else None
    if match is None:
        return None
    values = dict(place.values) | match.groupdict()
    return ask(way, replace(place, values=tuple(sorted(values.items())), waits=False))


def ask(way: Way, place: Place) -> PageRequest | None:
    """Put a way's question for a place; None where a value is missing or the address leads to another host."""
    values = dict(place.values)
    group = (_number(values, "size") or 0) * way.screens
    counts = {"n": way.first + place.page, "start": place.shown + 1, "end": place.shown + group}
    values |= {name: str(number) for name, number in counts.items()}
    return _request(way, values, place.base, place)


def _along(platform: Platform, number: int, seen: Seen) -> Onward | None:
    """Where one way leads from a page; None where the page lacks what the way needs."""
    way = platform.ways[number]
    values = _values(way, seen)
    if values is None:
        return None
    if way.counter is not None:
        return _counted_on(way, way.counter, values, seen)
    if way.answer == "rows":
        return _asked(platform, number, values, seen)
    return _named(way, values, seen)


def _values(way: Way, seen: Seen) -> dict[str, str] | None:
    """The values a way finds on a page and in its address; None where something it needs is not there."""
    at = way.at.search(seen.url) if way.at else None
    if way.at and at is None:
        return None
    found = [pattern.search(seen.text) for pattern in way.find]
    if not all(found):
        return None
    matches = chain([at], found, (pattern.search(seen.text) for pattern in way.maybe))
    values: dict[str, str] = {}
    for match in filter(None, matches):
        values |= {name: unescape(value) for name, value in match.groupdict().items() if value is not None}
    return _with_defaults(values, way.defaults)


def _with_defaults(values: dict[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """Values with those that the page did not say; a default may name another value."""
    for name, default in defaults.items():
        if not _NAME.search(default):
            values.setdefault(name, default)
        elif default.strip("{}") in values:
            values.setdefault(name, values[default.strip("{}")])
    return values


def _named(way: Way, values: dict[str, str], seen: Seen) -> Onward | None:
    """A page that has a name: its number goes into the address."""
    rows, pages = _number(values, "rows"), _number(values, "pages")
    size = _number(values, "size")
    if pages is None and rows is not None and size:
        pages = -(-rows // size)
    pages = pages if pages is not None else seen.pages
    place = _number(values, "current")
    position = 1 if place is None else place - way.first + 1
    if pages is None or pages > _MOST_PAGES or position < 1:
        return None
    if position >= pages:
        return Onward(request=None, pages=pages, rows=rows)
    values |= {"n": str(way.first + position), "down": str(pages - position)}
    at = _number(values, "at")
    if at is not None:
        values["before"] = str(at - 1)
        if at <= 1:
            return Onward(request=None, pages=pages, rows=rows)
    return Onward(request=_request(way, values, seen.base, None), pages=pages, rows=rows)


def _counted_on(way: Way, counter: str, values: Mapping[str, str], seen: Seen) -> Onward | None:
    """The page's own address, with its counter one up; where it carries none yet, this is the first page."""
    if not seen.shown or not seen.url:
        return None
    parts = urlsplit(seen.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    now = query.get(counter) or str(way.first)
    if not (now.isascii() and now.isdigit() and len(now) < 7):
        return None
    wanted = int(now) + 1
    if seen.pages is not None and wanted - way.first >= seen.pages:
        return Onward(request=None, pages=seen.pages)
    url = urlunsplit(parts._replace(query=_with(parts.query, counter, str(wanted)), fragment=""))
    return Onward(request=PageRequest(url=url, headers=tuple(way.headers.items())), pages=seen.pages)


def _with(query: str, name: str, value: str) -> str:
    """A query with one parameter set; the others stay as they were written."""
    pieces = [piece for piece in query.split("&") if piece]
    changed = [f"{name}={value}" if piece.partition("=")[0] == name else piece for piece in pieces]
    return "&".join(changed if changed != pieces else [*pieces, f"{name}={value}"])


def _asked(platform: Platform, number: int, values: dict[str, str], seen: Seen) -> Onward | None:
    """A question to an interface: for the page of its rows that holds the first one not shown yet."""
    way = platform.ways[number]
    size = _number(values, "size")
    page = seen.shown // size if size else min(seen.shown, 1)
    place = Place(
        platform=platform.id,
        way=number,
        values=tuple(sorted(values.items())),
        base=seen.base,
        page=page,
        shown=seen.shown if way.by_rows or not size else page * size,
        waits=way.look_up is not None,
    )
    request = _look(way.look_up.address, place) if way.look_up else ask(way, place)
    rows, pages = _number(values, "rows"), _number(values, "pages") or seen.pages
    if (rows is not None and 0 < rows <= seen.shown) or (pages is not None and 0 < pages <= page):
        request = None
    return Onward(request=request, pages=pages, rows=rows) if request or rows or pages else None


def _look(address: str, place: Place) -> PageRequest | None:
    """A request for the file that holds a missing value."""
    url = absolute(address, place.base)
    return PageRequest(url=url, place=place, after_nothing=True) if url else None


def _request(way: Way, values: Mapping[str, str], base: str, place: Place | None) -> PageRequest | None:
    """A way's address, form or JSON filled with values."""
    try:
        address = absolute(_filled(way.address, values, _quoted), base)
        if address is None or not same_host(address, base):
            return None
        body, headers = _body(way, values)
    except KeyError:
        return None
    return PageRequest(
        url=address,
        method=way.method,
        body=body,
        headers=(*headers, *way.headers.items()),
        place=place,
        after_nothing=place is not None,
    )


def _body(way: Way, values: Mapping[str, str]) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """What is sent with a POST, and how it is labelled."""
    if way.json is not None:
        return _filled(way.json, values, lambda value: _JSON_SAFE.sub("", value)).encode(), (_JSON,)
    if way.form:
        pairs = [(name, _filled(value, values, unquote)) for name, value in way.form.items()]
        return urlencode(pairs).encode(), (_FORM,)
    return b"", ()


def _filled(template: str, values: Mapping[str, str], spelled: Callable[[str], str]) -> str:
    """A template with its names replaced. Raises KeyError for one without a value."""
    return _NAME.sub(lambda match: _pairs(values[match[1]]) if match[2] else spelled(values[match[1]]), template)


def _pairs(value: str) -> str:
    """The inside of an object literal ('a':'b','c':'d') as a query."""
    return urlencode(_PAIR.findall(value))


def _quoted(value: str) -> str:
    """A value as it may stand in an address; what is quoted already stays."""
    return quote(value, safe=_SAFE)


def _number(values: Mapping[str, str], name: str) -> int | None:
    """A value as a number, if it is one."""
    value = values.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def fragment_counts(address: str) -> bool:
    """Whether the part of an address behind # says which column is meant: some way reads it there."""
    fragment = urldefrag(address).fragment
    ways = (way.at for platform in platforms().values() for way in platform.ways if way.at)
    return bool(fragment) and any(fragment in found.groups() for at in ways if (found := at.search(address)))


def custom_names(seen: Seen) -> Iterator[str]:
    """What page 2 may be called by the custom of the family the page belongs to."""
    for platform in platforms().values():
        if platform.second_page and belongs(platform, seen.text, seen.url):
            yield platform.second_page
