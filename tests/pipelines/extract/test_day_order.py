"""How 03/04/2023 is read: the page's own dates, its address, its language, in this order; else not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.blocks import lay_flat
from pipelines.extract.day_order import read_order
from pipelines.extract.document import Document
from pipelines.extract.metadata import Metadata
from pipelines.normalise.frame import DayOrder
from pipelines.rules import SiteFacts
from tests.pipelines.extract.pages import page

COM = "https://www.larkfield.example/mill"


def order(inside: str, *, lang: str = "", url: str | None = COM, zone: str | None = None) -> DayOrder:
    document = Document(f'<html lang="{lang}"><body>{inside}</body></html>', url)
    return read_order(lay_flat(document.tree), document, Metadata(document.tree), zone)


@pytest.mark.parametrize(
    ("inside", "lang", "url", "expected"),
    [
        ("<p>03/04/2023</p>", "", COM, "unsure"),
        ("<p>03/04/2023</p>", "en", COM, "unsure"),
        ("<p>03/04/2023</p>", "zh-HK", COM, "day"),
        ("<p>03/04/2023</p>", "ja", COM, "unsure"),
        ("<p>03/04/2023</p>", "en-US", COM, "month"),
        ("<p>03/04/2023</p>", "en_US", COM, "month"),
        ("<p>03/04/2023</p>", "en-GB", COM, "day"),
        ("<p>03/04/2023</p>", "fr", COM, "day"),
        ("<p>03/04/2023</p>", "de-DE", COM, "day"),
        ("<p>03/04/2023</p>", "en-US", "https://www.larkfield.co.uk/mill", "day"),
        ("<p>03/04/2023</p><p>25/12/2022</p>", "en-US", COM, "day"),
        ("<p>03/04/2023</p><p>12/25/2022</p>", "en-GB", COM, "month"),
        ("<p>25/12/2022</p><p>12/25/2022</p>", "en", COM, "unsure"),
        ('<p>03/04/2023</p><a href="/2023/04/03/mill">mill</a>', "en", COM, "day"),
        ('<p>03/04/2023</p><a href="/20230304/mill">mill</a>', "en", COM, "month"),
        ("<p>03/04/2023</p><i>2023-03-04</i><i>2023-04-03</i>", "en", COM, "unsure"),
        ("<p>03/04/2023 - 17:30</p>", "en", COM, "day"),
        ("<p>03/04/2023 - 07:30</p>", "en", COM, "unsure"),
        ("<p>1.25/12/2022</p>", "en", COM, "unsure"),
        ("<p>03/04/2023</p>", "fr", None, "day"),
    ],
)
def test_what_tells_the_order(inside: str, lang: str, url: str | None, expected: str) -> None:
    assert order(inside, lang=lang, url=url) == expected


def test_a_profile_tells_where_the_page_does_not() -> None:
    assert order("<p>03/04/2023</p>", zone="America/Chicago") == "zone"
    assert order("<p>25/12/2022</p>", zone="America/Chicago") == "day"


@given(st.text(alphabet="0123456789/- :年é", max_size=60))
def test_any_text_has_an_order(text: str) -> None:
    assert order(f"<p>{text}</p>") in {"day", "month", "unsure"}


def _published(date: str, *, lang: str, zone: str | None = None) -> str | None:
    from pipelines.extract.reader import read_page

    words = "The old mill by the river turns again, and the miller gave the first sack of flour to his neighbours. " * 3
    source = (
        f'<html lang="{lang}"><head><title>The old mill turns again</title></head><body>'
        f"<h1>The old mill turns again</h1><div>{date}</div><p>{words}</p><p>{words}</p></body></html>"
    )
    value = read_page(page(source, url=COM), SiteFacts(zone=zone)).published.value
    return value.iso if value else None


@pytest.mark.parametrize(
    ("date", "lang", "expected"),
    [
        ("03/04/2023", "en-US", "2023-03-04"),
        ("03/04/2023", "en-GB", "2023-04-03"),
        ("03/04/2023", "en", None),
        ("04/04/2023", "en", "2023-04-04"),
        ("03.04.2023", "en", "2023-04-03"),
        ("25/04/2023", "en-US", "2023-04-25"),
        ("Mill, 3.4.23", "de", "2023-04-03"),
        ("3/4/23", "en-US", "2023-03-04"),
        ("3/4/23", "en", None),
    ],
)
def test_the_order_is_used(date: str, lang: str, expected: str | None) -> None:
    assert _published(date, lang=lang) == expected
