"""What changes although nobody changed the article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe.noise import same_files, same_text
from tests.pipelines.articles import BODY

LINES = st.lists(
    st.sampled_from(["浏览：", "1,234", "次", "【", "】", "今天是", "2026年", " ", "水", "\n", "上一篇："])
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浏览次数：12", "浏览次数：13次"),
        ("【阅读：1,204】", "【阅读：1,213】"),
        ("浏览 12 点赞 3", "浏览 19 点赞 4"),
        ("今天是2026年3月4日 星期三", "今天是2026年3月5日 星期四"),
        ("当前时间：2026-03-04 12:30:05", "当前时间：2026-03-04 12:31:00"),
        ("上一篇：桥修好了", "上一篇：春耕开始"),
        ("相关阅读：桥修好了", ""),
        ("", "  \u3000"),
    ],
)
def test_lines_that_are_no_text(one: str, other: str) -> None:
    assert same_text(f"{BODY}\n{one}", f"{BODY}\n{other}")
    assert same_text(f"{one}\n{BODY}", f"{BODY}\n{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("这场直播的浏览次数：达3500万次", "这场直播的浏览次数：达3600万次"),
        ("相关信息显示，渠长九公里。", "相关信息显示，渠长八公里。"),
        ("今天是修渠的日子", "今天是通水的日子"),
        ("点赞的人很多", "点赞的人不多"),
        ("水", "水。"),
        ("水", None),
    ],
)
def test_text_that_speaks_of_such_things(one: str, other: str | None) -> None:
    assert not same_text(one, other)


@pytest.mark.parametrize(
    "line",
    ["浏览 " * 5000, "|浏览|" * 5000, "[浏览[" * 5000, "浏览：[1]次 " * 5000, "今天是" + "1" * 50_000 + "水" * 20],
)
def test_long_lines_are_looked_at_once(line: str) -> None:
    """In all ways, each of them would take years."""
    assert not same_text(f"{line}水", f"{line}渠")


def test_white_space_makes_no_difference() -> None:
    assert same_text(BODY, BODY.replace("\n", "\n\n").replace("，", "， "))
    assert same_text(None, "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.cn/1.pdf?token=ab&id=1", "http://www.a.cn/1.pdf?id=1&token=cd", True),
        ("https://a.cn/1.pdf?X-Amz-Date=1", "https://a.cn/1.pdf?X-Amz-Date=2", True),
        ("https://a.cn/down.jsp?id=1", "https://a.cn/down.jsp?id=2", False),
        ("https://a.cn/1.pdf", "https://a.cn/2.pdf", False),
    ],
)
def test_files_are_the_same_whatever_their_tokens(one: str, other: str, same: bool) -> None:
    assert same_files(((one, "渠道图"),), ((other, "渠道图"),)) == same
    assert not same_files(((one, "渠道图"),), ((one, "账簿"),))
    assert not same_files(((one, None),), ())


@given(LINES.map("".join), LINES.map("".join))
def test_it_is_a_comparison(one: str, other: str) -> None:
    assert same_text(one, one)
    assert same_text(one, other) == same_text(other, one)
