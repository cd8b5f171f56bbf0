"""People by role: by the title, in the text, behind it, in the head; kept apart, and nobody made up."""

from __future__ import annotations

import pytest

from pipelines.items import ROLES, Article
from tests.pipelines.extract.pages import TEXT, article, read

BODY = "".join(f"<p>{line}</p>" for line in TEXT)


def people(found: Article) -> dict[str, tuple[str, ...]]:
    return {role: getattr(found, role).value for role in ROLES if getattr(found, role).value is not None}


@pytest.mark.parametrize(
    ("information", "expected"),
    [
        ("来源：青禾报 记者：张木兰", {"reporters": ("张木兰",)}),
        ("来源：青禾报 作者：张木兰 编辑：王小满", {"reporters": ("张木兰",), "editors": ("王小满",)}),
        ("记者 张木兰 通讯员 李半山", {"reporters": ("张木兰",), "correspondents": ("李半山",)}),
        ("责任编辑：王小满 审核：方圆", {"editors": ("王小满",), "reviewers": ("方圆",)}),
        ("来源：新河坊 收集编辑：雨荷", {"collectors": ("雨荷",)}),
        ("来源：新河坊 收集编辑：新河坊 日期：", {"collectors": ("新河坊",)}),
        ("作者： 编辑： 浏览次数：12", {}),
        ("来源：青禾报 作者：管理员", {}),
        ("作者：系统管理员 发布：admin", {}),
        ("作者：青禾县融媒体中心", {}),
    ],
)
def test_the_information_line(information: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert people(read(article(information))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<p>本报讯（记者 张木兰 通讯员 李半山）{TEXT[0]}</p>{BODY}", {"reporters": ("张木兰",), "correspondents": ("李半山",)}),
        (f"<p>□ 本报记者 张木兰</p>{BODY}", {"reporters": ("张木兰",)}),
        (f"{BODY}<p>（记者 张木兰）</p>", {"reporters": ("张木兰",)}),
        (
            f"{BODY}<p>文：张木兰</p><p>摄影：陈浩</p><p>编辑丨王小满</p><p>一审：方圆 二审：李四海 三审：赵一</p>",
            {
                "reporters": ("张木兰",),
                "photographers": ("陈浩",),
                "editors": ("王小满",),
                "reviewers": ("方圆", "李四海", "赵一"),
            },
        ),
        (f"<p>记者从会上获悉，磨坊开磨。</p>{BODY}", {}),
        (f"<p>他对记者张木兰说，磨坊开磨了。</p>{BODY}", {}),
    ],
)  # fmt: skip
def test_in_the_text(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert people(read(article("来源：青禾报", text=text))) == expected


def test_the_place_closest_to_the_title_decides_who_wrote() -> None:
    text = f"<p>本报讯（记者 李半山）{TEXT[0]}</p>{BODY}"
    found = read(article("来源：青禾报 记者：张木兰", text=text)).reporters
    assert (found.value, found.method) == (("张木兰",), "label")
    assert [(c.value, c.method) for c in found.candidates] == [("李半山", "credits in the text")]


def test_editors_are_gathered_from_every_place() -> None:
    found = read(article("编辑：张木兰", after="<div>责任编辑：王小满 编辑：张木兰</div>")).editors
    assert found.value == ("张木兰", "王小满")


@pytest.mark.parametrize(
    ("head", "information", "expected"),
    [
        ('<meta name="author" content="张木兰">', "来源：青禾报", {"reporters": ("张木兰",)}),
        ('<meta name="author" content="张木兰">', "责任编辑：张木兰", {"editors": ("张木兰",)}),
        ('<meta name="Author" content="张木兰">', "作者：李半山", {"reporters": ("李半山",)}),
        ('<meta name="author" content="admin">', "来源：青禾报", {}),
        ('<meta name="author" content="青禾县人民政府">', "来源：青禾报", {}),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Ada Quill"},{"name":"Jonas Reed"}]}</script>',
            "March 1, 2026",
            {"reporters": ("Ada Quill", "Jonas Reed")},
        ),
    ],
)
def test_the_head(head: str, information: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert people(read(article(information, head=head))) == expected


def test_an_absent_role_says_so() -> None:
    found = read(article("来源：青禾报")).reporters
    assert (found.value, found.reason) == (None, "nobody is named in this role")


def test_people_of_other_articles_are_theirs() -> None:
    teasers = "".join(f"<li><a href='/{i}'>另一篇文章的题目{i}</a><p>记者：何处秋</p></li>" for i in range(20))
    after = f"<div>编辑：王小满</div><h3>相关阅读</h3><ul>{teasers}</ul>"
    found = read(article("来源：青禾报 记者：张木兰", after=after))
    assert people(found) == {"reporters": ("张木兰",), "editors": ("王小满",)}
