"""The title: a visible line that the head confirms, whole; the head where no line is good enough."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.pages import TEXT, TITLE, article, html, read

BODY = "".join(f"<p>{line}</p>" for line in TEXT)
INFORMATION = "<p>发布时间：2026-03-01 来源：青禾报</p>"


@pytest.mark.parametrize(
    "head_title",
    [
        TITLE,
        f"{TITLE}_青禾新闻网",
        f"{TITLE}-乡镇动态-青禾县人民政府",
        f"{TITLE} | 民生 | 青禾报",
        f"青禾县人民政府 乡镇动态 {TITLE}",
        "青禾县人民政府",
        "",
    ],
)
@pytest.mark.parametrize("heading", ["h1", "h2", "h3", 'div class="title"', 'p id="activity-name"'])
def test_the_visible_line_is_the_title(head_title: str, heading: str) -> None:
    tag = heading.split()[0]
    source = html(f"<{heading}>{TITLE}</{tag}>{INFORMATION}{BODY}", f"<title>{head_title}</title>")
    found = read(source).title
    assert found.value == TITLE
    assert found.where == "block 0"
    assert found.raw == TITLE


@pytest.mark.parametrize(
    "title",
    ["图说|渡口的一天", "“会说话”的护栏，装上了山路", "渡口—从船到桥", "磨坊开磨了（组图）", "A股上市公司来村里招工", "时隔30年 磨坊又转了", "【春耕一线】水到了田头"],
)  # fmt: skip
def test_separators_inside_a_title_stay(title: str) -> None:
    source = html(f"<h1>{title}</h1>{INFORMATION}{BODY}", f"<title>{title}_青禾新闻网</title>")
    assert read(source).title.value == title


def test_a_title_over_two_lines_is_one() -> None:
    source = html(
        f"<h1>磨坊重新转起来<br>石磨又出新面</h1>{INFORMATION}{BODY}",
        "<title>磨坊重新转起来 石磨又出新面-青禾报</title>",
    )
    assert read(source).title.value == "磨坊重新转起来 石磨又出新面"


@pytest.mark.parametrize("cut", ["河边的旧磨坊重新转…", "河边的旧磨坊重新转..."])
def test_a_line_that_is_cut_gets_the_longer_form_of_the_head(cut: str) -> None:
    source = html(f"<h1>{cut}</h1>{INFORMATION}{BODY}", f"<title>{TITLE}_青禾报</title>")
    found = read(source).title
    assert (found.value, found.raw) == (TITLE, cut)


def test_the_longer_visible_heading_wins_over_a_cut_meta() -> None:
    head = f'<meta name="ArticleTitle" content="{TITLE[:8]}">'
    assert read(article("日期：2026-03-01", head=head)).title.value == TITLE


@pytest.mark.parametrize(
    "around",
    [
        '<h2><a href="/">青禾新闻网</a></h2>',
        '<div class="title"><a href="/a.html">隔壁县的磨坊也转起来了</a></div>',
        f'<div style="display:none"><h1>{TITLE}说明</h1></div>',
        f"<p>当前位置：首页 &gt; 民生 &gt; {TITLE}</p>",
    ],
)
def test_other_headings_links_and_trails_are_no_title(around: str) -> None:
    found = read(article("发布时间：2026-03-01 来源：青禾报", before=around)).title
    assert (found.value, found.method) == (TITLE, "heading")


def test_a_title_that_is_only_in_the_head_is_taken_without_the_site() -> None:
    source = html(BODY, f"<title>{TITLE}_民生_青禾新闻网</title>")
    found = read(source).title
    assert (found.value, found.method, found.where) == (TITLE, "title", "title")
    assert found.reason


def test_no_title_is_absent_with_the_reason() -> None:
    found = read(html("<p>短。</p>")).title
    assert (found.value, found.confidence) == (None, 0.0)
    assert found.reason == "neither a heading nor a <title>"


def test_the_lines_that_came_next_are_kept() -> None:
    source = article("来源：青禾报", after=f"<h2>{TITLE}后记</h2>")
    assert any("后记" in candidate.value for candidate in read(source).title.candidates)


def test_a_heading_that_rewords_the_head_is_where_the_title_stands() -> None:
    said = "The old mill on the river turns again after thirty years"
    source = html(f"<h1>The mill on the river turns again after thirty years</h1>{BODY}", f"<title>{said}</title>")
    found = read(source)
    assert found.title.value == said
    assert found.title.reason == "a heading resembles what the head says"
    assert found.kind.value == "article"


def test_the_word_over_a_widget_is_no_title() -> None:
    assert read(html(f"<h2>评论</h2><p>2026-03-01 10:00</p>{BODY}")).title.value != "评论"


def test_a_title_element_in_the_body_is_not_seen() -> None:
    source = f"<body><title>{TITLE}</title><h1>{TITLE}</h1><p>来源：青禾报</p>{BODY}</body>"
    assert read(source).title.method == "heading"


@pytest.mark.parametrize("name", ["author", "publisher", "DC.publisher"])
def test_the_name_that_signs_every_page_is_no_title(name: str) -> None:
    """One template's <title> for all pages; the same name stands in the imprint below."""
    source = html(
        f"<h4>{TITLE}</h4><p>2026-03-01 | 青禾报</p>{BODY}<p>Mühlenverein Larkfeld e.V.</p><p>Mühlgasse 3</p>",
        f'<title>Mühlenverein Larkfeld e.V.</title><meta name="{name}" content="Mühlenverein Larkfeld e.V.">',
    )
    assert read(source).title.value == TITLE
