"""district-news checksites: says whether the profiles are sound."""

from __future__ import annotations

import argparse
import sys
from typing import Any, ClassVar

from crawler.command import NewsCommand
from crawler.places import site_folders
from crawler.sites import find, survey


class Command(NewsCommand):
    """Reads profiles and says everything that is wrong with them."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = "[SITE…]"
    summary = "check the profiles of all sites, or of some"
    description = "Reads the profiles of all sites, or of those named, and says everything that is wrong with them."
    examples = ("district-news checksites", "district-news checksites xigu")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what is wrong. Raises UnknownSite for a name without a profile."""
        sites, errors = survey(site_folders())
        for name in args:
            if name not in errors:
                find(sites, name)
        wrong = [error for name, error in errors.items() if not args or name in args]
        sys.stdout.writelines(f"{error}\n" for error in wrong)
        if not wrong:
            number = len(set(args)) if args else len(sites)
            sys.stdout.write(f"{number} profile{'s are' if number != 1 else ' is'} sound\n")
        self.exitcode = 1 if wrong else 0
