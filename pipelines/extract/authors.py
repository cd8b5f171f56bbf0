"""Authors whose names are written in letters: bylines (By …, Von …), author boxes and links, the head's statements.

The words are data by language (data/lexicon/authors.toml). People only: agencies, papers, desks, jobs, places and
addresses are known by their words and left out, and what is no clear name is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.blocks import Flat, squeeze
from pipelines.extract.metadata import Metadata
from pipelines.extract.names import HAN, person
from pipelines.lexicon import lexicon

_LONGEST = 1000
"""Characters of a statement that are read."""
_LONGEST_LINE = 200
_LONGEST_NAME = 45
_MOST_LINES = 12
"""Lines of a byline that is laid out one name a line; lines of an author's box."""
_HAN_NAME = re.compile(f"[{HAN}]{{2,4}}")
_HANGUL_NAME = re.compile(r"([\uac00-\ud7a3]{2,4})(?: ?기자)?")
_WORD = re.compile(r"(?:[dDlLoO]['’])?[^\W\d_](?:[^\W\d_]|['’ʼ\u00b7.-])*")
_INITIAL = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
_BRACKET = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]|\S*@\S+|https?://\S*")
_DATE_ON = re.compile(r"\s*\b\d{1,4}[./:-].*|\s\d.*", re.DOTALL)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])\d{1,2}(?=[\s,;&]|$)")
_EDGES = ' \t,;:.|/•·–—-"“”'
_CLASS_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Authors:
    """The people that one place names.

    method: byline, author box, author link, author mark, json-ld or meta.
    """

    names: tuple[str, ...]
    method: str
    where: str
    raw: str


def authors_on_page(flat: Flat, around: range) -> Iterator[Authors]:
    """The authors that the lines around a title name: bylines first, then boxes, then links."""
    lines = [i for i in around if i < len(flat.blocks) and _is_in_letters(flat.blocks[i].text)]
    if lines:
        yield from _bylines(flat, lines)
        yield from _boxes(flat, lines)
        yield from _links(flat, lines)


def authors_marked(tree: LexborHTMLParser, flat: Flat, around: range) -> Iterator[Authors]:
    """The authors of elements marked by rel or itemprop, where the lines around a title hold them."""
    text = flat.text(around.start, around.stop)
    names = [
        name
        for node in tree.css("[rel~=author],[itemprop~=author]")[:_MOST_LINES]
        if len(marked := squeeze(node.text(separator=" "))) <= _LONGEST_LINE and not _HAN.search(marked)
        for name in _whole_names(marked)
        if name in text
    ]
    if names:
        yield Authors(tuple(dict.fromkeys(names)), "author mark", "rel or itemprop author", "、".join(names))


def _is_in_letters(text: str) -> bool:
    """Whether a line is short and without Han or kana: credits in Chinese have a grammar of their own."""
    return len(text) <= _LONGEST_LINE and _HAN.search(text) is None


def authors_in_head(metadata: Metadata) -> Iterator[Authors]:
    """The authors that the head names: JSON-LD, then each meta. The site's own name is none."""
    stated = [_with_capitals(name) for name in metadata.linked_names("author")]
    site = metadata.site_names()
    if names := _not_site(names_in("; ".join(stated)), site):
        yield Authors(names, "json-ld", "author", "、".join(stated))
    for meta in lexicon("authors")["head"]["metas"]:
        values = metadata.all(meta)
        if names := _not_site([name for value in values for name in _of_meta(meta, value)], site):
            yield Authors(names, "meta", f"meta {meta}", "、".join(values))


@lru_cache(maxsize=2048)
def names_in(text: str) -> tuple[str, ...]:
    """The people of one statement, in order, each once; white space, brackets, jobs and bodies left out."""
    return tuple(dict.fromkeys(name for part in _parts(text) if (name := _name(part)) is not None))


