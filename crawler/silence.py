"""Whether a site is silent for longer than its own rhythm allows. Pure.

A rhythm is how often something is published on a day of each kind: work, weekend, holiday. The silence since the newest
article weighs as much as such days without anything are improbable: the sum of -ln(1 - share) over them. A working day
of a daily paper weighs much, a Sunday or a day of Spring Festival little, a day of a site with three articles a month
next to nothing. It is too long when it weighs more than any silence of a year should, at FALSE_ALARMS a year, and more
than 99 in 100 of the site's own silences did.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from crawler.workdays import DayKind, day_kind

FALSE_ALARMS = 0.03
"""Of a site in a year that are put up with: a third of one in ten site-years, as no site keeps to a plain rhythm."""
_FEWEST_DAYS = 8
"""Days of publication without which no rhythm is known."""
_MOST_SURE = 0.98
"""The share of days above which no history is long enough to go: a day off weighs 3.9 at most."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long nothing was published.

    newest: the last day something was; days: full days since. weight: of these days; bound: of the longest silence
    that is not too long, None where no rhythm is known yet.
    """

    newest: date
    days: int
    weight: float
    bound: float | None

    @property
    def is_too_long(self) -> bool:
        """Whether it is longer than the rhythm allows."""
        return self.bound is not None and self.weight > self.bound


def silence(published: Collection[date], today: date, *, china: bool = True) -> Silence | None:
    """The silence before today, which is not over and does not count. published: the days of a year or so.

    None where nothing was published before.
    """
    days = sorted(day for day in published if day <= today)
    if not days:
        return None
    newest, gap = days[-1], (today - days[-1]).days - 1
    if len(days) < _FEWEST_DAYS:
        return Silence(newest=newest, days=max(gap, 0), weight=0.0, bound=None)
    weights = _weights(days, china=china)
    a_year = max(12.0, len(days) * 365 / ((newest - days[0]).days + 1))
    bound, weight = math.log(a_year / FALSE_ALARMS), _weight(newest, today, weights, china=china)
    if weight > bound:  # looked at only then, as it costs most
        past = sorted(_weight(first, last, weights, china=china) for first, last in pairwise(days))
        bound = max(bound, past[math.ceil(0.99 * len(past)) - 1])
    return Silence(newest=newest, days=max(gap, 0), weight=weight, bound=bound)


def _weights(days: list[date], *, china: bool) -> Mapping[DayKind, float]:
    """What a day of each kind without anything weighs, by the days on which something was published."""
    all_days = Counter(day_kind(day, china=china) for day in _between(days[0] - _DAY, days[-1] + _DAY))
    with_news = Counter(day_kind(day, china=china) for day in days)
    careful = 1 - 1 / math.sqrt(len(days) + 1)  # one standard error less: few days say little
    work = _share(with_news["work"], all_days["work"], with_news.total() / all_days.total())
    weekend = _share(with_news["weekend"], all_days["weekend"], work / 4)
    holiday = _share(with_news["holiday"], all_days["holiday"], weekend / 2)
    shares: dict[DayKind, float] = {"work": work, "weekend": weekend, "holiday": holiday}
    return {kind: -math.log(1 - min(share * careful, _MOST_SURE)) for kind, share in shares.items()}


def _share(some: int, of: int, expected: float) -> float:
    """A share, drawn towards the expected one as far as five more days would."""
    return (some + 5 * expected) / (of + 5)


def _weight(first: date, last: date, weights: Mapping[DayKind, float], *, china: bool) -> float:
    return sum(weights[day_kind(day, china=china)] for day in _between(first, last))


def _between(first: date, last: date) -> Iterable[date]:
    """The days after the first and before the last."""
    return (first + _DAY * step for step in range(1, (last - first).days))
