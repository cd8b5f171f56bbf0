"""`python -m demo`: the demonstration; `python -m demo serve`: the made-up town on loopback, until Ctrl-C.

With `serve --families` the portals of the CMS families are served in its place.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.demo import CALLED, FOLDER, run
from demo.families import serve_families
from demo.town import PORT, Town

HIGHEST_PORT = 65535


def main() -> int:
    """Runs what the command line asks for; 0 when it went well, 1 where the town cannot be served."""
    parser = argparse.ArgumentParser(prog=CALLED, description="The made-up town.")
    commands = parser.add_subparsers(dest="command")
    running = commands.add_parser("run", help="serve the town, crawl it, show what came of it (the default)")
    running.add_argument("--port", type=port, default=PORT, help="on every address (default: %(default)s)")
    running.add_argument("--folder", type=Path, default=FOLDER, help="where everything goes (default: data/var/demo)")
    serving = commands.add_parser("serve", help="serve the portals until Ctrl-C")
    serving.add_argument(
        "--port", type=port, default=PORT, help="on every address (default: %(default)s; 0 takes a free one)"
    )
    serving.add_argument("--families", action="store_true", help="a portal for each family of CMS, not the town's five")
    serving.add_argument("--log", type=Path, help="append a JSON line a request there (default: no log)")
    options = parser.parse_args()
    if options.command == "serve":
        return serve(options.port, options.log, families=options.families)
    return run(getattr(options, "folder", FOLDER), getattr(options, "port", PORT))


def port(text: str) -> int:
    """A port number; raises ArgumentTypeError for anything else."""
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text}: expected a port, 0 to {HIGHEST_PORT}")
    return int(text)


def serve(port: int, log: Path | None, *, families: bool = False) -> int:
    """Serves the town, or the portals of the families, until Ctrl-C; prints where."""
    try:
        with _families(port, log) if families else _town(port, log) as lines:
            print("\n".join(lines), "Ctrl-C stops it.", sep="\n", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"The portals cannot be served on port {port}: {error}. Try --port 0.", file=sys.stderr)
        return 1
    return 0


@contextmanager
def _town(port: int, log: Path | None) -> Iterator[list[str]]:
    """The town, and a line a portal."""
    with Town.serve(port, log) as town:
        yield [
            f"{portal.facts.site:12} {town.root(key)}/  {portal.facts.name}, {len(portal.posts)} articles"
            for key, portal in town.portals.items()
        ]


@contextmanager
def _families(port: int, log: Path | None) -> Iterator[list[str]]:
    """The portals of the families, and a line each."""
    with serve_families(port=port, log=log) as served:
        yield [
            f"{family:16} {served.home(family)}  {portal.facts.name}, {len(portal.news)} articles of local news"
            for family, portal in served.portals.items()
        ]


if __name__ == "__main__":
    raise SystemExit(main())