def _of_meta(meta: str, value: str) -> tuple[str, ...]:
    """The people of a meta's value; the catalogues' form Doe, Jane is turned."""
    if "://" in value:
        return ()
    family, comma, given = value.partition(",")
    if comma and meta in lexicon("authors")["head"]["turned"] and "," not in given:
        return names_in(f"{given.strip()} {family.strip()}") or names_in(value)
    return names_in(value)


def _with_capitals(name: str) -> str:
    """A stated name that an account's form left in small letters."""
    return name.title() if name.islower() and 2 <= len(name.split()) <= 3 else name


def _not_site(names: Iterable[str], site: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in site))


# -- places on the page


def _bylines(flat: Flat, lines: Sequence[int]) -> Iterator[Authors]:
    for at, i in enumerate(lines):
        text = flat.blocks[i].text
        prefix = _prefix().match(text)
        if prefix is None:
            continue
        rest = text[prefix.end() :]
        names = _byline_names(rest) if rest.strip(_EDGES) else _names_below(flat, lines[at + 1 :])
        if names:
            yield Authors(names, "byline", f"block {i}", text)


def _byline_names(rest: str) -> tuple[str, ...]:
    """The names behind a prefix; none where the line goes on as a sentence (By Monday, officials said …)."""
    parts = list(_parts(rest))
    first = parts[0] if parts else ""
    if _name(first) is None and not _is_body(first):
        return ()
    behind = [part for part in parts[1:] if _name(part) is None and not _is_known(part)]
    return names_in(rest) if all(len(part.split()) <= 3 for part in behind) else ()


def _names_below(flat: Flat, lines: Sequence[int]) -> tuple[str, ...]:
    """The names behind a prefix on a line of its own, one line each."""
    texts = (flat.blocks[i].text for i in lines[:_MOST_LINES])
    named = takewhile(lambda text: names_in(text) or not text.strip(_EDGES + "…"), texts)
    return tuple(dict.fromkeys(name for text in named for name in names_in(text)))


def _boxes(flat: Flat, lines: Sequence[int]) -> Iterator[Authors]:
    """Elements whose class or id says that they hold the author; each name once, the outermost such box first."""
    names: dict[str, int] = {}
    for i in lines:
        if any(_is_author_box(flat.boxes[box].name) for box in _short_boxes(flat, i)):
            names |= {name: i for name in _whole_names(flat.blocks[i].text) if name not in names}
    if names:
        yield Authors(tuple(names), "author box", f"block {next(iter(names.values()))}", "、".join(names))


def _short_boxes(flat: Flat, block: int) -> Iterator[int]:
    boxes = (box for box in flat.boxes_of(block))
    return takewhile(lambda box: flat.boxes[box].end - flat.boxes[box].start <= _MOST_LINES, boxes)


@lru_cache(maxsize=4096)
def _is_author_box(name: str) -> bool:
    return not _box_words().isdisjoint(_CLASS_WORD.findall(name))


def _whole_names(text: str) -> tuple[str, ...]:
    """The names of a line that holds nothing but names, jobs and bodies."""
    prefix = _prefix().match(text)
    rest = text[prefix.end() :] if prefix else text
    explained = all(_name(part) is not None or _is_known(part) for part in _parts(rest))
    return names_in(rest) if explained else ()


def _links(flat: Flat, lines: Sequence[int]) -> Iterator[Authors]:
    """Links to an author's own page whose text is a name."""
    here = frozenset(lines)
    found: dict[str, str] = {}
    for anchor in flat.anchors:
        if anchor.block in here and _author_path().search(anchor.href):
            found |= {name: anchor.href for name in _whole_names(anchor.text) if name not in found}
    if found:
        yield Authors(tuple(found), "author link", next(iter(found.values())), "、".join(found))


# -- names


