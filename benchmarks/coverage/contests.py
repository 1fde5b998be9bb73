"""Figures of debaters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from judges.stats.bouts import Bout
from judges.stats.bradley_terry import ratings
from judges.stats.cells import Figure
from judges.stats.debaters import honest_wins
from judges.stats.winning import length

from .world import World

Found = Iterator[tuple[Figure, float]]
STRENGTH = {"weak": -60.0, "middling": 0.0, "strong": 60.0}  # in Elo points
PAIRS = list(permutations(STRENGTH, 2))


def ties(p: float, source: np.random.Generator) -> Found:
    """The honest side's win rate, a tenth of the bouts being ties."""
    right, tied = World(source).right(p)[:, 0], source.random(100) < 0.1
    won = np.where(tied, 0.5, right)
    yield honest_wins([_bout(n, float(value)) for n, value in enumerate(won)]), 0.9 * p + 0.05


def words(p: float, source: np.random.Generator) -> Found:
    yield length(_spoken(p, source)).honest, 120.0


def longer_wins(p: float, source: np.random.Generator) -> Found:
    """Half of the honest sides are longer, and length does nothing: it wins with p where it is honest."""
    yield length(_spoken(p, source)).more_wins, 0.5


def correlation(p: float, source: np.random.Generator) -> Found:
    yield length(_spoken(p, source)).correlation, 0.0


def bradley_terry(p: float, source: np.random.Generator) -> Found:
    """Two bouts on each question; the honest side wins p of those between equals."""
    ahead = 400 * float(np.log10(p / (1 - p)))
    rating = {(name, "honest"): elo + ahead / 2 for name, elo in STRENGTH.items()}
    rating |= {(name, "dishonest"): elo - ahead / 2 for name, elo in STRENGTH.items()}
    pairs = [[PAIRS[(2 * n + k) % len(PAIRS)] for k in range(2)] for n in range(100)]
    gaps = np.array([[rating[a, "honest"] - rating[b, "dishonest"] for a, b in row] for row in pairs])
    right = World(source).right(1 / (1 + 10 ** (-gaps / 400)), 2)
    bouts = [_bout(n, float(right[n, k]), *pairs[n][k]) for n, k in np.ndindex(right.shape)]
    for one in ratings(bouts):
        yield one.rating, rating[one.debater, one.seat]


def _spoken(p: float, source: np.random.Generator) -> list[Bout]:
    won, said = World(source).right(p)[:, 0], source.poisson(120, (100, 2)).tolist()
    return [_bout(n, float(value), words=(said[n][0], said[n][1])) for n, value in enumerate(won)]


def _bout(
    n: int, won: float, honest: str = "one", dishonest: str = "other", words: tuple[int, int] | None = None
) -> Bout:
    return Bout(
        arm="arm", debate=f"d{n}", question=f"q{n:03}", honest=honest, dishonest=dishonest, won=won, words=words
    )
