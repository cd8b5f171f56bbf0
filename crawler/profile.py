"""Reads one table of a profile and complains kindly: file, key, what was expected, what was found, the nearest key.

A check takes a TOML value and gives what it means, or raises Unexpected with what it wanted to see. Complaints are
collected, so that one look at the message is enough to mend the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parsel import Selector
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler.hours import Hours
from crawler.nearest import did_you_mean
from pipelines.normalise.divisions import divisions

T = TypeVar("T")

_INTERVAL = re.compile(r"(\d{1,4})\s*([mhdw])")
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)\s*-\s*((?:[01]\d|2[0-3]):[0-5]\d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ATTRIBUTE = re.compile(r"@[\w:-]+$")
_SLUG = re.compile(r"[a-z0-9][a-z0-9.-]*")
_NOTHING = LexborHTMLParser("")
_NO_NODES = Selector("<html></html>")
"""Asking an empty tree for a selector compiles the selector."""


class Unexpected(Exception):
    """A value is not what its key wants; the message says what that is."""


class Table:
    """One table of a profile; `take` reads a key, `leftovers` complains about keys nobody knows."""

    def __init__(self, file: str, values: Mapping[str, Any], complaints: list[str], prefix: str = "") -> None:
        self._file = file
        self._values = values
        self._complaints = complaints
        self._prefix = prefix
        self._known: set[str] = set()

    def take(self, key: str, check: Callable[[Any], T], default: T | None = None, *, needed: bool = False) -> T | None:
        """What the key says; the default where it is absent or wrong (a wrong one is complained about)."""
        self._known.add(key)
        if key not in self._values:
            if needed:
                self.complain(key, "is missing")
            return default
        try:
            return check(self._values[key])
        except Unexpected as wanted:
            self.complain(key, f"expected {wanted}, found {described(self._values[key])}")
            return default

    def complain(self, key: str, what: str) -> None:
        """One more line of the message."""
        self._complaints.append(f"{self._file}: {self._prefix}{key}: {what}")

    def leftovers(self) -> None:
        """Complain about every key that was never taken, with the nearest one that is known."""
        for key in self._values:
            if key not in self._known:
                meant = did_you_mean(key, self._known, f"known are {', '.join(sorted(self._known))}")
                self.complain(key, f"expected no such key, {meant}")

    def inner(self, key: str, index: int | None = None) -> Table:
        """The table under a key, or the index-th (from 1) of an array of tables; an empty one if it is no table."""
        self._known.add(key)
        value = self._values.get(key, {})
        name = key if index is None else f"{key}[{index}]"
        value = value if index is None else value[index - 1]
        if not isinstance(value, Mapping):
            self.complain(name, f"expected a table, found {described(value)}")
            value = {}
        return Table(self._file, value, self._complaints, f"{self._prefix}{name}.")


def described(value: Any) -> str:
    """A TOML value in words a person recognises."""
    match value:
        case bool():
            return f"the truth value {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'the text "{value}"' if value else "an empty text"
        case list():
            return "an array" if value else "an empty array"
        case Mapping():
            return "a table"
        case _:
            return f"the date or time {value}"


def text(value: Any) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise Unexpected("a text")
    return value.strip()


def code(value: Any) -> str:
    """A code as text. A bare number is refused: it would lose a leading zero."""
    if isinstance(value, int) and not isinstance(value, bool):
        raise Unexpected(f'the code as text, "{value}" in quotes (a bare number would lose a leading zero)')
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", value):
        raise Unexpected("a code of letters and digits, in quotes")
    return value


def division(value: Any) -> str:
    """A code of GB/T 2260, in force or not any more."""
    if divisions().with_code(code(value)):
        return str(value)
    near = divisions().nearest(value)
    is_near = near.code[:2] == value[:2]  # of another province is nothing that was meant
    hint = f"the nearest is {near.code}, {divisions().path(near)}" if is_near else "`district-news list` shows some"
    raise Unexpected(f"a code of data/divisions.csv ({hint})")


def web_address(value: Any) -> str:
    """An absolute http or https address."""
    if not isinstance(value, str) or not is_web_address(value):
        raise Unexpected("an absolute http:// or https:// address")
    return value


def is_web_address(value: str) -> bool:
    """Whether it is absolute, http or https, with a host and a sane port."""
    try:
        parts = urlsplit(value)
        is_host = bool(parts.hostname) and " " not in parts.netloc  # words of a person, taken for a host
        return parts.scheme in {"http", "https"} and is_host and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, half an IPv6 address
        return False


def hosts(value: Any) -> tuple[str, ...]:
    """An array of hosts, with a port where it is not the usual one."""
    if not isinstance(value, list) or not all(map(_is_host, value)):
        raise Unexpected('an array of hosts such as ["m.example.gov.cn"]')
    return tuple(value)


def _is_host(value: Any) -> bool:
    return isinstance(value, str) and urlsplit(f"//{value}").netloc == value and is_web_address(f"http://{value}/")


def slug(value: Any) -> str:
    """A name fit for file names and statistics keys."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise Unexpected("small letters, digits, - and .")
    return value


