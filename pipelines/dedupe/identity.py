"""When two texts are the same text.

The address side of identity (one article, many addresses) is pipelines.normalise.addresses: an Article arrives with
its canonical address.
"""

from __future__ import annotations

import hashlib

from pipelines.normalise.text import comparison_key

MIN_COMPARABLE = 50
"""Letters, digits and Han characters a body must have before it is compared with others: shorter ones ("图片新闻",
"点击下载", a caption) are equal by chance, and would join articles that have nothing to do with each other."""


def body_hash(body: str | None) -> str | None:
    """Fingerprint the text of a body: equal for bodies that differ only in white space, punctuation, width and case.

    Returns 40 hex digits (SHA-1 of the UTF-8 comparison key), or None where the body is absent or too short to compare.
    """
    key = comparison_key(body or "")
    if len(key) < MIN_COMPARABLE:
        return None
    return hashlib.sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def storable(text: str | None) -> str | None:
    """Make a text one that UTF-8, and so the database, can hold, and that is the same when it comes back.

    Lone surrogates (from broken JSON escapes on a page) become U+FFFD; an empty text is an absent one: None.
    """
    if not text:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
