"""Article, list or something else, and why; long text that only mentions a missing page is an article."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.pages import TEXT, TITLE, article, html, read

ROWS = "".join(
    f"<li><a href='/{i}.html'>另一篇文章的题目说的是渡口{i}</a><span>2026-03-{i + 1:02d}</span></li>" for i in range(15)
)
DIARY = "".join(f"<p>第{i}天，{''.join(TEXT)}</p>" for i in range(6))
SHORT = "".join(f"<p>第{i}件事，也是磨坊的。</p>" for i in range(30))
UNDATED = "".join(f"<li><a href='/{i}.html'>另一篇文章的题目说的是渡口{i}</a></li>" for i in range(15))


@pytest.mark.parametrize(
    "source",
    [
        article("发布时间：2026-03-01 来源：青禾报"),
        article("发布时间：2026-03-01", after=f"<ul>{ROWS}</ul>"),
        article("", before=f"<ul>{UNDATED}</ul>"),
        article("", before=f"<ul>{ROWS}</ul>", text=f"<p>{''.join(TEXT)}</p>"),
        html(f"<ul>{ROWS * 3}</ul><h3>磨坊</h3>{DIARY}", "<title>青禾论坛</title>"),
        html(f"<h1>旧事</h1><ul>{UNDATED}</ul>{DIARY}{SHORT}", "<title>青禾论坛</title>"),
        article("来源：青禾报", text="<p>磨坊今天转了，大家都很高兴。</p>"),
        article("日期：2026-03-01", text='<p><img src="/upload/1.jpg"></p>'),
        article("日期：2026-03-01", text='<p><a href="/upload/1.pdf">水质公报.pdf</a></p>'),
        article("日期：2026-03-01", text=f"<p>搜索时您访问的页面不存在，这句话大家都见过。{''.join(TEXT) * 2}</p>"),
    ],
)
def test_articles(source: str) -> None:
    assert read(source).kind.value == "article"


@pytest.mark.parametrize(
    "source",
    [
        html(f"<h2>乡镇动态</h2><ul>{ROWS}</ul>", "<title>乡镇动态_青禾县人民政府</title>"),
        html(f"<ul>{ROWS}</ul>"),
        html(f"<ul>{UNDATED}</ul>", '<title>青禾县人民政府</title><meta name="SiteName" content="青禾县人民政府">'),
        html(f"<h2>要闻</h2><ul>{UNDATED}</ul>", '<title>要闻</title><meta name="ColumnName" content="要闻">'),
        html(f"<div>今天是2026年3月19日</div><ul>{ROWS}</ul><p>版权所有 2026</p>", "<title>青禾新闻网</title>"),
    ],
)
def test_lists(source: str) -> None:
    assert read(source).kind.value == "list"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('{"code":0,"data":[]}', "not an html page"),
        ('  [{"title":"渡口"}]', "not an html page"),
        ('<?xml version="1.0"?><rss><channel></channel></rss>', "not an html page"),
        ("<datastore><recordset></recordset></datastore>", "not an html page"),
        (html("<h1>404</h1>", "<title>404 Not Found</title>"), "404 Not Found"),
        (html("<p>抱歉，您访问的页面不存在</p>", "<title>青禾县人民政府</title>"), "您访问的页面"),
        (html("<p>该内容已被发布者删除</p>"), "该内容已被发布者删除"),
        (html("<p>环境异常</p>", "<title></title>"), "环境异常"),
        (html("", "<title>安全验证</title>"), "安全验证"),
        (html(f"<h1>{TITLE}</h1>", f"<title>{TITLE}</title>"), "an empty template"),
        ("", "an empty template"),
        (html("<p>加载中</p>"), "an empty template"),
    ],
)
def test_neither(source: str, reason: str) -> None:
    found = read(source).kind
    assert found.value == "other"
    assert reason in found.reason


@pytest.mark.parametrize("between", ["", "<!-- a template of the year 2004 -->\n", "\n<?php-less?>"])
def test_xhtml_with_a_declaration_is_a_page(between: str) -> None:
    declared = f'<?xml version="1.0"?>{between}<!DOCTYPE html>'
    source = article("发布时间：2026-03-01").replace("<!DOCTYPE html>", declared)
    assert read(source).kind.value == "article"
