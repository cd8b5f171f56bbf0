"""What a home page says of its publisher: name, site code, charset, family of its content system, signs of office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from crawler.discovery.platforms import recognised
from crawler.hosts import host_of
from pipelines.extract.document import Document, decode
from pipelines.extract.metadata import Metadata
from pipelines.items import Received
from pipelines.lexicon import lexicon, words
from pipelines.normalise.text import comparison_key, han_count, squeeze

_IN_LINK = re.compile(r"site_?code=([0-9a-zA-Z]{10})\b", re.IGNORECASE)
_IN_FOOTER = re.compile(r"标识码\s*[:：]?\s*(?:<[^>]{0,80}>\s*){0,3}([0-9a-zA-Z]{10})\b")
_SPONSOR = re.compile(r"主办(?:单位)?\s*[:：]\s*(?:<[^>]{0,80}>\s*){0,3}([^\s<|，,。;；　&]{3,30})")
_BARS = re.compile(r"\s*[-_|—–·»>:：]+\s*|\s{2,}|　")
_FEW_LINKS = 3
_LITTLE_TEXT = 100
"""Characters and links below which a page with scripts shows nothing without running them."""
_LOGIN_LINKS = 15
"""Links at most on a page that is nothing but a log-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home page, read. document: for those who look for links in it."""

    url: str
    """Where it was answered from."""
    folder: str
    """The portal's own folder where it was asked for by one (/county/ on a city's host), else "/"."""
    document: Document
    charset: str
    """The encoding that decoded it; what the page declares, if that is another, behind it."""
    names: tuple[str, ...]
    """What the publisher is called, best first."""
    site_code: str | None
    site_code_from: str
    family: str | None
    """Id of the content system's family (data/platforms)."""
    official: bool
    """It shows signs of an office: a site code, a badge, a government's host or name."""
    chinese: bool
    is_paper: bool = False
    """It leads to a paper's page of one day: its address is a list, day by day, and names no columns."""
    trouble: str = ""
    """Why it is no portal's home page: a log-in, an empty shell."""

    @property
    def name(self) -> str:
        """The publisher's name; its host where the page gives none."""
        return self.names[0] if self.names else host_of(self.url)


def read_home(part: Received, asked: str) -> Home:
    """Read a home page as received. asked: the address a person gave.

    Raises UnreadablePage for one that would choke the parser.
    """
    decoded = decode(part.body, part.header("content-type"))
    document = Document(decoded.text, part.url, decoded.encoding)
    metadata = Metadata(document.tree)
    names = _names(document, metadata)
    code, code_from = _site_code(document, metadata)
    family = recognised(document.text, part.url)
    declared = f", declared {decoded.declared}" if decoded.declared not in (None, decoded.encoding) else ""
    return Home(
        url=part.url,
        folder=folder_of(asked),
        document=document,
        charset=f"{decoded.encoding}{declared}",
        names=names,
        site_code=code,
        site_code_from=code_from,
        family=family.id if family else None,
        official=bool(code) or _is_official(document, names, part.url),
        chinese=_is_chinese(document),
        trouble=_trouble(document, official=bool(code)),
    )


def zone_of(home: Home) -> str | None:
    """The clock of a portal: its host's country's, else China's for a page in Chinese; None where nobody knows."""
    zones: dict[str, str] = lexicon("portals")["zones"]
    ending = host_of(home.url).rpartition(".")[2]
    return zones.get(ending) or ("Asia/Shanghai" if home.chinese else None)


def folder_of(asked: str) -> str:
    """The first folder of an address: portals of several counties may share a city's host."""
    path = urlsplit(asked).path
    parts = [part for part in path.split("/") if part]
    parts = parts if path.endswith("/") or (parts and "." not in parts[-1]) else parts[:-1]
    return f"/{parts[0]}/" if parts else "/"