def checked(value: Any) -> str:
    """Either "never" or the day a person last saw the profile work."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return value if value == "never" else date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Unexpected('"never" or a day like "2026-04-26"') from None


def zone(value: Any) -> str:
    """The IANA name of a time zone."""
    try:
        return ZoneInfo(value).key
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        raise Unexpected('an IANA time zone such as "Asia/Shanghai"') from None


def interval(value: Any) -> timedelta:
    """The time between two crawls: "90m", "12h", "1d", "2w"."""
    match = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    if not match or int(match[1]) == 0:
        raise Unexpected('a time such as "90m", "12h" or "1d", in quotes')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def seconds(value: Any) -> float:
    """The mean time between two requests, 0.02 s to an hour; never 0, for Scrapy then keeps no host to one request."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.02 <= value <= 3600:
        raise Unexpected("seconds from 0.02 to 3600")
    return float(value)


def hours(value: Any) -> Hours:
    """The hours of the day in which a site may be asked: "22:00-06:00"."""
    match = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if not match or match[1] == match[2]:
        raise Unexpected('hours of the day such as "22:00-06:00", in quotes')
    return Hours(time.fromisoformat(match[1]), time.fromisoformat(match[2]))


def tls(value: Any) -> str:
    """What the encryption of a site's servers is like: "legacy"."""
    if value != "legacy":
        raise Unexpected('"legacy", or no such key')
    return str(value)


def pages(value: Any) -> int:
    """How many pages of a listing are read at most."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000:
        raise Unexpected("a whole number from 1 to 10000")
    return value


def truth(value: Any) -> bool:
    """Either true or false."""
    if not isinstance(value, bool):
        raise Unexpected("true or false")
    return value


def css(value: Any) -> str:
    """One CSS selector that compiles."""
    if not isinstance(value, str) or not _compiles(value):
        raise Unexpected("a CSS selector")
    return value


def selectors(value: Any) -> tuple[str, ...]:
    """One selector or an array of them: CSS with an optional @attribute at its end, or "xpath:…"."""
    values = value if isinstance(value, list) else [value]
    for one in values:
        if not isinstance(one, str) or not _selects(one):
            at = f" (not {described(one)})" if isinstance(value, list) else ""
            raise Unexpected(f'a CSS selector, "xpath:…", or an array of them{at}')
    return tuple(values)


def _selects(value: str) -> bool:
    """Whether it is a selector of the profile language."""
    if value.startswith("xpath:"):
        try:
            _NO_NODES.xpath(value.removeprefix("xpath:"))
        except ValueError:
            return False
        return True
    return _compiles(_ATTRIBUTE.sub("", value))


def _compiles(selector: str) -> bool:
    """Whether the parser that will use this CSS selector takes it."""
    try:
        _NOTHING.css(selector)
    except SelectolaxError:
        return False
    return True
