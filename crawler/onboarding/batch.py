"""Many portals from a file, and the report of what became of each.

The report is a line a portal, written when that portal is done, so a run that is killed goes on where it was: what
stands in the report is done, a torn last line is not. At the end it is put in the order of the file.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from crawler import profile
from crawler.onboarding.showing import day, place_of, rhythm, what_is_missing
from crawler.onboarding.visit import Proposal, Wish
from pipelines import excel
from pipelines.errors import ProfileError, StoreError
from pipelines.extract.document import decode

KEYS = ("url", "name", "division", "zone", "column")
"""Columns of the file that are read; the first is needed, others may stand there, too."""
REPORT = (
    "url", "outcome", "site", "name", "division_code", "place", "family", "columns", "rows", "newest", "rows_a_day",
    "articles", "missing", "why",
)  # fmt: skip
ADDED, PROPOSED, KNOWN = "added", "proposed", "known"
"""Outcomes that are no trouble: written; shown only; it had a profile. All others are the reasons of NotAdded."""
_SEPARATORS = ",;\t"
"""Excel writes a semicolon where the comma is the decimal sign."""
_OFFSET = "+08:00"


def read_batch(path: Path) -> tuple[list[Wish], list[str]]:
    """The portals of a CSV file with a header, each address once, and a line for each row that cannot be meant.

    In UTF-8 or what Excel writes in China, separated by comma, semicolon or tab; names of columns in any case. Raises
    ProfileError where no portal is left, with what is wrong by file, line and column.
    """
    try:
        text = decode(path.read_bytes()).text
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    lines = _rows(text)
    if "url" not in (lines.fieldnames or ()):
        raise ProfileError(
            f"{path}: expected CSV with a column url, found {', '.join(lines.fieldnames or ['nothing'])}"
        )
    wishes: dict[str, Wish] = {}
    wrong: list[str] = []
    try:
        for row in lines:
            try:
                if wish := _wish(row, f"{path}, line {lines.line_num}"):
                    wishes.setdefault(wish.url, wish)
            except ProfileError as error:
                wrong.append(str(error))
    except csv.Error as error:
        raise ProfileError(f"{path}, line {lines.line_num}: {error}") from error
    if not wishes:
        nothing = f"{path}: names no portal; expected an address in the column url"
        raise ProfileError("\n".join(wrong) or nothing)
    return list(wishes.values()), wrong


def _rows(text: str) -> csv.DictReader[str]:
    """The rows by the names of their columns, small; the separator is the one that the header has most of."""
    header = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count))
    rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
    return rows


def with_scheme(address: str) -> str:
    """An address as people write it, as one that can be asked: www.xigu.gov.cn is http://www.xigu.gov.cn/."""
    whole = address.strip()
    whole = whole if "://" in whole else f"http://{whole}"
    return whole if whole.count("/") > 2 else f"{whole}/"


class Report:
    """The report of one file: what is done, by address."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[str, dict[str, str]] = {}
        self._read()

    def add(self, row: Mapping[str, str]) -> None:
        """One portal is done. Raises StoreError where it cannot be written down."""
        new = not self.path.exists()
        self.rows[row["url"]] = dict(row)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8", newline="") as file:
                file.write(("\ufeff" + _line(REPORT) if new else "") + _line(_cells(row)))
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be written: {error}; free some space") from error

    def order(self, urls: Iterable[str]) -> None:
        """Write it anew in the order of the file, in one step; what the file does not name any more stands behind."""
        ordered = [self.rows[url] for url in dict.fromkeys([*urls, *self.rows]) if url in self.rows]
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        lines = [_line(REPORT), *(_line(_cells(row)) for row in ordered)]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text("\ufeff" + "".join(lines), encoding="utf-8", newline="")
            part.replace(self.path)
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be written: {error}; free some space") from error
        finally:
            part.unlink(missing_ok=True)

    def _read(self) -> None:
        """Take in what is done; cut off a line that was torn when the run before was killed."""
        try:
            text = self.path.read_bytes().decode("utf-8-sig", "ignore")
        except FileNotFoundError:
            return
        whole = text[: text.rfind("\r\n") + 2] if "\r\n" in text else ""
        for row in csv.DictReader(io.StringIO(whole, newline="")):
            told = {name: excel.decode(name, row.get(name) or "", offset=_OFFSET) for name in REPORT}
            if told["url"] and told["outcome"]:
                self.rows[told["url"]] = told
        if whole != text:
            self.order(())


def of_proposal(proposal: Proposal, site: str, outcome: str) -> dict[str, str]:
    """What the report says of a portal that a profile was made of."""
    division = proposal.place.division
    samples = [one for tried in proposal.taken for one in tried.samples]
    return _row(
        proposal.wish.url,
        outcome,
        site=site,
        name=proposal.name,
        division_code=division.code if division else "",
        place=place_of(proposal) if division else "",
        family=proposal.family or "",
        columns="、".join(tried.candidate.name for tried in proposal.taken),
        rows=str(sum(len(tried.rows) for tried in proposal.taken)),
        newest=day(max((tried.newest for tried in proposal.taken if tried.newest), default=None)),
        rows_a_day=" ".join(map(rhythm, proposal.taken)),
        articles=f"{sum(one.is_article for one in samples)} of {len(samples)}",
        missing="; ".join(what_is_missing(proposal)),
    )


def of_trouble(url: str, outcome: str, why: str, site: str = "") -> dict[str, str]:
    """What the report says of a portal that none was made of."""
    return _row(url, outcome, site=site, why=" ".join(why.split()))


def _row(url: str, outcome: str, **values: str) -> dict[str, str]:
    return {**dict.fromkeys(REPORT, ""), "url": url, "outcome": outcome, **values}


def _wish(row: Mapping[str, str | None], where: str) -> Wish | None:
    """One line; None where it is empty. Raises ProfileError naming line and column."""
    told = {key: (row.get(key) or "").strip() for key in KEYS}
    if not told["url"]:
        return None
    url = with_scheme(told["url"])
    checks = (
        ("url", url, profile.web_address),
        ("division", told["division"], profile.division),
        ("zone", told["zone"], profile.zone),
    )
    for key, value, check in checks:
        try:
            if value:
                check(value)
        except profile.Unexpected as wanted:
            raise ProfileError(f"{where}: {key}: expected {wanted}, found {value}") from None
    return Wish(
        url=url,
        name=told["name"] or None,
        division=told["division"] or None,
        zone=told["zone"] or None,
        columns=tuple(filter(None, (part.strip() for part in told["column"].split("|")))),
    )


def _cells(row: Mapping[str, str]) -> Iterator[str]:
    for name in REPORT:
        yield excel.encode(name, row.get(name, ""), url=row["url"], offset=_OFFSET)


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
