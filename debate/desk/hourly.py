"""What people earn by the hour, and whether that is under what was set as the least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from math import comb
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
    low, high = _interval(known)
    return Hourly(rounded(median(known)), len(known), len(each), low, high, least)


def _interval(values: Sequence[Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """From the k-th least to the k-th most: k the largest for which both tails together are 5 % at most."""
    n = len(values)
    tails = accumulate(comb(n, fewer) for fewer in range(n))
    k = sum(40 * tail <= 2**n for tail in tails)
    return (sorted(values)[k - 1], sorted(values)[n - k]) if k else (None, None)
