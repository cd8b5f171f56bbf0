"""Images with captions, attachments, documents in frames."""

from __future__ import annotations

import pytest

from pipelines.extract.media import embedded_file
from tests.pipelines.extract.pages import TEXT, article, read

BODY = "".join(f"<p>{line}</p>" for line in TEXT)
HOST = "http://www.qinghe.example"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ('<img src="./a.jpg" alt="磨坊">', (f"{HOST}/a.jpg", "磨坊")),
        ('<img src="/up/a.jpg">', (f"{HOST}/up/a.jpg", None)),
        ('<img src="//img.example/a.jpg" title="水轮">', ("http://img.example/a.jpg", "水轮")),
        ('<img data-src="a.jpg" src="/blank.gif">', (f"{HOST}/a.jpg", None)),
        ('<img src="a.jpg"><p>磨坊里的石磨。张木兰 摄</p>', (f"{HOST}/a.jpg", "磨坊里的石磨。张木兰 摄")),
        ('<img src="a.jpg" alt="x"><p>▲磨坊里的石磨</p>', (f"{HOST}/a.jpg", "▲磨坊里的石磨")),
    ],
)
def test_images(image: str, expected: tuple[str, str | None]) -> None:
    text = f"<p>{TEXT[0]}</p>{image}<p>{TEXT[1]}</p><p>{TEXT[2]}</p>"
    found = read(article("来源：青禾报", text=text)).images
    assert [(one.url, one.caption) for one in found] == [expected]


@pytest.mark.parametrize(
    "image",
    ['<img src="data:image/gif;base64,AA">', '<img src="/images/logo.png">', '<img src="/x/qrcode.png">', '<img src="/images/share.gif">', '<img src="">', "<img>", '<img src="javascript:void(0)">', '<img src="http://[bad/a.jpg">'],
)  # fmt: skip
def test_furniture_is_no_image(image: str) -> None:
    assert read(article("来源：青禾报", text=f"<p>{TEXT[0]}</p>{image}{BODY}")).images == ()


def test_images_outside_the_body_are_not_the_articles() -> None:
    source = article("", before='<img src="/top.jpg">', after='<h3>相关阅读</h3><p><img src="/other.jpg"></p>' * 2)
    assert read(source).images == ()


def test_an_image_counts_once() -> None:
    text = f'<p>{TEXT[0]}</p><img src="a.jpg"><img src="./a.jpg">{BODY}'
    assert len(read(article("", text=text)).images) == 1


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ('<p>附件：<a href="./a.pdf">开放时间.pdf</a></p>', (f"{HOST}/a.pdf", "开放时间.pdf")),
        ('<a href="/up/a.DOCX?v=1"></a>', (f"{HOST}/up/a.DOCX?v=1", "a.DOCX")),
        ('<a href="/up/%E6%97%B6%E9%97%B4.xls"></a>', (f"{HOST}/up/%E6%97%B6%E9%97%B4.xls", "时间.xls")),
        ('<iframe src="/viewer.html?file=/up/a.ofd"></iframe>', (f"{HOST}/up/a.ofd", "a.ofd")),
        ('<object data="/up/a.pdf"></object>', (f"{HOST}/up/a.pdf", "a.pdf")),
    ],
)
def test_attachments(after: str, expected: tuple[str, str]) -> None:
    found = read(article("来源：青禾报", text=BODY + after)).attachments
    assert [(one.url, one.name) for one in found] == [expected]


@pytest.mark.parametrize(
    "after", ['<a href="/next.html">下一篇</a>', '<a href="javascript:pdf()">打印</a>', '<iframe src="/ad.html"></iframe>', "<iframe></iframe>"]
)  # fmt: skip
def test_other_links_and_frames_are_none(after: str) -> None:
    assert read(article("来源：青禾报", text=BODY + after)).attachments == ()


def test_text_in_an_attachment_says_so() -> None:
    found = read(article("日期：2026-03-01", text='<iframe src="/up/a.pdf"></iframe>'))
    assert (found.kind.value, found.body.value, found.body.reason) == ("article", None, "the text is in an attachment")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.pdf", "a.pdf"),
        ("/web/viewer.html?file=%2Fup%2Fa.pdf", "/up/a.pdf"),
        ("/web/viewer.html?file=%252Fup%252Fa.pdf", "/up/a.pdf"),
        ("/web/viewer.html?file=/a.html", None),
        ("https://[bad/?file=a.pdf", None),
        ("", None),
    ],
)
def test_embedded_files(source: str, expected: str | None) -> None:
    assert embedded_file(source) == expected