def _parts(text: str) -> Iterator[str]:
    """What stands between commas, strokes and the words for "and"; dates and all behind them, brackets, mails go."""
    text = squeeze(text[:_LONGEST])
    text = _DATE_ON.sub("", _month().sub("", _FOOTNOTE.sub("", _BRACKET.sub(" ", text))))
    for part in _separator().split(text):
        bare = _prefix().sub("", part.strip(_EDGES + " "), count=1)
        bare = _tail().sub("", bare).strip(_EDGES.replace(".", ""))
        if bare:
            yield _title().sub("", bare).strip()


@lru_cache(maxsize=4096)
def _name(part: str) -> str | None:
    """One part as a person's name in its one spelling, or None."""
    if _HAN_NAME.fullmatch(part):
        return person(part)
    if (hangul := _HANGUL_NAME.fullmatch(part)) is not None:
        return hangul.group(1)
    words = part.split()
    if not 2 <= len(words) <= 5 or len(part) > _LONGEST_NAME or _is_known(part):
        return None
    return " ".join(words) if _is_spelled(words) else None


def _is_spelled(words: Sequence[str]) -> bool:
    """Whether words are spelled as those of a name: capitals, but for small words inside; not only initials."""
    small = frozenset(lexicon("authors")["names"]["particles"])
    for word in words:
        if not _WORD.fullmatch(word) or not (word[:1].isupper() or word in small or word[1:2] in "'’"):
            return _is_plain_lower(words)
    great = [word for word in words if word not in small]
    return len(great) >= 2 and great[-1] == words[-1] and any(not _INITIAL.fullmatch(word) for word in great)


def _is_plain_lower(words: Sequence[str]) -> bool:
    """Whether a script without capitals writes them (no name in Latin, Greek or Cyrillic letters is all small)."""
    return all(word.isalpha() and word.lower() == word.upper() and not _HAN.search(word) for word in words)


_HAN = re.compile(f"[{HAN}\u3040-\u30ff]")


def _is_known(part: str) -> bool:
    """Whether a part is known to be no person: a job, a body, a place, or a single word."""
    return _is_body(part) or len(part.split()) < 2 or part.casefold() in lexicon("authors")["bodies"]["places"]


def _is_body(part: str) -> bool:
    return any(word.strip(".'’").casefold() in _known_words() or "." in word[2:-1] for word in part.split())


@cache
def _known_words() -> frozenset[str]:
    words = lexicon("authors")
    return frozenset((*words["jobs"]["words"], *words["bodies"]["words"]))


@cache
def _author_path() -> re.Pattern[str]:
    return re.compile(_any_of(lexicon("authors")["links"]["paths"]), re.IGNORECASE)


@cache
def _box_words() -> frozenset[str]:
    return frozenset(lexicon("authors")["links"]["boxes"])


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


@cache
def _prefix() -> re.Pattern[str]:
    """Match a word in front of names: at a line's head, with a colon or before a capital."""
    words = [word for words in lexicon("authors")["prefixes"].values() for word in words]
    return re.compile(rf"^\s*(?i:{_any_of(words)})(?:\s*[:：]\s*|\s+(?=[^\Wa-z])|\s*$)")


@cache
def _separator() -> re.Pattern[str]:
    words = _any_of(lexicon("authors")["between"]["words"])
    return re.compile(rf"\s*[,，、;；|/•·&+]\s*|\s+[–—-]\s+|\s+(?:{words})\s+")


@cache
def _month() -> re.Pattern[str]:
    """Match a month in front of a day, glued to a name or not, and all behind it (Jane DoeMarch 3, 2026)."""
    spelled = (word for months in lexicon("months").values() for month in months for word in month.split())
    return re.compile(rf"\s*(?i:{_any_of(spelled)})\.?\s*\d.*", re.DOTALL)


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s+)(?:{_any_of(lexicon('authors')['between']['tails'])})(?:\s.*|:.*)$", re.IGNORECASE)


@cache
def _title() -> re.Pattern[str]:
    titles = _any_of(lexicon("authors")["names"]["titles"])
    return re.compile(rf"^(?:(?:{titles})\.?\s+)+|,?\s+(?:{titles})\.?$", re.IGNORECASE)
