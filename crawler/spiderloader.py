"""Every profile is a spider: `scrapy list`, `scrapy shell --spider xigu` and the like work on each site."""

from __future__ import annotations

import builtins

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.misc import load_object

from crawler.hosts import host_key
from crawler.nearest import did_you_mean
from crawler.places import site_folders
from crawler.sites import survey


class ProfileLoader(SpiderLoader):
    """The spiders of SPIDER_MODULES and one for each profile, named by the site's id.

    PROFILE_SPIDER: path of the class that a profile's spider is made from. A profile that cannot be read is no
    spider, but takes no other along; loading it says what is wrong with it.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._base: type[Spider] = load_object(settings["PROFILE_SPIDER"])
        self._sites, self._broken = survey(site_folders())

    def load(self, spider_name: str) -> type[Spider]:
        """The class. Raises KeyError naming the nearest spider, ProfileError where the profile cannot be read."""
        if spider_name in self._broken:
            raise self._broken[spider_name]
        if spider_name in self._sites:
            site = self._sites[spider_name]
            return type(f"Spider_{site.id}", (self._base,), {"name": site.id, "sites": (site,)})
        if spider_name in self._spiders:
            return self._spiders[spider_name]
        hint = did_you_mean(spider_name, self.list(), "`district-news list` shows all sites")
        raise KeyError(f"{spider_name}: no spider of that name; {hint}")

    def list(self) -> list[str]:
        """The names of all spiders, sorted."""
        return sorted({*super().list(), *self._sites})

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The sites whose profile names the host of the request."""
        host = host_key(request.url)
        return [site.id for site in self._sites.values() if host in map(host_key, site.addresses)]
