"""Why a site is not to be asked now: not its hour, or its hosts are left alone. Pure: knowledge and time come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from crawler.hosts import host_key
from crawler.sites import Site
from pipelines.store.facts import Fact
from pipelines.store.rests import Rest


def why_not_now(site: Site, rests: Mapping[str, Rest], now: datetime) -> str | None:
    """Say why a crawl of this site would ask nothing; None where it may ask. now: aware."""
    if site.hours and not site.hours.hold(now, site.zone):
        return f"it is asked {site.hours} only ({site.zone})"
    resting = [rests.get(host_key(listing.url)) for listing in site.listings]
    if resting and all(rest is not None and rest.until > now for rest in resting):
        return told(max((rest for rest in resting if rest), key=lambda rest: rest.until))
    return None


def told(rest: Rest) -> str:
    """A rest in one line: which host, until when, why, and how often in a row."""
    often = f", {rest.times} times in a row" if rest.times > 1 else ""
    return (
        f"{rest.host} is left alone until {rest.until:%Y-%m-%d %H:%M} UTC: "
        f"{rest.reason} ({rest.detail}) since {rest.since:%Y-%m-%d %H:%M}{often}"
    )


def remark(site: Site, rests: Mapping[str, Rest], facts: Iterable[Fact], now: datetime) -> str:
    """What a table of sites says about the hosts of this one: rests, and what crawls met with; "" for nothing."""
    hosts = dict.fromkeys(host_key(url) for url in site.addresses)
    found = [rests[host] for host in hosts if host in rests and rests[host].until > now]
    resting = [f"{rest.host} rests until {rest.until:%Y-%m-%d %H:%M}: {rest.reason}" for rest in found]
    return "; ".join([*resting, *(_met(fact) for fact in facts if fact.site == site.id)])


def _met(fact: Fact) -> str:
    if fact.kind == "moved":
        return f"{fact.about} does not answer, {fact.value} does"
    return f"the certificate of {fact.about} expired on {fact.value}"
