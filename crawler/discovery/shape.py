"""What a list page looks like in numbers, so that the next run sees when it is another one. Pure."""

from __future__ import annotations

from crawler.discovery.list_pages import ListPage
from crawler.sites import Listing
from pipelines.store.ledger import Shape

_FIRST_COMMON, _LAST_COMMON = 0xB0, 0xD7
"""Leading bytes of the 3,755 most common characters in GB/T 2312: plain text is made of little else, and text that
went through the wrong charset of nearly all others."""


def shape_of(page: ListPage, listing: Listing) -> Shape:
    """The shape of a first page. listing: whose selectors may have found its rows."""
    return Shape(
        rows=len(page.rows),
        dated=sum(row.date is not None for row in page.rows),
        readable=sum(is_readable(row.title or "") for row in page.rows),
        by_rule=page.how == "rules" if listing.row else None,
        goes_on=page.next is not None,
        total_rows=page.total_rows,
        total_pages=page.total_pages,
    )


def is_readable(title: str) -> bool:
    """Whether a title is in letters that titles are made of: ASCII, or mostly common Chinese characters.

    Titles in other scripts are not, nor is what a wrong charset makes of Chinese; which of the two it is says the
    listing's own past.
    """
    foreign = [letter for letter in title if ord(letter) > 0x7F and letter.isalpha()]
    damaged = any(letter == "\ufffd" or "\x80" <= letter <= "\x9f" for letter in title)
    return not damaged and bool(title) and 2 * sum(map(_is_common, foreign)) >= len(foreign)


def _is_common(letter: str) -> bool:
    try:
        return _FIRST_COMMON <= letter.encode("gb2312")[0] <= _LAST_COMMON
    except UnicodeEncodeError:
        return False
