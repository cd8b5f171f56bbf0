"""Witnesses of the date on pages of other countries: clocks, changes, contests, other articles, scripts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.reader import read_page
from pipelines.extract.script_dates import script_dates
from pipelines.items import FieldValue, Moment
from tests.pipelines.extract.pages import article, page, read

NOW = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
WORDS = "The old mill by the river turns again, and the miller gave the first sack of flour to his neighbours. "
TITLE = "The old mill turns again"


def published(
    information: str = "",
    *,
    head: str = "",
    before: str = "",
    after: str = "",
    url: str = "https://www.larkfield.example/mill",
) -> FieldValue[Moment]:
    """The date of a page without a profile: nobody knows its zone."""
    source = (
        f'<html lang="en"><head><title>{TITLE}</title>{head}</head><body>{before}<h1>{TITLE}</h1><div>{information}</div>'
        f"<article><p>{WORDS * 3}</p><p>{WORDS * 2}</p>{after}</article></body></html>"
    )
    return read_page(page(source, url=url)).published


def day(value: FieldValue[Moment]) -> str | None:
    return value.value.iso[:10] if value.value else None


@pytest.mark.parametrize(
    ("printed", "stated", "expected"),
    [
        ("May 13, 2025", "2025-05-14T03:00:00Z", "2025-05-13"),
        ("May 14, 2025", "2025-05-13T22:30:00+00:00", "2025-05-14"),
        ("May 13, 2025", "2025-05-13T03:00:00Z", "2025-05-13"),
        ("", "2025-05-14T03:00:00Z", "2025-05-14"),
    ],
)
def test_a_moment_in_utc_is_of_the_day_that_is_printed(printed: str, stated: str, expected: str) -> None:
    head = f'<meta property="article:published_time" content="{stated}">'
    assert day(published(printed, head=head)) == expected


def test_a_moment_too_far_from_the_printed_day_is_another() -> None:
    head = '<meta property="article:published_time" content="2025-05-14T13:00:00Z">'
    assert "disagrees: information line 2025-05-13" in published("May 13, 2025", head=head).reason


def test_two_printed_days_that_nothing_calls_a_publication_are_none() -> None:
    """An information line and a longer line behind it, of another day."""
    found = published("May 13, 2025</div><div>Seen from the far bank of the river on the evening of May 20, 2025")
    assert found.value is None
    assert found.reason == "two witnesses, two days"
    assert {candidate.value for candidate in found.candidates} == {"2025-05-13", "2025-05-20"}


@pytest.mark.parametrize(
    ("information", "after", "expected"),
    [
        ("Updated: 2025-05-20", "", "2025-05-20"),
        ("", "<p>Aktualisiert: 30.12.2024</p>", "2024-12-30"),
        ("Published: 2025-05-14 Updated: 2025-05-20", "", "2025-05-14"),
        ("Written: 2025-05-14 15:03 / Updated: 2025-05-20 15:30", "", "2025-05-14"),
        ("May 14, 2025", "<p>Last Updated: 2025-05-20</p>", "2025-05-14"),
    ],
)
def test_a_printed_change_answers_only_alone(information: str, after: str, expected: str) -> None:
    assert day(published(information, after=after)) == expected


def test_a_change_is_said_to_be_one() -> None:
    found = published("Updated: 2025-05-20")
    assert "change" in found.reason
    assert found.confidence == 0.6


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2025-05-20">',
        '<script type="application/ld+json">{"@type":"Article","dateModified":"2025-05-20"}</script>',
    ],
)
def test_a_change_that_only_the_head_knows_is_a_candidate(head: str) -> None:
    found = published(head=head)
    assert found.value is None
    assert [candidate.value for candidate in found.candidates] == ["2025-05-20"]


def test_a_wiki_was_begun_on_no_day_of_publication() -> None:
    stated = '<script type="application/ld+json">{"@type":"Article","datePublished":"2005-07-26"}</script>'
    assert day(published(head=stated)) == "2005-07-26"
    assert published(head='<meta name="generator" content="MediaWiki 1.35">' + stated).value is None


def test_json_ld_of_the_article_not_of_its_neighbours() -> None:
    graph = (
        '[{"@type":"NewsArticle","headline":"A bridge is painted","datePublished":"2025-05-20"},'
        f'{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2025-05-14"}}]'
    )
    assert day(published(head=f'<script type="application/ld+json">{graph}</script>')) == "2025-05-14"


def test_a_comments_date_is_not_the_articles() -> None:
    comment = (
        '<div itemprop="comment" itemscope itemtype="http://schema.org/Comment">'
        '<span itemprop="datePublished" content="2025-05-20">then</span><p>So it does.</p></div>'
    )
    assert published(after=comment).value is None
    own = '<span itemprop="datePublished" content="2025-05-14">once</span>'
    assert day(published(own, before=comment)) == "2025-05-14"


def test_baidus_json() -> None:
    head = '<script type="application/ld+json">{"title":"x","pubDate":"2026-03-01T10:20:00"}</script>'
    found = read(article("来源：青禾报", head=head)).published.value
    assert found is not None
    assert found.iso == "2026-03-01T10:20:00+08:00"


@pytest.mark.parametrize(
    ("information", "expected"),
    [
        ("更新时间：2026-03-15", "2026-03-15"),
        ("2026-03-01 更新时间：2026-03-15", "2026-03-01"),
        ("更新时间：2026-03-15 发布时间：2026-03-01", "2026-03-01"),
        ("<div><span>成文日期</span><span>2026-02-26</span></div>", None),
        ("<table><tr><td>成文日期</td><td>2026-02-26</td></tr></table>", None),
        (
            "<table><tr><td>成文日期</td><td>2026-02-26</td><td>发布日期</td><td>2026-03-01</td></tr></table>",
            "2026-03-01",
        ),
        (
            "<table><tr><td>发 布 日 期</td><td>2026-03-01</td><td>废止日期</td><td>2026-03-15</td></tr></table>",
            "2026-03-01",
        ),
        ("生成时间：2026-03-15", None),
        ("更新時間：2026-03-15", "2026-03-15"),
        ("生成時間：2026-03-15", None),
    ],
)
def test_chinese_labels_of_change(information: str, expected: str | None) -> None:
    assert day(read(article(information)).published) == expected


def _thread(*times: str) -> str:
    posts = "".join(f"<p>{WORDS}</p><p>≡ Larkfield ≡ 发布时间 {time} by someone ≡</p>" for time in times)
    opening = f"<p>{WORDS * 3}</p>" * 20
    return f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{opening}{posts}</body></html>"


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (("2025-05-14 08:52", "2025-05-15 09:00", "2025-06-01 10:00"), "2025-05-14"),
        (("2025-05-14 08:52", "2025-05-15 09:00"), None),
        (("2025-06-01 10:00", "2025-05-15 09:00", "2025-05-14 08:52"), None),
        (("2025-05-14", "2025-05-15", "2025-06-01"), None),
    ],
)
def test_a_thread_is_as_old_as_its_first_post(times: tuple[str, ...], expected: str | None) -> None:
    assert day(read(_thread(*times)).published) == expected


@pytest.mark.parametrize(("lines_between", "expected"), [(0, "2025-05-14"), (1, "2025-05-14"), (2, None), (4, None)])
def test_a_date_far_above_the_title_is_the_frames(lines_between: int, expected: str | None) -> None:
    before = "<div>May 14, 2025</div>" + "<div>Larkfield</div>" * lines_between
    assert day(published(before=before)) == expected


def test_the_head_of_the_text_may_hold_the_date() -> None:
    first = "<p>12.05.2025 • Larkfield, village, mills and water, craft</p>"
    source = (
        f'<html lang="de"><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>'
        f"{first}<p>{WORDS * 3}</p><p>{WORDS * 2}</p></article></body></html>"
    )
    assert day(read_page(page(source, url="https://www.larkfield.example/mill")).published) == "2025-05-12"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<script>showDate("2025/05/14 01:43:09")</script>', "2025-05-14T01:43:09+08:00"),
        ("<!--[1,2,3] published at 2025-05-14 11:37:18 from #008-->", "2025-05-14T11:37:18+08:00"),
        ("var ct = '1747190000';", "2025-05-14T10:33:20+08:00"),
        ("document.write('2025-05-14')", "2025-05-14"),
        ('new Date("2025/05/14")', None),
        ("showDate()", None),
    ],
)
def test_literals_in_the_source(source: str, expected: str | None) -> None:
    found = [moment.iso for moment, *_ in script_dates(source, now=NOW, zone="Asia/Shanghai")]
    assert found == ([expected] if expected else [])


@given(st.text(max_size=200))
def test_any_source_can_be_searched(text: str) -> None:
    assert len(list(script_dates("pubDate='" + text, now=NOW, zone="Asia/Shanghai"))) <= 1


@pytest.mark.parametrize(
    "information",
    [
        "Joined May 11, 2017",
        "Member since: 11 May 2017",
        "<span>Joined</span></div><div>May 11, 2017",
        "Version 3, 29 June 2007",
    ],
)
def test_a_members_or_a_versions_day_is_no_publication(information: str) -> None:
    assert published(information).value is None


@pytest.mark.parametrize(("name", "expected"), [("photos:uploaded", "2025-05-13"), ("photos:shot", None)])
def test_a_sites_own_vocabulary_of_metas(name: str, expected: str | None) -> None:
    assert day(published(head=f'<meta property="{name}" content="2025-05-13T04:36:36+08:00">')) == expected
