"""district-news health: which sites need a look, why, and what to do."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from crawler.alerts import news, send
from crawler.command import NewsCommand
from crawler.database import prepare_database
from crawler.finding import ADVICE
from crawler.health import WORST_FIRST, Health, Profile, health
from crawler.places import site_folders
from crawler.sites import Site, find, survey
from crawler.table import Column, console, show
from pipelines.store.alerts import Alerts
from pipelines.store.schema import open_database
from pipelines.store.signs import Signs, signs_of

_COLUMNS = [
    *(Column(name=name) for name in ("site", "state", "since (UTC)", "last good run (UTC)")),
    Column(name="yesterday"),
    Column(name="why"),
    Column(name="what to do"),
]
_GIVE_WAY = ("what to do", "why", "yesterday", "last good run (UTC)", "since (UTC)")


class Command(NewsCommand):
    """Judges every site by what its crawls left, and shows those that need a look, the worst first."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[SITE…] [--all] [--json] [--alert-file FILE] [--alert-command COMMAND] [--after N]"
    summary = "show which sites need a look, since when and why, and what to do; tell others"
    description = (
        "Shows the sites that need a look, the worst first: what is wrong, since when, the last good run, what changed "
        "since yesterday and what to do. docs/health.md explains the states. With --alert-file or --alert-command it "
        "says nothing but tells what is new: after N bad crawls, and when it is mended. Exit status 1: something needs "
        "a look."
    )
    examples = (
        "district-news health",
        "district-news health xigu --json",
        "district-news health --alert-command 'mail -s news you@your-office.cn'",
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="the sites that are well, too")
        parser.add_argument("--json", action="store_true", help="an array with every site, for programs")
        parser.add_argument(
            "--alert-file", type=Path, metavar="FILE", help="append what is new to this file (default: none)"
        )
        parser.add_argument(
            "--alert-command", metavar="COMMAND", help="give what is new to this command, on stdin (default: none)"
        )
        parser.add_argument(
            "--after", type=int, default=2, metavar="N", help="bad crawls before an alert (default: %(default)s)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Judge and show. Raises UsageError, UnknownSite, AlertNotSent, and StoreError where there is no database."""
        if opts.after < 1:
            raise UsageError("--after is 1 or more", print_help=False)
        assert self.settings is not None  # noqa: S101 - set by Scrapy's command line
        sites, _ = survey(site_folders())
        wanted = [find(sites, name) for name in args] or list(sites.values())
        path, now = Path(self.settings["DATABASE"]), datetime.now(UTC)
        found = judged(wanted, path, now)
        if opts.alert_file or opts.alert_command:
            self._tell(found, opts, path, now)
        elif opts.json:
            print(as_json(found))  # noqa: T201
        else:
            show_health(found, every=opts.all or bool(args))
        self.exitcode = int(any(one.needs_a_look for one in found))

    def _tell(self, found: list[Health], opts: argparse.Namespace, path: Path, now: datetime) -> None:
        """Tell what is new, and keep in mind that it was told."""
        prepare_database(path)
        db = open_database(path)
        try:
            alerts = Alerts(db)
            told = news(found, alerts.told(), after=opts.after)
            if told:
                send(told.text(), file=opts.alert_file, command=opts.alert_command)
                raised = {one.site: str(one.state) for one in told.raised}
                alerts.note(raised, [one.site for one in told.mended], now)
        finally:
            db.close()


def judged(sites: Iterable[Site], path: Path, now: datetime) -> list[Health]:
    """How these sites stand, the worst first."""
    if not path.exists():
        return _sorted(health(profile(site), Signs(), now) for site in sites)
    prepare_database(path)
    db = open_database(path, read_only=True)
    try:
        return _sorted(health(profile(site), signs_of(db, site.id, now), now) for site in sites)
    finally:
        db.close()


def profile(site: Site) -> Profile:
    """What the decision needs of a site's profile."""
    paused = site.paused or (None if site.listings else "its profile names no listing")
    return Profile(id=site.id, zone=site.zone, interval=site.interval, scheme=site.division_scheme, paused=paused)


def as_json(found: list[Health]) -> str:
    """Every site for programs: times in ISO 8601, UTC."""
    rows = [asdict(one) | {"needs_a_look": one.needs_a_look, "advice": ADVICE.get(one.state)} for one in found]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_iso)


def show_health(found: list[Health], *, every: bool) -> None:
    """One screen: who needs a look, then how many stand how, then what is well again."""
    shown = [one for one in found if every or one.needs_a_look]
    if shown:
        show(_COLUMNS, [_row(one) for one in shown], _GIVE_WAY)
        console().print()
    numbers = Counter(one.state for one in found)
    counts = ", ".join(f"{numbers[state]} {state}" for state in reversed(WORST_FIRST) if numbers[state])
    console().print(f"{len(found)} sites: {counts}" if found else "no sites")
    well = [f"{one.site} (was {one.was})" for one in found if one.was and not one.needs_a_look]
    if well:
        console().print(f"mended since yesterday: {', '.join(well)}", markup=False)


def _row(one: Health) -> list[str]:
    before = "" if one.was is None else f"was {one.was}"
    state = f"{one.state} ({one.kind})" if one.kind else one.state
    where = f" ({one.listing})" if one.listing else ""
    why = f"{one.reason}{where}"
    return [one.site, state, _time(one.since), _run(one), before, why, ADVICE.get(one.state, "")]


def _run(one: Health) -> str:
    return f"{_time(one.last_good)}, run {one.last_good_run}" if one.last_good else "never"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _sorted(found: Iterable[Health]) -> list[Health]:
    return sorted(found, key=lambda one: (WORST_FIRST.index(one.state), one.site))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(f"{value!r} has no form in JSON")
