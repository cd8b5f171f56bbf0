"""An e-paper: a start page that leads to the latest day, a page for each sheet (版) of a day, days without a paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from typing import Any

from demo.families.family import Family, Paper
from demo.families.filling import filled, of_story
from demo.families.portal import FamilyPortal
from demo.portals.portal import Answer, Interface
from demo.story import Post

_ON_A_SHEET = 3
"""Stories of a sheet."""
_DAYS_BACK = (0, 1, 3, 4)
"""Days with a paper, counted back from the latest; on the second one there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of one day's paper. name: what it is called; path: of its page."""

    name: str
    path: str
    posts: tuple[Post, ...]


class PaperPortal(FamilyPortal):
    """A paper of the family that its file describes: every article belongs to it, and it has no columns."""

    def __init__(self, told: Family, root: str, latest: date) -> None:
        super().__init__(told, root, latest)
        self.paper: Paper = told.paper or Paper()
        self.days = list(self._days(latest))
        self.posts = tuple(post for day in self.days for sheet in day for post in sheet.posts)

    def article(self, post: Post) -> str:
        """A page that has no frame but the paper's own."""
        text = self.told.article
        values = self._values(self.address(post)) | of_story(post)
        values["body"] = "\n".join(filled(text.paragraph, {"text": escape(line)}) for line in post.paragraphs)
        return filled(text.page, values)

    def answers(self, elsewhere: Mapping[tuple[str, str], str]) -> dict[str, Any]:
        """The start page, the sheets, the articles."""
        pages: dict[str, Answer | Interface] = {
            self.address(post): self._page(self.article(post)) for post in self.posts
        }
        pages |= {sheet.path: self._page(self._sheet(sheet, day)) for day in self.days for sheet in day}
        latest = self.days[0][0]
        return pages | {"/": self._page(filled(self.paper.start, self._values("/") | {"href": latest.path[1:]}))}

    def _days(self, latest: date) -> Iterator[list[Sheet]]:
        """The papers, newest first."""
        posts = list(self.posts)
        for back in _DAYS_BACK:
            day = latest - timedelta(days=back)
            sheets = []
            for number, name in self.paper.sheets.items():
                printed = tuple(replace(post, published=day.isoformat()) for post in posts[:_ON_A_SHEET])
                del posts[:_ON_A_SHEET]
                path = filled(self.paper.node, of_story(printed[0]) | {"sheet": number})
                sheets.append(Sheet(name=name, path=path, posts=printed))
            yield sheets

    def _sheet(self, sheet: Sheet, day: list[Sheet]) -> str:
        """A sheet's page, with links to the others of its day."""
        links = [
            filled(
                self.paper.link,
                {"href": self._link(one.path, sheet.path), "name": one.name, "position": f"{number:02}"},
            )
            for number, one in enumerate(day, start=1)
        ]
        rows = [
            filled(self.paper.row, of_story(post) | {"href": self._link(self.address(post), sheet.path)})
            for post in sheet.posts
        ]
        values = self._values(sheet.path) | of_story(sheet.posts[0])
        return filled(
            self.paper.page, values | {"name": sheet.name, "links": "\n".join(links), "rows": "\n".join(rows)}
        )
