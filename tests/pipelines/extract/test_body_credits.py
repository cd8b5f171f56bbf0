"""Credits found in a body: heads, lines, brackets, captions; and what must be left in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.body_credits import credits_in_body
from tests.pipelines.extract.test_byline import Row, shown
from tests.pipelines.extract.test_labels import lines

TEXT = ["今年以来，全县召开多次会议。", "会议要求，各镇认真落实各项任务。", "下一步，全县将继续推进项目建设。"]


@pytest.mark.parametrize(
    ("paragraphs", "credits", "credit_lines"),
    [
        (
            ["本报讯（记者 张敏 通讯员 王刚）今天，大会召开。", *TEXT],
            {"reporters": ["张敏"], "correspondents": ["王刚"]},
            [],
        ),
        (["某某网某市2月14日电（记者 张敏）今天，大会召开。", *TEXT], {"source": "某某网", "reporters": ["张敏"]}, []),
        (
            ["本报讯 记者张敏 通讯员王刚 今天，大会召开。", *TEXT],
            {"reporters": ["张敏"], "correspondents": ["王刚"]},
            [],
        ),
        (["某某网讯 特约记者 张敏 报道：今天，大会召开。", *TEXT], {"source": "某某网", "reporters": ["张敏"]}, []),
        (["□ 本报记者 张敏", *TEXT], {"reporters": ["张敏"]}, [0]),
        ([*TEXT, "会议开得很好。（张敏 王刚）"], {"reporters": ["张敏", "王刚"]}, []),
        ([*TEXT, "（张敏 王刚）"], {"reporters": ["张敏", "王刚"]}, [3]),
        (
            [*TEXT, "会议开得很好。（记者 张敏）", "图为会场。（陈浩摄）"],
            {"reporters": ["张敏"], "photographers": ["陈浩"]},
            [],
        ),
        ([*TEXT, "图为会场。 通讯员陈浩 摄", *TEXT], {"photographers": ["陈浩"]}, []),
        ([*TEXT, "陈浩 摄"], {"photographers": ["陈浩"]}, [3]),
        (
            [*TEXT, "来源：云上某县", "编辑：小雨", "一审：张敏 二审：王刚 三审：陈思"],
            {"source": "云上某县", "editors": ["小雨"], "reviewers": ["张敏", "王刚", "陈思"]},
            [3, 4, 5],
        ),
        (["本报讯（记者 张敏）今天，大会召开。", *TEXT, "人人参与。（陈浩 李四海）"], {"reporters": ["张敏"]}, []),
        ([*TEXT, "[责任编辑：张敏]"], {"editors": ["张敏"]}, [3]),
        ([*TEXT, "作者："], {}, [3]),
    ],
)
def test_credits_of_a_body(paragraphs: list[str], credits: Row, credit_lines: list[int]) -> None:
    found = credits_in_body(paragraphs)
    assert shown(found.credits) == credits
    assert list(found.credit_lines) == credit_lines
    assert all(one.raw in paragraphs[one.paragraph] for one in found.evidence)


@pytest.mark.parametrize(
    "paragraph",
    [
        "记者：你觉得怎么样？", "李强：很好。", "时间：2023年2月14日", "联系人：张敏", "张敏 王刚 陈思", "记者从会上获悉，项目开工。", "（完）", "（截至六月）",
        "（作者单位：某县教育局）", "有效期：一年", "他对记者说，房子封顶了。", "浏览次数：12", "获奖名单：张敏、王刚", "县委书记李强（右一）在现场。",
    ],
)  # fmt: skip
def test_text_stays_text(paragraph: str) -> None:
    found = credits_in_body([*TEXT, paragraph])
    assert found.credit_lines == ()
    assert found.credits.names == ()


@given(st.lists(lines, max_size=8))
def test_any_body_is_read(paragraphs: list[str]) -> None:
    found = credits_in_body(paragraphs)
    assert all(0 <= i < len(paragraphs) for i in found.credit_lines)
    assert list(found.credit_lines) == sorted(set(found.credit_lines))
    assert all(one.raw in paragraphs[one.paragraph] for one in found.evidence)


@pytest.mark.parametrize(
    ("paragraphs", "reporters"),
    [
        (["张敏", "今天，河湾的旧磨坊重新转了起来，水一放，石磨慢慢地转。"], ("张敏",)),
        (["张 敏　王 刚", "今天，河湾的旧磨坊重新转了起来，水一放，石磨慢慢地转。"], ("张敏", "王刚")),
        (["张敏", "今天，张敏把河湾的旧磨坊重新转了起来，水一放，石磨慢慢地转。"], ()),
        (["张敏", "王刚", "今天，河湾的旧磨坊重新转了起来，水一放，石磨慢慢地转。"], ()),
        (["方案", "今天，河湾的旧磨坊重新转了起来，水一放，石磨慢慢地转。"], ()),
        (["张敏"], ()),
        (["今天，旧磨坊转了起来。", "本帖由河湾人于2005年3月1日10:20:30在〖磨坊〗发表."], ("河湾人",)),
        (["今天，旧磨坊转了起来。", "本文由县委于2005年3月1日在会上通过并发表。"], ()),
    ],
)
def test_names_without_a_label(paragraphs: list[str], reporters: tuple[str, ...]) -> None:
    assert credits_in_body(paragraphs).credits.reporters == reporters
