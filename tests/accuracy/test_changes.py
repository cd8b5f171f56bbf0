"""Edits of real articles, one at a time: each is found to be what it is."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.dedupe.verdict import Content
from pipelines.history.change import Class, change
from pipelines.history.difference import applied
from tests.pipelines.articles import an_article

GOLD = Path(__file__).parents[2] / "../shared/corpus/gold"
HAN = re.compile("[\u4e00-\u9fff]")
COMMON = "的一是在了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
NUMBER = re.compile(r"(?<![\d年月:：/.,，〔-])\d+(?![\d年月日号时点分:：/.,，〕-])")
DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
PERSON = re.compile(
    r"(?:书记|[县市区]长|主任|局长|记者|同志)([王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗][\u4e00-\u9fff]{1,2})(?=[说，、。（表介在出])"
)
SENTENCE = re.compile(r"(?<=。)[^。\n]{15,80}。")

Edit = Callable[[str, random.Random], str | None]


def put(text: str, found: re.Match[str] | None, new: str) -> str | None:
    return None if found is None else f"{text[: found.start()]}{new}{text[found.end() :]}"


def one_of(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def typo(text: str, chance: random.Random) -> str | None:
    found = one_of(HAN, text, chance)
    return None if found is None or found[0] in "不未无非没否" else put(text, found, chance.choice(COMMON))


def number(text: str, chance: random.Random) -> str | None:
    found = one_of(NUMBER, text, chance)
    return put(text, found, str(int(found[0]) + chance.randint(1, 30))) if found else None


def date(text: str, chance: random.Random) -> str | None:
    found = one_of(DAY, text, chance)
    return put(text, found, f"{int(found[1]) % 12 + 1}月{int(found[2]) % 28 + 1}日") if found else None


def name(text: str, chance: random.Random) -> str | None:
    found = one_of(PERSON, text, chance)
    if found is None:
        return None
    other = chance.choice("王李张刘陈杨赵黄周吴") + chance.choice("伟芳娜敏静丽强磊军洋勇艳杰涛明超")
    return f"{text[: found.start(1)]}{other}{text[found.end(1) :]}"


def addition(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(chance.randint(0, len(lines)), "".join(chance.choices(COMMON, k=60)) + "。")
    return "\n".join(lines)


def cut(text: str, chance: random.Random) -> str | None:
    lines = text.split("\n")
    line = lines.pop(chance.randrange(len(lines)))
    return "\n".join(lines) if 15 < len(line) < len(text) * 0.45 else None


def rewrite(text: str, chance: random.Random) -> str | None:
    found = one_of(SENTENCE, text, chance)
    said = "".join(chance.choices(COMMON, k=len(found[0]))) + "。" if found else ""
    return put(text, found, said)


EDITS: dict[Class, Edit] = {
    "typo": typo, "number": number, "date": date, "name": name, "addition": addition, "cut": cut, "rewrite": rewrite,
}  # fmt: skip


def bodies() -> list[str]:
    """The Chinese bodies of the gold values, of a length worth editing."""
    read = (json.loads(path.read_text(encoding="utf-8")).get("body") for path in sorted(GOLD.glob("*.json")))
    return [body for body in read if body and len(HAN.findall(body)) > 150]


@pytest.mark.skipif(not GOLD.is_dir(), reason="the shared corpus is not beside this checkout")
@pytest.mark.parametrize("wanted", EDITS)
def test_an_edit_is_found_to_be_what_it_is(wanted: Class) -> None:
    chance, texts, right, edited = random.Random(11), bodies(), 0, 0
    before = Content.of(an_article())
    for text in texts * 4:
        new = EDITS[wanted](text, chance)
        if new is None or new == text:
            continue
        found = change(replace(before, body=text), replace(before, body=new))
        assert applied(text, found.body) == new
        right += found.classes[:1] == (wanted,)
        edited += 1
    assert edited >= 20
    assert right / edited >= 0.97
