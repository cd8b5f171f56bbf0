"""The credited publication: what a source value says, and the outlet of a dateline (新华社北京1月27日电)."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from pipelines.extract.names import HAN, Trust, is_outlet, person
from pipelines.lexicon import lexicon

_LONGEST = 60
"""Characters of the longest source; more is a sentence behind a label."""
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_COUNTER = re.compile(r"(?<=\D)\d+\s*人(?:参与|评论|阅读|跟帖)?$|\s+\d[\d:.年月日 -]*$")
_DATED = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}|\d{1,2}月\d{1,2}日|\d{1,2}:\d\d")
_MARKS = " \t\u3000\xa0\"“”'‘’|丨/／,，;；、。·_-—:：>"

_SIGNED = re.compile(rf"(?P<name>[{HAN}]{{2,4}})\s?[/／]\s?(?P<outlet>[{HAN}·]{{3,12}})")
"""A name and whom it works for (张三/某报)."""

_PLACE = rf"(?:\s?[{HAN}A-Za-z]{{2,12}})?"
_DATELINE = re.compile(
    rf"\s*[□■●▲◆]?\s*(?P<who>[{HAN}A-Za-z《》·－]{{2,24}}?)\s?(?P<place>{_PLACE})\s?"
    rf"(?P<day>(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日)?\s?(?P<sent>(?:专|综合)?[讯电]|消息)(?=$|[\s：:，,（(\[【□■])"
)
_SENT = ("讯", "电", "消息")
"""One of these stands in every dateline."""
_NEWS_OF = re.compile(r"[通短喜快简资音问捷闪]讯$|[来水家停用发供风充][电]$")


def clean_source(value: str) -> str | None:
    """Read the value of a source label as a publication's name; None where it names none (网络, 未知, a number).

    An address gives its host, 本站原创 and its like give 本站 (the site itself), a comment counter is cut off.
    """
    value = value.strip(_MARKS)
    if (address := _ADDRESS.match(value)) is not None:
        return _host(address.group())
    value = _COUNTER.sub("", value).strip(_MARKS)
    sources = lexicon("credits")["sources"]
    if value.lower() in sources["none"] or not 2 <= len(value) <= _LONGEST or not re.search(r"[^\W\d_]", value):
        return None
    return str(sources["itself"].get(value, value))


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:  # brackets that are no IPv6 address
        return None


def divide_source(value: str) -> tuple[str, str]:
    """Divide the value of a source label into the publication and what follows it: names, ranks, a date.

    Words stay with the publication until one is a person or a date, or holds a rank (the outlet in front of a rank
    that leads the value is the publication).
    """
    if (rank := _rank().search(value)) is not None and not re.search(r"\s", value[: rank.start()].strip()):
        return value[: rank.start()], value[rank.start() :]
    signed = _SIGNED.fullmatch(value.strip())
    if signed and is_outlet(signed["outlet"]) and person(signed["name"], Trust.BARE):
        return signed["outlet"], signed["name"]
    for word in re.finditer(r"\S+", value):
        if word.start() and _goes_on(value, word):
            return value[: word.start()], value[word.start() :]
    return value, ""


def _goes_on(value: str, word: re.Match[str]) -> bool:
    """Whether a word of a source value no longer belongs to the publication."""
    if _two_outlets(value[: word.start()].strip(), word.group()) or _DATED.match(word.group()):
        return True
    return _rank().search(word.group()) is not None or _is_person(value, word)


def _two_outlets(before: str, word: str) -> bool:
    """Whether a source is already complete in front of a word that is another outlet (the host's own, as a rule)."""
    return is_outlet(before) and is_outlet(word)


def _is_person(value: str, word: re.Match[str]) -> bool:
    """Whether a word of a source value is a name; one of two characters may be spread (李 梅)."""
    if len(word.group()) == 1:
        spread = re.compile(r"\S\s+\S(?=\s|$)").match(value, word.start())
        return spread is not None and person(spread.group(), Trust.BARE) is not None
    return any(person(part, Trust.BARE) for part in re.split("[、,，/]", word.group())[:1])


@cache
def _rank() -> re.Pattern[str]:
    grammar = lexicon("credits")["grammar"]
    adjectives = "|".join(sorted(grammar["adjectives"], key=len, reverse=True))
    return re.compile(rf"(?:{adjectives}){{0,3}}(?:记者(?!站|协会|团|部|之家)|通讯员)")


def split_dateline(text: str) -> tuple[str | None, str, bool]:
    """Take a dateline off the head of a text.

    Gives the outlet it names (None for 本报, 本网 and where there is no dateline), the rest of the text, and whether
    there was a dateline.
    """
    match = _DATELINE.match(text) if any(sent in text for sent in _SENT) else None
    if match is None:
        return None, text, False
    head = match.group("who") + match.group("place")
    told = match.group("day") is not None or match.group("sent").endswith("讯")
    outlet = _outlet_of(head, told=told)
    own = head.startswith(tuple(lexicon("credits")["grammar"]["self"]))
    if not own and (outlet is None or _NEWS_OF.search(head + match.group("sent"))):
        return None, text, False
    return (None if own else outlet), text[match.end() :], True


def _outlet_of(head: str, *, told: bool) -> str | None:
    """Give the outlet in 浙江在线杭州: up to its last ending, the whole where no ending shows.

    told: a date or 讯 says that this is a dateline, so a name without an ending (云上恩施) is believed.
    """
    head = head.strip().removeprefix("据")
    ends = [end.end() for end in _endings().finditer(head)]
    outlet = head[: ends[-1]] if ends else head if told and len(head) <= 8 else ""
    return clean_source(outlet) if _is_plain(outlet) else None


def _is_plain(outlet: str) -> bool:
    """Whether a word may be an outlet's name: no character of sentences stands in it."""
    return set("的了是在我你他看获").isdisjoint(outlet.replace("在线", ""))


@cache
def _endings() -> re.Pattern[str]:
    """Match the endings of outlets; 台, 社 and 发布 alone are also parts of places (台北) and sentences."""
    ends = (end for end in lexicon("credits")["names"]["outlet_endings"] if end not in ("台", "发布", "视觉", "集团"))
    return re.compile("|".join(sorted(ends, key=len, reverse=True)))
