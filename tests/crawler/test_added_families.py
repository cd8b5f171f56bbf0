"""From nothing but their home addresses: all made-up portals added by one command, crawled by another.

As in test_every_family.py, but nobody says where the news is. The town's own portals are added beside the families'.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from demo.families import FAMILIES, Families, serve_families
from demo.town import FAMILIES as TOWN
from demo.town import Town
from tests.crawler.program import Program

pytestmark = pytest.mark.xdist_group("families")

QUICK = ("-s", "DOWNLOAD_DELAY=0.02", "-s", "DOWNLOAD_DELAY_JITTER=0")


@dataclass(frozen=True)
class Added:
    """The portals as they were served, what was said, and the addresses kept, by host and port."""

    families: Families
    town: Town
    said: str
    kept: dict[str, set[str]]


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Added]:
    program = Program(tmp_path_factory.mktemp("added"))
    with serve_families() as families, Town.serve() as town:
        homes = [*map(families.home, FAMILIES), *(f"{town.root(key)}/" for key in TOWN)]
        (program.data / "homes.csv").write_text("\n".join(["url", *homes]), encoding="utf-8")
        looked = program.run("addsite", "--from", str(program.data / "homes.csv"), "--yes", *QUICK, timeout=240)
        sites = [path.stem for path in (program.data / "sites").glob("*.toml")]
        done = program.run("crawl", *sites, *QUICK, timeout=240)
        checked = program.run("checksites", *sites)
        said = "\n".join(one.stdout + one.stderr for one in (looked, done, checked))
        assert (looked.returncode, checked.returncode) == (0, 0), said
        kept: dict[str, set[str]] = {}
        for (url,) in program.rows("SELECT url FROM articles"):
            kept.setdefault(urlsplit(url).netloc, set()).add(url)
        yield Added(families, town, said, kept)


@pytest.mark.parametrize("family", FAMILIES)
def test_all_local_news_of_a_family_is_found_and_nothing_else(added: Added, family: str) -> None:
    expected = {article.url for article in added.families.expected(family)}
    assert expected
    assert added.kept.get(urlsplit(added.families.root(family)).netloc) == expected, added.said


NEWS = {"gov": "yw", "media": "c100123", "zone": "xwdt", "mirror": "qingyu", "paper": "bdxw"}
"""The column of local news of each portal; gov's other one is a second choice."""


@pytest.mark.parametrize("key", TOWN)
def test_all_local_news_of_the_town_is_found_and_nothing_else(added: Added, key: str) -> None:
    portal = added.town.portals[key]
    column = added.town.listings(key)[list(portal.facts.columns).index(NEWS[key])]
    of_portal = [one for one in added.town.expected() if one.site == portal.facts.site]
    expected = {one.url for one in of_portal if column in one.listings}
    assert expected
    assert added.kept.get(urlsplit(added.town.root(key)).netloc) == expected, added.said
