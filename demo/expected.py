"""What must be kept of an article of a made-up portal."""

from __future__ import annotations

from dataclasses import dataclass

from demo.portals.portal import Portal
from demo.story import Credits, Post

OWN_NAME = frozenset({"本网", "本站"})
"""Values of a source that stand for the site's own name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must be kept of one article of one portal: one row for a site and address."""

    site: str
    url: str
    story: str
    """Id of the story; the same text may stand on several sites, edited or not."""
    title: str
    published: str | None
    """"2026-02-14T08:30:00+08:00" or "2026-02-14"; None where neither page nor listing shows a date."""
    precision: str | None
    """"minute" or "day"."""
    source: str | None
    reporters: tuple[str, ...]
    correspondents: tuple[str, ...]
    photographers: tuple[str, ...]
    editors: tuple[str, ...]
    reviewers: tuple[str, ...]
    collectors: tuple[str, ...]
    body: str | None
    """Paragraphs and captions joined by one line feed; None where the page has no text but a file."""
    attachments: tuple[str, ...]
    listings: tuple[str, ...]
    """Addresses of the listings that name it."""


def expect(portal: Portal, post: Post, root: str, listings: tuple[str, ...]) -> Expected:
    """What must be kept of a post.

    root: the portal's address without a path; listings: the addresses of the listings that name the post.
    """
    published, precision = _moment(post)
    return Expected(
        site=portal.facts.site,
        url=root + portal.address(post),
        story=post.story,
        title=post.title,
        published=published,
        precision=precision,
        source=portal.facts.name if post.source in OWN_NAME else post.source or None,
        body="\n".join(post.paragraphs) or None,
        attachments=(f"{root}/files/{post.attachment}",) if post.attachment else (),
        listings=listings,
        **_roles(post.credits),
    )


def _moment(post: Post) -> tuple[str | None, str | None]:
    """The date as it must be kept, and its precision."""
    if post.published and "T" in post.published:
        return f"{post.published}:00+08:00", "minute"
    day = post.published or post.row_date
    return day, "day" if day else None


def _roles(named: Credits) -> dict[str, tuple[str, ...]]:
    return {role: getattr(named, role) for role in Credits.__slots__}
