"""One spelling for addresses: what two addresses of one article share, joining, hosts.

The twins of an address (https, www, index.html, phone pages, counters in the query) come from the page families; the
rules stand in data/lexicon/addresses.toml, each with the family it was seen on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from pipelines.lexicon import lexicon
from pipelines.normalise.text import squeeze

_CODE = 1
"""One more whenever this module makes another key of an address with the same lexicon."""
_RULES = lexicon("addresses")
_QUERY = _RULES["query"]
_DROP = frozenset(_QUERY["drop"])
_DROP_NUMBERS = frozenset(_QUERY["drop_numbers"])
_DROP_PREFIXES = tuple(_QUERY["drop_prefixes"])
_SCRIPT = re.compile(_QUERY["scripts"])
_NUMBER = re.compile(r"[\d.]*", re.ASCII)
_SCHEMES = ("http", "https")
_DEFAULT_PORTS = (None, 80, 443)
_REMOVED = dict.fromkeys(map(ord, "\t\r\n"))
"""White space that browsers take out of the middle of an address (the WHATWG URL standard, 4.4)."""
_SAFE = "%/:=&?~+!$,;'@()*[]"
_ESCAPE = re.compile("%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SLASHES = re.compile("//+")
_ROUTE = ("/", "!/")
"""How the fragment of a single-page application begins: there it names the article."""


class _Twin(NamedTuple):
    """Two spellings of one path."""

    pattern: re.Pattern[str]
    becomes: str
    without_query: bool


class _Identity(NamedTuple):
    """Pages of one family that a few parts of the query name."""

    host: str | None
    path: re.Pattern[str]
    keep: tuple[str, ...]
    becomes: str | None


_TWINS = tuple(
    _Twin(re.compile(rule["pattern"]), rule["becomes"], rule.get("without_query", False)) for rule in _RULES["path"]
)
_IDENTITIES = tuple(
    _Identity(rule.get("host"), re.compile(rule["path"]), tuple(rule["keep"]), rule.get("becomes"))
    for rule in _RULES["identity"]
)


NO_TWINS: Mapping[str, str] = MappingProxyType({})


def rules_number() -> int:
    """Give a number that stands for these rules and no others, below 2**31: keys that were made by others are old."""
    told = json.dumps([_CODE, _RULES], sort_keys=True, ensure_ascii=False)
    return int(hashlib.sha256(told.encode()).hexdigest()[:7], 16)


def twin_hosts(main: str | None, twins: Iterable[str]) -> dict[str, str]:
    """Map each twin of a site's host to that host, in the form `canonical` wants.

    main: any address of the site; twins: hosts as a profile names them ("m.example.gov.cn", "old.example.cn:8080").
    Empty where there is no main host.
    """
    home = _split(squeeze(main or ""))
    parts = (_split(f"http://{squeeze(twin)}/") for twin in twins)
    found = {_netloc(twin): _netloc(home) for twin in parts if twin and home}
    return {twin: name for twin, name in found.items() if twin != name}


def canonical(url: str, twins: Mapping[str, str] = NO_TWINS) -> str:
    """Make the one address that all twins of an article's address share: a key that can still be read.

    twins: other names of a site's host, old ones and its phone's (twin_hosts).
    Always http (both schemes are one site), host in lower case without www., no default port, no index page, no
    fragment (bar the routes of single-page applications, #/…), the query without counters and sorted. Applied twice it
    changes nothing. Never raises: what is no web address comes back squeezed. For telling articles apart, not for
    fetching: a site may answer to https or www. only.
    """
    text = squeeze(url)
    parts = _split(f"http:{text}" if text.startswith("//") else text)
    if parts is None:
        return text
    place = _netloc(parts)
    name, path = _bare(parts.hostname or ""), _folded(_steps(parts.path), without_query=False)
    path, query = _named(name, path, _pairs(parts.query))
    if not query:
        path = _folded(path, without_query=True)
    address = f"http://{twins.get(place, place)}{path}"
    if query:
        address += f"?{query}"
    return f"{address}#{_escaped(parts.fragment)}" if parts.fragment.startswith(_ROUTE) else address


def host(url: str) -> str:
    """Give the host of an address in lower case, with the port unless it is the scheme's own; "" where there is none.

    www. stays: two hosts of one site may answer differently.
    """
    parts = _split(squeeze(url))
    return f"{_bracketed(parts.hostname or '')}{_port(parts)}" if parts else ""


def absolute(base: str | None, href: str) -> str | None:
    """Join a link to the address of its page; the fragment goes, blanks are taken out or escaped as browsers do.

    None for what can't be fetched (javascript:, mailto:, data:, an empty link, a bare #) or is malformed. Without a
    base a relative link comes back as printed.
    """
    link = href.translate(_REMOVED).strip().partition("#")[0].rstrip().replace(" ", "%20")
    if not link:
        return None
    try:
        joined = urljoin(base, link) if base else link
        scheme = urlsplit(joined).scheme
    except ValueError:
        return None
    if not base and not scheme:
        return link
    return joined if _split(joined) else None


@lru_cache(maxsize=1024)
def _split(url: str) -> SplitResult | None:
    """Split a web address; None for every other text."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a host in half a bracket, a port that is no number
        return None
    return parts if parts.scheme in _SCHEMES and parts.hostname and port != 0 else None


def _netloc(parts: SplitResult) -> str:
    """Spell host and port in the one way that twins share."""
    return f"{_bracketed(_bare(parts.hostname or ''))}{_port(parts)}"


def _bare(name: str) -> str:
    """Spell a host without its www twin and in ASCII."""
    name = name.lower().rstrip(".")
    if not name.isascii():
        name = _ascii_host(name)
    return name.removeprefix("www.") if name.count(".") > 1 else name


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _ascii_host(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _port(parts: SplitResult) -> str:
    return "" if parts.port in _DEFAULT_PORTS else f":{parts.port}"


def _steps(path: str) -> str:
    """Spell a path without empty and dotted steps, its escapes in one way."""
    path = _SLASHES.sub("/", _escaped(path)) or "/"
    return urlsplit(urljoin("http://host/", path)).path if "/." in path else path


def _folded(path: str, *, without_query: bool) -> str:
    """Fold the twins of a path: those that hold always, or those of an address without query."""
    for twin in _TWINS:
        if twin.without_query == without_query:
            path = twin.pattern.sub(twin.becomes, path)
    return path or "/"


def _named(name: str, path: str, pairs: list[tuple[str, str]]) -> tuple[str, str]:
    """Keep of path and query what names the article."""
    for rule in _IDENTITIES:
        if rule.host in (None, name) and rule.path.fullmatch(path):
            kept = {key: value for key, value in pairs if key in rule.keep}
            if len(kept) == len(rule.keep):
                return _renamed(path, kept, rule.becomes)
    return path, _joined(_naming(path, pairs))


def _renamed(path: str, kept: dict[str, str], becomes: str | None) -> tuple[str, str]:
    if becomes is None or not all(map(str.isalnum, kept.values())):
        return path, _joined(sorted(kept.items()))
    return f"{path.rpartition('/')[0]}/{becomes.format_map(kept)}", ""


def _naming(path: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep the parts of a query that name something, sorted."""
    named = sorted(pair for pair in pairs if not _counts(*pair))
    telling = [pair for pair in named if not (pair[0] in _DROP_NUMBERS and _NUMBER.fullmatch(pair[1]))]
    return telling if telling or not _SCRIPT.search(path) else named


def _counts(name: str, value: str) -> bool:
    lower = name.lower()
    return lower in _DROP or lower.startswith(_DROP_PREFIXES) or value in _QUERY["drop_values"].get(lower, ())


def _pairs(query: str) -> list[tuple[str, str]]:
    """Part a query, not decoded: old hosts escape GBK. An &amp; that was escaped twice separates too."""
    parts = _escaped(query).replace("&amp;", "&").split("&")
    return [(name, value) for name, _, value in (part.partition("=") for part in parts if part)]


def _joined(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" if value else name for name, value in pairs)


def _escaped(text: str) -> str:
    """Spell escapes in one way: needless ones undone, others in capitals, everything beyond ASCII escaped."""
    return quote(_ESCAPE.sub(_one_escape, text), safe=_SAFE, errors="replace")


def _one_escape(match: re.Match[str]) -> str:
    sign = chr(int(match[0][1:], 16))
    return sign if sign in _UNRESERVED else match[0].upper()
