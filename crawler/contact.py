"""Who asks: the contact that every crawl beyond loopback must name, and the user agent that carries it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from importlib.metadata import version
from urllib.parse import urlsplit

from crawler.hosts import on_loopback
from pipelines.errors import ContactMissing

VARIABLE = "DISTRICT_NEWS_CONTACT"
ROBOT = "district-news"
"""The name that a robots.txt may address."""

_EMAIL = re.compile(r"[^\s@<>()]+@([^\s@<>()]+\.[^\s@<>().]+)")
_PLACEHOLDERS = re.compile(r"(^|\.)(example(\.\w+)?|invalid|test|localhost)$", re.IGNORECASE)


def contact() -> str | None:
    """The contact of the environment: an e-mail or web address a site's owner can answer to; None if it is not set.

    Raises ContactMissing where it is set to something nobody can answer to, example.com included.
    """
    value = os.environ.get(VARIABLE, "").strip()
    if value and not _reachable(value):
        raise ContactMissing(
            f"{VARIABLE}={value} is malformed, or nobody can be reached there: expected your e-mail address, such as "
            "news@your-office.cn, or a page about your crawl, such as https://your-office.cn/crawl"
        )
    return value or None


def user_agent() -> str:
    """The tool, its version and the contact, as sent with every request."""
    try:
        who = contact()
    except ContactMissing:  # said again, aloud, before anything beyond loopback is asked
        who = None
    return f"{ROBOT}/{version('district-news')} ({f'+{who}' if who else 'no contact set, loopback only'})"


def require_contact(addresses: Iterable[str]) -> None:
    """Raise ContactMissing unless there is a contact, or all addresses are on loopback."""
    for url in addresses:
        if not on_loopback(url) and not contact():
            raise ContactMissing(
                f"{url}: no contact is set. Whoever runs this site must be able to reach you: "
                f"set {VARIABLE} to your e-mail address or to a page about your crawl."
            )


def _reachable(value: str) -> bool:
    """Whether it could be an address that somebody reads."""
    email = _EMAIL.fullmatch(value)
    try:
        parts = urlsplit(value)
        host = email[1] if email else (parts.hostname or "" if parts.scheme in {"http", "https"} else "")
    except ValueError:
        return False
    return value.isascii() and value.isprintable() and "." in host and not _PLACEHOLDERS.search(host)
