"""Pages out of archives: parts rejoined, and every response accounted for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import ArchivedPages, Capture
from pipelines.items import Page
from tests.pipelines.archived import ARTICLE, LINK, NOW, PAGE, capture, written


def pages(*paths: Path, **more: Any) -> tuple[list[Page], Counter[str]]:
    counts: Counter[str] = Counter()
    found = list(ArchivedPages(paths, site_of=lambda url: "somewhere", count=lambda key: counts.update([key]), **more))
    skipped = sum(number for key, number in counts.items() if key.startswith("skipped/"))
    assert counts["responses"] == counts["parts"] + skipped
    assert counts["parts"] == sum(len(page.parts) for page in found)
    assert counts["pages"] == len(found)
    return found, counts


def part(number: int, text: str, article: str = "http://town.example/a/1.html", **more: Any) -> Capture:
    about = replace(ARTICLE, url=article, part=number)
    url = article if number == 1 else article.replace(".html", f"_{number}.html")
    return capture(url=url, body=text.encode(), article=about, fetched=NOW + timedelta(seconds=number), **more)


def test_an_article_comes_back_as_it_was_fetched(tmp_path: Path) -> None:
    (path,) = written(tmp_path, capture(article=ARTICLE))
    ((page,), _) = pages(path, folder=tmp_path)
    assert (page.site, page.url, page.links, page.fetched) == ("town", ARTICLE.url, (LINK,), NOW)
    assert page.parts[0].body == PAGE
    assert page.parts[0].archived is not None
    assert page.parts[0].archived.file == path.relative_to(tmp_path).as_posix()
    outside = pages(path)[0][0].parts[0].archived
    assert outside is not None
    assert outside.file == path.name


def test_parts_are_rejoined_in_their_order(tmp_path: Path) -> None:
    other = "http://town.example/a/2.html"
    (path,) = written(
        tmp_path, part(1, "one"), part(1, "eins", other), part(3, "three"), part(2, "two"), part(2, "zwei", other)
    )
    found, counts = pages(path)
    assert [[received.body.decode() for received in page.parts] for page in found] == [
        ["one", "two", "three"],
        ["eins", "zwei"],
    ]
    assert [page.fetched for page in found] == [NOW + timedelta(seconds=1)] * 2
    assert counts["parts"] == 5


def test_an_article_fetched_twice_is_two_pages(tmp_path: Path) -> None:
    (path,) = written(tmp_path, part(1, "one"), part(2, "two"), part(1, "ONE"), part(2, "TWO"))
    found, _ = pages(path)
    assert [[received.body for received in page.parts] for page in found] == [[b"one", b"two"], [b"ONE", b"TWO"]]


def test_parts_lie_in_several_files(tmp_path: Path) -> None:
    paths = written(tmp_path, part(1, "one"), part(2, "two"), roll_at=1)
    assert len(paths) == 2
    assert [len(page.parts) for page in pages(*paths)[0]] == [2]


def test_a_part_without_a_beginning_is_counted(tmp_path: Path) -> None:
    paths = written(tmp_path, part(1, "one"), part(2, "two"), roll_at=1)
    found, counts = pages(paths[1])
    assert found == []
    assert counts == {"responses": 1, "skipped/stray part": 1}


def test_a_part_that_was_tried_again_is_counted_once(tmp_path: Path) -> None:
    (path,) = written(tmp_path, part(1, "one"), part(2, "busy", status=503), part(2, "two"))
    ((page,), counts) = pages(path)
    assert [received.body for received in page.parts] == [b"one", b"two"]
    assert counts["skipped/status 503"] == 1


def test_a_redirected_article_keeps_the_address_it_was_asked_by(tmp_path: Path) -> None:
    moved = capture(status=302, headers=[(b"Location", b"/b")], body=b"", article=ARTICLE)
    (path,) = written(tmp_path, moved, capture(url="http://town.example/b", article=ARTICLE))
    ((page,), counts) = pages(path)
    assert page.url == ARTICLE.url
    assert page.parts[0].url == "http://town.example/b"
    assert counts["skipped/redirect"] == 1


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (capture(), "listing"),
        (capture(url="http://town.example/robots.txt"), "robots.txt"),
        (capture(url="http://town.example/robots.txt", status=404), "robots.txt"),
        (capture(status=301), "redirect"),
        (capture(status=404), "status 404"),
        (capture(status=404, article=ARTICLE), "status 404"),
        (capture(headers=[(b"Content-Type", b"application/pdf")], article=ARTICLE), "binary"),
        (capture(headers=[], body=b"\x00\x01", article=ARTICLE), "binary"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_page_says_why(tmp_path: Path, one: Capture, reason: str) -> None:
    (path,) = written(tmp_path, one)
    assert pages(path) == ([], {"responses": 1, f"skipped/{reason}": 1})


@pytest.mark.parametrize(
    ("kind", "is_page"),
    [
        ("text/html; charset=gbk", True),
        ("TEXT/HTML", True),
        ("application/xhtml+xml", True),
        ("text/xml", True),
        ("application/json;charset=utf-8", True),
        ("text/plain", True),
        ("", True),
        ("image/svg+xml", False),
        ("text/css", False),
        ("application/javascript", False),
        ("image/png", False),
    ],
)
def test_of_other_archives_all_that_can_be_read_is_a_page(tmp_path: Path, kind: str, is_page: bool) -> None:
    headers = [(b"Content-Type", kind.encode())] if kind else []
    (path,) = written(tmp_path, capture(url="http://x.example/1", headers=headers), software="another tool")
    found, _ = pages(path)
    assert [(page.site, page.url, page.links) for page in found] == [("somewhere", "http://x.example/1", ())][:is_page]


def test_damage_is_counted_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    (path,) = written(tmp_path, part(1, "one"), part(2, "two"), part(1, "x", "http://town.example/a/3.html"))
    (tmp_path / "no.warc.gz").write_text("nothing")
    data = path.read_bytes()
    path.write_bytes(data[:-5])
    found, counts = pages(tmp_path / "no.warc.gz", path)
    assert [len(page.parts) for page in found] == [2]
    assert (counts["damaged"], counts["cut"]) == (1, 1)
