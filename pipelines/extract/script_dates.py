"""Dates in scripts and comments: WeChat's ct, pubDate='…', document.write('…'), showDate('…'), "published at …".

Literals only: new Date() is a clock, whatever stands in its brackets a countdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from pipelines.items import Moment
from pipelines.normalise.dates import from_epoch, parse

_TIME = re.compile(
    # The first letter stands alone and before the flag: so the scan skips from one such letter to the next.
    r"""[pcosPCOS](?i:(?<=p)ub_?(?:lish)?_?(?:date|time|data)|(?<=\bc)t|(?<=c)reate_?time|(?<=o)riCreateTime"""
    r"""|(?<=s)vr_time|(?<=s)how(?:date|time)(?=\()|(?<=p)ublished(?= at ))"""
    r"""["']?(?:\s*[:=]|\(|\ at)\s*["']?"""
    r"""(\d{10}(?!\d)|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?)""",
)
_WRITTEN = re.compile(r"""document\.write(?:ln)?\(\s*["']([^"']{8,60})["']""")


def script_dates(text: str, *, now: datetime, zone: str | None) -> Iterator[tuple[Moment, str, str, float]]:
    """The first date that a page's source gives as a literal: moment, where, raw text, belief from 0 to 1."""
    for found in _TIME.finditer(text):
        value = found.group(1)
        moment = from_epoch(value, zone=zone, now=now) if value.isdigit() else parse(value, now=now, zone=zone)
        if moment:
            yield moment, found.group(0)[:40], found.group(0), 0.7
            return
    for found in _WRITTEN.finditer(text):
        moment = parse(found.group(1), now=now, zone=zone)
        if moment:
            yield moment, "document.write", found.group(0), 0.6
            return
