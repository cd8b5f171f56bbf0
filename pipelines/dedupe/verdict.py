"""What a freshly read article means beside what is kept of it. Pure: old state and new facts in, an intent out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from pipelines.dedupe.identity import body_hash, storable
from pipelines.dedupe.noise import same_files, same_text
from pipelines.items import Article

Verdict = Literal["new", "revised", "unchanged", "re-post", "forgotten"]
"""What keeping an article came to; "forgotten": it was taken down, and nothing of it is kept again."""
Cause = Literal["changed", "re-read"]
"""Why there is a new version: the page says something else, or the same page was read by other rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an article says: the fields whose change makes a new version. None (or no entries) stands for absent.

    Images are not among them: their addresses carry sizes and tokens that change from visit to visit.
    """

    title: str | None
    published: str | None
    published_precision: str | None
    published_approximate: bool
    source: str | None
    reporters: tuple[str, ...]
    correspondents: tuple[str, ...]
    photographers: tuple[str, ...]
    editors: tuple[str, ...]
    reviewers: tuple[str, ...]
    collectors: tuple[str, ...]
    breadcrumb: tuple[str, ...]
    attachments: tuple[tuple[str, str | None], ...]
    """Address and name of each."""
    body: str | None

    @classmethod
    def of(cls, article: Article) -> Content:
        """Take what an article says from what was read."""
        moment = article.published.value
        return cls(
            title=storable(article.title.value),
            published=moment.iso if moment else None,
            published_precision=moment.precision if moment else None,
            published_approximate=bool(moment and moment.approximate),
            source=storable(article.source.value),
            reporters=_names(article.reporters.value),
            correspondents=_names(article.correspondents.value),
            photographers=_names(article.photographers.value),
            editors=_names(article.editors.value),
            reviewers=_names(article.reviewers.value),
            collectors=_names(article.collectors.value),
            breadcrumb=_names(article.breadcrumb.value),
            attachments=tuple((storable(file.url) or "", storable(file.name)) for file in article.attachments),
            body=storable(article.body.value),
        )

    @property
    def body_hash(self) -> str | None:
        """identity.body_hash of the body."""
        return body_hash(self.body)

    def without_body(self) -> dict[str, Any]:
        """All fields but the body, ready for JSON."""
        values = asdict(self)
        del values["body"]
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store holds of an article: its present version and when that was fetched (ISO 8601, UTC)."""

    content: Content
    fetched: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is to be done with an article, and why.

    changed: names of the Content fields that differ; cause: what made the new version. Both only where it is revised.
    """

    verdict: Verdict
    reason: str
    changed: tuple[str, ...] = ()
    cause: Cause | None = None


def decide(kept: Kept | None, content: Content, *, fetched: str, twin: int | None) -> Intent:
    """Compare what was read with what is kept.

    fetched: ISO 8601, UTC, in the form Kept has; twin: the story of the articles with the same text, if any.
    An older fetch (an old archive replayed) never replaces a newer one, and a page that has lost its body never
    replaces one that had it: both count as unchanged.
    """
    if kept is None:
        return _first(twin)
    if fetched < kept.fetched:
        return Intent(verdict="unchanged", reason="fetched before the version that is kept")
    if kept.content.body and not content.body:
        return Intent(verdict="unchanged", reason="the page has lost its body; the last good copy stays")
    changed = changes(kept.content, content)
    if not changed:
        return Intent(verdict="unchanged", reason="the same fields and body")
    cause: Cause = "re-read" if fetched == kept.fetched else "changed"
    if cause == "changed" and is_noise(kept.content, content, changed):
        return Intent(verdict="unchanged", reason=f"{', '.join(changed)} differ in what changes by itself")
    return Intent(verdict="revised", reason=f"{', '.join(changed)} differ", changed=changed, cause=cause)


def changes(old: Content, new: Content) -> tuple[str, ...]:
    """Names of the fields that differ, in the order of Content.

    A time counted back from the fetch ("3小时前") moves a little with every visit: it changes nothing where a date
    is kept already.
    """
    differing = tuple(field.name for field in fields(Content) if getattr(old, field.name) != getattr(new, field.name))
    if old.published and new.published_approximate:
        return tuple(name for name in differing if not name.startswith("published"))
    return differing


def is_noise(old: Content, new: Content, changed: tuple[str, ...]) -> bool:
    """Whether all that differs between two visits is what nobody wrote: counters, clocks, tokens of files.

    Nor does a new way to the page (the breadcrumb) alone make a new version: sites move whole columns, and rename
    their home page. A reading of the same page by other rules is another matter: there nothing changes by itself.
    """
    same = {"breadcrumb"}
    if same_text(old.body, new.body):
        same.add("body")
    if same_text(old.title, new.title):
        same.add("title")
    if same_files(old.attachments, new.attachments):
        same.add("attachments")
    return same.issuperset(changed)


def _first(twin: int | None) -> Intent:
    if twin is None:
        return Intent(verdict="new", reason="no article has this address")
    return Intent(verdict="re-post", reason=f"the text is that of story {twin}")


def _names(names: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(name for name in map(storable, names or ()) if name)
