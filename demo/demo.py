"""`make demo`: serve the town, crawl it, write the table, the database and the CSV, and say what to look at next."""

from __future__ import annotations

import os
import shlex
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

from rich.console import Console

from crawler.table import Column, console, show
from demo.profiles import write_profiles
from demo.town import PORT, Town

CHECKOUT = Path(__file__).resolve().parent.parent
CALLED = ".venv/bin/python -m demo"
"""How the demonstration is called from the checkout: `python` alone may be another one, or none."""
PROGRAM = Path(sys.executable).with_name("district-news")
FOLDER = CHECKOUT / "data" / "var" / "demo"


def run(folder: Path = FOLDER, port: int = PORT) -> int:
    """Crawl the town into the folder; returns the exit status. A second run finds nothing new and says so."""
    out = console()
    folder.mkdir(parents=True, exist_ok=True)
    before = _count(folder / "news.db")
    with ExitStack() as serving:
        try:
            town = serving.enter_context(Town.serve(port, log=folder / "access.jsonl"))
        except OSError as error:
            print(
                f"The town cannot be served on port {port}: {error}. Try `{CALLED} run --port 8643`.",
                file=sys.stderr,
            )
            return 1
        sites = [path.stem for path in write_profiles(town, folder / "sites")]
        out.print(f"The made-up town: {len(sites)} portals on loopback, port {town.port}; crawling them, politely …\n")
        crawled = _district_news(folder, "crawl", "-L", "WARNING", *sites)
    # 1 is expected: the town has a broken page and a missing one, and the crawl says so.
    if crawled not in (0, 1) or _district_news(folder, "export") != 0:
        return 1
    _show_result(out, folder, before)
    return 0


def _show_result(out: Console, folder: Path, before: int) -> None:
    """What is kept now, and what was before."""
    kept = _count(folder / "news.db")
    new = f"{kept - before} of them new" if kept > before else "nothing is new: it is all kept already"
    out.print(f"\n{kept} articles are kept, {new}. The newest:\n")
    _show_newest(folder / "news.db")
    _say_next(out, folder)


def _district_news(folder: Path, *words: str) -> int:
    """Run the program as a person would, with the folder as its data."""
    environment = os.environ | {"DISTRICT_NEWS_DATA": _from_here(folder)}
    return subprocess.run([str(PROGRAM), *words], env=environment, check=False).returncode  # noqa: S603 - our own program


def _count(database: Path) -> int:
    """How many articles are kept; none where there is no database."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM articles_flat").fetchone()[0])


def _show_newest(database: Path) -> None:
    """The newest articles, as the public view has them."""
    names = ("published", "site", "title", "source", "reporters", "story")
    columns = [Column(name=name, least=20 if name == "title" else None) for name in names]
    query = """SELECT published, site, title, source, reporters, story_id FROM articles_flat
               WHERE published IS NOT NULL ORDER BY published DESC LIMIT 8"""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        rows = [
            [published[:16].replace("T", " "), *(str(value or "-") for value in rest)]
            for published, *rest in db.execute(query)
        ]
    show(columns, rows, ("title", "story", "source"))


def _say_next(out: Console, folder: Path) -> None:
    """Where to look next."""
    place = _from_here(folder)
    program = f"DISTRICT_NEWS_DATA={shlex.quote(place)} {shlex.quote(_from_here(PROGRAM))}"
    warc = next((folder / "warc").rglob("*.warc.gz"), folder / "warc").parent
    out.print("\nLook at:")
    for what, told in (
        ("news.db", "sqlite3, Datasette or pandas; docs/data.md explains the views"),
        ("exports/articles.csv", "opens in Excel, and in LibreOffice as UTF-8"),
        ("warc/", "every exchange as received"),
    ):
        out.print(f"  {f'{place}/{what}':<{len(place) + 21}}  {told}")
    out.print("\nTry:")
    for command in (
        "runs 1",
        "search 水",
        "export --profile data",
        f"replay {shlex.quote(_from_here(warc))}/*.warc.gz",
    ):
        out.print(f"  {program} {command}")
    out.print("  make demo    # once more: nothing is new")


def _from_here(path: Path) -> str:
    """The path as typed from the current folder where it lies below that, else in full."""
    here, path = Path.cwd(), path.absolute()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
