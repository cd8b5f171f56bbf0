"""Pages built to choke the parser are refused before it sees them; long honest ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import UnreadablePage
from pipelines.extract.document import Document
from pipelines.extract.parse_cost import MOST_CHARACTERS, MOST_TAGS, MOST_WORK, weigh, work

PARAGRAPHS = "<p>河道疏浚第一标段完成验收，沿岸三个社区恢复通行。</p>" * 20

BOMBS = {
    "attributes": f"<div {' '.join(f'a{n}=1' for n in range(30_000))}>{PARAGRAPHS}",
    "attributes without values": f"<div {' '.join(f'a{n}' for n in range(30_000))}>{PARAGRAPHS}",
    "attributes parted by slashes": f"<div{''.join(f'/a{n}' for n in range(30_000))}>{PARAGRAPHS}",
    "many tags of many attributes": f"<i {' '.join(f'a{n}=1' for n in range(3_000))}></i>" * 40,
    "open divs": "<div>" * 40_000,
    "open divs behind as many ends": "</div>" * 20_000 + "<div>" * 20_000,
    "open lists": "<ul><li>" * 20_000,
    "ends of nothing": "<div>" * 5_000 + "</b>" * 30_000,
    "fonts": "".join(f"<font a={n}>x<p>" for n in range(2_000)),
    "tags": "字<br>" * (MOST_TAGS + 1),
    "characters": "字" * (MOST_CHARACTERS + 1),
}

HONEST = {
    "a long list": "<div><ul>"
    + "<li><a href='/a/1.html'>清淤进展</a><span>2024-03-01</span></li>" * 9_000
    + "</ul></div>",
    "paragraphs nobody closes": "<div>" + "<p>清淤进展<font color=red>顺利</font>" * 12_000 + "</div>",
    "the same format, never closed": "<b>清淤</p>" * 5_000,
    "a picture in its address": f"<div><img src='data:image/png;base64,{'iVBORw0K' * 100_000}'></div>",
    "a script about tags": f"<script>{'document.write(`<div>`);' * 40_000}</script>",
    "a comment about tags": f"<!-- {'<div>' * 40_000} -->",
    "the same attribute": f"<div {'class=x ' * 60_000}>",
    "a long text": "字" * 1_000_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_what_would_choke_the_parser_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePage):
        Document(text)


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_what_is_only_long_is_read(text: str) -> None:
    weigh(text, text.encode("utf-8", "replace"))
    assert work(text) < MOST_WORK / 4


@pytest.mark.parametrize("depth", [0, 1, 50])
def test_the_steps_of_nested_elements(depth: int) -> None:
    assert work("<div>" * depth + "</div>" * depth) == depth * (depth - 1) // 2


@given(
    st.lists(st.sampled_from(["<div>", "</div>", "<b x=1>", "</b>", "<!--", "-->", '"', "'", "<svg>", "<style>", "x"]))
)
def test_any_text_is_weighed(pieces: list[str]) -> None:
    assert work("".join(pieces)) >= 0
