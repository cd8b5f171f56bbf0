"""district-news correct: a person's word against the page's, kept beside it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError
from sqlite_utils import Database

from crawler.cases import export_cases
from crawler.command import NewsCommand
from crawler.database import prepare_database
from crawler.moments import minute
from crawler.places import site_folders
from crawler.sites import survey
from crawler.table import Column, console, show
from pipelines.dedupe.corrections import FIELDS, Value, parse
from pipelines.errors import StoreError
from pipelines.store.addressed import Addressed, article_at
from pipelines.store.corrections import Corrections
from pipelines.store.schema import open_database

_GIVE_WAY = ("why", "page says", "value", "article", "ended (UTC)", "made (UTC)")


class Command(NewsCommand):
    """Lays corrections over articles, takes them back, shows them, and exports them as test cases."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "URL FIELD=VALUE… --why TEXT | URL --undo FIELD… --why TEXT | [URL…] [--export DIR]"
    summary = "correct what was misread or misprinted; the page's own words stay beside it"
    description = (
        f"Fields: {', '.join(FIELDS)}. Names are joined by 、, steps of the breadcrumb by >, paragraphs of the body by "
        "line ends (body=@FILE reads them from a file); an empty value means that there is none. A correction is never "
        "overwritten: not by a crawl, a replay or better rules. Without a field, shows the corrections."
    )
    examples = (
        "district-news correct https://www.xigu.gov.cn/art/1.html reporters=张三、李四 --why 'the byline is an image'",
        "district-news correct https://www.xigu.gov.cn/art/1.html --undo reporters --why 'the image names others'",
        "district-news correct --export cases/",
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--why", metavar="TEXT", help="the reason, kept with the correction (default: none)")
        parser.add_argument("--undo", action="store_true", help="take back the corrections of the fields named")
        parser.add_argument("--site", metavar="SITE", help="whose, where several have the address (default: any)")
        parser.add_argument(
            "--export", metavar="DIR", help="write corrected articles as test cases there (default: no export)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Correct, undo, show or export. Raises UsageError, CorrectionError and StoreError, which exit with 2."""
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        path = Path(self.settings["DATABASE"])
        if not path.exists():
            raise StoreError(f"{path}: nothing is kept there yet; crawl or replay first")
        changes = bool(opts.undo or len(args) > 1) and not opts.export
        if changes and not (opts.why and opts.why.strip()):
            raise UsageError("say why with --why: a correction without its reason is a guess", print_help=False)
        if changes and len(args) < 2:
            raise UsageError("name the address, then the fields", print_help=False)
        now = datetime.now(UTC)
        values = _values(args[1:], now) if changes and not opts.undo else {}
        prepare_database(path)
        db = open_database(path)
        try:
            if opts.export:
                self._export(db, [article_at(db, url, opts.site).id for url in args], Path(opts.export))
            elif not changes:
                _show(db, [article_at(db, url, opts.site).id for url in args])
            else:
                _change(db, article_at(db, args[0], opts.site), values, args[1:] if opts.undo else (), opts.why, now)
        finally:
            db.close()

    def _export(self, db: Database, ids: list[int], folder: Path) -> None:
        """Write the cases; an article whose page the archive cannot give is named, and the status is 1."""
        assert self.settings is not None  # noqa: S101
        sites = survey(site_folders())[0]
        archive, out = Path(self.settings["ARCHIVE_DIR"]), console()
        for case in export_cases(db, ids or Corrections(db).articles(), archive=archive, sites=sites, folder=folder):
            out.print(f"{case.url}: {case.folder or case.reason}")
            self.exitcode = self.exitcode or int(case.folder is None)


def _values(words: list[str], now: datetime) -> dict[str, Value]:
    """The corrections as typed: field=value each. Raises UsageError and CorrectionError."""
    values: dict[str, Value] = {}
    for word in words:
        field, sign, text = word.partition("=")
        if not sign:
            raise UsageError(f"{word}: expected a field and its value, such as title=…", print_help=False)
        if field == "body" and text.startswith("@"):
            text = _text_of(Path(text[1:]))
        values[field] = parse(field, text, now=now)
    return values


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 text: {error}", print_help=False) from None


def _change(
    db: Database, article: Addressed, values: dict[str, Value], undone: list[str] | tuple[()], why: str, now: datetime
) -> None:
    corrections = Corrections(db)
    if undone:
        fields = corrections.undo(article.id, undone, why=why, now=now)
    else:
        fields = corrections.correct(article.id, values, why=why, now=now)
    done = ("as the page says again" if undone else "corrected") if fields else "that is what it says already"
    console().print(f"{article.url}: {', '.join([*fields, done])}")
    _show(db, [article.id])


def _show(db: Database, ids: list[int]) -> None:
    """Print the corrections of these articles, past ones included; of all where none is named, those in force."""
    where = f"article_id IN ({', '.join('?' * len(ids))})" if ids else "ended IS NULL"
    columns = "url, field, value, read, why, made, ended"
    query = f"SELECT {columns} FROM corrections_flat WHERE {where} ORDER BY made, url, field"  # noqa: S608
    rows = [["" if cell is None else str(cell) for cell in row] for row in db.execute(query, ids)]
    rows = [[*told, minute(made), minute(ended)] for *told, made, ended in rows]
    if not rows:
        console().print("nothing is corrected")
        return
    names = ("article", "field", "value", "page says", "why", "made (UTC)", "ended (UTC)")
    least = {"value": 12, "page says": 12, "why": 12}
    show([Column(name=name, least=least.get(name)) for name in names], rows, _GIVE_WAY)
