"""The figures of a site in a crawl, read from the crawl's statistics (keys site/<id>/…).

Every response is accounted for:

    responses = pages + articles + revisits + files + robots + made_up + redirected + retried + answered

pages: list pages read. articles: answers to requests for articles, handed on or turned away with a reason.
revisits: answers to requests for known articles. files: answers to requests for the attachments of articles.
robots: every answer on the way to a robots.txt. made_up: those for an address that cannot be there, asked for to know
a soft 404. redirected, retried: answers that led to one more request.
answered: answers that no callback has seen, because their status or content is a failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

ACCOUNTS = {
    "pages": ("list page", "list pages"),
    "articles": ("article page", "article pages"),
    "revisits": ("known article", "known articles"),
    "files": ("attachment", "attachments"),
    "robots": ("robots.txt", "robots.txt"),
    "made_up": ("made-up address", "made-up addresses"),
    "redirected": ("redirect", "redirects"),
    "retried": ("asked again", "asked again"),
    "answered": ("without a page", "without a page"),
}
"""The accounts of responses, and what a person calls one of them and several."""

CALLED = {
    "listings": "listings",
    "links": "links",
    "new": "new",
    "known": "known",
    "reposts": "re-posts",
    "revised": "revised",
    "not_articles": "no articles",
    "failed": "failed",
    "refused": "refused",
}
"""The figures of a site that tables show, and what a person calls them."""

_SUMMED = {"failed", "refused", "not_articles", "sightings", "attachments", "checked"}
_KEPT = {"new": "new", "revised": "revised", "unchanged": "unchanged", "re-post": "reposts"}


def figures(stats: Mapping[str, Any], site: str) -> Counter[str]:
    """The site's figures by name: those of pipelines.store.runs.COUNTS, the accounts above, and a few more."""
    found: Counter[str] = Counter()
    for key, number in _of_site(stats, site):
        group, _, what = key.partition("/")
        if not what or group in _SUMMED:
            found[group] += number
        elif group == "kept":
            found[_KEPT.get(what, what)] += number
    return found


def reasons(stats: Mapping[str, Any], site: str) -> Counter[str]:
    """How many addresses failed or were refused, by reason."""
    return _by_second(stats, site, {"failed", "refused"})


def checks(stats: Mapping[str, Any], site: str) -> Counter[str]:
    """How many known articles were asked for again, by what was found."""
    return _by_second(stats, site, {"checked"})


def told(why: Mapping[str, int]) -> str:
    """Reasons in one line: "robots ×1, status 404 ×2"."""
    return ", ".join(f"{reason} ×{number}" for reason, number in sorted(why.items()))


def unaccounted(found: Mapping[str, int]) -> int:
    """Responses that no account holds; anything but 0 is a defect of ours."""
    return found.get("responses", 0) - sum(found.get(account, 0) for account in ACCOUNTS)


def in_trouble(found: Mapping[str, int]) -> bool:
    """Whether somebody should look.

    A listing was not walked to its end, we were shut out, something of ours broke, or articles failed and none came,
    neither now nor earlier.
    """
    nothing = found.get("failed", 0) > 0 and not found.get("articles", 0) and not found.get("known", 0)
    return nothing or any(found.get(key, 0) for key in ("unwalked", "shut_out", "broken")) or unaccounted(found) != 0


def _by_second(stats: Mapping[str, Any], site: str, groups: Collection[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, number in _of_site(stats, site):
        group, _, what = key.partition("/")
        if what and group in groups:
            found[what] += number
    return found


def _of_site(stats: Mapping[str, Any], site: str) -> list[tuple[str, int]]:
    prefix = f"site/{site}/"
    return [(key.removeprefix(prefix), number) for key, number in stats.items() if key.startswith(prefix)]