def _names(document: Document, metadata: Metadata) -> tuple[str, ...]:
    """The publisher's names: the site's own meta where the title bears it out, the title, the sponsor."""
    title = document.tree.css_first("title")
    said = _from_title(squeeze(title.text()) if title is not None else "")
    meta = _from_title(squeeze(metadata.first("sitename") or metadata.first("og:site_name") or ""))
    sponsor = _SPONSOR.search(document.text)
    borne_out = bool(meta) and (not said or _shares(meta, said) or bool(sponsor and _shares(meta, sponsor[1])))
    first = [meta] if borne_out else []
    sponsors = [squeeze(sponsor[1])] if sponsor else []
    return tuple(dict.fromkeys(filter(None, [*first, said, *sponsors, meta])))


def _from_title(title: str) -> str:
    """The part of a title that names a publisher, without the words set around it."""
    parts = [cleaned for part in _BARS.split(title) if (cleaned := _frame().sub("", part).strip(" ,，!！。."))]
    parts = [part for part in parts if not _is_template(part)]
    publishers = lexicon("portals")["publishers"]
    named = [part for part in parts if any(word in part.lower() for word in publishers)]
    return next(iter(named or parts), "")


def _is_template(text: str) -> bool:
    """Whether a template's own words stand where a name should."""
    return comparison_key(text) in {comparison_key(word) for word in words("portals", "template_words")}


def _shares(first: str, second: str) -> bool:
    """Whether two names share two characters in a row that are no office's."""
    bare = [_office_free(name) for name in (first, second)]
    pairs = [{name[at : at + 2] for at in range(len(name) - 1)} for name in bare]
    return bool(pairs[0] & pairs[1]) or first in second or second in first


def _office_free(name: str) -> str:
    for office in sorted(lexicon("portals")["offices"], key=len, reverse=True):
        name = name.replace(office, "")
    return name.lower()


def _site_code(document: Document, metadata: Metadata) -> tuple[str | None, str]:
    """The site code (chapter 1.2) and where it stands: meta, footer, or the link for reporting errors."""
    meta = (metadata.first("siteidcode") or "").strip()
    if re.fullmatch(r"[0-9a-zA-Z]{10}", meta) and any(map(str.isdigit, meta)):
        return meta, "meta SiteIDCode"
    for pattern, where in ((_IN_FOOTER, "footer"), (_IN_LINK, "error-report link")):
        found = pattern.search(document.text)
        if found:
            return found[1], where
    return None, ""


def _is_official(document: Document, names: tuple[str, ...], url: str) -> bool:
    said = " ".join(names).lower()
    hosts = lexicon("portals")["government_hosts"]
    return (
        any(badge in document.text for badge in lexicon("portals")["badges"])
        or any(re.search(pattern, host_of(url)) for pattern in hosts)
        or any(word in said for word in lexicon("portals")["government_names"])
    )


def _trouble(document: Document, *, official: bool) -> str:
    """Why a page cannot be a portal's home page; one with a site code may be as bare as it likes."""
    links = len(document.tree.css("a[href]"))
    title = document.tree.css_first("title")
    named = squeeze(title.text()).lower() if title is not None else ""
    asks = document.tree.css_first("input[type=password]") is not None
    logs_in = any(word in named for word in lexicon("portals")["login_titles"])
    if (asks and (logs_in or links < _LOGIN_LINKS)) or (logs_in and links < _LOGIN_LINKS):
        return "it asks for a log-in"
    bare = not official and links < _FEW_LINKS and len(_visible(document)) < _LITTLE_TEXT
    if bare and document.tree.css_first("script") is not None:
        return "it shows nothing without running its scripts"
    return ""


def _visible(document: Document) -> str:
    """The text a visitor sees: scripts and styles are none."""
    body = document.tree.body
    pieces = [] if body is None else body.text(separator="\x1f").split("\x1f")
    hidden = {node.text() for node in document.tree.css("script, style, noscript")}
    return squeeze(" ".join(piece for piece in pieces if piece not in hidden))


def _is_chinese(document: Document) -> bool:
    """Whether Han characters make up a tenth of what the page shows."""
    text = _visible(document)
    return han_count(text) * 10 > len(text)


@cache
def _frame() -> re.Pattern[str]:
    frames = sorted(lexicon("portals")["title_frames"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, frames)), re.IGNORECASE)
