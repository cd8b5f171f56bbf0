"""Stories: what a file says and what it may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.story import read_story

POST = '[[posts]]\nportal = "gov"\nnumber = 1\ncolumns = ["yw"]\n'


def told(folder: Path, text: str) -> Path:
    path = folder / "story.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_post_has_opening_closing_and_captions(tmp_path: Path) -> None:
    body = "一\n![图注](a.png)\n![](b.png)\n二"
    text = f"title = '题'\nopening = '（头）'\nclosing = '（韩　燕）'\nbody = '''\n{body}\n'''\n{POST}"
    post = read_story(told(tmp_path, text)).posts[0]
    assert post.paragraphs == ("（头）一", "图注", "二（韩 燕）")
    assert [block.image for block in post.blocks] == [None, "a.png", "b.png", None]


@pytest.mark.parametrize(
    ("edit", "paragraphs"),
    [
        ("{cut = -1}", ("一", "二")),
        ("{cut = 1}", ("二", "三")),
        ("{find = '二', put = '贰'}", ("一", "贰", "三")),
    ],
)
def test_edits(tmp_path: Path, edit: str, paragraphs: tuple[str, ...]) -> None:
    text = f"title = '题'\nbody = '''\n一\n二\n三\n'''\n{POST}edits = [{edit}]\n"
    assert read_story(told(tmp_path, text)).posts[0].paragraphs == paragraphs


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("edits = [{find = '四', put = '肆'}]", "nothing to edit"),
        ("credits = {authors = ['甲']}", "unknown role"),
        ("colour = 'red'", "colour"),
    ],
)
def test_mistakes_name_the_file(tmp_path: Path, line: str, message: str) -> None:
    text = f"title = '题'\nbody = '一'\n{POST}{line}\n"
    with pytest.raises(ValueError, match=rf"story\.toml.*{message}"):
        read_story(told(tmp_path, text))
