"""One page read: document, flat lines, title, information, body, people, date, kind, in the order they need each other.

Pure: the same Page and facts give the same Article. "Now" is the page's fetch time.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extract.blocks import Flat, lay_flat
from pipelines.extract.body import BodyFinder, Span
from pipelines.extract.body_credits import BodyCredits, credits_in_body
from pipelines.extract.date_witnesses import DateSources
from pipelines.extract.day_order import read_order
from pipelines.extract.document import Document
from pipelines.extract.host_knowledge import repeated
from pipelines.extract.information import InformationLine, find_information, near_title
from pipelines.extract.kind import Impression, read_kind
from pipelines.extract.media import read_attachments, read_images
from pipelines.extract.metadata import Metadata
from pipelines.extract.published import read_published
from pipelines.extract.roles import RoleEvidence, read_roles
from pipelines.extract.site_rules import RULE, RuledBody, SiteRules, by_rule
from pipelines.extract.source import SourceEvidence, read_source
from pipelines.extract.surroundings import read_breadcrumb, read_side_lists
from pipelines.extract.title import Title, read_title
from pipelines.items import Article, Attachment, FieldValue, Image, Moment, Page, Received
from pipelines.normalise.addresses import canonical, host
from pipelines.normalise.text import comparison_key, han_count, has_key, size
from pipelines.rules import SiteFacts

_CLEARLY = 1.5
"""How many times the weight of the text behind a doubtful title another must have."""
_BEHIND = 12
"""How many lines behind the body may still credit people and source."""


def read_page(page: Page, facts: SiteFacts | None = None) -> Article:
    """The article of a page, with evidence for every field; its kind says whether it is one at all.

    facts: the site's name, zone and rules, where there is a profile.
    A field that cannot be read is absent with the reason. Raises UnreadablePage for a page that would choke the parser
    (pipelines.extract.parse_cost), ProfileError where a rule of the site is no selector.
    """
    facts = facts or SiteFacts()
    first, *others = (_Reading(page, part, facts) for part in page.parts)
    first.join(others)
    return first.article()


class _Reading:
    """One part of a page being read: each step adds what the next ones need."""

    def __init__(self, page: Page, part: Received, facts: SiteFacts) -> None:
        self.page = page
        self.document = document = Document.from_bytes(part.body, part.url, part.header("content-type"))
        self.facts = facts
        self.rules = SiteRules(facts.rules, document)
        self.metadata = Metadata(document.tree)
        self.flat: Flat = lay_flat(document.tree)
        self.knowledge = facts.knowledge.get(host(part.url))
        self.flat.repeated = repeated(self.flat, self.knowledge)
        self.zone = facts.zone or ("Asia/Shanghai" if _is_chinese(self.flat) else None)
        self.order = read_order(self.flat, document, self.metadata, self.zone)
        self.lines = find_information(self.flat, now=page.fetched, zone=self.zone, order=self.order)
        found = read_title(self.flat, self.metadata, frozenset(self.lines))
        self.title: Title = self.rules.title(self.flat, found)
        self.span: Span | None = self._find_body()
        self.near = near_title(self.lines, self.title.start, self.title.end)
        self.ruled: RuledBody | None = self.rules.body(self.flat)
        self.start, self.end = self._range()
        self.near = [line for line in self.near if line.block < self.start or not self.end] or self.near
        self.more: list[str] = []
        self.behind = self._behind()
        self.credits: BodyCredits = credits_in_body(self._lines())
        self.images = self._images()
        self.attachments = self._attachments()

    def join(self, others: Sequence[_Reading]) -> None:
        """Add the texts, pictures and files of the article's further parts; what stands behind the last one counts.

        A server that answers the same part again adds nothing.
        """
        last = self
        for other in others:
            if other._lines() in ([], last._lines()):
                continue
            self.more += other._lines()
            self.images += tuple(image for image in other.images if image not in self.images)
            self.attachments += tuple(file for file in other.attachments if file not in self.attachments)
            last = other
        if self.more:
            self.behind = last.behind
            self.credits = credits_in_body(self._lines())

    def article(self) -> Article:
        """All fields."""
        roles = read_roles(
            RoleEvidence(
                near=self.near,
                behind=self.behind,
                in_body=self.credits,
                metadata=self.metadata,
                document=self.document,
                flat=self.flat,
                around=self._around(),
            )
        )
        roles["reporters"] = self.rules.reporters(roles["reporters"])
        published = self.rules.published(read_published(self._date_sources()), now=self.page.fetched, zone=self.zone)
        lines = self._body_lines()
        return Article(
            page=self.page,
            canonical_url=canonical(self.page.url, self.facts.twins),
            kind=read_kind(self._impression(lines, published)),
            title=self.title.value,
            published=published,
            source=self.rules.source(read_source(self._source_evidence()), self.facts.name),
            body=self._body(lines),
            breadcrumb=read_breadcrumb(self.flat, self.title.value.value, self.title.start),
            images=self.images,
            attachments=self.attachments,
            side_lists=read_side_lists(self.flat),
            knowledge=self.knowledge.version if self.knowledge else None,
            **roles,
        )

    def _find_body(self) -> Span | None:
        """The body behind the title; a title that only the page's look speaks for must not cost the body.

        Where the text found without it weighs half as much again and stands above it, that is the body, and the title
        is looked for above that.
        """
        anchored = self._body_behind(self.title)
        if self.title.borne_out or self.title.start < 0 or self.title.value.method == RULE:
            return anchored
        free = self._body_behind(Title(self.title.value))
        if free is None or free.start > self.title.start or (anchored and free.weight < _CLEARLY * anchored.weight):
            return anchored
        self.title = read_title(self.flat, self.metadata, frozenset(self.lines), before=free.start)
        return self._body_behind(self.title) or free

    def _body_behind(self, title: Title) -> Span | None:
        near = frozenset(line.block for line in near_title(self.lines, title.start, title.end))
        said = self.metadata.linked("articleBody")
        return BodyFinder(self.flat, title.end, near, title.value.value, frozenset(self.lines), said).find()

    def _range(self) -> tuple[int, int]:
        """The blocks of the body: by rule, or as found; (0, 0) where there is none."""
        if self.ruled and self.ruled.blocks:
            return self.ruled.blocks[0], self.ruled.blocks[-1] + 1
        return (self.span.start, self.span.end) if self.span else (0, 0)

    def _lines(self) -> list[str]:
        """The lines of the body as they stand, by rule or as found, and those of its further parts."""
        return [*(self.ruled.lines if self.ruled else self._found_lines()), *self.more]

    def _found_lines(self) -> list[str]:
        return [self.flat.blocks[i].text for i in self.span.blocks] if self.span else []

    def _body_lines(self) -> list[str]:
        """The body's lines without those that are wholly credits, and without the title said once more."""
        credit_lines = set(self.credits.credit_lines)
        title = comparison_key(self.title.value.value or "")
        lines = [line for i, line in enumerate(self._lines()) if i not in credit_lines]
        while lines and title and has_key(lines[0], title):
            lines.pop(0)
        while lines and title and has_key(lines[-1], title):
            lines.pop()
        return lines

    def _body(self, lines: Sequence[str]) -> FieldValue[str]:
        """The body's text; the one found stays beside the one by rule."""
        if self.ruled is None or not lines:
            return self._found_body(lines)
        found = [*self._found_lines(), *self.more]
        same = found == self._lines()
        return by_rule(self._found_body(lines if same else found), "\n".join(lines), self.ruled.selector, "")

    def _found_body(self, lines: Sequence[str]) -> FieldValue[str]:
        if not lines or self.span is None:
            return FieldValue.absent("no running text" if not self.attachments else "the text is in an attachment")
        return FieldValue(
            value="\n".join(lines),
            method=self.span.method,
            where=self.span.where,
            raw="",
            confidence=min(0.99, 0.5 + self.span.weight / 1000),
        )

    def _behind(self) -> list[InformationLine]:
        """Information lines right behind the body."""
        return [line for i, line in self.lines.items() if self.end <= i < self.end + _BEHIND and self.end]

    def _impression(self, lines: Sequence[str], published: FieldValue[Moment]) -> Impression:
        dated = any(
            line.dates or any(label.kind in {"source", "date"} and label.value.strip() for label in line.labels)
            for line in self.near
        )
        on_page = self.title.start >= 0 or self.title.value.method == RULE
        return Impression(
            text=self.document.text,
            flat=self.flat,
            metadata=self.metadata,
            title=self.title.value,
            title_on_page=on_page,
            title_borne_out=self.title.borne_out,
            dated=on_page and (dated or published.method == RULE),
            body_sizes=self._sizes(lines),
            has_media=bool(self.images or self.attachments),
        )

    def _sizes(self, lines: Sequence[str]) -> list[int]:
        """How long these lines are; the page's own have been measured already."""
        blocks = [self.flat.blocks[i] for i in self.span.blocks] if self.span else []
        measured = {block.text: block.size for block in blocks}
        return [measured.get(line) or size(line) for line in lines]

    def _date_sources(self) -> DateSources:
        return DateSources(
            flat=self.flat,
            document=self.document,
            metadata=self.metadata,
            near=self.near,
            lines=self.lines,
            title=self.title.value.value,
            title_start=self.title.start,
            title_end=self.title.end,
            body_start=self.start or self.title.end + 12,
            body_end=self.end,
            links=self.page.links,
            url=self.page.url,
            now=self.page.fetched,
            zone=self.zone,
            order=self.order,
        )

    def _source_evidence(self) -> SourceEvidence:
        account = self.document.tree.css_first("#js_name") if self.document.is_marked else None
        return SourceEvidence(
            flat=self.flat,
            part=range(max(self.title.end, 0), self.end or self.title.end + 12),
            metadata=self.metadata,
            near=self.near,
            behind=self.behind,
            in_body=self.credits.source,
            title=self.title.value.value,
            account=account.text(strip=True) if account is not None else None,
            site_name=self.facts.name,
        )

    def _around(self) -> range:
        """The lines in which a byline may stand: from a few above the title, or the body, into the body."""
        first = self.title.start if self.title.start >= 0 else self.start
        last = (self.start or self.title.end + 12) + 8
        return range(max(0, first - 6), min(last, max(first, self.title.end) + 24))

    def _images(self) -> tuple[Image, ...]:
        start, end = self._media_range()
        return read_images(self.flat, start, end, self.page.url)

    def _attachments(self) -> tuple[Attachment, ...]:
        start, end = self._media_range()
        return read_attachments(self.flat, start, end, self.page.url)

    def _media_range(self) -> tuple[int, int]:
        """The body's lines; without a body, the lines behind the title."""
        if self.end:
            return self.start, self.end
        return (self.title.end, self.title.end + 6) if self.title.end >= 0 else (0, 0)


def _is_chinese(flat: Flat) -> bool:
    """Whether a tenth of the page's first lines is Han: enough for a page in Chinese, too much for any other."""
    lines = [block.text for block in flat.blocks[:400]]
    length, han = sum(map(len, lines)), 0
    for line in lines:
        han += han_count(line)
        if han * 10 > length:
            return True
    return False
