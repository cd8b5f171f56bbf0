"""A page laid flat: lines, elements, links, images; what is skipped; nesting without end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.blocks import lay_flat, lines_of, squeeze
from pipelines.normalise.text import INVISIBLE
from tests.pipelines.extract.pages import flat


def lines(inside: str) -> list[str]:
    return [block.text for block in flat(inside).blocks]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("一<br>二<br><br>三", ["一", "二", "三"]),
        ("<p>发布<b>时间</b>：<span>今天</span></p>", ["发布时间：今天"]),
        ("<td>一</td><td>二</td>", ["一二"]),  # cells outside a table are no cells
        ("<table><tr><td>一</td><td>二</td></tr></table>", ["一", "二"]),
        ("前<div>中</div>后", ["前", "中", "后"]),
        ("<p>\u3000\u3000一 \n 二\u00a0\u200b三</p>", ["一 二 三"]),
        ("<p> \u3000&nbsp;</p>", []),
        ("一<script>var a='二'</script><style>p{}</style><noscript>三</noscript>四", ["一四"]),
        ("<select><option>一</option></select><textarea>二</textarea><template>三</template>四", ["四"]),
        ("<!-- 一 -->二", ["二"]),
        ("<UCAPCONTENT><p>一</p>二</UCAPCONTENT>", ["一", "二"]),
        ("<publishtime>2026-03-01</publishtime> 来源：某社", ["2026-03-01 来源：某社"]),
        ("</html>一<p>二", ["一", "二"]),
        ("", []),
    ],
)
def test_lines(inside: str, expected: list[str]) -> None:
    assert lines(inside) == expected


def test_a_box_is_a_range_of_lines() -> None:
    page = flat('<div id="a" class="B c"><p>一</p><p>二</p></div><p>三</p>')
    box = next(box for box in page.boxes if box.name == "a b c")
    assert page.text(box.start, box.end) == "一\n二"
    assert all(0 <= box.start <= box.end <= len(page.blocks) for box in page.boxes)


def test_boxes_of_a_line_come_innermost_first() -> None:
    page = flat("<section><article><p>一</p></article></section>")
    assert [page.boxes[i].tag for i in page.boxes_of(0)] == ["p", "article", "section", "body"]


def test_links_are_counted_and_kept() -> None:
    page = flat('<p>见<a href="/a.html">渡口的<b>钟</b></a>一文</p><a name="top">顶</a>')
    assert [(a.block, a.href, a.text) for a in page.anchors] == [(0, "/a.html", "渡口的钟")]
    assert [(block.link_chars, block.own_chars) for block in page.blocks] == [(4, 3), (0, 1)]


def test_a_link_around_several_lines_counts_in_each() -> None:
    page = flat('<a href="/a.html"><h3>渡口的钟</h3><p>它又走准了</p></a>')
    assert [(block.text, block.link_chars) for block in page.blocks] == [("渡口的钟", 4), ("它又走准了", 5)]


def test_a_link_without_an_end_ends_with_the_page() -> None:
    page = flat('<p><a href="/a">一</p><p>二')
    assert page.anchors[0].text == "一"


@pytest.mark.parametrize(
    ("image", "src"),
    [
        ('<img src="a.jpg">', "a.jpg"),
        ('<img data-src="b.jpg" src="data:image/gif;base64,AA">', "b.jpg"),
        ('<img data-original=" c.jpg " src="loading.gif">', "c.jpg"),
        ("<img>", ""),
    ],
)
def test_a_lazy_image_keeps_its_address_elsewhere(image: str, src: str) -> None:
    page = flat(f"<p>一</p>{image}<p>二</p>")
    assert [(picture.block, picture.src) for picture in page.pictures] == [(1, src)]


def test_frames_and_objects_are_kept() -> None:
    page = flat('<iframe src="a.pdf"></iframe><object data="b.pdf"></object><embed src="c.pdf">')
    assert [address for _, address in page.embeds] == ["a.pdf", "b.pdf", "c.pdf"]


@pytest.mark.parametrize(
    ("inside", "bold"),
    [
        ("<b>一</b>", True),
        ("<strong>一</strong><b> 二</b>", True),
        ("<b>一</b>二", False),
        ("<b><b>一</b></b>二", False),
    ],
)
def test_bold_lines(inside: str, bold: bool) -> None:
    assert flat(f"<p>{inside}</p><p>三</p>").blocks[0].bold is bold


def test_hidden_elements_are_known_with_all_they_hold() -> None:
    page = flat('<div style="Display : none"><p>一</p></div><p>二</p>')
    assert [page.boxes[block.box].hidden for block in page.blocks] == [True, False]


@pytest.mark.parametrize("tag", ["div", "b", "span", "a href=x", "table", "ul><li", "font", "p><div", "blockquote"])
def test_nesting_has_no_end(tag: str) -> None:
    """5,000 deep: more than calls may nest, so the walk is a loop. The lines stay lines."""
    page = flat(f"<{tag}>" * 5_000 + "一<p>二</p>三")
    assert page.text(0, len(page.blocks)).replace("\n", "") == "一二三"
    assert max((box.depth for box in page.boxes), default=0) <= 400


def test_one_element_is_laid_out_as_it_is_on_the_page() -> None:
    tree = LexborHTMLParser("<table><tr><td>一<br>二</td><td>三</td></tr></table><span>四<i>五</i></span>")
    assert [lines_of(node) for node in tree.css("td, span")] == [["一", "二"], ["三"], ["四五"]]


@given(st.text(max_size=60))
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


TAGS = st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<a href=x>", "</a>", "<b>", "</b>", "<td>", "<table>", "<br>", "<img src=a>", "</html>", "<li>", "字", "text "])  # fmt: skip


@given(st.lists(TAGS, max_size=60).map("".join))
def test_any_markup_is_laid_flat(source: str) -> None:
    page = lay_flat(LexborHTMLParser(source))
    count = len(page.blocks)
    for index, box in enumerate(page.boxes):
        assert 0 <= box.start <= box.end <= count
        assert box.parent < index
    for i, block in enumerate(page.blocks):
        assert block.text == squeeze(block.text) != ""
        assert 0 <= block.link_chars <= len(block.text)
        assert all(page.boxes[box].start <= i < page.boxes[box].end for box in page.boxes_of(i))
    assert all(0 <= anchor.block <= count for anchor in page.anchors)


_UNSEEN = re.compile(f"[{INVISIBLE}]")


@pytest.mark.parametrize("sign", [chr(code) for code in range(0x10000) if _UNSEEN.match(chr(code))], ids=ascii)
def test_what_nobody_sees_is_gone(sign: str) -> None:
    assert squeeze(f"区{sign}政府").replace(" ", "") == "区政府"
