"""What stands around an article's text, told by words and by the names of elements: data in data/lexicon/page.toml.

Frame, widgets and end words are known by what a line says; other parts of a page (related articles, newsletters,
captions, comment boxes) by the id, class or tag of the element that holds them, in whatever language the text is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.extract.blocks import Block
from pipelines.lexicon import words

_WORD = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3040-\u30ff]|[^\W\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3040-\u30ff]+"
)
_BUTTONS = re.compile(r"[\s【】\[\]()（）|]+")
_NAME_PARTS = re.compile(r"[\s_:-]+")
_ABOUT_PARTS = re.compile(r"(?<![a-z])(?:no|not|non|has|have|with|without|hide|show|enable|disable)[-_]+[a-z]+")
"""What a name says about other parts of the page: no-share, has-sidebar, with_comments."""
_NO_ARTICLE = frozenset({"nav", "footer", "aside", "form", "button", "figcaption", "figure", "dialog"})
"""Elements that HTML sets apart from the text of an article."""
_LONGEST_NOTICE = 400
"""Characters; a longer line is text, however it begins."""
_TABLE = frozenset({"td", "th", "dt", "dd", "table"})


def words_of(text: str) -> list[str]:
    """The Han characters and words of a text, without case."""
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=4096)  # a site has a few dozen
def sets_apart(name: str, tag: str) -> bool:
    """Whether an element is no part of the article by its name or tag, or its class hides it."""
    return names_elsewhere(name, tag) or hides(name)


def names_elsewhere(name: str, tag: str) -> bool:
    """Whether an element's name or tag puts it outside the article."""
    if tag in _NO_ARTICLE:
        return True
    if not name or known_container(name):
        return False
    name = _ABOUT_PARTS.sub("", name)
    parts = _NAME_PARTS.split(name)
    return (
        not words("page", "elsewhere").isdisjoint(parts)
        or any(part.startswith(_beginnings()) for part in parts)
        or (tag not in _TABLE and _caption_pattern().search(name) is not None)
    )


@lru_cache(maxsize=1024)
def set_apart(name: str) -> bool:
    """Whether a name is that of comments or a consent dialogue, which may be longer than the article."""
    return not words("page", "set_apart").isdisjoint(_NAME_PARTS.split(name))


@cache
def _beginnings() -> tuple[str, ...]:
    """Beginnings of names, for those written without a break (relatedposts, newsletterbox)."""
    return tuple(sorted(words("page", "elsewhere_beginnings")))


@cache
def _caption_pattern() -> re.Pattern[str]:
    """A picture's name and a word for text in one class: image-caption, img__description, photo_credit."""
    pictures, texts = ("|".join(sorted(words("page", key))) for key in ("pictures", "picture_texts"))
    return re.compile(rf"(?:^|[\s_-])(?:\w*)(?:{pictures})s?[\w-]*?(?:{texts})s?(?![a-z])")


@lru_cache(maxsize=4096)
def names_picture(name: str) -> bool:
    """Whether an id or class begins with a picture's word (photo, img-box)."""
    return bool(name) and any(part.startswith(_pictures()) for part in _NAME_PARTS.split(name))


@cache
def _pictures() -> tuple[str, ...]:
    return tuple(sorted(words("page", "pictures")))


def hides(name: str) -> bool:
    """Whether a class keeps an element from the eye: by a whole word, unless another shows it on some screens."""
    classes = name.split()
    return not words("page", "hiding").isdisjoint(classes) and not any(
        one.endswith((":block", ":flex", ":inline", ":grid", ":inline-block", ":contents")) for one in classes
    )


@lru_cache(maxsize=1024)
def known_container(name: str) -> bool:
    """Whether one id or class is a body container of a common system."""
    return not words("page", "containers").isdisjoint(name.split())


@cache
def _starts(key: str) -> re.Pattern[str]:
    """A line that begins with one of a list's words, whatever signs stand before it."""
    longest_first = sorted(words("page", key), key=len, reverse=True)
    return re.compile(r"^[\W_]*(?:" + "|".join(map(re.escape, longest_first)) + ")", re.IGNORECASE)


def is_end(block: Block) -> bool:
    """A short line that begins with an end word."""
    return len(block.text) < 60 and bool(_starts("ends").match(block.text))


def is_widget(text: str) -> bool:
    """A line that is a button or a counter, or several (【打印】【关闭】), and nothing else."""
    if len(text) > 14:
        return False
    named = words("page", "widgets")
    parts = [part for part in _BUTTONS.split(text) if part]
    return text.strip(" 【】[]()（）:：|+·>»") in named or (len(parts) > 1 and named.issuperset(parts))


@cache
def _frame_pattern() -> re.Pattern[str]:
    """Small letters: a pattern that ignores case cannot skip to the characters that words begin with."""
    return re.compile("|".join(map(re.escape, {word.casefold() for word in words("page", "frame")})))


def is_frame(text: str) -> bool:
    """A line of the page's frame: licences, counters, widgets. Long running text is never frame."""
    return len(text) < 200 and _frame_pattern().search(text.casefold()) is not None


def is_interruption(block: Block) -> bool:
    """A line inside a text that is none of it: a word over an advertisement, a link to another article."""
    if len(block.text) < 40 and block.text.strip(" :：.…>»-–—|*").casefold() in _interruptions():
        return True
    if len(block.text) >= _LONGEST_NOTICE:
        return False
    if _starts("notices").match(block.text):
        return True
    return block.link_chars * 4 >= len(block.text) and bool(_starts("leads_away").match(block.text))


@cache
def _interruptions() -> frozenset[str]:
    return frozenset(word.casefold() for word in words("page", "interruptions"))
