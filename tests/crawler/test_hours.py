"""Hours in which a site may be asked."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from scrapy import Request

from crawler.failures import Refused
from crawler.hours import Hours
from crawler.middlewares.hours import SiteHours
from crawler.readiness import why_not_now
from crawler.sites import Listing, Site

NIGHT, DAY = Hours(time(22), time(6)), Hours(time(9), time(17, 30))


@pytest.mark.parametrize(
    ("hours", "zone", "utc", "hold"),
    [
        (NIGHT, "Asia/Shanghai", "13:59", False),
        (NIGHT, "Asia/Shanghai", "14:00", True),
        (NIGHT, "Asia/Shanghai", "21:59", True),
        (NIGHT, "Asia/Shanghai", "22:00", False),
        (DAY, "Asia/Shanghai", "01:00", True),
        (DAY, "Asia/Shanghai", "09:30", False),
        (DAY, "Asia/Urumqi", "09:30", True),
    ],
)
def test_they_hold_on_the_site_s_own_clock(hours: Hours, zone: str, utc: str, hold: bool) -> None:
    assert hours.hold(datetime.fromisoformat(f"2026-03-04T{utc}+00:00"), zone) == hold


def site(hours: Hours | None) -> Site:
    return Site(id="a", name="A", hours=hours, listings=(Listing(url="http://a.test/"),), path=Path("x"))


def test_a_site_out_of_its_hours_is_left_out() -> None:
    noon = datetime(2026, 3, 4, 4, tzinfo=UTC)
    assert why_not_now(site(NIGHT), {}, noon) == "it is asked 22:00-06:00 only (Asia/Shanghai)"
    assert why_not_now(site(NIGHT), {}, noon + timedelta(hours=12)) is None
    assert why_not_now(site(None), {}, noon) is None


def test_what_is_left_when_they_end_is_refused() -> None:
    now = datetime.now(UTC)
    clock = [(now + timedelta(hours=8 + ahead)).time().replace(second=0, microsecond=0) for ahead in (2, 3)]
    asked = Request("http://a.test/1", meta={"site": "a"})
    with pytest.raises(Refused, match="out of hours: a is asked"):
        SiteHours([site(Hours(*clock))]).process_request(asked)
    SiteHours([site(Hours(*reversed(clock)))]).process_request(asked)
    SiteHours([site(Hours(*clock))]).process_request(Request("http://a.test/robots.txt"))
