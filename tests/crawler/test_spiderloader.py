"""Every profile is a spider."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.spiderloader import ProfileLoader
from crawler.spiders.news import NewsSpider
from pipelines.errors import ProfileError

SETTINGS = {"SPIDER_MODULES": ["crawler.spiders"], "PROFILE_SPIDER": "crawler.spiders.news.NewsSpider"}


@pytest.fixture
def loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProfileLoader:
    monkeypatch.setenv("DISTRICT_NEWS_DATA", str(tmp_path))
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "mine.toml").write_text('name = "M"\nlistings = ["http://mine.test/a/"]', encoding="utf-8")
    (folder / "bad.toml").write_text("name = 1", encoding="utf-8")
    return ProfileLoader(Settings(SETTINGS))


def test_profiles_stand_beside_the_spiders_of_the_room(loader: ProfileLoader) -> None:
    assert {"mine", "xigu", "qilihe", "replay"} <= set(loader.list())
    assert {"bad", "news", "crawl"}.isdisjoint(loader.list())


def test_a_profile_s_spider_has_that_site(loader: ProfileLoader) -> None:
    spider = loader.load("mine")
    assert issubclass(spider, NewsSpider)
    made = spider()
    assert (made.name, [site.id for site in made.sites], list(made.facts)) == ("mine", ["mine"], ["mine"])
    assert NewsSpider(sites=made.sites).sites == made.sites


def test_who_can_handle_an_address(loader: ProfileLoader) -> None:
    assert loader.find_by_request(Request("https://www.mine.test/x")) == ["mine"]
    assert loader.find_by_request(Request("http://nobody.test/")) == []


def test_unknown_and_broken_names(loader: ProfileLoader) -> None:
    with pytest.raises(KeyError, match="did you mean xigu"):
        loader.load("xgu")
    with pytest.raises(ProfileError, match=r"bad\.toml: name: expected a text"):
        loader.load("bad")
