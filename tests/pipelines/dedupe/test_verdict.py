"""What a freshly read article means beside what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.dedupe.verdict import Content, Kept, Verdict, changes, decide
from pipelines.items import Attachment, Image, Moment
from tests.pipelines.articles import BODY, an_article

MORNING, NOON, EVENING = "2026-03-04T01:00:00+00:00", "2026-03-04T12:00:00+00:00", "2026-03-04T20:00:00+00:00"
MINUTE = Moment("2026-03-04T09:31:00+08:00", "minute")
AGO = Moment("2026-03-04T09:00:00+08:00", "hour", approximate=True)


def content(**fields: Any) -> Content:
    return Content.of(an_article(**fields))


@pytest.mark.parametrize(("twin", "expected"), [(None, "new"), (7, "re-post")])
def test_an_address_nobody_has(twin: int | None, expected: Verdict) -> None:
    assert decide(None, content(), fetched=NOON, twin=twin).verdict == expected


@pytest.mark.parametrize(
    ("fetched", "fields", "expected"),
    [
        (EVENING, {}, "unchanged"),
        (EVENING, {"title": "老水渠通水了"}, "revised"),
        (NOON, {"title": "老水渠通水了"}, "revised"),
        (MORNING, {"title": "老水渠通水了"}, "unchanged"),
        (EVENING, {"body": None}, "unchanged"),
        (EVENING, {"body": BODY + "完"}, "revised"),
        (EVENING, {"body": f"{BODY}\n浏览次数：12"}, "unchanged"),
        (NOON, {"body": f"{BODY}\n浏览次数：12"}, "revised"),
        (EVENING, {"body": f"{BODY}完\n浏览次数：12"}, "revised"),
        (EVENING, {"breadcrumb": ("网站首页", "要闻")}, "unchanged"),
        (NOON, {"breadcrumb": ("网站首页", "要闻")}, "revised"),
        (EVENING, {"breadcrumb": ("网站首页", "要闻"), "source": "石桥日报"}, "revised"),
        (EVENING, {"title": "老水渠 又通水了"}, "unchanged"),
        (EVENING, {"images": (Image(url="https://x.example/1.jpg?w=200"),)}, "unchanged"),
    ],
)
def test_an_article_that_is_kept(fetched: str, fields: dict[str, Any], expected: Verdict) -> None:
    kept = Kept(content=content(), fetched=NOON)
    assert decide(kept, content(**fields), fetched=fetched, twin=None).verdict == expected
    assert decide(kept, content(**fields), fetched=fetched, twin=7).verdict == expected


def test_a_file_under_another_token_is_no_change() -> None:
    one, other = (content(attachments=(Attachment(url=f"https://x.example/a.pdf?token={n}"),)) for n in "12")
    assert decide(Kept(content=one, fetched=NOON), other, fetched=EVENING, twin=None).verdict == "unchanged"


def test_the_cause_of_a_revision() -> None:
    kept, other = Kept(content=content(), fetched=NOON), content(title="老水渠通水了", source=None)
    later = decide(kept, other, fetched=EVENING, twin=None)
    assert (later.cause, later.changed) == ("changed", ("title", "source"))
    assert decide(kept, other, fetched=NOON, twin=None).cause == "re-read"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {}, ()),
        ({}, {"published": MINUTE}, ("published",)),
        ({}, {"published": None}, ("published", "published_precision")),
        ({"published": None}, {"published": AGO}, ("published", "published_precision", "published_approximate")),
        ({}, {"published": AGO}, ()),
        ({"published": AGO}, {"published": MINUTE}, ("published", "published_precision", "published_approximate")),
        ({}, {"reporters": ("乙二", "甲一")}, ("reporters",)),
        ({}, {"collectors": ("戊五",)}, ("collectors",)),
        ({}, {"breadcrumb": ("首页",)}, ("breadcrumb",)),
        ({}, {"attachments": (Attachment(url="https://x.example/a.pdf"),)}, ("attachments",)),
        ({"title": ""}, {"title": None}, ()),
    ],
)
def test_changes(old: dict[str, Any], new: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert changes(content(**old), content(**new)) == expected
