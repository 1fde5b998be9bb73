"""What people earn by the hour, and whether that is under what was set as the least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isnan
from statistics import median

from judges.pay import rounded


@dataclass(frozen=True)
class Hourly:
    """The median of `n` people whose time is known, of `people`; the 95 % interval is None of fewer than six.

    The interval is of order statistics, and supposes nothing of how pay is spread (Conover 1999, section 3.2).
    """

    median: Decimal | None
    n: int
    people: int
    low: Decimal | None = None
    high: Decimal | None = None
    least: Decimal | None = None

    @property
    def is_under(self) -> bool:
        return self.median is not None and self.least is not None and self.median < self.least


def hourly_of(each: Sequence[Decimal | None], least: Decimal | None = None) -> Hourly:
    """Of what each earns an hour; None = the time is not known."""
    known = [one for one in each if one is not None]
    if not known:
        return Hourly(None, 0, len(each), least=least)
    low, high = _interval([float(one) for one in known])
    return Hourly(rounded(median(known)), len(known), len(each), low, high, least)


def _interval(values: Sequence[float]) -> tuple[Decimal | None, Decimal | None]:
    # Imported here: it takes a second that no other page of the desk has to wait for.
    from scipy.stats import quantile_test

    found = quantile_test(values, p=0.5).confidence_interval(0.95)
    if isnan(found.low) or isnan(found.high):
        return None, None
    return rounded(Decimal(float(found.low))), rounded(Decimal(float(found.high)))
