"""The rows of a list page by a profile's selectors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawler.discovery.addresses import absolute, base_of
from crawler.discovery.anchors import Anchor, Element, text_nodes
from crawler.discovery.row_dates import RowDate, date_in, row_date
from crawler.discovery.row_titles import is_pinned, row_title
from crawler.discovery.rows import Row
from crawler.sites import Listing
from pipelines.errors import ProfileError
from pipelines.items import Link
from pipelines.normalise.text import squeeze


def ruled_links(
    tree: LexborHTMLParser, *, listing: Listing, url: str, fetched: datetime, zone: str
) -> tuple[Link, ...]:
    """The rows a listing's selectors give, each address once; () where it has no selector of rows or links.

    url: the page's address, "" where unknown. What the selectors leave open (title, date) is read from the row.
    Raises ProfileError where a selector is no CSS.
    """
    base = base_of(tree, url)
    links: dict[str, Link] = {}
    for row in _rows(tree, listing, base):
        node = row.element.node
        title = _selected_text(node, listing.title, listing) or row_title(row)
        if not title:
            continue
        shown = _selected_text(node, listing.date, listing)
        date = date_in(shown, now=fetched, zone=zone) if shown else _own_date(row, listing, fetched, zone)
        links.setdefault(
            row.anchor.url,
            Link(
                url=row.anchor.url,
                title=title,
                date=date.iso,
                raw_date=date.raw,
                listing=listing.url,
                pinned=is_pinned(row),
            ),
        )
    return tuple(links.values())


def _own_date(row: Row, listing: Listing, fetched: datetime, zone: str) -> RowDate:
    """The row's date where no rule says where it stands; nothing where a rule found nothing."""
    return RowDate() if listing.date else row_date(row, now=fetched, zone=zone)


def _rows(tree: LexborHTMLParser, listing: Listing, base: str) -> Iterator[Row]:
    """The rows with a link to a page."""
    if listing.row is None and listing.link is None:
        return
    for order, node in enumerate(_select(tree.root, listing.row or listing.link, listing)):
        link = _link(node, listing)
        address = absolute(link.attributes.get("href"), base) if link is not None else None
        if link is not None and address:
            yield _row(node, link, address, order)


def _link(node: LexborNode, listing: Listing) -> LexborNode | None:
    """The link of a row: the selected one, the row itself, or the first in it."""
    if listing.row is None or (listing.link is None and node.tag == "a"):
        return node
    return next(iter(_select(node, listing.link or "a[href]", listing)), None)


def _row(node: LexborNode, link: LexborNode, address: str, order: int) -> Row:
    """A selected row in the form the readers of titles and dates take."""
    texts = text_nodes(link)
    around = _alone(node)
    element = around if link.mem_id == node.mem_id else _alone(link)
    said = set(texts)
    rest = tuple(text for text in text_nodes(node) if text not in said)
    return Row(Anchor(element, address, texts, order, titled=True), around, rest)


def _alone(node: LexborNode) -> Element:
    """A node without regard to where it stands: a rule has said what it is."""
    return Element(node, None, str(node.tag), "", path=0, frame=False, side=False)


def _selected_text(node: LexborNode, selector: str | None, listing: Listing) -> str:
    """The text of what a selector finds first in a row, or of the row's own node where it is meant."""
    found = _select(node, selector, listing) if selector else []
    return squeeze(found[0].text(separator=" ")) if found else ""


def _select(node: LexborNode | None, selector: str | None, listing: Listing) -> list[LexborNode]:
    """What a selector finds below a node."""
    if node is None or selector is None:
        return []
    try:
        return node.css(selector)
    except SelectolaxError as error:
        message = f"{listing.url}: {selector!r} is not a CSS selector; correct it in the site's profile"
        raise ProfileError(message) from error
