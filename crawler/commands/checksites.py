"""district-news checksites: says whether the profiles are sound, and whether recorded pages still read as expected."""

from __future__ import annotations

import argparse
import sys
from typing import Any, ClassVar

from crawler.command import NewsCommand
from crawler.places import site_folders
from crawler.recorded import differences, is_recorded
from crawler.sites import Site, find, survey
from pipelines.errors import ProfileError


class Command(NewsCommand):
    """Reads profiles and their recorded pages and says everything that is wrong with them."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[SITE…]"
    summary = "check the profiles of all sites, or of some"
    description = (
        "Reads the profiles of all sites, or of those named, and says everything that is wrong with them. A site that "
        "has a recorded page (addsite keeps one beside each profile) is read again: a field that differs is named."
    )
    examples = ("district-news checksites", "district-news checksites xigu")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what is wrong. Raises UnknownSite for a name without a profile."""
        sites, errors = survey(site_folders())
        for name in args:
            if name not in errors:
                find(sites, name)
        wrong = [str(error) for name, error in errors.items() if not args or name in args]
        asked = [site for name, site in sites.items() if not args or name in args]
        recorded = [site for site in asked if is_recorded(site)]
        wrong += [line for site in recorded for line in _differences(site)]
        sys.stdout.writelines(f"{line}\n" for line in wrong)
        if not wrong:
            pages = f"; {_number(recorded, 'recorded page')} read as expected" if recorded else ""
            sys.stdout.write(f"{_number(asked, 'profile')} {'are' if len(asked) != 1 else 'is'} sound{pages}\n")
        self.exitcode = 1 if wrong else 0


def _differences(site: Site) -> list[str]:
    """What differs on a site's recorded pages; evidence that cannot be read is a difference, too."""
    try:
        return list(differences(site))
    except ProfileError as error:
        return [str(error)]


def _number(things: list[Site], noun: str) -> str:
    return f"{len(things)} {noun}{'s' if len(things) != 1 else ''}"
