"""Which of an arm's debates are rehearsed, and for how many of them each then stands.

The debates' sizes are known for all: what is in the question and its passage. A sample that is spread over them evenly,
and weighted so that it has the sizes' totals (calibration: Deville and Särndal 1992, Journal of the American
Statistical Association 87, section 1), gives the totals of all that grows with them exactly, and of the rest nearly so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

import numpy as np
import numpy.typing as npt
from scipy import stats

SURE = 0.95
# Steps by this share of the whole leave the widest gaps closed, wherever one stops.
GOLDEN = (5**0.5 - 1) / 2

Sizes = Sequence[tuple[float, ...]]
Array = npt.NDArray[np.float64]


def spread(sizes: Sizes, seed: int) -> Iterator[int]:
    """All places, in an order of which every beginning is spread evenly over the sizes; the seed draws the first."""
    free = sorted(range(len(sizes)), key=lambda place: (sum(sizes[place]), place))
    at = Random(seed).random()
    while free:
        yield free.pop(int(at * len(free)))
        at = (at + GOLDEN) % 1


@dataclass(frozen=True)
class Sample:
    """Some of `whole` debates: their sizes as rows of `x`, which begin with a 1, and the `sums` of all sizes."""

    x: Array
    sums: Array
    whole: int

    @cached_property
    def weights(self) -> Array:
        """For how many debates each one of the sample stands."""
        n = len(self.x)
        each = np.full(n, self.whole / n)
        if n == self.whole:
            return each
        lacking = self.sums - self.x.T @ each
        found: Array = each + self.x @ np.linalg.pinv(self.x.T @ self.x) @ lacking
        # A sample that lies far off the rest would stand for less than nothing: then it is better taken as it is.
        return found if found.min() > 0 else each

    def total(self, counted: Sequence[float]) -> float:
        return float(self.weights @ np.array(counted, dtype=float))

    def half_width(self, counted: Sequence[float]) -> float:
        """Of the total's 95 % interval: by how far what was counted lies off a plane over the sizes."""
        n, y = len(self.x), np.array(counted, dtype=float)
        if n == self.whole or n < 2 or np.ptp(y) == 0:
            return 0.0
        fit, _, rank, _ = np.linalg.lstsq(self.x, y, rcond=None)
        free = max(1, n - int(rank))
        spread = float(np.sum((y - self.x @ fit) ** 2)) / free
        return self.whole * _quantile(free) * float(np.sqrt((1 - n / self.whole) * spread / n))


@lru_cache
def _quantile(free: int) -> float:
    """Of Student's t: an interval of 95 % reaches so many standard errors to either side."""
    return float(stats.t.ppf((1 + SURE) / 2, free))


class Whole:
    """All debates of an arm, by their sizes."""

    def __init__(self, sizes: Sizes) -> None:
        every = np.array([(1.0, *size) for size in sizes])
        # Each component by its mean, so that long passages don't drown short questions.
        self.x: Array = every / np.maximum(every.mean(axis=0), 1e-9)
        self.sums: Array = self.x.sum(axis=0)

    def sample(self, places: Sequence[int]) -> Sample:
        """The debates at these places."""
        return Sample(self.x[list(places)], self.sums, len(self.x))
